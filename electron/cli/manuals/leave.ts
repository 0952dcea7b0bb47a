/** The manual of `chatelaine leave`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const LEAVE = manual({
  name: 'leave',
  about: 'somebody leaves the office, and may come back',
  usage: [
    'ADDRESS [--to ADDRESS] [--export FILE] [--days N|never] [--yes]',
    '--preview ADDRESS [--to ADDRESS] [--json]',
    '--back ADDRESS',
    '--list [--json]',
  ],
  text: `Shows what will happen and what remains, asks, and then closes the account: every
device is disconnected, none comes back without the password, nobody can log in, no
telephone is woken, and invitations the person made end. The person leaves the teams
and rooms; rooms they run go to whoever --to names. The account goes for good after 30
days, or as --days says; until then --back opens it again, with rooms and teams.

--export writes one ZIP file with what the server keeps about the person, as articles
15 and 20 of the GDPR ask: pages to read in a browser, XEP-0227 and JSON for programs,
and the files they sent. It is for that person alone (mode 0600).

The same command again goes on with what was cut off. It works beside a running
Chatelaine; where none runs, the server is started for it and stopped again.`,
  options: {
    to: { value: 'ADDRESS', help: 'who takes over the rooms they run' },
    export: { value: 'FILE', help: 'where the copy of their data is put' },
    days: { value: 'N', help: 'days until the account goes, 1 to 3650, or never. Default: 30' },
    preview: { help: 'only say what would happen' },
    back: { help: 'open the account again' },
    list: { help: 'who has left, and until when they may come back' },
    yes: { help: 'do not ask; for scripts' },
    lang: { ...LANG, help: 'the language of the sentences, and of the copy. Default: that of LANG' },
    json: { help: 'for programs' },
    data: DATA,
  },
  exits: {
    0: 'done',
    1: 'it did not work, or the answer was no',
    2: 'wrong usage',
  },
});
