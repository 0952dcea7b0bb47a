/**
 * Lines of Prosody. The word before the level is the connection (`c2s5605df66d250`) or host and module (`office.test:tls`).
 * At its usual level it tells no failed log-in: that is in its debug lines only.
 */
import type { EventRow } from './event-row.ts';

const CLIENT = /^c2s[\da-f]{6,}$/;
const SERVER_IN = /^s2sin[\da-f]{6,}$/;
const SERVER_OUT = /^s2sout[\da-f]{6,}$/;
const SERVER = /^s2s(?:in|out)[\da-f]{6,}$/;

export const PROSODY: readonly EventRow[] = [
  // Connections and people.
  { code: 'connection.accepted', in: CLIENT, says: /^Client connected$/ },
  {
    code: 'connection.encrypted',
    in: /^(?:c2s|s2sin|s2sout)[\da-f]{6,}$/,
    says: /^Stream encrypted \((?<version>[^)]*)\)/,
  },
  { code: 'login.ok', in: CLIENT, says: /^Authenticated as (?<who>\S+)/ },
  {
    code: 'login.refused',
    in: CLIENT,
    says: /^Sending\[c2s_unauthed\]: <failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/,
  },
  { code: 'session.opened', in: CLIENT, says: /^Resource bound: (?<who>\S+)/ },
  {
    code: 'connection.ended',
    in: CLIENT,
    says: /^Client disconnected: (?:closed|connection closed|(?:unexpected )?(?:eof|EOF).*)$/,
  },
  {
    code: 'connection.tls-failed',
    in: CLIENT,
    says: /^Client disconnected: (?<reason>unexpected message|.*(?:handshake|protocol|cipher|alert|certificate|ssl|tls).*)$/i,
  },
  { code: 'connection.ended', in: CLIENT, says: /^Client disconnected: (?<reason>.*)/ },
  {
    code: 'connection.ended',
    in: CLIENT,
    says: /^c2s stream for (?<from>[\da-f.:]+) closed: (?<reason>.*)/i,
  },
  {
    code: 'session.waiting',
    in: /(?:^c2s[\da-f]{6,}|:smacks)$/,
    says: /^(?:Session )?going into hibernation|^Session going into hibernation/i,
  },
  {
    code: 'session.gave-up',
    in: /:smacks$|^c2s/,
    says: /^(?:Destroying session for hibernating too long|The session hibernated too long)/,
  },
  {
    code: 'session.replaced',
    in: /^c2s|:smacks$/,
    says: /^Replaced by new connection|conflict.*new connection/,
  },
  { code: 'people.registered', says: /^User account created: (?<who>\S+)/ },
  { code: 'people.removed', says: /^User removed their account: (?<who>\S+)/ },
  { code: 'people.password-changed', says: /^User changed password: (?<who>\S+)/ },

  // Other servers.
  {
    code: 'servers.certificate-bad',
    in: SERVER,
    says: /^Forbidding insecure connection to\/from (?<host>\S+) because (?<reason>.*)/,
  },
  {
    code: 'servers.certificate-bad',
    in: SERVER,
    says: /^Incoming s2s stream (?<host>\S+)->(?<local>\S+) closed: (?<reason>Your server's certificate .*)/,
  },
  {
    code: 'connection.nonsense',
    in: SERVER_IN,
    says: /^Incoming s2s stream \(unknown host\)->\(unknown host\) closed: (?<reason>.*)/,
  },
  {
    code: 'servers.closed',
    in: SERVER_IN,
    says: /^Incoming s2s stream (?<host>\S+)->(?<local>\S+) closed: (?<reason>.*)/,
  },
  {
    code: 'servers.closed',
    in: SERVER_OUT,
    says: /^Outgoing s2s stream (?<local>\S+)->(?<host>\S+) closed: (?<reason>.*)/,
  },
  {
    code: 'servers.bounced',
    in: SERVER_OUT,
    says: /^Sending error replies for (?<count>\d+) queued stanzas because of failed outgoing connection to (?<host>\S+)/,
  },
  {
    code: 'servers.trying',
    in: SERVER_OUT,
    says: /^(?:Beginning new connection attempt|First attempt to connect) to (?<host>\S+)/,
  },
  {
    code: 'servers.open',
    in: SERVER_OUT,
    says: /^Outgoing s2s connection (?<local>\S+)->(?<host>\S+) complete/,
  },
  {
    code: 'servers.open',
    in: SERVER_IN,
    says: /^Incoming s2s connection (?<host>\S+)->(?<local>\S+) complete/,
  },
  {
    code: 'servers.unreachable',
    in: SERVER_OUT,
    says: /^(?:Failed in all attempts to connect|Out of connection options, can't connect) to (?<host>\S+)/,
    data: { reason: '–' },
  },
  { code: 'servers.trying', in: SERVER_IN, says: /^Incoming s2s connection$/ },

  {
    code: 'servers.not-accepted',
    in: SERVER,
    says: /^Session closed by remote with error: (?<reason>.*)/,
  },
  { code: 'connection.ended', in: CLIENT, says: /^Session closed by remote with error: (?<reason>.*)/ },

  // Bridges.
  { code: 'bridges.refused', says: /^Component authentication failed for (?<host>\S+)/ },
  { code: 'bridges.attached', says: /^External component successfully authenticated/ },
  { code: 'bridges.gone', says: /^component disconnected: (?<host>\S+)/ },
  { code: 'server.chatter', says: /^Incoming Jabber component connection|^Disconnecting component, / },

  // Certificates.
  {
    code: 'certificates.no-folder',
    in: 'certmanager',
    says: /^Error indexing certificate directory (?<file>[^:]+)/,
  },
  {
    code: 'certificates.unreadable',
    in: 'certmanager',
    says: /^SSL\/TLS: Failed to load '(?<file>[^']*)': (?<reason>.*) \(for (?<host>[^)]*)\)$/,
  },
  { code: 'certificates.unreadable', in: /:tls$/, says: /^Error creating contexts? for \w+: (?<file>.*)/ },
  { code: 'certificates.loaded', in: /:tls$/, says: /^Certificates loaded$/ },
  {
    code: 'server.chatter',
    in: 'certmanager',
    says: /^No certificate present in SSL\/TLS configuration for https port \d+\. SNI will be required/,
  },
  {
    code: 'certificates.unreadable',
    in: 'certmanager',
    says: /^No certificate (?:present|found|available).* for (?<host>\S+)/,
    data: { file: '–' },
  },

  // The server itself.
  { code: 'server.starting', in: 'startup', says: /^Hello and welcome to Prosody version (?<version>\S+)/ },
  { code: 'server.chatter', in: 'startup', says: /^Prosody is using the \w+ backend/ },
  { code: 'server.stopping', says: /^(?:Received SIG(?:TERM|INT)|Shutting down: |Shutting down\.\.\.)/ },
  { code: 'server.stopped', in: 'general', says: /^Shutdown complete/ },
  { code: 'server.chatter', says: /^Shutdown status: |^Waiting for sessions to close/ },
  {
    code: 'server.port-taken',
    in: 'portmanager',
    says: /^Failed to open server port (?<door>\d+) on \S+, this port is in use/,
  },
  {
    code: 'server.port-closed',
    in: 'portmanager',
    says: /^Failed to open server port (?<door>\d+) on (?<address>\S+), (?<reason>.*)/,
  },
  { code: 'server.chatter', in: 'portmanager', says: /^Activated service '(?<service>[^']*)' on no ports/ },
  {
    code: 'server.port-open',
    in: 'portmanager',
    says: /^Activated service '(?<door>[^']*)' on (?<address>.*)/,
  },
  { code: 'server.port-shut', in: 'portmanager', says: /^Deactivated service '(?<door>[^']*)'/ },
  {
    code: 'server.port-open',
    in: /(?:^mod_http|:http)$/,
    says: /^Serving '(?<door>[^']*)' at (?<address>\S+)/,
  },
  { code: 'server.settings-read', says: /^Reloaded configuration|^Reloading configuration/ },
  { code: 'server.module-missing', in: 'modulemanager', says: /^Unable to load module '(?<module>[^']*)'/ },
  {
    code: 'server.module-failed',
    in: 'modulemanager',
    says: /^Error initializing module '(?<module>[^']*)'/,
  },
  { code: 'server.broke', says: /^Traceback\[/ },
  {
    code: 'server.exposed',
    in: 'mod_posix',
    says: /^Danger, Will Robinson!|^For more information on running Prosody as root/,
  },
  { code: 'server.routine', in: 'mod_cron', says: /^Running periodic tasks/ },
  { code: 'messages.expired', in: /:mam$/, says: /^Deleted (?<deleted>\d+) expired messages/ },
  { code: 'messages.expired', in: /:muc_mam$/, says: /^Deleted (?<deleted>\d+) expired messages/ },
  { code: 'rooms.created', in: /:muc$|^muc/, says: /^(?:Created|Creating) room (?<host>\S+)/ },
  { code: 'computer.too-many-files', says: /too many open files/i },
  { code: 'computer.disk-full', says: /no space left on device/i },
];
