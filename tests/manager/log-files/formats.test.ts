/** Lines as Debian's programs wrote them: recognised, read, and put together where several belong to one entry. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createEntries,
  ENTRY_LINES,
  LINE_BYTES,
  type RawEntry,
} from '../../../electron/manager/logs/files/entries.ts';
import { visible } from '../../../electron/manager/logs/files/visible.ts';
import { FORMATS, formatOf } from '../../../electron/manager/logs/formats/formats.ts';
import { withoutPasswords } from '../../../electron/manager/logs/formats/passwords.ts';

const NOW = Date.parse('2026-11-22T16:00:00Z');
/** The machine's own zone, as for lines that name none. */
const local = (text: string) => new Date(text).getTime();

const LINES = {
  ejabberd: [
    [
      '2026-11-22 09:02:41.193310+00:00 [warning] <0.335.0>@ejabberd_pkix:log_warnings/1:393 Invalid certificate in /srv/certs/office.pem: at line 6: self-signed certificate',
      {
        time: Date.parse('2026-11-22T09:02:41.193Z'),
        level: 'warn',
        subsystem: 'ejabberd_pkix',
        message: 'Invalid certificate in /srv/certs/office.pem: at line 6: self-signed certificate',
        fields: { process: '<0.335.0>' },
      },
    ],
    [
      "2026-11-22 10:19:20.710159+00:00 [notice] Changing loglevel from 'info' to 'debug'",
      { level: 'info', subsystem: 'ejabberd' },
    ],
    [
      '2026-11-22 10:19:20.808019+00:00 [debug] PROGRESS REPORT:\n    supervisor: {local,inet_gethost_native_sup}\n    started: [{pid,<0.200.0>}]',
      {
        level: 'debug',
        subsystem: 'erlang',
        message:
          'PROGRESS REPORT:\n    supervisor: {local,inet_gethost_native_sup}\n    started: [{pid,<0.200.0>}]',
      },
    ],
  ],
  prosody: [
    [
      "Nov 22 03:54:31 mod_posix\terror\tDanger, Will Robinson! Prosody doesn't need to be run as root, so don't do it!",
      {
        time: local('2026-11-22T03:54:31'),
        level: 'error',
        subsystem: 'mod_posix',
        message: "Danger, Will Robinson! Prosody doesn't need to be run as root, so don't do it!",
      },
    ],
    [
      'Dec 24 18:00:00 c2s5581\tinfo\tClient connected',
      { time: local('2025-12-24T18:00:00'), subsystem: 'c2s5581' },
    ],
    [
      "Nov 22 03:54:31 modulemanager\terror\tError initializing module 'posix' on 'localhost'\n\tstack traceback:\n\t/usr/lib/prosody/util/startup.lua:357: in field 'shutdown'",
      { level: 'error', message: expect.stringContaining("in field 'shutdown'") },
    ],
  ],
  'nginx-error': [
    [
      '2026/11/22 15:33:44 [error] 28713#28713: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.9, server: , request: "GET /ws HTTP/1.1", upstream: "http://127.0.0.1:1/ws", host: "127.0.0.1:38080"',
      {
        time: local('2026-11-22T15:33:44'),
        level: 'error',
        fields: { pid: 28713, connection: 1, address: '203.0.113.9' },
      },
    ],
    ['2026/11/22 15:33:43 [notice] 28711#28711: nginx/1.22.1', { level: 'info', message: 'nginx/1.22.1' }],
  ],
  'apache-error': [
    [
      '[Sun Nov 22 15:33:45.784933 2026] [proxy_http:error] [pid 28745:tid 28767] [client 203.0.113.9:48856] AH01114: HTTP: failed to make connection to backend: 127.0.0.1',
      {
        time: local('2026-11-22T15:33:45.785'),
        level: 'error',
        subsystem: 'proxy_http',
        fields: { pid: 28745, address: '203.0.113.9' },
      },
    ],
    [
      "[Sun Nov 22 15:33:44.304298 2026] [unixd:alert] [pid 28744:tid 28744] AH02155: getpwuid: couldn't determine user name",
      { level: 'error', subsystem: 'unixd' },
    ],
  ],
  'web-access': [
    [
      '127.0.0.1 - - [22/Nov/2026:15:33:44 +0000] "GET /ws HTTP/1.1" 502 157 "-" "Mozilla \\x22quoted\\x22 \\x5Cx"',
      {
        time: Date.parse('2026-11-22T15:33:44Z'),
        level: 'error',
        message: 'GET /ws HTTP/1.1 502',
        fields: { address: '127.0.0.1', status: 502, bytes: 157, agent: 'Mozilla \\x22quoted\\x22 \\x5Cx' },
      },
    ],
    [
      'upload.fabrik.example:80 2001:db8::7 - otto [22/Nov/2026:16:33:45 +0100] "GET /x HTTP/1.1" 404 397 "-" "curl/7.88.1"',
      {
        time: Date.parse('2026-11-22T15:33:45Z'),
        level: 'warn',
        fields: {
          address: '2001:db8::7',
          host: 'upload.fabrik.example:80',
          user: 'otto',
          status: 404,
          bytes: 397,
          agent: 'curl/7.88.1',
        },
      },
    ],
  ],
  chatelaine: [
    [
      '{"time":"2026-11-22T08:00:00.123Z","level":"warn","subsystem":"login","message":"refused","jid":"zoé@office.example","tries":3}',
      {
        time: Date.UTC(2026, 10, 22, 8, 0, 0, 123),
        level: 'warn',
        subsystem: 'login',
        message: 'refused',
        fields: { jid: 'zoé@office.example', tries: 3 },
      },
    ],
  ],
  journal: [
    [
      '{"__REALTIME_TIMESTAMP":"1795334400123456","PRIORITY":"3","SYSLOG_IDENTIFIER":"prosody","_PID":"12","MESSAGE":[195,169]}',
      {
        time: 1_795_334_400_123.456,
        level: 'error',
        subsystem: 'prosody',
        message: 'é',
        fields: { pid: 12 },
      },
    ],
  ],
  syslog: [
    [
      'Nov 22 03:54:31 atelier prosody[12]: something failed',
      {
        time: local('2026-11-22T03:54:31'),
        level: 'warn',
        subsystem: 'prosody',
        fields: { host: 'atelier', pid: 12 },
      },
    ],
    [
      '2026-11-22T03:54:31.5+00:00 atelier kernel: hello',
      { time: Date.parse('2026-11-22T03:54:31.5Z'), subsystem: 'kernel' },
    ],
  ],
  coturn: [
    [
      '0: : Listener address to use: 127.0.0.1',
      { time: null, message: 'Listener address to use: 127.0.0.1' },
    ],
  ],
  plain: [['anything at all', { time: null, level: 'info', message: 'anything at all' }]],
} as const satisfies Record<string, readonly (readonly [string, object])[]>;

describe.each(Object.entries(LINES))('%s', (id, rows) => {
  const format = FORMATS.find((one) => one.id === id)!;
  test.each(rows as readonly (readonly [string, object])[])('%s', (text, expected) => {
    expect(format.read(text, NOW)).toMatchObject(expected);
  });
  test('is known by its lines', () => {
    const lines = rows.flatMap(([text]) => text.split('\n'));
    expect(formatOf([...lines, '', 'something a library prints']).id).toBe(id);
  });
});

test('a log of three errors with long stack traces is still its program’s', () => {
  const [head] = LINES.prosody[0];
  expect(formatOf([head, ...Array.from({ length: 40 }, (_, index) => `\tin function ${index}`)]).id).toBe(
    'prosody',
  );
});

describe('lines', () => {
  const collect = (write: (entries: ReturnType<typeof createEntries>) => void, format = FORMATS[2]!) => {
    const found: RawEntry[] = [];
    const entries = createEntries({ begins: format.begins, online: (entry) => found.push(entry) });
    write(entries);
    entries.end();
    return found;
  };
  const HEAD = '2026-11-22 10:19:20.710159+00:00 [info] ';

  test('that belong together stay together, wherever the bytes are cut, and are found again by their place', () => {
    const whole = `${HEAD}one\n  {term,\n   1}\n\n${HEAD}zwéi\r\n${HEAD}three`;
    const bytes = Buffer.from(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
        const sorted = [0, ...cuts.sort((one, other) => one - other), bytes.length];
        const found = collect((entries) => {
          for (const [index, from] of sorted.slice(0, -1).entries())
            entries.write(bytes.subarray(from, sorted[index + 1]));
        });
        expect(found.map(({ text }) => text)).toEqual([
          `${HEAD}one\n  {term,\n   1}\n`,
          `${HEAD}zwéi`,
          `${HEAD}three`,
        ]);
        for (const { at, text } of found)
          expect(bytes.subarray(at).toString('utf8').startsWith(text.slice(0, 45))).toBe(true);
      }),
    );
  });

  test('are bounded, in length and in number', () => {
    const long = collect((entries) => {
      for (let index = 0; index < 64; index++) entries.write(Buffer.alloc(64 * 1024, 'x'));
      entries.write(Buffer.from(`\n${HEAD}next\n`));
    });
    expect(long.map(({ text }) => text.length)).toEqual([LINE_BYTES + 2, `${HEAD}next`.length]);
    expect(long[0]?.bytes).toBe(64 * 64 * 1024 + 1);
    const many = collect((entries) => entries.write(Buffer.from(`${HEAD}\n${' y\n'.repeat(9000)}`)));
    expect(many[0]?.text.split('\n')).toHaveLength(ENTRY_LINES + 1);
  });

  test('what may go on is not kept waiting, and goes on by itself when it does', () => {
    const found = collect((entries) => {
      entries.write(Buffer.from(`${HEAD}one\n`));
      entries.pause();
      entries.write(Buffer.from('  more\n'));
    });
    expect(found.map(({ text }) => text)).toEqual([`${HEAD}one`, '  more']);
  });
});

describe('passwords of calls', () => {
  test.each([
    ['{<<"password">>,<<"correct horse">>}]', '{<<"password">>,<<"***">>}]'],
    [
      '{<<"newpass">>,\n   <<"a\\"b>>c">>},{<<"x">>,<<"y">>}',
      '{<<"newpass">>,\n   <<"***">>},{<<"x">>,<<"y">>}',
    ],
    ['{<<"password">>,<<110,195,169,101>>}', '{<<"password">>,<<"***">>}'],
    ['{<<"password">>,<<"é"/utf8>>}', '{<<"password">>,<<"***">>}'],
    ['{<<"user">>,<<"password">>}', '{<<"user">>,<<"password">>}'],
  ])('%s', (written, shown) => {
    expect(withoutPasswords(written)).toBe(shown);
  });
});

describe('mistakes of encoding', () => {
  test.each([
    [Buffer.from('née\t€😀'), 'née\t€😀'],
    [Buffer.from([0x6e, 0xe9, 0x65]), 'n\\xE9e'],
    [Buffer.from([0xc0, 0xaf, 0x41]), '\\xC0\\xAFA'],
    [Buffer.from([0xf0, 0x9f, 0x98]), '\\xF0\\x9F\\x98'],
    [Buffer.from('\u001b[31mred\u009b'), '\\x1B[31mred\\xC2\\x9B'],
  ])('%o', (bytes, text) => {
    expect(visible(bytes)).toBe(text);
  });
  test('never throw, never hide a byte, never let a control character through', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const text = visible(Buffer.from(bytes.filter((byte) => byte !== 0x0a)));
        expect(text).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
        expect(text).not.toContain('\ufffd');
      }),
    );
  });
});
