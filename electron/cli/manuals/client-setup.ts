/** The manual of `chatelaine client-setup`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const CLIENT_SETUP = manual({
  name: 'client-setup',
  about: 'an account put into chat programs, and taken back',
  usage: [
    'list [--json]',
    'plan  --program NAME --address ADDRESS [OPTIONS]',
    'apply --program NAME --address ADDRESS [OPTIONS]',
    'undo ID [--account-only]',
    'file  --address ADDRESS [--output FILE] [OPTIONS]',
  ],
  text: `Writes an account of the office into the files of Gajim, Pidgin, Dino, Psi+ or
Profanity, for the person who runs this command. "list" shows which of them are here,
which accounts they have, and what was set up. "plan" shows what would be written and
changes nothing. "apply" shows it, asks, keeps a copy of each file, writes, and reads
it back. "undo" puts the files back byte for byte; where the program has written there
since, --account-only takes out this account and leaves the rest. A program that is
open is left alone: close it first. So is a file that is locked, damaged, a link, or
somebody else's.

"file" saves a Python 3 program that does the same on another Linux computer: it shows
its plan, asks, and has --undo.

The password is kept as each program keeps it: Gajim in the keyring where there is one,
Pidgin, Dino and Profanity readable in their files, Psi+ there hidden from a glance only.
Without --keep-password the program asks for it once.`,
  options: {
    program: { value: 'NAME', help: 'gajim, pidgin, dino, psi or profanity' },
    profile: { value: 'NAME', help: 'one of several profiles, by name or by its id in "list --json"' },
    address: { value: 'ADDRESS', help: 'whose account: otto@example.org' },
    'keep-password': { help: 'hand the password over; it is asked for here, and not shown' },
    'password-file': {
      value: 'FILE',
      help: 'the same, from the first line of FILE, or of standard input for "-" (then with --yes)',
    },
    server: { value: 'HOST[:PORT]', help: 'where to connect, instead of what the office knows' },
    tls: {
      value: 'starttls|direct',
      among: ['starttls', 'direct'],
      help: 'with --server. Default: starttls',
    },
    'account-only': { help: 'of "undo": this account only' },
    output: { value: 'FILE', help: 'of "file": where to. "-" is standard output' },
    lang: { ...LANG, help: 'the language of the words. Default: that of LANG' },
    yes: { help: 'do not ask' },
    json: {
      help: 'list: {"clients","done"}; plan: what is shown; apply: {"id",…}; undo: {"files"}; refused: {"error":{"code","data"}}',
    },
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'it did not work, or was not wanted',
    2: 'wrong usage',
  },
});
