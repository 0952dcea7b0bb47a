/** The manual of `chatelaine service`, and its options. */
import { DATA, LANG, manual } from './manual.ts';

export const SERVICE = manual({
  name: 'service',
  about: 'Chatelaine when nobody is logged in',
  usage: [
    'status [--json]',
    'install [--user] [--account NAME] [--low-ports] [--json]',
    'install --print [--for KEEPER] [OPTIONS]',
    'remove [--user] [--json]',
  ],
  text: `A service starts with the computer, comes back after a crash, and does not end when
somebody logs out. It runs as the account that owns the data folder, and where that
folder lies: nothing is moved. A Chatelaine that has the folder open, window or
terminal, hands it over: its server ends in order, the service starts, and chat
programs connect again by themselves. Where the service does not come up, its
definition is taken away again and all is as before.

status   Whether there is one, whether it runs, and for which data folder.
install  Puts it in place and starts it. For the whole computer this needs root:
         sudo chatelaine service install. With --user it needs nobody's password;
         the account is then allowed to go on without being logged in ("lingering").
remove   Ends it in order and takes its definition away. The data stays.

Known are systemd (Linux), launchd (macOS) and the Task Scheduler (Windows). For
supervisord, OpenRC and System V scripts, --print writes the definition for you to put
in place. Of the Debian package, systemctl looks after the service.

While it runs: SIGTERM ends it in order, SIGHUP reads certificates and configuration
anew ("systemctl reload chatelaine"). It tells systemd when it is ready, and that it
is well; where it falls silent for a minute it is begun anew.`,
  options: {
    user: { help: 'a service of this account alone' },
    account: {
      value: 'NAME',
      of: ['install'],
      help: "whose service it is, where the data folder is not there yet. Default: the folder's owner; with sudo, whoever typed it",
    },
    'low-ports': {
      of: ['install'],
      help: "allow ports below 1024, and no other right of root's. Without it as the settings have it: 443 for chat as well, an authority that looks at port 80",
    },
    print: { of: ['install'], help: 'write the definition to standard output, and change nothing' },
    for: {
      value: 'KEEPER',
      of: ['install'],
      help: 'with --print: systemd, launchd, windows, supervisord, openrc or sysvinit. Default: what this computer has',
    },
    lang: LANG,
    data: DATA,
    json: { help: 'status and install: the whole state; refused: {"error":…}' },
  },
  exits: {
    0: 'done; of "status": it runs',
    1: 'it did not work',
    2: 'wrong usage',
    3: 'of "status": it does not run',
    4: 'of "status": there is none, or it is not known',
  },
});
