/** The manual of `chatelaine password`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const PASSWORD = manual({
  name: 'password',
  about: 'the password of these pages, for whoever owns this computer',
  usage: ['set [--password-file FILE] [OPTIONS]', 'remove [OPTIONS]', '[status] [OPTIONS]'],
  text: `The page Chatelaine shows in a browser is opened by a one-time link ("chatelaine link")
until a password is set; then by the password, or a passkey. Whoever may run this command
as the account that owns the data folder may set another: so a forgotten one is got over.

set     Asks for the new one twice, without showing it. At least 12 characters; what is
        tried first everywhere is refused. All browsers are logged out.
remove  From then on browsers come in by a link alone. Refused while the office network is
        let in and there is no passkey.
status  Whether there is one, since when, and which passkeys there are.

It is kept as an Argon2id hash in secrets/web-access.json, for its owner alone to read.`,
  options: {
    'password-file': {
      value: 'FILE',
      of: ['set'],
      help: 'the first line of FILE instead of asking; "-" is standard input',
    },
    lang: LANG,
    json: { help: 'print {"password":{"since"}|null,"passkeys":[…]} or {"ended"}' },
    data: DATA,
  },
  exits: {
    0: 'done; status: there is one',
    1: 'it did not work; status: there is none',
    2: 'wrong usage',
  },
});
