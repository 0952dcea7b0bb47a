/** Lines of ejabberd. `(tls|<0.527.0>)` before a sentence is the connection’s process; it is the same in "Accepted connection". */
import type { EventRow } from './event-row.ts';

const C2S = 'ejabberd_c2s';
const S2S_IN = 'ejabberd_s2s_in';
const S2S_OUT = 'ejabberd_s2s_out';

export const EJABBERD: readonly EventRow[] = [
  // Connections and people.
  {
    code: 'connection.accepted',
    says: /^\((?<process><[\d.]+>)\) Accepted connection \[?(?<from>[\da-f.:]+?)\]?:(?<port>\d+) -> \[?[\da-f.:]+?\]?:(?<door>\d+)$/i,
  },
  {
    code: 'connection.accepted',
    says: /^\((?<process><[\d.]+>)\) Accepted proxied connection \[?(?<from>[\da-f.:]+?)\]?:(?<port>\d+) -> \[?[\da-f.:]+?\]?:(?<door>\d+)$/i,
  },
  {
    code: 'login.ok',
    in: C2S,
    says: /^\(\S*?\|?(?<process><[\d.]+>)\) Accepted c2s (?<mechanism>\S+) authentication for (?<who>\S+) by \S+ backend from \[?(?<from>[\da-f.:]+)\]?/i,
  },
  {
    code: 'login.refused',
    in: C2S,
    says: /^\(\S*?\|?(?<process><[\d.]+>)\) Failed c2s (?<mechanism>\S+) authentication for (?<who>\S+) from \[?(?<from>[\da-f.:]+)\]?: (?<reason>.*)/i,
  },
  {
    code: 'login.refused',
    in: C2S,
    says: /^\(\S*?\|?(?<process><[\d.]+>)\) Failed c2s (?<mechanism>\S+) authentication from \[?(?<from>[\da-f.:]+)\]?: (?<reason>.*)/i,
  },
  { code: 'login.throttled', says: /^Flooding: \[?(?<from>[\da-f.:]+)\]?/i },
  {
    code: 'login.throttled',
    in: 'mod_fail2ban',
    says: /(?<from>[\da-f.:]{3,45}) (?:is banned|blacklisted)|Connection attempt from blacklisted IP (?<address>\S+)/i,
  },
  {
    code: 'session.opened',
    in: C2S,
    says: /^\(\S*?\|?(?<process><[\d.]+>)\) Opened c2s session for (?<who>\S+)/,
  },
  {
    code: 'session.replaced',
    in: C2S,
    says: /^\(\S*?\|?(?<process><[\d.]+>)\) Closing c2s session for (?<who>[^\s:]+): .*Replaced by new connection/,
  },
  {
    code: 'session.gave-up',
    in: C2S,
    says: /^\((?:\S*?\|(?<process><[\d.]+>)|unknown)\) Closing c2s session for (?<who>[^\s:]+): .*Timed out waiting for stream resumption/,
  },
  {
    code: 'session.closed',
    in: C2S,
    says: /^\((?:\S*?\|(?<process><[\d.]+>)|unknown)\) Closing c2s session for (?<who>[^\s:]+)(?:: (?<reason>.*))?/,
  },
  {
    code: 'session.waiting',
    in: 'mod_stream_mgmt',
    says: /^\(\S*?\|?(?<process><[\d.]+>)\) Closing c2s connection for (?<who>[^\s:]+): .*waiting \d+ seconds for stream resumption/,
  },
  { code: 'connection.encrypted', in: 'mod_stream_mgmt', says: /^\(\S*\) Resumed session for (?<who>\S+)/ },
  { code: 'connection.ended', in: C2S, says: /^\(\S*?\|?(?<process><[\d.]+>)\) Closing c2s connection/ },
  {
    code: 'people.registered',
    in: /^mod_register/,
    says: /^The account (?<who>\S+) was registered from IP address (?<from>\S+)/,
  },

  // Rooms, calls, messages.
  { code: 'rooms.created', in: 'mod_muc_room', says: /^Created MUC room (?<host>\S+) by (?<who>\S+)/ },
  { code: 'rooms.closed', in: 'mod_muc_room', says: /^(?:Destroyed|Stopping) MUC room (?<host>\S+)/ },
  { code: 'calls.ready', in: 'mod_stun_disco', says: /^Going to offer STUN\/TURN service: (?<address>\S+)/ },
  {
    code: 'calls.realm',
    in: 'ejabberd_stun',
    says: /option 'auth_realm' is undefined.*Using (?<host>\S+) as a fallback/,
  },
  {
    code: 'calls.ready',
    in: 'ejabberd_stun',
    says: /^(?:Start accepting|Offering) /,
    data: { address: '–' },
  },
  { code: 'server.old-store', in: 'mod_mam', says: /^Mnesia backend for mod_mam is not recommended/ },

  // Other servers.
  {
    code: 'servers.trying',
    in: S2S_OUT,
    says: /^Outbound s2s connection started: (?<local>\S+) -> (?<host>\S+)/,
  },
  {
    code: 'servers.no-name',
    in: S2S_OUT,
    says: /^Failed to establish outbound s2s connection (?<local>\S+) -> (?<host>[^\s:]+): DNS lookup failed: (?<reason>[^;]*)/,
  },
  {
    code: 'servers.certificate-bad',
    in: S2S_OUT,
    says: /^Failed to establish outbound s2s connection (?<local>\S+) -> (?<host>[^\s:]+): (?<reason>[^;]*certificate[^;]*)/i,
  },
  {
    code: 'servers.unreachable',
    in: S2S_OUT,
    says: /^Failed to establish outbound s2s connection (?<local>\S+) -> (?<host>[^\s:]+): (?<reason>[^;]*)/,
  },
  {
    code: 'servers.open',
    in: S2S_OUT,
    says: /^\(\S*\) Accepted outbound s2s \S+ authentication (?<local>\S+) -> (?<host>\S+)/,
  },
  {
    code: 'servers.not-accepted',
    in: S2S_OUT,
    says: /^\(\S*\) Failed outbound s2s \S+ authentication (?<local>\S+) -> (?<host>\S+) \((?<from>[^)]*)\): (?<reason>Peer responded with error.*)/,
  },
  {
    code: 'servers.certificate-bad',
    in: S2S_OUT,
    says: /^\(\S*\) Failed outbound s2s EXTERNAL authentication (?<local>\S+) -> (?<host>\S+) \((?<from>[^)]*)\): (?<reason>.*)/,
  },
  {
    code: 'servers.not-accepted',
    in: S2S_OUT,
    says: /^\(\S*\) Failed outbound s2s \S+ authentication (?<local>\S+) -> (?<host>\S+) \((?<from>[^)]*)\): (?<reason>.*)/,
  },
  {
    code: 'servers.closed',
    in: S2S_OUT,
    says: /^(?:\(\S*\) )?Closing outbound s2s connection (?<local>\S+) -> (?<host>[^\s:]+)/,
  },
  {
    code: 'servers.open',
    in: S2S_IN,
    says: /^\(\S*?\|?(?<process><[\d.]+>)\) Accepted inbound s2s \S+ authentication (?<host>\S+) -> (?<local>\S+) \((?<from>[^)]*)\)/,
  },
  {
    code: 'servers.certificate-bad',
    in: S2S_IN,
    says: /^\(\S*?\|?(?<process><[\d.]+>)\) Failed inbound s2s EXTERNAL authentication (?<host>\S+) -> (?<local>\S+) \((?<from>[^)]*)\): (?<reason>.*)/,
  },
  {
    code: 'servers.refused',
    in: S2S_IN,
    says: /^\(\S*?\|?(?<process><[\d.]+>)\) Failed inbound s2s \S+ authentication (?<host>\S+) -> (?<local>\S+) \((?<from>[^)]*)\): (?<reason>.*)/,
  },
  {
    code: 'servers.closed',
    in: S2S_IN,
    says: /^(?:\(\S*\) )?Closing inbound s2s connection (?<host>\S+) -> (?<local>[^\s:]+)/,
  },

  // Bridges and programs.
  {
    code: 'bridges.attached',
    in: 'ejabberd_service',
    says: /Accepted external component .*authentication for (?<host>\S+) from (?<from>\S+)/,
  },
  {
    code: 'bridges.refused',
    in: 'ejabberd_service',
    says: /Failed external component .*authentication for (?<host>\S+) from (?<from>[^\s:]+): (?<reason>.*)/,
  },
  {
    code: 'programs.call',
    in: 'mod_http_api',
    says: /^API call (?<command>\w+) [\s\S]*? from \[?(?<from>[\da-f.:]+?)\]?:(?<port>\d+)$/i,
  },
  { code: 'programs.call', in: 'mod_http_api', says: /^API call (?<command>\w+) /, data: {} },
  { code: 'programs.bad-call', in: 'mod_http_api', says: /^Command (?<command>\w+) call rejected/ },
  {
    code: 'programs.refused',
    in: 'ejabberd_web_admin',
    says: /^Access of <<"(?<who>[^"]*)">> from <<"(?<from>[^"]*)">> failed with error: <<"(?<reason>[^"]*)">>/,
  },

  // Certificates.
  {
    code: 'certificates.expired',
    in: 'ejabberd_pkix',
    says: /^Certificate in (?<file>\S+)(?: \([^)]*\))? for (?<host>.+) is expired/,
  },
  {
    code: 'certificates.expires-soon',
    in: 'ejabberd_pkix',
    says: /^Certificate in (?<file>\S+)(?: \([^)]*\))? for (?<host>.+) will expire/,
  },
  {
    code: 'certificates.unreadable',
    in: 'ejabberd_pkix',
    says: /^Path (?<file>\S+) is empty, please make sure/,
  },
  {
    code: 'certificates.unreadable',
    in: 'ejabberd_pkix',
    says: /^(?:Failed to read|Failed to open|Unable to read) \S* ?(?<file>\S+)/,
  },
  {
    code: 'certificates.untrusted',
    in: 'ejabberd_pkix',
    says: /^Invalid certificate in (?<file>[^:]+): (?:at line \d+: )?(?<reason>.*)/,
  },
  {
    code: 'certificates.unreadable',
    in: 'ejabberd_pkix',
    says: /^No certificate found matching (?<host>\S+)/,
    data: { file: '–' },
  },

  // The server itself.
  { code: 'server.starting', in: 'ejabberd_config', says: /^Loading configuration from (?<file>.*)/ },
  {
    code: 'server.settings-read',
    in: 'ejabberd_config',
    says: /^Configuration loaded successfully|^Configuration reloaded/,
  },
  { code: 'server.started', in: 'ejabberd_app', says: /^ejabberd (?<version>\S+) is started/ },
  { code: 'server.stopped', in: 'ejabberd_app', says: /^ejabberd (?<version>\S+) is stopped/ },
  {
    code: 'server.settings-broken',
    in: 'ejabberd_app',
    says: /^Failed to start ejabberd application: (?<reason>(?:Unknown|Invalid|Failed to read|Missing|Syntax|Value|Required|Non-existent|Duplicated)[\s\S]*)/,
  },
  { code: 'server.failed', in: 'ejabberd_app', says: /^Failed to start ejabberd application/ },
  { code: 'server.failed', says: /^ejabberd initialization was aborted because a module start failed/ },
  { code: 'server.module-failed', says: /^Failed to start module (?<module>\w+)/ },
  { code: 'server.module-failed', says: /^Problem starting the module (?<module>\w+)/ },
  {
    code: 'server.settings-broken',
    says: /^Multiple virtual hosts can't use a single 'put_url' (?<reason>.*)/,
  },
  {
    code: 'server.port-taken',
    in: 'ejabberd_listener',
    says: /^Failed to open socket at \S+:(?<door>\d+) for (?<module>\w+): address already in use/,
  },
  {
    code: 'server.port-closed',
    in: 'ejabberd_listener',
    says: /^Failed to open socket at \S+:(?<door>\d+) for (?<module>\w+): (?<reason>.*)/,
  },
  {
    code: 'server.port-open',
    in: 'ejabberd_listener',
    says: /^Start accepting (?:TCP|UDP|TLS) connections at \S+:(?<door>\d+) for (?<module>\w+)/,
  },
  {
    code: 'server.port-shut',
    in: 'ejabberd_listener',
    says: /^Stop accepting (?:TCP|UDP|TLS) connections at \S+:(?<door>\d+) for (?<module>\w+)/,
  },
  { code: 'server.stopping', says: /^SIGTERM received - shutting down/ },
  { code: 'server.table', in: 'ejabberd_mnesia', says: /^Creating Mnesia \w+ table '(?<table>\w+)'/ },
  { code: 'server.report', says: /^(?:SUPERVISOR|CRASH|PROGRESS|INFO) REPORT:/ },
  {
    code: 'server.broke',
    says: /^Hook \S+ crashed|^Failed to process iq|^Module \S+ crashed|^got exception|^Process .* terminated/i,
  },
  { code: 'computer.too-many-files', says: /\bemfile\b/ },
  { code: 'computer.disk-full', says: /\benospc\b/ },
  {
    code: 'server.chatter',
    says: /^(?:Got no NOTIFY_SOCKET|Building language translation cache|Loading modules for|Waiting for Mnesia synchronization|Changing loglevel|Got systemd|Start accepting)/,
  },
];
