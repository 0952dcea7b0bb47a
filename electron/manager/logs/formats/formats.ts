/**
 * The logs we know, one row each, with a line of it as Debian's program writes it. Which one a file has is decided by its
 * lines, not by its name.
 */
import { byHead, type Format, known, type Level, localTime, webTime, yearlessTime } from './format.ts';
import { chatelaine, journal } from './json.ts';

const words =
  (table: Readonly<Record<string, Level>>, otherwise: Level = 'info') =>
  (word: string): Level =>
    table[word.toLowerCase()] ?? otherwise;

/** SPEC: RFC 5424 §6.2.1, and the names nginx, Apache and ejabberd have for them. */
const severity = words({
  ...{ trace: 'debug', debug: 'debug', info: 'info', notice: 'info', warn: 'warn', warning: 'warn' },
  ...{ error: 'error', err: 'error', crit: 'error', critical: 'error', alert: 'error', emerg: 'error' },
  emergency: 'error',
});

/** `2026-11-22 10:19:20.700183+00:00 [info] <0.345.0>@mod_roster:depends/2:180 Something` and terms on lines of their own. */
const ejabberd = byHead(
  'ejabberd',
  /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?) \[(\w+)\] (?:(<\d+(?:\.\d+)+>)(?:@(\w+):(\S+?)\/\d+:\d+)? )?(.*)$/,
  ([, day, clock, level = '', process = '', module = '', , message = ''], rest) => ({
    time: known(Date.parse(`${day}T${clock}`)),
    level: severity(level),
    subsystem: module || (/ REPORT(?: |:)/.test(message) ? 'erlang' : 'ejabberd'),
    message: message + rest,
    fields: { ...(process && { process }) },
  }),
);

/** `Nov 22 03:54:31 mod_posix<TAB>error<TAB>Danger, Will Robinson!` */
const prosody = byHead(
  'prosody',
  /^(\w{3}) ([ \d]\d) (\d\d:\d\d:\d\d) (\S+)\t(debug|info|warn|error)\t(.*)$/,
  ([, month = '', day = '', clock = '', name = '', level = '', message = ''], rest, before) => ({
    time: known(yearlessTime(month, day, clock, before)),
    level: severity(level),
    subsystem: name,
    message: message + rest,
    fields: {},
  }),
);

/** `127.0.0.1 - - [22/Nov/2026:03:54:31 +0000] "GET / HTTP/1.1" 200 5 "-" "curl"`, of nginx and Apache, with a host before or not. */
const webAccess = byHead(
  'web-access',
  /^(?:([\w.-]+(?::\d+)?) )?([\da-fA-F.:]+|[\w.-]+) (\S+) (\S+) \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?/,
  (found, rest) => {
    const [line, host, address = '', , user = '-', time = '', request = '', status = '', size = '-'] = found;
    const code = Number(status);
    return {
      time: known(webTime(time)),
      level: code >= 500 ? 'error' : code >= 400 ? 'warn' : 'info',
      subsystem: 'web',
      message: `${request} ${status}${line === '' ? '' : rest}`,
      fields: {
        ...{ address, status: code },
        ...(host && { host }),
        ...(user !== '-' && { user }),
        ...(size !== '-' && { bytes: Number(size) }),
        ...(found[10] && found[10] !== '-' && { agent: found[10] }),
      },
    };
  },
);

/** `2026/11/22 03:54:31 [error] 4711#4711: *12 connect() failed (111: Connection refused) while …, client: 127.0.0.1, server: x` */
const nginxError = byHead(
  'nginx-error',
  /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) \[(\w+)\] (\d+)#\d+: (?:\*(\d+) )?(.*)$/,
  ([, year, month, day, clock, level = '', pid, connection, message = ''], rest) => {
    const client = /, client: ([^,]+)/.exec(message)?.[1];
    return {
      time: known(Date.parse(`${year}-${month}-${day}T${clock}`)),
      level: severity(level),
      subsystem: 'nginx',
      message: message + rest,
      fields: {
        pid: Number(pid),
        ...(connection && { connection: Number(connection) }),
        ...(client && { address: client }),
      },
    };
  },
);

/** `[Sun Nov 22 08:54:01.123456 2026] [proxy:error] [pid 4711:tid 1] (111)Connection refused: [client 127.0.0.1:4] AH00957: …` */
const apacheError = byHead(
  'apache-error',
  /^\[\w{3} (\w{3}) ([ \d]?\d) (\d\d:\d\d:\d\d(?:\.\d+)?) (\d{4})\] \[(?:([\w-]+):)?(\w+)\] \[pid (\d+)(?::tid \d+)?\] (.*)$/,
  ([, month = '', day = '', clock = '', year = '', module, level = '', pid, message = ''], rest) => {
    const client = /\[client (\S+?)(?::\d+)?\]/.exec(message)?.[1];
    return {
      time: known(localTime(Number(year), month, day, clock)),
      level: severity(level),
      subsystem: module || 'apache',
      message: message + rest,
      fields: { pid: Number(pid), ...(client && { address: client }) },
    };
  },
);

/** `12: (4711): INFO: session 001000000000000001: …`: seconds since its start, so that no time of the day is known. */
const coturn = byHead(
  'coturn',
  /^(?:\d+: |(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\S*?): ?)(?:: )?(?:\(\d+\): )?(DEBUG|INFO|WARNING|ERROR)?:? ?(.*)$/,
  ([, time = '', level = 'info', message = ''], rest) => ({
    time: known(Date.parse(time)),
    level: severity(level),
    subsystem: 'turn',
    message: message + rest,
    fields: {},
  }),
);

/** `Nov 22 03:54:31 host prog[12]: message`, and with a time as in RFC 3339. */
const syslog = byHead(
  'syslog',
  /^(?:(\w{3}) ([ \d]\d) (\d\d:\d\d:\d\d)|(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))) ([\w.-]+) ([\w./@-]+?)(?:\[(\d+)\])?: (.*)$/,
  ([, month = '', day = '', clock = '', full, host = '', program = '', pid, message = ''], rest, before) => ({
    time: known(full === undefined ? yearlessTime(month, day, clock, before) : Date.parse(full)),
    level: /\b(?:error|failed|fatal|panic)\b/i.test(message) ? 'warn' : 'info',
    subsystem: program,
    message: message + rest,
    fields: { host, ...(pid && { pid: Number(pid) }) },
  }),
);

/** Anything else: each line is an entry, but those that are indented. */
const plain: Format = {
  id: 'plain',
  begins: (line) => !/^\s/.test(line) && line !== '',
  read: (text) => ({ time: null, level: 'info', subsystem: '', message: text, fields: {} }),
};

/** The most particular first. */
export const FORMATS: readonly Format[] = [
  ...[chatelaine, journal, ejabberd, prosody, nginxError, apacheError, webAccess, syslog],
  ...[coturn, plain],
];

/** A few lines of something else are in every log: what a library prints, a crash. */
const SHARE = 0.2;

/** The format of a log with these lines: of those with lines enough, the most particular. */
export function formatOf(lines: readonly string[]): Format {
  // A log of errors is mostly stack traces, which tell of no format.
  const written = lines.filter((line) => line !== '' && !/^\s/.test(line));
  const counted = FORMATS.map((format) => ({ format, count: written.filter(format.begins).length }));
  const best = counted.find(
    ({ format, count }) => format.id !== 'plain' && count > 0 && count >= written.length * SHARE,
  );
  return best?.format ?? plain;
}
