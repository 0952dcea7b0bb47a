/** The manual of each command, put together: `manuals/` has them, a table each. */

import { AUDIT } from './manuals/audit.ts';
import { BACKUP } from './manuals/backup.ts';
import { CERTIFICATE } from './manuals/certificate.ts';
import { CLIENT_SETUP } from './manuals/client-setup.ts';
import { COACH } from './manuals/coach.ts';
import { COMPLETION } from './manuals/completion.ts';
import { DNS } from './manuals/dns.ts';
import { DOCTOR } from './manuals/doctor.ts';
import { DOMAINS } from './manuals/domains.ts';
import { EXIT_CODES } from './manuals/exit-codes.ts';
import { FIREWALL } from './manuals/firewall.ts';
import { GUIDE } from './manuals/guide.ts';
import { CTL_MANUAL, HELP_MANUAL, SERVER_MANUAL, VERSION_MANUAL } from './manuals/help.ts';
import { INVITE } from './manuals/invite.ts';
import { LEAVE } from './manuals/leave.ts';
import { LINK } from './manuals/link.ts';
import { LOGS } from './manuals/logs.ts';
import { exitSection, helpText, type Manual } from './manuals/manual.ts';
import { NOTICES } from './manuals/notices.ts';
import { NUMBERS } from './manuals/numbers.ts';
import { PASSWORD } from './manuals/password.ts';
import { PROBE } from './manuals/probe.ts';
import { PROGRAMS } from './manuals/programs.ts';
import { REACH } from './manuals/reach.ts';
import { RESET } from './manuals/reset.ts';
import { ROUTER } from './manuals/router.ts';
import { SERVE } from './manuals/serve.ts';
import { SERVICE } from './manuals/service.ts';
import { SESSIONS } from './manuals/sessions.ts';
import { SETUP } from './manuals/setup.ts';
import { START } from './manuals/start.ts';
import { UNINSTALL } from './manuals/uninstall.ts';
import { UPDATE } from './manuals/update.ts';
import { WEBSITE } from './manuals/website.ts';

/** In the order in which somebody needs them. */
const GROUPS: Readonly<Record<string, readonly Manual[]>> = {
  'To begin with': [START, SERVE, SETUP, SERVICE],
  'Colleagues and their programs': [INVITE, LEAVE, CLIENT_SETUP, GUIDE, COACH],
  'Is all well': [DOCTOR, LOGS, NUMBERS, PROBE, NOTICES, REACH],
  'Names, certificates, doors': [DOMAINS, DNS, CERTIFICATE, FIREWALL, ROUTER, WEBSITE, PROGRAMS],
  'Backups and new versions': [BACKUP, UPDATE, RESET, UNINSTALL],
  'Who may come into the pages': [LINK, PASSWORD, SESSIONS, AUDIT],
  'For experts': [SERVER_MANUAL, CTL_MANUAL, COMPLETION, HELP_MANUAL, VERSION_MANUAL],
};
export const MANUALS: readonly Manual[] = Object.values(GROUPS).flat();

const COLUMN = 15;
const row = ({ name, about }: Manual): string => `  ${name.padEnd(COLUMN - 3)} ${about}`;
const sections = Object.entries(GROUPS).map(([title, all]) => `${title}\n${all.map(row).join('\n')}`);

/** What they have in common. */
const WHOLE = `chatelaine - a small office's own chat server

Usage: chatelaine [COMMAND] [OPTIONS]

${sections.join('\n\n')}

Each has its manual: chatelaine COMMAND --help. Without a command: start.

Most commands take --data DIR, --lang en|fr and --json. What is asked for goes to standard
output, all else to standard error. With --json, what was refused is one object there:
{"error":{"code","data"}}. Nothing is coloured, whether NO_COLOR is set or not.

${exitSection(EXIT_CODES)}
  "probe" ends as monitoring programs want it, "server" and "ctl" as their manuals say.

Environment
  CHATELAINE_DATA      the data folder, where --data does not name one
  CHATELAINE_RESOLVER  IP[:PORT] of the one resolver that is asked
  LC_ALL, LC_MESSAGES, LANG
                       the language, where --lang does not name one

Files
  ~/.local/share/chatelaine  the data folder: accounts, messages, keys, settings, backups
  /var/lib/chatelaine        that of the Debian package, /etc/default/chatelaine its settings
`;

/** By command; `chatelaine` for the whole. */
export const HELP: Readonly<Record<string, string>> = {
  chatelaine: WHOLE,
  ...Object.fromEntries(MANUALS.map((one) => [one.name, helpText(one)])),
};

export const isHelpTopic = (text: string): boolean => Object.hasOwn(HELP, text);
