/** Lines of the web server in front: its errors, and what was asked of it. */
import type { ReadLine } from '../../../contract/log-events.ts';
import type { LineCode } from '../../../contract/log-lines/index.ts';
import { createFinder, type EventRow, type Found, nothingFound, put } from './event-row.ts';

const ABOUT = [
  / client: (?<from>[\da-f.:]+)/i,
  / request: "\w+ (?<path>[^" ]{1,300})/,
  / upstream: "(?<upstream>[^"]{1,300})"/,
  / host: "(?<site>[^":]{1,253})/,
];
/** nginx tells about which request it speaks behind each sentence. */
export function readNginx(line: ReadLine): { code: LineCode; found: Found } | undefined {
  const known = nginxRow(line);
  if (!known?.found || !line.message.includes(', client: ')) return known;
  const found = { ...known.found };
  for (const about of ABOUT) {
    const [[name, value] = []] = Object.entries(about.exec(line.message)?.groups ?? {});
    if (name !== undefined && value !== undefined) put(found, name === 'site' ? 'host' : name, value);
  }
  return { code: known.code, found };
}

export const NGINX: readonly EventRow[] = [
  { code: 'web.too-large', says: /^client intended to send too large body: (?<bytes>\d+) bytes/ },
  { code: 'web.slow', says: /^upstream timed out/ },
  {
    code: 'web.nobody-behind',
    says: /^connect\(\) (?:to \S+ )?failed|^no live upstreams|^upstream prematurely closed|^recv\(\) failed \(104|^SSL_do_handshake\(\) failed .* to upstream|^peer closed connection in SSL handshake .* to upstream/,
  },
  {
    code: 'web.no-rights',
    says: /^(?:open\(\) )?"(?<file>[^"]*)" (?:failed|is forbidden) \(13: Permission denied\)/,
  },
  {
    code: 'web.not-found',
    says: /^(?:open\(\) )?"(?<file>[^"]*)" (?:failed|is not found) \(2: No such file/,
  },
  {
    code: 'web.refused',
    says: /^access forbidden by rule|^directory index of "[^"]*" is forbidden|^access denied/,
  },
  { code: 'web.too-many', says: /^limiting (?:requests|connections)/ },
  {
    code: 'web.bad-request',
    says: /^client sent (?:plain HTTP request|invalid|too)/,
  },
  { code: 'connection.tls-failed', says: /^SSL_do_handshake\(\) failed/ },
  {
    code: 'connection.ended',
    says: /^client (?:closed connection|\S+ closed keepalive)|^peer closed connection/,
  },
  { code: 'server.port-taken', says: /^bind\(\) to \S+:(?<door>\d+) failed \(98/ },
  { code: 'server.failed', says: /^still could not bind\(\)/ },
  { code: 'server.chatter', says: /^try again to bind\(\)/ },
  { code: 'computer.disk-full', says: /\(28: No space left on device\)/ },
  { code: 'computer.too-many-files', says: /\(24: Too many open files\)/ },
  { code: 'certificates.unreadable', says: /^cannot load certificate(?: key)? "(?<file>[^"]*)"/ },
  { code: 'server.started', says: /^start worker processes/ },
  { code: 'server.stopping', says: /^signal \d+ \(SIG(?:TERM|QUIT|INT)\) received/ },
  { code: 'server.settings-read', says: /^signal 1 \(SIGHUP\) received|^reconfiguring/ },
  { code: 'server.stopped', says: /^exit$/ },
  {
    code: 'server.chatter',
    says: /^(?:using the "\w+" event method|nginx\/|built by|OS: |getrlimit|start worker process \d|signal \d|worker process \d|exiting|gracefully shutting down|reopening logs)/,
  },
];

const nginxRow = createFinder(NGINX);

const CLIENT = /(?:\[client (?<from>[\da-f.]+|[\da-f:]+(?=:\d+\]))(?::(?<port>\d+))?\] )?/.source;
const apache = (sentence: RegExp): RegExp =>
  new RegExp(`^(?:\\(\\d+\\)[^:]*: )?${CLIENT}${sentence.source}`, 'i');

export const APACHE: readonly EventRow[] = [
  { code: 'web.nobody-behind', says: apache(/AH00957: \S+: attempt to connect to (?<upstream>\S+)/) },
  {
    code: 'web.nobody-behind',
    says: apache(/AH01114: HTTP: failed to make connection to backend: (?<upstream>\S+)/),
  },
  {
    code: 'web.slow',
    says: apache(/AH00898: (?:Error reading from remote server|Timeout on \S+) returned by (?<path>\S+)/),
  },
  {
    code: 'web.slow',
    says: apache(/AH01102: error reading status line from remote server (?<upstream>\S+)/),
  },
  { code: 'web.refused', says: apache(/AH01630: client denied by server configuration: (?<path>\S+)/) },
  { code: 'web.refused', says: apache(/AH01276: Cannot serve directory (?<path>\S+)/) },
  { code: 'web.not-found', says: apache(/AH00129: Attempt to serve directory: (?<path>\S+)/) },
  { code: 'web.no-rights', says: apache(/AH00529: (?<file>\S+) pcfg_openfile/) },
  { code: 'web.no-rights', says: apache(/AH00035: access to (?<file>\S+) denied/) },
  { code: 'web.not-found', says: apache(/AH00128: File does not exist: (?<path>\S+)/) },
  {
    code: 'web.too-large',
    says: apache(/AH01587: .*|AH00588: .*|.*exceeds the configured limit.*/),
    data: { bytes: '–' },
  },
  { code: 'web.too-large', says: apache(/AH01588: request body exceeds maximum size \((?<bytes>\d+)\)/) },
  {
    code: 'server.port-taken',
    says: apache(/AH00072: make_sock: could not bind to address \S+:(?<door>\d+)/),
  },
  { code: 'server.started', says: apache(/AH00489: .* resuming normal operations/) },
  { code: 'server.started', says: apache(/AH00163: .* resuming normal operations/) },
  { code: 'server.stopping', says: apache(/AH00491: caught SIGTERM, shutting down/) },
  { code: 'server.stopping', says: apache(/AH00169: caught SIGTERM, shutting down/) },
  { code: 'server.settings-read', says: apache(/AH00493: SIGUSR1 received/) },
  { code: 'server.chatter', says: apache(/AH00(?:490|094|096|170|558)/) },
];

/** What nobody asks for who means well: files of programs with known holes. */
const PROBE =
  /\/(?:\.env|\.git|wp-|xmlrpc\.php|phpmyadmin|cgi-bin|vendor\/|boaform|HNAP1|actuator|solr|\.aws|\.ssh)|\.\.\/|%2e%2e|\bunion\b.*\bselect\b/i;

/** A line of an access log: what was asked, and how it went. */
export function readAccess({ fields, message }: ReadLine): { code: LineCode; found: Found } {
  const found = nothingFound();
  const [method = '', path = ''] = message.split(' ', 2);
  const status = Number(fields.status);
  put(found, 'from', String(fields.address ?? ''));
  if (typeof fields.user === 'string' && fields.user.includes('@')) put(found, 'who', fields.user);
  if (typeof fields.host === 'string') put(found, 'host', fields.host.replace(/:\d+$/, ''));
  put(found, 'path', path.slice(0, 300));
  put(found, 'method', method);
  put(found, 'status', status);
  if (fields.bytes !== undefined && status !== 413) put(found, 'bytes', fields.bytes);
  if (status >= 502) put(found, 'upstream', String(status));
  return { code: codeOf(status, path), found };
}

function codeOf(status: number, path: string): LineCode {
  // SPEC: RFC 9110 §15.5.14 "413 Content Too Large"; §15.6.3 "502 Bad Gateway"; §15.6.5 "504 Gateway Timeout".
  if (status === 413) return 'web.too-large';
  if (status === 504) return 'web.slow';
  if (status === 502 || status === 503) return 'web.nobody-behind';
  if (status >= 500) return 'web.failed';
  if (status === 429) return 'web.too-many';
  if (status >= 400 && PROBE.test(path)) return 'web.probe';
  if (status === 404 || status === 410) return 'web.not-found';
  if (status === 400 || status === 405 || status === 408) return 'web.bad-request';
  return status >= 400 ? 'web.refused' : 'web.ok';
}
