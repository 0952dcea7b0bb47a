/** What the public address is, when that is believed, and what follows: tables, and a clock that stands still. */
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { expect, test } from 'vitest';
import { wordsOfFinding } from '../../../electron/contract/findings/index.ts';
import type { RecordSet } from '../../../electron/contract/records.ts';
import { withAddress } from '../../../electron/manager/dns/apply/area.ts';
import { createDynamic, type DynamicParts } from '../../../electron/manager/dns/dynamic/dynamic.ts';
import { askEcho, readEcho } from '../../../electron/manager/dns/dynamic/echo.ts';
import { addressFindings } from '../../../electron/manager/dns/dynamic/findings.ts';
import {
  believe,
  type JudgeFacts,
  judge,
  nextLookMs,
  type SourceAnswer,
} from '../../../electron/manager/dns/dynamic/judge.ts';
import {
  askStun,
  encodeRequest,
  readAnswer,
  readStunServer,
} from '../../../electron/manager/dns/dynamic/stun.ts';
import { problem } from '../../../electron/manager/problem.ts';
import type { Office } from '../../../electron/manager/settings.ts';
import { makeCertificate } from '../../support/certificates.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';
import { PLAN, planned } from './office.ts';

// Public ones: those for documentation are not, and must not pass for it.
const [A, B] = ['8.8.4.4', '9.9.9.9'];
const [V6A, V6B, TEMPORARY] = ['2a01:e0a:1:2::10', '2a01:e0a:9:9::10', '2a01:e0a:1:2:5d1c:99aa:7b3f:1'];
const seen = (address: string | null, source = 'stun:a'): SourceAnswer => ({
  ...{ source, family: address?.includes(':') ? 'v6' : 'v4', address, said: '' },
});

interface Row {
  readonly title: string;
  readonly own: string[];
  readonly answers?: SourceAnswer[];
  readonly router?: string | null;
  readonly published?: JudgeFacts['published'];
  readonly v4: string;
  readonly v6?: string;
  readonly network: string;
}

const ROWS: readonly Row[] = [
  { title: 'a public address of its own', own: [A!], v4: `sure ${A} own`, network: 'public' },
  {
    title: 'its own, and seen',
    own: [A!],
    answers: [seen(A!)],
    v4: `sure ${A} own-and-seen`,
    network: 'public',
  },
  {
    title: 'behind a router, two agree',
    own: ['192.168.1.20'],
    answers: [seen(A!), seen(A!, 'stun:b')],
    v4: `sure ${A} agreed`,
    network: 'router',
  },
  {
    title: 'behind a router, one says so',
    own: ['192.168.1.20'],
    answers: [seen(A!), seen(null, 'stun:b')],
    v4: `once ${A} one-source`,
    network: 'router',
  },
  {
    title: 'two contradict each other',
    own: ['192.168.1.20'],
    answers: [seen(A!), seen(B!, 'stun:b')],
    v4: 'split contradicting',
    network: 'unknown',
  },
  {
    title: 'nobody answers',
    own: ['192.168.1.20'],
    answers: [seen(null)],
    v4: 'none nobody-knows',
    network: 'unknown',
  },
  {
    title: 'a source that tells a private address is not believed',
    own: ['192.168.1.20'],
    answers: [seen('10.0.0.5')],
    v4: 'none nobody-knows',
    network: 'unknown',
  },
  {
    title: 'the provider shares one address among many (this machine sees it)',
    own: ['100.64.3.4'],
    answers: [seen(A!), seen(A!, 'stun:b')],
    v4: `sure ${A} agreed`,
    network: 'carrier',
  },
  {
    title: 'the provider shares one address among many (the router sees it)',
    own: ['192.168.1.20'],
    router: '100.72.1.1',
    answers: [seen(A!), seen(A!, 'stun:b')],
    v4: `sure ${A} agreed`,
    network: 'carrier',
  },
  {
    title: 'a router behind a router',
    own: ['192.168.1.20'],
    router: '192.168.0.2',
    answers: [seen(A!), seen(A!, 'stun:b')],
    v4: `sure ${A} agreed`,
    network: 'double',
  },
  {
    title: 'the router and one source agree',
    own: ['192.168.1.20'],
    router: A!,
    answers: [seen(A!)],
    v4: `sure ${A} agreed`,
    network: 'router',
  },
  {
    title: 'the router’s public address is not the one that is seen',
    own: ['192.168.1.20'],
    router: B!,
    answers: [seen(A!)],
    v4: 'split contradicting',
    network: 'unknown',
  },
  {
    title: 'IPv6: the published one is still ours, whatever is seen',
    own: ['192.168.1.20', TEMPORARY!, V6A!],
    answers: [seen(TEMPORARY!)],
    published: { v4: null, v6: V6A! },
    v4: 'none nobody-knows',
    v6: `sure ${V6A} still-ours`,
    network: 'unknown',
  },
  {
    title: 'IPv6: another prefix, the same machine',
    own: [TEMPORARY!.replace(':1:2:', ':9:9:'), V6B!],
    published: { v4: null, v6: V6A! },
    v4: 'none nobody-knows',
    v6: `sure ${V6B} same-interface`,
    network: 'unknown',
  },
  {
    title: 'IPv6: of several, the one that looks meant to stay',
    own: [TEMPORARY!, V6A!],
    v4: 'none nobody-knows',
    v6: `sure ${V6A} own`,
    network: 'unknown',
  },
  {
    title: 'IPv6 of this network only is none',
    own: ['fd00::5'],
    v4: 'none nobody-knows',
    v6: 'none nobody-knows',
    network: 'unknown',
  },
];

test.each(ROWS)(
  '$title',
  ({ own, answers = [], router = null, published = { v4: null, v6: null }, ...row }) => {
    const found = judge({ own, answers, router, published });
    const text = (one: typeof found.v4) =>
      [one.is, 'address' in one ? one.address : '', one.because].filter(Boolean).join(' ');
    expect({ v4: text(found.v4), network: found.network }).toEqual({ v4: row.v4, network: row.network });
    if (row.v6) expect(text(found.v6)).toBe(row.v6);
  },
);

test.each([
  ['the same', { address: A!, pending: null }, { is: 'once', address: A! }, A, null, 'unchanged'],
  ['another, by two', { address: A!, pending: null }, { is: 'sure', address: B! }, B, null, 'x'],
  ['another, by one', { address: A!, pending: null }, { is: 'once', address: B! }, A, B, 'said-once'],
  [
    'another, by one, again',
    { address: A!, pending: B! },
    { is: 'once', address: B! },
    B,
    null,
    'said-twice',
  ],
  [
    'a third, by one',
    { address: A!, pending: B! },
    { is: 'once', address: '1.0.0.1' },
    A,
    '1.0.0.1',
    'said-once',
  ],
  ['the old one again', { address: A!, pending: B! }, { is: 'once', address: A! }, A, null, 'unchanged'],
  ['silence', { address: A!, pending: B! }, { is: 'none' }, A, B, 'x'],
  ['contradiction', { address: A!, pending: null }, { is: 'split' }, A, null, 'x'],
] as const)('believing: %s', (_, before, found, address, pending, because) => {
  expect(believe(before, { because: 'x', ...found } as never)).toEqual({ address, pending, because });
});

test('how long until the next look', () => {
  const minutes = [0, 1, 2, 3, 4, 5, 9].map((silences) => nextLookMs({ pending: false, silences }) / 60_000);
  expect(minutes).toEqual([5, 1, 2, 5, 10, 30, 30]);
  expect(nextLookMs({ pending: true, silences: 0 })).toBe(60_000);
});

test('a STUN server’s name, and what is none', () => {
  expect(
    ['stun.example:443', 'stun.example', '[2001:db8::1]:3478', 'a b', 'x:0', ''].map(readStunServer),
  ).toEqual([
    { host: 'stun.example', port: 443 },
    { host: 'stun.example', port: 3478 },
    { host: '2001:db8::1', port: 3478 },
    ...[undefined, undefined, undefined],
  ]);
});

/** RFC 5769 §2.2 and §2.3: the sample responses, without the parts that are not read. */
const ID = Buffer.from('b7e7a701bc34d686fa87dfae', 'hex');
const response = (attribute: string, id = ID) => {
  const body = Buffer.from(attribute, 'hex');
  const head = Buffer.from('0101 0000 2112a442'.replaceAll(' ', ''), 'hex');
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, id, body]);
};
test.each([
  ['IPv4', response('002000080001a147e112a643'), '192.0.2.1'],
  [
    'IPv6',
    response('002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9'),
    '2001:db8:1234:5678:11:2233:4455:6677',
  ],
  [
    'behind another attribute',
    response('802200057465737421000000' + '002000080001a147e112a643'),
    '192.0.2.1',
  ],
  ['to another request', response('002000080001a147e112a643', Buffer.alloc(12)), undefined],
  ['without an address', response('8022000474657374'), undefined],
  ['cut off', response('002000080001a147e112a643').subarray(0, 27), undefined],
  ['a request', encodeRequest(ID), undefined],
  ['nothing', Buffer.alloc(0), undefined],
])('a STUN answer: %s', (_, bytes, address) => {
  expect(readAnswer(bytes, ID)).toBe(address);
});

test('a STUN server is asked again when the first datagram is lost, and strays are not answers', async () => {
  const server = createSocket('udp4');
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  let asked = 0;
  server.on('message', (bytes, from) => {
    if (++asked === 1) return;
    const id = bytes.subarray(8, 20);
    server.send(response('002000080001a147e112a643', Buffer.alloc(12)), from.port, from.address);
    server.send(response('002000080001a147e112a643', id), from.port, from.address);
  });
  try {
    const signal = new AbortController().signal;
    expect(await askStun(`127.0.0.1:${server.address().port}`, 'v4', signal)).toBe('192.0.2.1');
    expect(asked).toBe(2);
  } finally {
    server.close();
  }
});

test.each([
  ['8.8.4.4\n', 'v4', '8.8.4.4'],
  ['{"ip":"8.8.4.4"}', 'v4', '8.8.4.4'],
  ['2A01:E0A::1', 'v6', '2a01:e0a::1'],
  ['8.8.4.4', 'v6', undefined],
  ['<html>nothing 12:30</html>', 'v4', undefined],
] as const)('a page that echoes: %j, %s', (text, family, address) => {
  expect(readEcho(text, family)).toBe(address);
});

test('a page is asked over TLS, and only a short answer with an address is one', async () => {
  using folder = temporaryFolder();
  const { pem, key } = await makeCertificate(folder.path, 'echo', ['localhost']);
  const says: Record<string, () => [number, string]> = {
    '/': () => [200, '8.8.4.4\n'],
    '/moved': () => [302, ''],
    '/long': () => [200, 'x'.repeat(5000)],
    '/none': () => [200, 'hello'],
  };
  const server = createServer({ cert: pem, key: readFileSync(key) }, (request, response) => {
    const [status, text] = says[request.url!]!();
    response.writeHead(status, { location: 'https://localhost/' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = (path: string) => `https://localhost:${(server.address() as { port: number }).port}${path}`;
  const signal = new AbortController().signal;
  try {
    expect(await askEcho(at('/'), 'v4', signal, pem)).toBe('8.8.4.4');
    for (const path of ['/moved', '/long', '/none'])
      await expect(askEcho(at(path), 'v4', signal, pem)).rejects.toThrow();
    // An authority nobody knows.
    await expect(askEcho(at('/'), 'v4', signal)).rejects.toThrow(/self-signed/);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

/** An office in memory whose world is told by the test. */
function world(more: Partial<DynamicParts> = {}) {
  const clock = createFakeClock();
  let office = {
    way: 'domain',
    domain: 'example.test',
    addresses: { v4: [A!], v6: [] },
  } as unknown as Office;
  const told = { stun: [A!, A!] as (string | null)[], own: ['192.168.1.20'] };
  const put: RecordSet[][] = [];
  const noted: string[] = [];
  const changed: string[] = [];
  const kept = new Map<string, unknown>();
  const dynamic = createDynamic({
    look: {
      addresses: () => told.own,
      now: clock.now,
      async stun(server, family) {
        const address = told.stun[server === 'a' ? 0 : 1];
        if (!address || family === 'v6') throw new Error('no answer');
        return address;
      },
    },
    ...{ clock, log: { info() {}, warn() {} } as never, office: () => office },
    events: { emit() {} } as never,
    kept: { get: (name) => kept.get(name), set: (name, value) => void kept.set(name, value) },
    changes: { note: (note) => noted.push(`${note.action} ${note.before} ${note.after}`), page: () => [] },
    async change(part) {
      office = { ...office, ...part };
    },
    domains: () => ['example.test'],
    plan: async (domain) => {
      const values = office.addresses?.v4 ?? [];
      const first = planned({ name: `xmpp.${domain}`, type: 'A', ttl: 300, values });
      return { domain, records: [...(values.length > 0 ? [first] : []), ...PLAN.slice(1)], gaps: [] };
    },
    put: async (sets) => void put.push([...sets]),
    covers: async () => true,
    changed: (domain) => void changed.push(domain),
    ...more,
  });
  return { clock, told, put, noted, changed, dynamic, office: () => office };
}

const choice = { on: true, update: true, sources: { stun: ['a', 'b'], echo: [] } };
/** All that is under way comes to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('an address that changes is followed once two say so: records, calls, and a note', async () => {
  const { clock, told, put, noted, changed, dynamic, office } = world();
  await dynamic.choose(choice);
  await settle();
  // What is there is to be forgotten soon, from now on.
  expect(put.splice(0)).toMatchObject([[{ name: 'xmpp.example.test', type: 'A', values: [A] }]]);
  told.stun = [B!, A!];
  clock.advance(5 * 60_000);
  await settle();
  // They contradict each other.
  expect([put, office().addresses]).toEqual([[], { v4: [A], v6: [] }]);
  told.stun = [B!, B!];
  clock.advance(5 * 60_000);
  await settle();
  expect(put).toMatchObject([[{ name: 'xmpp.example.test', type: 'A', values: [B] }]]);
  expect(office().addresses).toEqual({ v4: [B], v6: [] });
  expect(noted.at(-1)).toBe(`dns.address ${A} ${B}`);
  expect(changed).toEqual(['example.test']);
  expect(dynamic.state()).toMatchObject({ wanted: [], published: { v4: [B] }, look: { network: 'router' } });
  dynamic.close();
});

test('one source alone has to say it twice, a minute apart', async () => {
  const { clock, told, put, dynamic } = world();
  await dynamic.choose({ ...choice, sources: { stun: ['a'], echo: [] } });
  await settle();
  put.length = 0;
  told.stun = [B!];
  clock.advance(5 * 60_000);
  await settle();
  expect(put).toEqual([]);
  clock.advance(60_000);
  await settle();
  expect(put).toMatchObject([[{ values: [B] }]]);
  dynamic.close();
});

test('where it may not write, a person is told what to change, and nothing is lost by silence', async () => {
  const { clock, told, put, dynamic, office } = world({ covers: async () => false });
  await dynamic.choose(choice);
  await settle();
  told.stun = [B!, B!];
  clock.advance(5 * 60_000);
  await settle();
  expect(put).toEqual([]);
  // Calls follow all the same.
  expect(office().addresses).toEqual({ v4: [B], v6: [] });
  expect(dynamic.state().wanted).toMatchObject([
    { type: 'A', before: { values: [A] }, after: { values: [B] } },
  ]);
  told.stun = [null, null];
  clock.advance(30 * 60_000);
  await settle();
  expect(office().addresses).toEqual({ v4: [B], v6: [] });
  dynamic.close();
});

test('a provider that is down is tried again at the next look', async () => {
  let down = true;
  const written: RecordSet[] = [];
  const { clock, told, dynamic } = world({
    async put(sets) {
      if (down) throw problem('dns-provider.down', { provider: 'x', reason: 'timeout', said: '' });
      written.push(...sets);
    },
  });
  await dynamic.choose(choice);
  await settle();
  told.stun = [B!, B!];
  clock.advance(5 * 60_000);
  await settle();
  expect(dynamic.state().wanted).toHaveLength(1);
  down = false;
  expect(written).toEqual([]);
  clock.advance(5 * 60_000);
  await settle();
  expect(written).toMatchObject([{ values: [B] }]);
  expect(dynamic.state().wanted).toEqual([]);
  dynamic.close();
});

test('a card that gets another address is a reason to look at once', async () => {
  const { clock, told, dynamic, office } = world();
  told.own = [A!];
  await dynamic.choose({ ...choice, sources: { stun: [], echo: [] } });
  await settle();
  told.own = [B!];
  clock.advance(20_000);
  await settle();
  expect(office().addresses).toEqual({ v4: [B], v6: [] });
  dynamic.close();
});

test('nobody is asked before somebody was named', async () => {
  const { dynamic, clock } = world();
  await expect(dynamic.lookNow(new AbortController().signal)).rejects.toMatchObject({
    code: 'input.invalid',
  });
  dynamic.begin();
  expect([clock.waiting, dynamic.state().nextLook]).toEqual([0, null]);
  await expect(dynamic.choose({ sources: { stun: ['no server'], echo: [] } })).rejects.toMatchObject({
    code: 'input.invalid',
  });
  await expect(
    dynamic.choose({ sources: { stun: [], echo: ['http://plain.example'] } }),
  ).rejects.toMatchObject({ code: 'input.invalid' });
});

test('what a person is told: the exact record, and an address that is not the office’s own', () => {
  const look = { at: 0, v4: B!, v6: null, answers: [], network: 'carrier' as const };
  const set = (value: string): RecordSet => ({
    name: 'xmpp.example.test',
    type: 'A',
    ttl: 300,
    values: [value],
  });
  const wanted = [{ name: 'xmpp.example.test', type: 'A' as const, before: set(A!), after: set(B!) }];
  const published = { v4: [B!], v6: [] };
  const found = addressFindings({ look, wanted, published }, 'xmpp.example.test');
  expect(found).toMatchObject([
    {
      code: 'dns.address-changed',
      severity: 'broken',
      data: { old: A, address: B, records: ['xmpp.example.test A'] },
    },
    { code: 'dns.address-shared', severity: 'broken', who: 'provider' },
  ]);
  for (const language of ['en', 'fr'] as const)
    expect(wordsOfFinding(found[0]!, language)?.fix).toContain('xmpp.example.test A');
  // Whoever has IPv6 is reached by part of the world.
  const both = { look, wanted: [], published: { ...published, v6: [V6A!] } };
  expect(addressFindings(both, 'x')).toMatchObject([{ code: 'dns.address-shared', severity: 'warning' }]);
  expect(addressFindings({ look: { ...look, network: 'router' }, wanted: [], published }, 'x')).toEqual([]);

  const fine = {
    state: 'fine',
    domain: 'example.test',
    missing: 0,
    total: 6,
    finding: null,
    wasRight: true,
    at: 0,
  } as const;
  expect(withAddress(fine, found)).toMatchObject({
    state: 'trouble',
    finding: { code: 'dns.address-changed' },
  });
  expect([withAddress(fine, []), withAddress(null, found)]).toEqual([fine, null]);
});
