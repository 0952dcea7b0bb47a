/** The manual of `chatelaine update`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const UPDATE = manual({
  name: 'update',
  about: 'new versions of Chatelaine, and the way back',
  usage: [
    '[status] [OPTIONS]',
    'check   [OPTIONS]',
    'install [--tonight] [OPTIONS]',
    'cancel  [OPTIONS]',
    'rollback [--yes] [OPTIONS]',
    'notes   [--all] [OPTIONS]',
  ],
  text: `status    what runs here, how it came here, and how far an update is. Asks nobody.
check     asks where new versions are announced whether there is one for this copy.
install   fetches it and exchanges the program, by the Chatelaine that runs: at once,
          or with --tonight at 02:30. It waits for a set-up, a backup, another job in
          hand, or a change of the firewall that nobody has kept yet. Then chatting
          pauses: all the office has is copied, the new version comes up with nobody
          let in, and people, rooms and messages are counted before and after. Only a
          version with nothing missing is kept; otherwise all is put back by itself.
          The command ends when the exchange begins.
cancel    not now: possible until the copy is made.
rollback  the version before, for seven days. Where both read the same data only the
          program goes back and nothing is lost; otherwise it says what came since
          and would go aside, into a snapshot, and asks. --yes does not ask.
notes     what is new in this version, or with --all in each.

A copy from a Debian or RPM package is exchanged by the package manager: the commands
are printed. One that runs from its sources is its owner's to exchange.`,
  options: {
    tonight: { of: ['install'], help: 'at 02:30' },
    yes: { of: ['rollback'], help: 'do not ask' },
    all: { of: ['notes'], help: 'of every version' },
    data: DATA,
    lang: { ...LANG, help: 'the language. Default: that of LANG' },
    json: { help: 'print the state, or {"error":{"code","data"}}' },
  },
  exits: {
    0: 'done; with check: this is the newest version; with install: the exchange begins, or waits for its hour. How it ended says status',
    1: 'it did not work; with status: the version that was tried was not kept',
    2: 'wrong usage',
    3: 'no Chatelaine runs on the folder that could do it',
    10: 'with check and status: there is a newer version',
  },
});
