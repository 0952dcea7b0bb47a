/** Problems as sentences for a terminal: what happened and what to do. English only, as the manuals are. */
import type { Problem } from '../contract/index.ts';
import { ProblemError } from '../manager/problem.ts';

type Sentences = { [C in Problem['code']]?: (data: Extract<Problem, { code: C }>['data']) => string };

const REASONS: Readonly<Record<string, string>> = {
  empty: 'nothing was given',
  url: 'that is the address of a web page',
  email: 'that is a mail address',
  'no-dot': 'a domain has a dot in it, as in example.org',
  label: 'it has a character that a domain cannot have',
  'too-long': 'it is too long',
  'public-suffix': 'that is an ending many people share, not a domain of your own',
  'ip-address': 'that is an address of a machine, not a name',
};

const DOMAIN_REFUSED = {
  served: 'is served already',
  service: 'is the name of a service of this office, such as its rooms',
  main: 'is the first domain, which cannot be taken away',
  unknown: 'is not served here. "chatelaine domains list" shows those that are',
  'too-many': 'would be one more than a server can look after',
  lan: 'cannot be served beside a name of this network only',
} as const;

const UNWRITABLE = {
  'not-a-folder': 'is not a folder',
  'not-ours': 'belongs to another account of this machine',
  shared: 'may be written to by everybody on this machine',
  'read-only': 'is on a disk that may only be read',
  'not-allowed': 'may not be written to by this account',
  impossible: 'cannot be made',
} as const;

const NO_SERVICE = {
  'no-keeper':
    'Nothing we know starts programs on this computer. "chatelaine service install --print --for supervisord" writes a definition to put in place.',
  'passing-place':
    'This Chatelaine runs out of a file that is only unpacked while it is open. Install the package, or the folder, first.',
  'root-account':
    'A chat server is not run as root. Run it with sudo from the account it shall belong to, or name one with --account; "--user" is without sudo.',
  package:
    'The Debian package brought the service: "systemctl enable --now chatelaine" and "systemctl disable --now chatelaine" look after it.',
  'no-rights':
    'For the whole computer this needs root: sudo chatelaine service install. With --user it does not.',
  denied: 'The system was not given the password, and nothing was changed.',
  elsewhere: 'The data folder belongs to another account of this computer.',
} as const;

const DENIED = {
  wrong: 'the token or key is not right',
  expired: 'the token has run out, or was withdrawn',
  'right-missing': 'it lacks a right',
} as const;

/** By field and reason. */
const REFUSED: Readonly<Record<string, string>> = {
  'from address': 'An address looks like 192.0.2.7 or 2001:db8::7, a network like 10.0.0.0/8.',
  'from too-wide': 'That is a good part of the internet. Name the computers, or a smaller network.',
  'rules name': 'There is a rule of that name already.',
  'rules outside':
    'Nobody at these addresses is let in. Let them in first: chatelaine programs let-in ADDRESS.',
  'commands ': 'Name at least one command.',
};

const SENTENCES: Sentences = {
  'data.locked': ({ folder, pid }) =>
    `${folder} is in use by another Chatelaine${pid ? ` (process ${pid})` : ''}. Stop that one first, or do it in its page.`,
  'data.unwritable': ({ folder, reason }) =>
    `${folder} ${UNWRITABLE[reason ?? 'not-allowed']}. Choose another folder with --data.`,
  'access.last-way': () =>
    'The office network is let in, and nobody could come in without it. Close it on Settings first.',
  'access.denied': () => 'There is no page in a browser here.',
  'leaving.successor': ({ address }) =>
    `${address} has no account here that is enabled. Choose somebody else with --to.`,
  'terminal.off': () => 'Terminals are switched off there.',
  'terminal.gone': () => 'That terminal has ended.',
  'terminal.not-here': ({ said }) => `This computer has no terminals for pages: ${said}`,
  'terminal.too-many': ({ most }) => `There are ${most} terminals open already.`,
  'terminal.target': () => 'That is no name of a computer or of an account there.',
  'update.not-here': () =>
    'New versions of this copy do not come this way. "chatelaine update status" says how they come.',
  'update.none': () => 'There is no newer version for this copy.',
  'update.too-late': () => 'Something is being done at this moment that has to end first.',
  'update.no-way-back': () => 'The version before is not kept any more.',
  'leaving.unknown': ({ address }) => `${address} has not left, or is gone for good.`,
  'leaving.busy': ({ address }) => `${address} is leaving at this moment. Wait until that has ended.`,
  'leaving.no-copy': ({ address }) => `There is no copy of the data of ${address}.`,
  'log.unreadable': ({ file, reason }) =>
    ({
      missing: `There is no log at ${file}.`,
      forbidden: `This account may not read ${file}. On Debian: adduser ACCOUNT adm, then log in anew; or put "sudo" before it.`,
      folder: `${file} is a folder. Name the files in it.`,
      damaged: `${file} is packed, and damaged or packed only half so far.`,
      special: `${file} is no ordinary file.`,
      unlisted: `${file} is not in the list of logs. Open it first, on the page Logs.`,
    })[reason],
  'machine-service.not-possible': ({ reason }) => NO_SERVICE[reason],
  'machine-service.failed': ({ said }) =>
    `The service did not come up, and all is as it was before. What was said:\n${said}`,
  'backup.no-room': ({ folder, needed, free }) =>
    `${folder} has not enough room: ${Math.ceil(needed / 1e6)} MB are needed, ${Math.floor(free / 1e6)} MB are free. Nothing was written.`,
  'backup.folder': ({ folder, reason }) => `${folder} cannot be used for backups (${reason}).`,
  'backup.not-mounted': ({ folder }) =>
    `The disk or share that belongs at ${folder} is not connected. Nothing was written there.`,
  'backup.remote': ({ because, said }) =>
    because === 'no-program'
      ? 'The programs of OpenSSH (sftp, ssh-keygen) are not here. On Debian: apt install openssh-client'
      : `The other computer does not take it (${because}): ${said}`,
  'backup.locked': () => 'The backup is locked, and this does not open it. Give its words with --words-file.',
  'backup.no-key': () =>
    'Backups are to be locked, and no words are chosen. "chatelaine backup schedule" chooses some, or --lock none goes without.',
  'backup.recipient': () => 'That is no public key of age. It begins with age1; "age-keygen" makes one.',
  'backup.not-ours': () => 'That file is no backup of Chatelaine.',
  'backup.damaged': ({ said }) =>
    `The backup is damaged: it was cut short, or changed since${said === 'damaged' || said === '' ? '' : ` (${said})`}. Nothing was changed.`,
  'backup.drill': ({ said }) => `The backup did not pass when it was opened again, and was not kept: ${said}`,
  'backup.newer': ({ version }) =>
    `The backup was made by Chatelaine ${version}, which is newer than this one. Update first, then restore.`,
  'backup.unknown': () =>
    'There is no such backup, snapshot, or part of one. "chatelaine backup list" has them.',
  'backup.busy': () => 'Another backup or restore is under way. Wait until it has ended.',
  'disk.full': ({ folder }) =>
    `The disk of ${folder} is full. Make room, or choose a folder on another disk with --data.`,
  'manager.recovery': ({ reason }) => `Chatelaine could not read its own data: ${reason}`,
  'domain.invalid': ({ value, reason, suggestion }) =>
    `"${value}" cannot be the domain: ${REASONS[reason] ?? reason}.${suggestion ? ` Did you mean ${suggestion}?` : ''}`,
  'domain.refused': ({ domain, reason }) => `${domain} ${DOMAIN_REFUSED[reason]}.`,
  'port.in-use': ({ port, by }) =>
    `Port ${port} is in use${by ? ` by ${by}` : ''}. Stop that program, or choose other ports with --port and --tls-port.`,
  'port.forbidden': ({ port }) => `This account may not open port ${port}. Choose a port from 1024 on.`,
  'person.name-invalid': ({ value }) => `"${value}" cannot be a name in an address.`,
  'person.exists': ({ address }) => `${address} exists already.`,
  'joining.invited': ({ address }) =>
    `${address} is invited already, and the address is kept for whoever opens that link. Take it back first: chatelaine invite revoke ${address}`,
  'team.unknown': () => 'There is no such team. The page People has their names.',
  'person.password-weak': ({ minimum }) => `The password needs at least ${minimum} characters.`,
  'settings.refused': ({ field, reason }) =>
    REFUSED[`${field} ${reason}`] ?? `The ${field} cannot be so: ${reason}.`,
  'setup.not-done': () => 'This data folder is not set up yet: "chatelaine setup" does that.',
  'setup.already-done': () =>
    'This data folder is set up already: "chatelaine serve" runs it. For another domain choose another folder with --data.',
  'server.timeout': ({ seconds }) =>
    `The server was started several times and was not ready within ${seconds} seconds. Its log is in the data folder, under logs.`,
  'server.not-running': () => 'The server does not run. "chatelaine serve" starts it.',
  'job.cancelled': () => 'Interrupted. Nothing is lost: the same command goes on where it was.',
  'server.start-failed': ({ lastLines }) => `The server did not start:\n${lastLines.join('\n')}`,
  'server.config-refused': ({ sentences }) =>
    `The server refused its configuration:\n${sentences.join('\n')}`,
  'program.failed': ({ program, lastLines }) => `${program} did not work:\n${lastLines.join('\n')}`,
  'dns-provider.denied': ({ provider, reason, right, said }) =>
    `${provider} does not let this access in: ${DENIED[reason]}${right ? ` (${right})` : ''}. It said: ${said}`,
  'dns-provider.no-zone': ({ provider, name }) =>
    `${provider ? `The access to ${provider}` : 'No access'} covers the zone of ${name}. "chatelaine dns providers" lists what there is.`,
  'dns-provider.too-often': ({ provider, until }) =>
    `${provider} was asked too often. ${until ? `It answers again at ${new Date(until).toISOString()}.` : 'Try again in an hour.'}`,
  'dns-provider.down': ({ provider, said }) =>
    `${provider} cannot be reached, or does not answer as it should (${said}). Nothing was changed by this call.`,
  'dns-provider.refused': ({ provider, name, said }) =>
    `${provider} does not take the record of ${name}: ${said}`,
  'dns-provider.changed': ({ name, type, expected, found }) =>
    `Somebody changed ${name} ${type} meanwhile.\n  expected: ${expected.join(' | ') || '(nothing)'}\n  found:    ${found.join(' | ') || '(nothing)'}\nIt was left as it is.`,
  'dns-apply.outdated': () => 'The zone is not as it was shown any more. Look again.',
  'dns-apply.nothing': () => 'There is nothing to do.',
  'dns-apply.unknown': () => 'There is no such change. "chatelaine dns undo --list" shows them.',
  'dns-apply.busy': () => 'Records are being changed at this moment. Try again when that has ended.',
  'dns-proof.not-seen': ({ name }) =>
    `Not every name server of the zone tells the text at ${name} yet. Nothing was ordered; the next try looks again.`,
  'dns-undo.changed': ({ keys }) =>
    `Somebody changed these since, so nothing was put back: ${keys.join(', ')}. With --leave they stay as they are.`,
  'manager.unexpected': ({ reference }) =>
    `Something went wrong that should not. The manager's log has it under ${reference}.`,
};

/** One or a few lines for anything that can be thrown. */
export function problemText(error: unknown): string {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error.message : String(error);
  const sentence = SENTENCES[error.code as Problem['code']] as ((data: unknown) => string) | undefined;
  return sentence?.(error.data) ?? `It did not work: ${error.code}.`;
}

/** The same for programs: a code of the contract with its data, or the plain message. */
export function problemOf(error: unknown): object {
  if (error instanceof ProblemError) return { code: error.code, data: error.data };
  return { message: error instanceof Error ? error.message : String(error) };
}
