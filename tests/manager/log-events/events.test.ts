/** Lines that the real programs of Debian wrote, understood: who, from where, which part, what came of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MANAGER_LINES, SERVER_LINES } from '../../../electron/manager/logs/events/chatelaine.ts';
import { EJABBERD } from '../../../electron/manager/logs/events/ejabberd.ts';
import { samePerson, seenIn } from '../../../electron/manager/logs/events/names.ts';
import { BIBOUMI, COMPUTER, COTURN } from '../../../electron/manager/logs/events/others.ts';
import { PROSODY } from '../../../electron/manager/logs/events/prosody.ts';
import { readEvent } from '../../../electron/manager/logs/events/read.ts';
import { APACHE, NGINX } from '../../../electron/manager/logs/events/web.ts';
import { RECORDINGS, readLine, readRecording } from './recorded.ts';

/** One line of each kind that matters, as it was recorded, and what it is. */
const SAID: readonly [line: string, event: object][] = [
  [
    '2026-11-22 18:43:28.343476+00:00 [warning] <0.527.0>@ejabberd_c2s:process_auth_result/3:280 (tls|<0.527.0>) Failed c2s PLAIN authentication for otto@office.test from 127.0.0.1: Invalid username or password',
    {
      code: 'login.refused',
      who: 'otto@office.test',
      from: '127.0.0.1',
      part: 'login',
      outcome: 'refused',
      links: ['process:<0.527.0>'],
    },
  ],
  [
    '2026-11-22 18:43:28.150545+00:00 [info] <0.276.0>@ejabberd_listener:accept/7:273 (<0.527.0>) Accepted connection 127.0.0.1:43916 -> 127.0.0.1:29025',
    {
      code: 'connection.accepted',
      from: '127.0.0.1',
      port: 43916,
      links: ['process:<0.527.0>', 'peer:127.0.0.1:43916'],
    },
  ],
  [
    '2024-08-03 11:36:53.004757+00:00 [info] <0.364.0>@ejabberd_listener:accept/7:273 (<0.2740.0>) Accepted connection [::ffff:51.38.231.60]:51652 -> [::ffff:152.228.135.223]:5443',
    {
      code: 'connection.accepted',
      from: '51.38.231.60',
      port: 51652,
      links: ['process:<0.2740.0>', 'peer:51.38.231.60:51652'],
    },
  ],
  [
    '2026-11-22 18:43:44.788775+00:00 [info] <0.556.0>@mod_http_api:log/3:511 API call nothing [{<<"user">>,<<"otto">>},{<<"host">>,<<"office.test">>}] from 127.0.0.1:52134',
    { code: 'programs.call', from: '127.0.0.1', port: 52134, data: { command: 'nothing' } },
  ],
  [
    '2026-11-22 18:43:28.489866+00:00 [warning] <0.548.0>@ejabberd_s2s_out:process_closed/2:157 Failed to establish outbound s2s connection office.test -> nowhere.invalid: DNS lookup failed: enoname; bouncing for 210 seconds',
    { code: 'servers.no-name', host: 'nowhere.invalid', outcome: 'failed', level: 'info' },
  ],
  [
    '2026-11-22 18:43:28.1+00:00 [warning] <0.278.0>@ejabberd_pkix:log_warnings/1:393 Certificate in /srv/office/office.pem (at line: 6) for office.test will expire in 3 days',
    { code: 'certificates.expires-soon', host: 'office.test', level: 'warn' },
  ],
  [
    '2026-11-22 18:43:28.1+00:00 [info] <0.548.0>@ejabberd_s2s_out:handle_auth_failure/4:222 (tls|<0.548.0>) Failed outbound s2s EXTERNAL authentication office.test -> partner.test (203.0.113.9): Peer responded with error: not-authorized',
    { code: 'servers.not-accepted', host: 'partner.test', from: '203.0.113.9' },
  ],
  [
    '2026-11-22 18:43:28.1+00:00 [info] <0.548.0>@ejabberd_s2s_out:handle_auth_failure/4:222 (tls|<0.548.0>) Failed outbound s2s EXTERNAL authentication office.test -> partner.test (203.0.113.9): self-signed certificate',
    { code: 'servers.certificate-bad', host: 'partner.test' },
  ],
  [
    'Nov 22 18:41:34 s2sout5605df67c680\tinfo\tSession closed by remote with error: host-unknown (not served here)',
    { code: 'servers.not-accepted' },
  ],
  [
    '2026/11/22 18:45:10 [crit] 16944#16944: *2 open() "/var/cache/x" failed (28: No space left on device), client: 203.0.113.9',
    { code: 'computer.disk-full', program: 'nginx' },
  ],
  [
    '2026/11/22 18:45:10 [crit] 16944#16944: *2 SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking, client: 203.0.113.9, server: 0.0.0.0:443',
    { code: 'connection.tls-failed', from: '203.0.113.9' },
  ],
  [
    '2026/11/22 18:45:10 [error] 16944#16944: *2 SSL_do_handshake() failed (SSL: error:0A00010B:SSL routines::wrong version number) while SSL handshaking to upstream, client: 203.0.113.9, server: x, request: "GET /ws HTTP/1.1", upstream: "https://127.0.0.1:5280/ws", host: "x"',
    { code: 'web.nobody-behind', data: { path: '/ws', upstream: 'https://127.0.0.1:5280/ws' } },
  ],
  [
    '{"event":"ready","ports":[],"pid":5,"time":"2026-11-22T18:45:12.074Z"}',
    { code: 'server.started', program: 'chatelaine' },
  ],
  [
    '{"event":"failed","code":"port.in-use","message":"port 5222 is taken","port":5222,"time":"2026-11-22T18:45:12.074Z"}',
    { code: 'server.failed', program: 'chatelaine', data: { door: 5222 } },
  ],
  [
    '{"time":"2026-11-22T18:45:12.074Z","level":"debug","subsystem":"net","message":"stream error","condition":"host-unknown","address":"203.0.113.9"}',
    { code: 'connection.broken-off', from: '203.0.113.9' },
  ],
  [
    'Nov 22 18:41:34 s2sin5605df67c680\twarn\tForbidding insecure connection to/from partner.test because its certificate has expired',
    { code: 'servers.certificate-bad', host: 'partner.test', links: ['session:s2sin5605df67c680'] },
  ],
  [
    'Nov 22 18:41:30 c2s5605df673e10\tinfo\tAuthenticated as otto@office.test',
    { code: 'login.ok', who: 'otto@office.test', links: ['session:c2s5605df673e10'] },
  ],
  [
    'Nov 22 18:40:52 certmanager\terror\tError indexing certificate directory /srv/office/certs: cannot open /srv/office/certs: No such file or directory',
    { code: 'certificates.no-folder', level: 'info' },
  ],
  [
    '{"time":"2026-11-22T18:45:12.074Z","level":"warn","subsystem":"login","message":"Log-in failed","condition":"not-authorized","because":"wrong name or password","account":"otto@office.test","host":"office.test","address":"203.0.113.9"}',
    {
      code: 'login.refused',
      program: 'chatelaine',
      who: 'otto@office.test',
      from: '203.0.113.9',
      host: 'office.test',
    },
  ],
  [
    '{"time":"2026-11-22T18:45:12.074Z","level":"warn","subsystem":"login","message":"Log-in failed","condition":"temporary-auth-failure","account":"otto@office.test"}',
    { code: 'login.throttled' },
  ],
  [
    '{"time":"2026-11-22T18:45:12.190Z","level":"warn","subsystem":"federation","message":"another server cannot be reached","remote":"nowhere.invalid","local":"office.test","code":"dns.no-domain"}',
    { code: 'servers.no-name', host: 'nowhere.invalid' },
  ],
  [
    '{"time":"2026-11-22T18:45:12.190Z","level":"warn","subsystem":"web","from":"203.0.113.9","message":"a link was refused: it was used before"}',
    { code: 'app.refused', program: 'manager', from: '203.0.113.9' },
  ],
  [
    '2026/11/22 18:45:10 [error] 16944#16944: *2 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 203.0.113.9, server: chat.office.test, request: "GET /slow HTTP/1.1", upstream: "http://127.0.0.1:26706/slow", host: "chat.office.test"',
    {
      code: 'web.slow',
      from: '203.0.113.9',
      host: 'chat.office.test',
      links: ['request:2'],
      data: { path: '/slow', upstream: 'http://127.0.0.1:26706/slow' },
    },
  ],
  [
    '[Sun Nov 22 18:43:57.195856 2026] [proxy_http:error] [pid 16213:tid 16224] [client 203.0.113.9:39202] AH01114: HTTP: failed to make connection to backend: 127.0.0.1',
    { code: 'web.nobody-behind', from: '203.0.113.9', port: 39202 },
  ],
  [
    '203.0.113.9 - - [22/Nov/2026:18:45:10 +0000] "GET /.env HTTP/1.1" 404 153 "-" "x"',
    { code: 'web.probe', from: '203.0.113.9', level: 'info', data: { path: '/.env', status: 404 } },
  ],
  [
    '[ERROR]: src/xmpp/xmpp_component.cpp:84:\tFailed to connect to the XMPP server: Connection refused',
    { code: 'bridges.no-server', program: 'biboumi', data: { reason: 'Connection refused' } },
  ],
  [
    'Nov 22 03:54:31 atelier sshd[12]: Failed password for invalid user admin from 198.51.100.7 port 51000 ssh2',
    {
      code: 'computer.login-refused',
      program: 'sshd',
      from: '198.51.100.7',
      port: 51000,
      data: { user: 'admin' },
    },
  ],
  [
    'Nov 22 03:54:31 atelier kernel: Out of memory: Killed process 4711 (beam.smp) total-vm:1kB, anon-rss:1kB',
    { code: 'computer.no-memory', program: 'kernel', data: { name: 'beam.smp' } },
  ],
  [
    "Nov 22 03:54:31 atelier systemd[1]: ejabberd.service: Failed with result 'exit-code'.",
    { code: 'computer.service-failed', data: { unit: 'ejabberd.service' } },
  ],
  [
    '2026-11-22 18:43:28.1+00:00 [error] <0.1.0>@mod_of_somebody:f/1:2 Something about zoe@office.test from [2001:db8::7]:5222',
    {
      code: null,
      program: 'ejabberd',
      who: 'zoe@office.test',
      from: '2001:db8::7',
      port: 5222,
      level: 'error',
    },
  ],
];

test.each(SAID)('%s', (raw, event) => {
  expect(readLine(raw).event).toMatchObject(event);
});

describe.each(RECORDINGS)('%s', (name) => {
  const entries = readRecording(name);
  test('was recorded', () => {
    const about = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded/about.json'), 'utf8'));
    expect(about[name]).toEqual({
      version: expect.stringMatching(/\d/),
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      script: `record/${name}.ts`,
    });
  });
  test('of what it says to people (not its debug lines), every line is known', () => {
    const unknown = entries.filter(({ line, event }) => event.code === null && line.level !== 'debug');
    expect(unknown.map(({ raw }) => raw)).toEqual([]);
  });
});

/** Rows whose lines were not made to happen here: their wording is the program’s own, in its source. */
const UNRECORDED: readonly [
  program: string,
  least: number,
  rows: readonly { readonly says: RegExp }[],
  recording: readonly string[],
][] = [
  ['ejabberd', 0.6, EJABBERD, ['ejabberd']],
  ['prosody', 0.55, PROSODY, ['prosody']],
  ['nginx', 0.6, NGINX, ['nginx']],
  ['coturn', 0.5, COTURN, ['coturn']],
];
test.each(UNRECORDED)('most rows of %s were seen in what it wrote', (_, least, rows, recordings) => {
  const messages = recordings.flatMap((name) => readRecording(name as never).map(({ line }) => line.message));
  const seen = rows.filter(({ says }) => messages.some((message) => says.test(message)));
  expect(seen.length / rows.length).toBeGreaterThan(least);
});

describe('our own lines', () => {
  /** Every file of a folder and below. */
  const filesOf = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
  const root = join(import.meta.dirname, '../../..');
  const server = filesOf(join(root, 'server')).map((file) => readFileSync(file, 'utf8'));
  const all = server.join('\n');

  test('every wording is one that the server or the manager writes', () => {
    const electron = filesOf(join(root, 'electron'))
      .filter((file) => !file.includes('logs/events') && !file.includes('contract'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const made = ['the server is ', 'an access token was '];
    const missing = (table: object, text: string) =>
      Object.keys(table).filter(
        (message) =>
          !text.includes(message.replaceAll("'", "\\'")) &&
          !text.includes(message) &&
          !made.some((part) => message.startsWith(part)),
      );
    expect([missing(SERVER_LINES, all), missing(MANAGER_LINES, electron)]).toEqual([[], []]);
  });
  test('every place of the server that tells, warns or fails has its row', () => {
    const written = [...all.matchAll(/\blog\.(?:info|warn|error)\(\s*'((?:[^'\\]|\\.)*)'/g)].map(
      ([, message = '']) => message,
    );
    expect(written.length).toBeGreaterThan(80);
    expect([...new Set(written)].filter((message) => !Object.hasOwn(SERVER_LINES, message))).toEqual([]);
  });
});

/** Milliseconds; of several, for the machine may have been at something else. */
function quickest(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5 && least > 50; round++) {
    const begun = performance.now();
    work();
    least = Math.min(least, performance.now() - begun);
  }
  return least;
}

describe('whatever a line says', () => {
  const formats = [
    'chatelaine',
    'ejabberd',
    'prosody',
    'nginx-error',
    'apache-error',
    'web-access',
    'coturn',
    'syslog',
    'plain',
  ];
  const rows = [...EJABBERD, ...PROSODY, ...NGINX, ...APACHE, ...COTURN, ...BIBOUMI, ...COMPUTER];
  /** Pieces of what the expressions look for, again and again. */
  const pieces = [
    ...[
      '(tls|<0.1.0>) ',
      'Failed c2s ',
      'authentication for ',
      'Closing c2s session for ',
      'from ',
      '127.0.0.1',
      ':1',
      ' ',
      '((',
      '<<"',
      '">>',
    ],
    ...[
      'API call x ',
      'session 1: ',
      'realm <',
      '> user <',
      'AH00957: ',
      '[client ',
      '(111)x: ',
      'open() "',
      '" failed',
      ', client: ',
      ', request: "GET ',
    ],
    ...[
      '::',
      'a'.repeat(50),
      'a@b.c',
      '/',
      '\n',
      '\t',
      '.',
      ';',
      '[ERROR]: x.cpp:1:\t',
      'Certificate in ',
      ' for ',
      'Failed password for ',
    ],
  ];
  test('it is read in time linear in its length, and never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 12 }),
        fc.constantFrom(...formats),
        (parts, format) => {
          const message = parts.join('').repeat(Math.ceil(3000 / Math.max(1, parts.join('').length)));
          const subsystem = 'ejabberd_c2s';
          const line = { format, level: 'info', subsystem, message, fields: { status: 200 } } as const;
          expect(quickest(() => readEvent(line))).toBeLessThan(100);
          const event = readEvent(line);
          expect(event.links.length).toBeLessThanOrEqual(8);
        },
      ),
      { numRuns: 300 },
    );
  });
  test('no expression goes back and forth over a long text', () => {
    for (const { says } of rows)
      for (const piece of pieces) {
        const text = piece.repeat(Math.ceil(2000 / piece.length));
        expect([says.source, piece, quickest(() => says.exec(text)) < 100]).toEqual([
          says.source,
          piece,
          true,
        ]);
      }
  });
});

describe('names', () => {
  test.each([
    ['otto@office.test', 'otto', true],
    ['otto@office.test', 'Otto@Office.Test', true],
    ['otto@office.test', 'lotto', false],
    ['otto@office.test', 'otto@other.test', false],
    [null, 'otto', false],
  ])('%s is %s: %s', (who, asked, answer) => {
    expect(samePerson(who, asked)).toBe(answer);
  });
  test.each([
    ['zoé@büro.example did', { who: 'zoé@büro.example' }],
    ['at 12:34:56 nothing', { from: null }],
    ['from ::ffff:192.0.2.1 it', { from: '192.0.2.1' }],
    ['from [2001:db8::1]:443', { from: '2001:db8::1', port: 443 }],
    ['version 1.2.3.4.5', { from: null }],
  ])('in "%s" is seen', (text, seen) => {
    expect(seenIn(text)).toMatchObject(seen);
  });
});
