/** The manual of `chatelaine sessions`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const SESSIONS = manual({
  name: 'sessions',
  about: 'the browsers that are let in',
  usage: ['[list] [--json]', 'revoke ID [OPTIONS]', 'revoke --all [OPTIONS]'],
  text: `Each with its browser, where it came from, by what (a link, the password, a passkey), since
when, and when it was last seen. A browser that is revoked is shown out at once. ID is the
one "list" prints, or its beginning.

A session ends by itself after 14 days without a visit, and after 30 days in any case.`,
  options: {
    all: { of: ['revoke'], help: 'all of them' },
    lang: LANG,
    json: { help: 'print the list, or {"ended"}' },
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'it did not work, or there is no such session',
    2: 'wrong usage',
  },
});
