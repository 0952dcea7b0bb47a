/** The manual of `chatelaine invite`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const INVITE = manual({
  name: 'invite',
  about: 'links that let somebody in, or set a new password',
  usage: [
    '[NAME] [OPTIONS]',
    'list [--all] [--json]',
    'reset NAME [--days N] [--mail] [--qr] [--json]',
    'revoke NAME|TOKEN',
    'restore NAME|TOKEN',
  ],
  text: `Makes a link and prints it alone on standard output; for whom, until when and how often
goes to standard error. Whoever opens it gets a program and chooses a password: nobody
else learns it. NAME keeps that address free; without it whoever comes chooses one.
Whoever has the link can come in: hand it over as you would a key.

list     Those that are out; with --all also those that were used, ran out or were taken
         back in the last 30 days, and who came in with them. Tokens are in --json only.
reset    A link with which NAME sets a new password. It works once, for two days unless
         --days says otherwise (30 at most); those before it stop working.
revoke   Takes one back. Its page then says so to whoever opens it.
restore  Lets one that was taken back work again.

It works beside a running Chatelaine. Where none runs, the server is started for it and
stopped again; the page behind the link answers while the server runs.`,
  options: {
    all: { of: ['list'], help: 'those that are over, too' },
    name: { value: '"…"', help: 'what colleagues will read beside the address' },
    team: { value: 'TEAM', help: 'whoever comes in belongs to that team, by its name or its id' },
    days: { value: 'N', help: 'how long it is good, 1 to 365. Default: 7' },
    times: { value: 'N', help: 'how many may come in with it, 1 to 1000. Default: 1; with NAME always 1' },
    by: { value: 'ADDRESS', help: 'the colleague in whose name it is written' },
    language: {
      value: 'en|fr',
      among: ['en', 'fr'],
      help: 'the language of its mail, and of its page where the browser speaks neither',
    },
    domain: { value: 'DOMAIN', help: "which of the office's domains. Default: the first" },
    mail: { help: 'print subject and text of a mail that holds the link' },
    qr: { help: "print it as a square for a telephone's camera, too" },
    lang: { ...LANG, help: 'the language of what is printed beside it. Default: that of LANG' },
    json: { help: 'print {"token","uri","page","link","mail":{"subject","body"},…}' },
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'it did not work',
    2: 'wrong usage',
  },
});
