/** The manual of `chatelaine reset`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const RESET = manual({
  name: 'reset',
  about: 'back to the first day',
  usage: ['--plan [--no-copy] [--dns] [--json]', '[--yes] [--no-copy] [--dns] [--json]', '--finish [--json]'],
  text: `Shows exactly what goes and how much it is, what stays, and what is left for you; then
asks for the office's domain to be typed, and does it: accounts taken out of this
computer's chat programs, the firewall's rules and the internet box's doors given back,
the authority taken off this computer's list, the server stopped, and of the data folder
everything that is Chatelaine's. What lies there and is somebody else's stays byte for
byte; so does what was there before Chatelaine under a name it uses too, such as a
folder "logs" (chatelaine-folder.json in the data folder says which).

A copy of everything stays in the data folder, which "Backups & updates" puts back, unless
--no-copy is given. Backups elsewhere are never touched.

What cannot be taken back is told, and stops nothing. Killed in the middle, the next start
goes on; so does --finish, without starting anything, "chatelaine service remove", and the
removal of the Debian package.`,
  options: {
    plan: { help: 'show what would be done, and change nothing' },
    yes: { help: 'do not ask' },
    finish: { help: 'only go on with one that was decided and stopped in between' },
    'no-copy': { help: 'keep no copy, and remove those that lie in the data folder' },
    dns: { help: 'also take out the records that were written at a DNS provider' },
    lang: LANG,
    json: { help: 'print the plan, or {"state","steps","problem","hand"}' },
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'it did not work, or was not wanted',
    2: 'wrong usage',
  },
});
