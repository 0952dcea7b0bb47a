/** Lines of bridges and relays, and of the computer itself where they concern us. */
import type { EventRow } from './event-row.ts';

/** `[ERROR]: src/xmpp/xmpp_component.cpp:84:<TAB>Failed to connect to the XMPP server: Connection refused` */
export const BIBOUMI: readonly EventRow[] = [
  {
    code: 'bridges.no-server',
    says: /^\[ERROR\]: \S+:\d+:\tFailed to connect to the XMPP server: (?<reason>.*)/,
  },
  {
    code: 'bridges.no-server',
    says: /^\[(?:ERROR|INFO)\]: \S+:\d+:\t(?<reason>All connection attempts failed|Connection failed:.*)/,
  },
  {
    code: 'bridges.refused',
    says: /^\[ERROR\]: \S+:\d+:\tStream error received from the XMPP server: (?<reason>not-authorized.*)/,
  },
  {
    code: 'bridges.broken',
    says: /^\[ERROR\]: \S+:\d+:\tStream error received from the XMPP server: (?<because>.*)/,
  },
  { code: 'bridges.attached', says: /^\[INFO\]: \S+:\d+:\tAuthenticated with the XMPP server/ },
  {
    code: 'bridges.gone',
    says: /^\[(?:ERROR|INFO|WARNING)\]: \S+:\d+:\t(?:Connection closed|XMPP server connection closed|The XMPP connection)/,
  },
  { code: 'bridges.says', says: /^\[(?:DEBUG|INFO|WARNING)\]: \S+:\d+:\t/ },
];

export const COTURN: readonly EventRow[] = [
  { code: 'calls.refused', says: /^check_stun_auth: user (?<who>\S+) credentials are incorrect/ },
  {
    code: 'calls.refused',
    says: /^session (?<call>\d+): realm <(?<host>[^>]*)> user <(?<who>[^>]+)>: incoming packet \S.*error 401/,
  },
  {
    code: 'calls.asked',
    says: /^session (?<call>\d+): realm <(?<host>[^>]*)> user <>: incoming packet .*error 401/,
  },
  {
    code: 'calls.no-relay',
    says: /^session (?<call>\d+): realm <(?<host>[^>]*)> user <(?<who>[^>]*)>: incoming packet ALLOCATE processed, error 508/,
  },
  {
    code: 'calls.opened',
    says: /^session (?<call>\d+): realm <(?<host>[^>]*)> user <(?<who>[^>]*)>: incoming packet ALLOCATE processed, success/,
  },
  {
    code: 'calls.opened',
    says: /^session (?<call>\d+): new, realm=<(?<host>[^>]*)>, username=<(?<who>[^>]*)>/,
  },
  { code: 'server.chatter', says: /^session (?<call>\d+): / },
  {
    code: 'calls.no-certificate',
    says: /^cannot start TLS and DTLS listeners because|^cannot find (?:certificate|private key) file/,
  },
  {
    code: 'calls.ready',
    says: /^IPv[46]\. (?:TCP|UDP|TLS|DTLS)(?:\/\w+)? listener opened on ?: (?<address>\S+)/,
  },
  { code: 'calls.no-relay', says: /^Cannot (?:create|bind) /, data: {} },
  {
    code: 'server.chatter',
    says: /^\s*(?:IPv[46]\.|IO method|turn server id|relay |pid file|otal |max supported|hird-party|Wait for relay|Relay |Listener address|log file|SQLite|Redis|PostgreSQL|MySQL|MongoDB|OpenSSL|RFC 3489|Version Coturn|Domain name|Default |DTLS|LS supported|GCM|URN\/STUN|Due to|====|Max number|\s*$|CONFIG WARNING|I cannot support|Total |TLS |TURN\/STUN|Third-party|AEAD|Local )/,
  },
];

/** Of syslog and journald: whose line it is, is their word for the program. */
export const COMPUTER: readonly EventRow[] = [
  {
    code: 'computer.login-refused',
    in: /^sshd(?:-session)?$/,
    says: /^Failed (?:password|publickey|none) for (?:invalid user )?(?<user>\S{0,64}) from (?<from>[\da-f.:]+) port (?<port>\d+)/i,
  },
  {
    code: 'computer.login-refused',
    in: /^sshd(?:-session)?$/,
    says: /^Invalid user (?<user>\S{0,64}) from (?<from>[\da-f.:]+)(?: port (?<port>\d+))?/i,
  },
  {
    code: 'computer.login-ok',
    in: /^sshd(?:-session)?$/,
    says: /^Accepted \S+ for (?<user>\S{1,64}) from (?<from>[\da-f.:]+) port (?<port>\d+)/i,
  },
  {
    code: 'connection.ended',
    in: /^sshd(?:-session)?$/,
    says: /^(?:Connection (?:closed|reset)|Disconnected from|Received disconnect).*?(?<from>\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f:]+) port (?<port>\d+)/i,
  },
  {
    code: 'computer.service-failed',
    in: 'systemd',
    says: /^(?<unit>\S+): Failed with result '(?<reason>[^']*)'/,
  },
  { code: 'computer.service-failed', in: 'systemd', says: /^Failed to start (?<unit>.+?)\.?$/ },
  {
    code: 'computer.service-failed',
    in: 'systemd',
    says: /^(?<unit>\S+): Main process exited, code=(?:exited|killed|dumped), status=(?<reason>[1-9]\S*)/,
  },
  { code: 'computer.started', in: 'systemd', says: /^Started (?<unit>.+?)\.?$/ },
  { code: 'computer.stopped', in: 'systemd', says: /^Stopped (?<unit>.+?)\.?$/ },
  {
    code: 'computer.no-memory',
    in: 'kernel',
    says: /^(?:\[[^\]]*\] )?Out of memory: Killed process \d+ \((?<name>[^)]*)\)/,
  },
  {
    code: 'computer.no-memory',
    in: 'kernel',
    says: /^(?:\[[^\]]*\] )?Memory cgroup out of memory: Killed process \d+ \((?<name>[^)]*)\)/,
  },
  {
    code: 'computer.disk-broken',
    in: 'kernel',
    says: /^(?:\[[^\]]*\] )?(?:blk_update_request: )?(?:critical medium|I\/O) error, dev (?<device>\w+)/,
  },
  {
    code: 'computer.disk-broken',
    in: 'kernel',
    says: /^(?:\[[^\]]*\] )?EXT4-fs error \(device (?<device>[\w-]+)\)/,
  },
  { code: 'computer.disk-full', says: /No space left on device/ },
  { code: 'computer.too-many-files', says: /[Tt]oo many open files/ },
];
