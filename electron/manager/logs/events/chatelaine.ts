/**
 * Our own lines: JSON with a message of a fixed wording and named fields. A test looks for each wording in the code that writes it,
 * and for each place that warns in this table.
 */
import type { ReadLine } from '../../../contract/log-events.ts';
import type { LineCode } from '../../../contract/log-lines/index.ts';
import { type Found, nothingFound, put } from './event-row.ts';
import { addressOf } from './names.ts';

type Fields = ReadLine['fields'];
type Meant = LineCode | ((fields: Fields) => LineCode);

/** RFC 6120 §6.5, by what the server answers. */
const REFUSED: Readonly<Record<string, LineCode>> = {
  ...{ 'temporary-auth-failure': 'login.throttled', 'account-disabled': 'login.disabled' },
  ...{ 'invalid-authzid': 'login.foreign' },
};
const refusedLogin = ({ condition }: Fields): LineCode => REFUSED[String(condition)] ?? 'login.refused';
/** RFC 6120 §4.9.3: what somebody says who means something else than XMPP; other conditions a program of a colleague may meet. */
const brokenOff = ({ condition }: Fields): LineCode =>
  /^(?:not-well-formed|invalid-xml|restricted-xml|bad-format|bad-namespace-prefix|unsupported-encoding|invalid-namespace)$/.test(
    String(condition),
  )
    ? 'connection.nonsense'
    : 'connection.broken-off';
const unreached = ({ code }: Fields): LineCode =>
  code === 'dns.no-domain'
    ? 'servers.no-name'
    : /^(?:certificate|tls)\./.test(String(code))
      ? 'servers.certificate-bad'
      : 'servers.unreachable';
const refusedServer = ({ code }: Fields): LineCode =>
  String(code).startsWith('certificate.') ? 'servers.certificate-bad' : 'servers.refused';

export const SERVER_LINES: Readonly<Record<string, Meant>> = {
  'Log-in failed': refusedLogin,
  'Logged in': 'login.ok',
  'A guest came in': 'login.guest',
  'a log-in could not be decided': 'login.broken',
  'sessions wait to be resumed': 'session.kept',
  'a saved session cannot be read and is dropped': 'session.lost',
  // `manager/own-connections.ts` marks those this manager made itself.
  'TLS failed': ({ madeBy }) => (madeBy === 'manager' ? 'connection.own-check' : 'connection.tls-failed'),
  'stream error': brokenOff,
  'too many connections that have not shaken hands': 'connection.too-many',
  'too many connections that have not logged in': 'connection.too-many',
  'too many connections that have not said what they want': 'connection.too-many',
  'too many connections': 'connection.too-many',
  'too many requests': 'web.too-many',
  'too many connections of other servers': 'connection.too-many',
  'Registered in band': 'people.registered',
  'Password changed in band': 'people.password-changed',
  'Account removed in band': 'people.removed',
  'Registration approved': 'people.approved',
  'Registration rejected': 'people.rejected',
  'Invitation made': 'people.invited',
  'Administrators changed': 'people.admins',
  'An invitation was for a team that cannot be joined': 'people.team-gone',
  'room created': 'rooms.created',
  'room destroyed': 'rooms.closed',
  'a room failed': 'rooms.failed',
  'the history of a room cannot be read': 'messages.failed',
  'a team has no room: its name is taken': 'rooms.team-name',
  'a message could not be taken back': 'messages.failed',
  'a message could not be retracted': 'messages.failed',
  'an archive could not be shortened': 'messages.failed',
  'old messages were deleted': 'messages.expired',
  'messages nobody fetched were deleted': 'messages.expired',
  'old messages make room': 'messages.made-room',
  'too many bookmarks to keep in step': 'messages.bookmarks',
  'not published': 'messages.not-published',
  'an old file makes room': 'files.deleted',
  'a file was deleted': 'files.deleted',
  'files could not be removed': 'files.not-removed',
  'the disk is nearly full: no more uploads': 'files.no-room',
  'the disk is nearly full: an upload is refused': 'files.no-room',
  'a stream was closed': 'connection.ended',
  'A push service refused': 'push.refused',
  'no relayed address could be opened': 'calls.no-relay',
  'Abuse reported': 'safety.reported',
  'A report was lost': 'server.broke',
  'Block list fetched': 'safety.list-fetched',
  'Block list not fetched': 'safety.list-failed',
  'stanzas may leave for another server': 'servers.open',
  'another server has proven who it is': 'servers.open',
  'a connection to another server ended': 'servers.closed',
  'another server cannot be reached': unreached,
  'another server is refused': refusedServer,
  'another server has too many connections to us': 'servers.too-many',
  'another server’s certificate is not good, and being called back has to do': 'servers.certificate-weak',
  'another target is tried': 'servers.other-way',
  'a domain of ours needs a connection of its own': 'servers.other-way',
  'nobody could be asked whether a key is right': 'servers.refused',
  'a stanza from another server is refused': 'servers.strange',
  'a stanza of others is not relayed': 'servers.strange',
  'an answer nobody asked for (dialback)': 'servers.strange',
  'dialback failed': 'server.broke',
  'a connection failed unexpectedly': 'server.broke',
  'the file of authorities cannot be read': 'certificates.unreadable',
  'a component is attached': 'bridges.attached',
  'a component is gone': 'bridges.gone',
  'a component was refused': 'bridges.refused',
  'a component cannot attach': 'bridges.broken',
  'a component broke the rules': 'bridges.broken',
  'a component did not answer for us': 'bridges.broken',
  'a component does not say what it offers': 'bridges.broken',
  'a component’s stream failed': 'server.broke',
  'an access token was made': 'programs.token',
  'an access token was taken back': 'programs.token',
  'an access token was replaced': 'programs.token',
  'a command failed': 'server.broke',
  'a number could not be told': 'server.broke',
  'a request failed': 'web.failed',
  'an answer cannot be written': 'web.failed',
  'there is no chat in the browser: its files are missing': 'web.no-chat',
  'An administrator ends the server': 'server.asked-to-end',
  'The server cannot be ended': 'server.broke',
  'configuration reloaded': 'server.settings-read',
  'the new configuration is refused, the old one stays': 'server.settings-refused',
  'a changed setting takes effect at the next start': 'server.setting-later',
  'a module keeps its old options': 'server.settings-refused',
  'module loaded with other options': 'server.settings-read',
  'limits are off: no rates, quotas or log-in time-outs. This is for tests and benchmarks only.':
    'server.exposed',
  'a port stays closed, and what needs it does not work': 'server.port-closed',
  'a port for datagrams failed': 'server.port-closed',
  'the server failed': 'server.failed',
  'the server could not start': 'server.failed',
  'Writing to disk failed': 'server.no-writing',
  'not stopped in order': 'server.broke',
  ready: 'server.started',
  stopping: 'server.stopping',
  stopped: 'server.stopped',
  'a hook handler failed': 'server.broke',
  'an iq handler failed': 'server.broke',
  'a service failed': 'server.broke',
  'a stream failed': 'server.broke',
  'a stanza without addresses was routed': 'server.broke',
};

export const MANAGER_LINES: Readonly<Record<string, Meant>> = {
  'the page is served': 'app.served',
  'further refusals of this minute are not written down': 'app.refused',
  'a question of a partner office was turned away': 'app.refused',
  "the page's certificate could not be renewed": 'certificates.not-renewed',
  "the server's certificate could not be renewed": 'certificates.not-renewed',
  'the certificate was not renewed': 'certificates.not-renewed',
  "the server's certificate was made": 'certificates.renewed',
  'another certificate is in force': 'certificates.renewed',
  'a certificate was issued': 'certificates.renewed',
  'the authority has a successor': 'certificates.renewed',
  'the public address is another': 'network.address-changed',
  'a record does not follow the address': 'network.not-asked',
  'the look for the address failed': 'network.not-asked',
  'the backup failed': 'backup.failed',
  'old backups could not be removed': 'backup.not-tidied',
  'their place is away': 'backup.away',
  'an old backup made room': 'backup.tidied',
  'a snapshot was taken': 'backup.snapshot',
  'no snapshot was taken before this new version': 'backup.no-snapshot',
  'the state of a backup is in force': 'backup.restored',
  'the router was not asked': 'network.not-asked',
  'the website could not be checked': 'network.not-asked',
  'the firewall could not be looked at': 'network.not-asked',
  'rules were added, and wait to be kept': 'network.rules',
  'a change of the firewall ended': 'network.rules',
  'Biboumi says': 'bridges.says',
  'the bridges could not be looked after': 'bridges.broken',
  'logs are read without an index': 'app.trouble',
  'the reader of logs had trouble': 'app.trouble',
  'announcements are not heard': 'app.trouble',
  'a record keeps its TTL': 'app.trouble',
  'an order was not forgotten': 'app.trouble',
  'how the order stands could not be written down': 'app.trouble',
  'that it failed could not be written down': 'app.trouble',
  'it could not be looked at or taken back': 'app.trouble',
  'not every door was taken back': 'app.trouble',
  'a change that counts was disturbed': 'app.trouble',
  'the watchdog is not told that all is well': 'app.trouble',
  'something unexpected happened': 'server.broke',
  'the data could not be read: recovery mode': 'server.failed',
  'the server did not start': 'server.failed',
  'the server failed and waits for a person': 'server.failed',
  'the server ended by itself and will be started again': 'server.down',
  'the server is starting': 'server.starting',
  'the server is running': 'server.started',
  'the server is stopping': 'server.stopping',
  'the server is stopped': 'server.stopped',
  'a server that an earlier manager had left was ended': 'server.stopped',
};

/** What a field is to the event; the others are what its sentences are made of. */
const MEANING: Readonly<Record<string, 'who' | 'from' | 'host'>> = {
  ...{ account: 'who', owner: 'who', offender: 'who', inviter: 'who', session: 'who', administrator: 'who' },
  ...{ address: 'from', browser: 'from', from: 'from' },
  ...{ remote: 'host', component: 'host', room: 'host', bridge: 'host' },
};
/** Of more than one, what says most. */
const REASONS = ['detail', 'because', 'code', 'cause', 'condition', 'reason'];

/** Of `electron/web/refusals.ts`: each ends with its own reason. */
const TURNED_AWAY = /^a (?:request|link|password|passkey|connection) was refused: /;

/** Undefined for a line that is not in the tables. */
export function readOurs(line: ReadLine): { code: LineCode; found: Found; manager: boolean } | undefined {
  const table = Object.hasOwn(SERVER_LINES, line.message) ? SERVER_LINES : MANAGER_LINES;
  if (line.subsystem === 'web' && TURNED_AWAY.test(line.message))
    return { code: 'app.refused', found: readFields(line.fields), manager: true };
  // The first line of a server that could not start (`server/control.ts`): its sentence has the values in it.
  if (line.fields.event === 'failed' && typeof line.fields.code === 'string')
    return { code: 'server.failed', found: readFields(line.fields), manager: false };
  if (!Object.hasOwn(table, line.message)) return undefined;
  const meant = table[line.message]!;
  return {
    code: typeof meant === 'string' ? meant : meant(line.fields),
    found: readFields(line.fields),
    manager: table === MANAGER_LINES,
  };
}

/** Who, from where and about what, by the names of the fields: for known lines and unknown ones. */
export function readFields(fields: Fields): Found {
  const found = nothingFound();
  for (const [name, value] of Object.entries(fields)) {
    const meaning = MEANING[name];
    if (meaning === undefined) put(found, name === 'host' || name === 'port' ? `at-${name}` : name, value);
    else if (meaning === 'from') placed(found, String(value));
    else put(found, meaning, value);
  }
  if (found.host === null && typeof fields.host === 'string') put(found, 'host', fields.host);
  const reason = REASONS.map((name) => fields[name]).find((value) => value !== undefined && value !== '');
  if (reason !== undefined) put(found, 'reason', reason);
  const door = fields.port ?? fields.type;
  if (door !== undefined) put(found, 'door', door);
  return found;
}

/** `192.0.2.7`, `192.0.2.7:5222`, or the domain of another server. */
function placed(found: ReturnType<typeof nothingFound>, text: string): void {
  const [, address = text, port] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(text) ?? [];
  const from = addressOf(address);
  if (from === null) {
    if (text.includes('@')) put(found, 'who', text);
    else put(found, 'host', text);
    return;
  }
  found.from = from;
  if (port !== undefined) put(found, 'port', port);
}
