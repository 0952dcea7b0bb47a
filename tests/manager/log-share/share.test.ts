/** The copy for support: whatever secret goes in, in whatever spelling and place, does not come out. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createNetworks } from '../../../electron/manager/logs/share/networks.ts';
import { createSharer, shareLines } from '../../../electron/manager/logs/share/share.ts';
import { isPlain } from '../../../electron/manager/logs/share/words.ts';
import { RECORDINGS, rawText, readLine, readRecording } from '../log-events/recorded.ts';

vi.setConfig({ testTimeout: 60_000 });

const OWN = { domains: ['office.test'], computers: ['atelier'], names: ['hugo'] };
const share = (...lines: string[]) =>
  shareLines(
    lines.map((raw) => ({ raw, event: readLine(raw).event })),
    OWN,
  );
const shared = (...lines: string[]) => share(...lines).text.replace(/\n$/, '');

// What people have that is nobody else's business.
const letters = 'abcdefghijklmnopqrstuvwxyz';
const word = (least: number, most: number) =>
  fc
    .string({ unit: fc.constantFrom(...letters), minLength: least, maxLength: most })
    .filter((text) => !isPlain(text));
const mixed = fc
  .string({
    unit: fc.constantFrom(...letters, ...letters.toUpperCase(), ...'0123456789'),
    minLength: 8,
    maxLength: 40,
  })
  .filter((text) => /[A-Za-z]/.test(text) && !isPlain(text));
const password = fc
  .tuple(mixed, fc.string({ unit: fc.constantFrom(...'!$%*+-._~^#'), maxLength: 3 }), mixed)
  .map((parts) => parts.join(''));
const octet = fc.integer({ min: 1, max: 254 });
const SECRETS = {
  password,
  name: word(5, 12),
  accented: word(4, 9).map((text) => `${text}é${text.slice(0, 2)}`),
  address: fc.tuple(word(4, 9), word(5, 12)).map(([local, domain]) => `${local}@${domain}.example`),
  domain: word(6, 14).map((name) => `${name}.example`),
  international: word(6, 10).map((name) => `bü${name}.example`),
  ipv4: fc.tuple(fc.integer({ min: 11, max: 126 }), octet, octet, octet).map((parts) => parts.join('.')),
  ipv6: fc
    .tuple(octet, octet, octet)
    .map(([one, two, three]) => `2a01:e0a:${one.toString(16)}1:${two.toString(16)}::${three.toString(16)}f`),
  phone: fc.integer({ min: 10_000_000, max: 99_999_999 }).map((number) => `+336${number}`),
  long: fc.integer({ min: 10_000_000, max: 999_999_999 }).map(String),
  blob: fc.uint8Array({ minLength: 12, maxLength: 48 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  hex: fc
    .uint8Array({ minLength: 8, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('hex'))
    .filter((text) => /[a-f]/.test(text)),
  token: fc.tuple(mixed, mixed, mixed).map((parts) => parts.join('.')),
} as const;
const secret = fc.oneof(...Object.values(SECRETS));

const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => encodeURIComponent(text),
  (text) => [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
  (text) => Buffer.from(`\0${text}\0${text}`).toString('base64'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  (text) => [...text].map((letter) => `&#${letter.charCodeAt(0)};`).join(''),
  (text) => text.split('').reverse().join(''),
];

const PLACES: readonly ((it: string) => string)[] = [
  (it) => it,
  (it) =>
    `2026-11-22 18:43:28.343476+00:00 [warning] <0.527.0>@ejabberd_c2s:process_auth_result/3:280 (tls|<0.527.0>) Failed c2s PLAIN authentication for ${it} from 127.0.0.1: Invalid username or password`,
  (it) =>
    `2026-11-22 18:43:44.788775+00:00 [info] <0.556.0>@mod_http_api:log/3:511 API call x [{<<"user">>,<<"${it}">>},{<<"password">>,<<"${it}">>}] from 127.0.0.1:52134`,
  (it) => `Nov 22 18:41:30 c2s5605df673e10\tinfo\tAuthenticated as ${it}`,
  (it) =>
    `Nov 22 18:41:30 c2s5605df673e10\tdebug\tReceived[c2s]: <message to='${it}' type='chat'><body>${it}</body></message>`,
  (it) =>
    `Nov 22 18:41:30 c2s5605df673e10\tdebug\tReceived[c2s_unauthed]: <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${it}</auth>`,
  (it) => `Nov 22 18:41:30 c2s5605df673e10\tdebug\tSending <challenge>${it}`,
  (it) => `Nov 22 18:41:30 mod_x\terror\tsomething ${it} happened`,
  (it) =>
    `127.0.0.1 - ${it} [22/Nov/2026:18:45:10 +0000] "GET /upload/${it}/${it}.pdf?token=${it}&x=${it} HTTP/1.1" 200 12 "https://${it}/p" "${it}/1.0"`,
  (it) =>
    `2026/11/22 18:45:10 [error] 16944#16944: *7 open() "/home/${it}/www/${it}" failed (2: No such file or directory), client: 127.0.0.1, request: "GET /${it} HTTP/1.1", host: "${it}"`,
  (it) =>
    `[Sun Nov 22 18:43:57.195856 2026] [proxy_http:error] [pid 16213:tid 16224] [client 127.0.0.1:39202] AH01114: HTTP: ${it}`,
  (it) => `Authorization: Bearer ${it}`,
  (it) => `cookie="session=${it}; other=${it}"`,
  (it) => `headers {authorization: Basic ${it}}`,
  (it) => `password=${it}`,
  (it) => `api_key: "${it}", secret => '${it}'`,
  (it) => `https://${it}:${it}@x.example:5443/a/${it}#${it}`,
  (it) => `xmpp:${it}?message;body=${it}`,
  (it) => `(${it}) [${it}] {${it}} <${it}> "${it}" '${it}' ${it}; ${it}, ${it}: ${it}.`,
  (it) => `prefix-${it} ${it}-suffix a_${it}_b x.${it} ${it}=1 k=${it}`,
  (it) =>
    `{"time":"2026-11-22T18:45:12.074Z","level":"warn","subsystem":"login","message":"Log-in failed","account":${JSON.stringify(it)},"detail":${JSON.stringify(`x ${it} y`)}}`,
  (it) =>
    `{"time":"2026-11-22T18:45:12.074Z","level":"warn","subsystem":"x","message":${JSON.stringify(it)},${JSON.stringify(it)}:1,"nested":{"a":[${JSON.stringify(it)}]}}`,
  (it) =>
    `{"__REALTIME_TIMESTAMP":"1795334400123456","MESSAGE":${JSON.stringify(`for ${it}`)},"_CMDLINE":${JSON.stringify(it)},"_HOSTNAME":${JSON.stringify(it)}}`,
  (it) => `{"broken": "${it}`,
  (it) => `-----BEGIN PRIVATE KEY-----\n${it}\n${it}\n-----END PRIVATE KEY-----`,
  (it) => `-----BEGIN CERTIFICATE-----\n${it}`,
  (it) => `** {badmatch,{error,<<"${it}">>}}\n    in function x:${it}/2 (/home/${it}/x.erl, line 3)`,
];

/** A piece of a secret that is worth something: not a word of the programs’ and no small number. */
const pieces = (text: string) =>
  text.split(/[^\p{L}\p{N}]+/u).filter((piece) => piece.length >= 5 && !isPlain(piece));

describe('a secret', () => {
  test('of any kind, in any spelling, at any place, does not come out', () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(...SPELLINGS),
        fc.constantFrom(...PLACES),
        (plain, spelt, placed) => {
          const written = spelt(plain);
          const out = shared(placed(written)).toLowerCase();
          for (const form of [plain, written, ...pieces(plain)])
            if (form.length >= 5 && out.includes(form.toLowerCase()))
              throw new Error(`${form} came out:\n${placed(written)}\n${out}`);
        },
      ),
      { numRuns: 6000 },
    );
  });
  test('beside others, in lines that are shared together, neither', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(secret, fc.constantFrom(...PLACES)), { minLength: 2, maxLength: 8 }),
        (rows) => {
          const out = shared(...rows.map(([plain, placed]) => placed(plain))).toLowerCase();
          for (const [plain] of rows) expect(out).not.toContain(plain.toLowerCase());
        },
      ),
      { numRuns: 300 },
    );
  });
  test('of an address is hidden alone, too, once the address was seen', () => {
    const out = shared(
      '2026-11-22 18:43:28.3+00:00 [info] <0.5.0>@ejabberd_c2s:x/3:2 (tls|<0.5.0>) Accepted c2s PLAIN authentication for admin@office.test by mnesia backend from 127.0.0.1',
      '2026-11-22 18:43:28.3+00:00 [info] <0.5.0>@mod_http_api:log/3:511 API call x [{<<"user">>,<<"admin">>}] from 127.0.0.1:52134',
    );
    expect(out).not.toContain('admin');
  });
});

describe('what is shared can still be read', () => {
  test.each([
    [
      '2026-11-22 18:43:28.343476+00:00 [warning] <0.527.0>@ejabberd_c2s:process_auth_result/3:280 (tls|<0.527.0>) Failed c2s PLAIN authentication for otto@office.test from 203.0.113.77: Invalid username or password',
      '2026-11-22 18:43:28.343476+00:00 [warning] <0.527.0>@ejabberd_c2s:process_auth_result/3:280 (tls|<0.527.0>) Failed c2s PLAIN authentication for person-1@office-1 from 192.0.2.1: Invalid username or password',
    ],
    [
      'Nov 22 18:41:34 s2sin5605df67c680\twarn\tForbidding insecure connection to/from duval.example because its certificate has expired',
      'Nov 22 18:41:34 s2sin-id-1\twarn\tForbidding insecure connection to/from company-1 because its certificate has expired',
    ],
    [
      '{"time":"2026-11-22T18:45:12.074Z","level":"warn","subsystem":"login","message":"Log-in failed","condition":"not-authorized","account":"otto@office.test","address":"203.0.113.9"}',
      '{"time":"2026-11-22T18:45:12.074Z","level":"warn","subsystem":"login","message":"Log-in failed","condition":"not-authorized","account":"person-1@office-1","address":"192.0.2.1"}',
    ],
    [
      '203.0.113.9 - - [22/Nov/2026:18:45:10 +0000] "PUT /upload/0f3a/plan%20de%20otto.pdf?key=abc HTTP/1.1" 413 183 "-" "Conversations/2.16"',
      '192.0.2.1 - - [22/Nov/2026:18:45:10 +0000] "PUT /upload/file-1/file-2.pdf?key=secret-1 HTTP/1.1" 413 183 "-" "Conversations/2.16"',
    ],
    [
      'Nov 22 03:54:31 atelier prosody[12]: hugo left salon@conference.office.test for [2a01:e0a::7]:5222 at +33 6 12 34 56 78',
      'Nov 22 03:54:31 computer-1 prosody[12]: person-1 left room-1@conference.office-1 for [2001:db8:0:0::1]:5222 at phone-1',
    ],
  ])('%s', (raw, copy) => {
    expect(shared(raw)).toBe(copy);
  });
  test('the same is called the same, in all lines, and what is next to each other stays so', () => {
    const { text, replaced } = share(
      ...[
        'from 80.1.2.3 and 80.1.2.4',
        'from 80.1.9.3 then 80.1.2.3:5222',
        'Otto@Office.test and otto@office.test/phone',
        'zoe@duval.example',
      ],
      ...['bücher.example and xn--bcher-kva.example'],
    );
    expect(text.split('\n').slice(0, -1)).toEqual([
      ...['from 192.0.2.1 and 192.0.2.2', 'from 192.0.2.17 then 192.0.2.1:5222'],
      ...[
        'person-1@office-1 and person-1@office-1/device-1',
        'person-2@company-1',
        'company-2 and company-2',
      ],
    ]);
    expect(replaced).toEqual(
      expect.arrayContaining([
        { kind: 'person', original: 'otto', shown: 'person-1', times: 2 },
        { kind: 'address', original: '80.1.2.3', shown: '192.0.2.1', times: 2 },
        { kind: 'company', original: 'duval.example', shown: 'company-1', times: 1 },
      ]),
    );
  });
  test('most of what programs say of themselves stays', () => {
    for (const name of RECORDINGS) {
      const lines = readRecording(name).filter(({ line }) => line.level !== 'debug');
      const { text } = shareLines(lines, OWN);
      const words = (of: string) => of.match(/[a-z]{4,}/gi) ?? [];
      const before = words(lines.map(({ raw }) => raw).join('\n'));
      const kept = words(text).filter(
        (one) => !/^(?:word|file|person|company|office|device|address|number|secret|room)$/.test(one),
      );
      expect([name, kept.length / before.length > 0.7]).toEqual([name, true]);
    }
  });
  test('of no recording anybody’s name comes out', () => {
    for (const name of RECORDINGS) {
      const { text } = shareLines(readRecording(name), OWN);
      expect(text).not.toMatch(
        /\b(?:otto|nina|salon|partner\.test|nowhere\.invalid|correct horse|cGFydG5l)/i,
      );
    }
  });
  test('a program understands a shared line as it does the line itself', () => {
    for (const name of ['ejabberd', 'prosody', 'chatelaine'] as const) {
      const entries = readRecording(name).filter(({ line }) => line.level !== 'debug');
      const sharer = createSharer(OWN);
      for (const { event } of entries) sharer.learn(event);
      const codes = entries.map(({ raw, event }) => [event.code, readLine(sharer.line(raw)).event.code]);
      // Prosody tells its connections by names that are replaced.
      const lost = codes.filter(([one, other]) => one !== other);
      expect(lost.length / codes.length).toBeLessThan(name === 'prosody' ? 0.8 : 0.05);
    }
  });
});

describe('computers', () => {
  test('many of one network stay together, however many there are', () => {
    const networks = createNetworks();
    const shown = new Set<string>();
    for (let net = 0; net < 200; net++)
      for (let host = 1; host <= 20; host++) shown.add(networks.standIn(`80.${net}.7.${host}`) ?? '');
    expect(shown.size).toBe(4000);
    expect(
      [...shown].every((one) => /^(?:192\.0\.2|198\.51\.100|203\.0\.113|198\.1[89]\.\d+)\.\d+$/.test(one)),
    ).toBe(true);
  });
  test.each([
    ['127.0.0.1', undefined],
    ['::1', undefined],
    ['0.0.0.0', undefined],
    ['not one', undefined],
    ['2a01:e0a:1:2::3', '2001:db8:0:0::1'],
  ])('%s is %s', (address, shown) => {
    expect(createNetworks().standIn(address)).toBe(shown);
  });
});

test('a long line, and any bytes, take no long time and never throw', () => {
  const begun = performance.now();
  for (const piece of [
    'a',
    'a@',
    '/',
    '%',
    '<a>',
    'password',
    '::',
    '1.',
    '"',
    'x=',
    '-----BEGIN A-----',
    '\\"',
    '<<"',
    'a.',
  ])
    expect(shared(piece.repeat(100_000 / piece.length)).length).toBeLessThan(600_000);
  expect(performance.now() - begun).toBeLessThan(20_000);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(() => shared(text)).not.toThrow();
    }),
    { numRuns: 500 },
  );
});

test('a gigabyte’s worth of lines is shared at some megabytes a second', () => {
  const lines = rawText('ejabberd').split('\n');
  const sharer = createSharer(OWN);
  const begun = performance.now();
  let size = 0;
  for (let round = 0; round < 10; round++)
    for (const line of lines) {
      sharer.line(line);
      size += line.length;
    }
  const perSecond = size / ((performance.now() - begun) / 1000);
  // About 5 MB on an idle machine; a hundredth of it would be a mistake.
  expect(perSecond).toBeGreaterThan(30_000);
});
