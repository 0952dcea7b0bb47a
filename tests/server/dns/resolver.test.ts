/** Asking name servers: what is right, wrong, forged, silent, too long; how long it is remembered; whose word on DNSSEC counts. */
import * as packet from 'dns-packet';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createResolver,
  type NameServer,
  parseNameServer,
  type Resolver,
} from '../../../server/dns/index.ts';
import { type DnsServer, type Manners, SECURE, startDnsServer, type Zone } from '../../support/dns-server.ts';

const ending = new AbortController();
const started: DnsServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

async function start(zone: Zone, manners?: Manners, secure?: boolean): Promise<DnsServer> {
  const server = await startDnsServer(zone, manners, secure);
  started.push(server);
  return server;
}

const serversOf = (...servers: DnsServer[]): NameServer[] =>
  servers.map(({ text }) => parseNameServer(text)!);

/** Waits for nobody longer than a test should; those that answer do so at once. */
const resolverOf = (
  servers: readonly NameServer[],
  more: { now?: () => number; patienceMs?: number[] } = {},
): Resolver => createResolver({ servers, signal: ending.signal, patienceMs: [2000, 5000], ...more });

const ask = async (...servers: DnsServer[]) => resolverOf(serversOf(...servers)).ask('example.org', 'A');
/** Soon enough at the next server, where the first says nothing. */
const askHastily = async (...servers: DnsServer[]) =>
  resolverOf(serversOf(...servers), { patienceMs: [300, 5000] }).ask('example.org', 'A');
const ZONE = { 'example.org A': ['192.0.2.1', '192.0.2.2'] };
const RIGHT = [{ address: '192.0.2.1' }, { address: '192.0.2.2' }];
const SILENT: Manners = { answer: () => undefined };
const answering = (flags: number): Manners => ({
  answer: (_, answer) => ({ ...answer, flags, answers: [], authorities: [] }),
});
const [SERVFAIL, REFUSED] = [2, 5];

test('every kind of record, in our words', async () => {
  const certificate = Buffer.from('00ff', 'hex');
  const resolver = resolverOf(
    serversOf(
      await start({
        'example.org AAAA': ['2001:db8::1'],
        'example.org SRV': [{ priority: 1, weight: 2, port: 5269, target: 'XMPP.example.org' }],
        'none.org SRV': [{ priority: 0, weight: 0, port: 0, target: '.' }],
        'example.org TLSA': [{ usage: 3, selector: 1, matchingType: 1, certificate }],
        'example.org TXT': [['one ', 'two']],
        'example.org CAA': [{ flags: 128, tag: 'issue', value: 'ca.example' }],
        'example.org NS': ['ns.example.org'],
      }),
    ),
  );
  const records = async (name: string, type: Parameters<Resolver['ask']>[1]) =>
    (await resolver.ask(name, type)).records;
  expect(await records('example.org', 'AAAA')).toEqual([{ address: '2001:db8::1' }]);
  expect(await records('example.org', 'SRV')).toEqual([
    { priority: 1, weight: 2, port: 5269, target: 'xmpp.example.org' },
  ]);
  expect(await records('none.org', 'SRV')).toEqual([{ priority: 0, weight: 0, port: 0, target: '' }]);
  expect(await records('example.org', 'TLSA')).toEqual([
    { usage: 3, selector: 1, matching: 1, data: certificate },
  ]);
  expect(await records('example.org', 'TXT')).toEqual([{ text: 'one two' }]);
  expect(await records('example.org', 'CAA')).toEqual([
    { critical: true, tag: 'issue', value: 'ca.example' },
  ]);
  expect(await records('example.org', 'NS')).toEqual([{ target: 'ns.example.org' }]);
});

test('no such name, and a name without such records', async () => {
  const resolver = resolverOf(serversOf(await start(ZONE)));
  expect(await resolver.ask('nowhere.org', 'A')).toMatchObject({ records: [], exists: false });
  expect(await resolver.ask('example.org', 'AAAA')).toMatchObject({ records: [], exists: true });
});

describe('aliases', () => {
  test('within one answer', async () => {
    const server = await start({
      'example.org CNAME': ['a.example.net'],
      'a.example.net CNAME': ['b.example.net'],
      'b.example.net A': ['192.0.2.9'],
    });
    expect(await ask(server)).toMatchObject({ records: [{ address: '192.0.2.9' }], name: 'b.example.net' });
    expect(server.asked).toHaveLength(1);
  });

  test('from answer to answer', async () => {
    const server = await start(
      { 'example.org CNAME': ['b.example.net'], 'b.example.net A': ['192.0.2.9'] },
      {
        // A server that does not follow them itself.
        answer: (_, answer) => ({ ...answer, answers: answer.answers!.slice(0, 1), authorities: [] }),
      },
    );
    expect(await ask(server)).toMatchObject({ records: [{ address: '192.0.2.9' }] });
    expect(server.asked.map(({ name }) => name)).toEqual(['example.org', 'b.example.net']);
  });

  test('around in a circle', async () => {
    const circle = { 'example.org CNAME': ['b.example.net'], 'b.example.net CNAME': ['example.org'] };
    const server = await start(circle, {
      answer: (_, answer) => ({ ...answer, answers: answer.answers!.slice(0, 1), authorities: [] }),
    });
    await expect(ask(server)).rejects.toMatchObject({ code: 'dns.failed' });
  });

  test('to a name that cannot be one', async () => {
    const server = await start(
      { 'example.org CNAME': ['bad name!.example'] },
      { answer: (_, answer) => ({ ...answer, authorities: [] }) },
    );
    await expect(ask(server)).rejects.toMatchObject({ code: 'dns.invalid-name' });
  });
});

describe('servers that fail', () => {
  const rows: [title: string, manners: Manners][] = [
    ['is silent', SILENT],
    ['cannot tell', answering(SERVFAIL)],
    ['refuses', answering(REFUSED)],
    [
      'sends something unreadable',
      {
        datagrams: () => [Buffer.from('hello')],
        answer: (asked, answer) => (asked.over === 'udp' ? answer : undefined),
      },
    ],
  ];
  test.each(rows)('the next one is asked when the first %s', async (_, manners) => {
    expect(await askHastily(await start({}, manners), await start(ZONE))).toMatchObject({ records: RIGHT });
  });

  test('nobody listens: the next one is asked', async () => {
    const gone = await startDnsServer({});
    await gone.stop();
    expect(await ask(gone, await start(ZONE))).toMatchObject({ records: RIGHT });
  });

  test('all are silent: asked again, then a time-out that names them', async () => {
    const server = await start({}, SILENT);
    const resolver = resolverOf(serversOf(server), { patienceMs: [50, 50, 50] });
    await expect(resolver.ask('example.org', 'A')).rejects.toMatchObject({
      code: 'dns.timeout',
      message: 'A of example.org: 127.0.0.1: no answer',
    });
    expect(server.asked).toHaveLength(3);
  });

  test('it cannot tell, and that is final', async () => {
    await expect(ask(await start({}, answering(SERVFAIL)))).rejects.toMatchObject({
      ...{ code: 'dns.failed', message: 'A of example.org: 127.0.0.1: SERVFAIL' },
    });
  });

  test('signatures that do not hold (RFC 8914)', async () => {
    const data = Buffer.concat([Buffer.from([0, 6]), Buffer.from('signature expired')]);
    const opt = {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 1232,
      flags: 0,
      extendedRcode: 0,
      ednsVersion: 0,
      options: [{ code: 15, data }],
    };
    const server = await start(
      {},
      {
        answer: (_, answer) => ({
          ...answer,
          flags: SERVFAIL,
          answers: [],
          authorities: [],
          additionals: [opt as never],
        }),
      },
    );
    await expect(ask(server)).rejects.toMatchObject({
      ...{
        code: 'dns.bogus',
        message: 'A of example.org: 127.0.0.1: SERVFAIL, extended error 6 (signature expired)',
      },
    });
  });

  test('whoever asked has gone', async () => {
    const resolver = resolverOf(serversOf(await start({}, SILENT)), { patienceMs: [60_000] });
    const own = new AbortController();
    const waiting = resolver.ask('example.org', 'A', own.signal);
    own.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('answers too long, or not to our question', () => {
  test('cut off: the rest comes over a connection', async () => {
    const server = await start(ZONE, {
      answer: (asked, answer) =>
        asked.over === 'udp'
          ? { ...answer, flags: answer.flags! | packet.TRUNCATED_RESPONSE, answers: [] }
          : answer,
    });
    expect(await ask(server)).toMatchObject({ records: RIGHT });
    expect(server.asked.map(({ over }) => over)).toEqual(['udp', 'tcp']);
  });

  test('cut off in the middle of a record', async () => {
    const server = await start(ZONE, {
      answer: (asked, answer) =>
        asked.over === 'udp' ? { ...answer, flags: answer.flags! | packet.TRUNCATED_RESPONSE } : answer,
      datagrams: (_, bytes) => [bytes.subarray(0, bytes.length - 3)],
    });
    expect(await ask(server)).toMatchObject({ records: RIGHT });
  });

  const forged: [title: string, change: (bytes: Buffer) => Buffer][] = [
    ['another id', (bytes) => Buffer.concat([Buffer.from([bytes[0]! ^ 1]), bytes.subarray(1)])],
    [
      'another name',
      (bytes) => Buffer.from(bytes.toString('latin1').replace(/example/i, 'exxmple'), 'latin1'),
    ],
    [
      'other letters than we wrote',
      (bytes) => Buffer.from(bytes.toString('latin1').replace(/[a-z]/i, swapped), 'latin1'),
    ],
    [
      'a question instead of an answer',
      (bytes) => Buffer.concat([bytes.subarray(0, 2), Buffer.from([bytes[2]! & 0x7f]), bytes.subarray(3)]),
    ],
    ['nothing', () => Buffer.alloc(0)],
  ];
  const swapped = (letter: string) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();

  test.each(forged)('%s: passed over, the right one behind it is taken', async (_, change) => {
    const server = await start(ZONE, { datagrams: (_asked, bytes) => [change(bytes), bytes] });
    expect(await ask(server)).toMatchObject({ records: RIGHT });
    expect(server.asked).toHaveLength(1);
  });

  test.each(forged)('%s, again and again: asked over a connection', async (_, change) => {
    const server = await start(ZONE, { datagrams: (_asked, bytes) => Array(5).fill(change(bytes)) });
    expect(await ask(server)).toMatchObject({ records: RIGHT });
    expect(server.asked.map(({ over }) => over)).toEqual(['udp', 'tcp']);
  });

  test('more than anybody needs', async () => {
    const many = Array.from({ length: 1500 }, (_, at) => `10.0.${at >> 8}.${at & 255}`);
    const server = await start(
      { 'example.org A': many },
      {
        datagrams: (_, bytes) => [
          Buffer.concat([bytes.subarray(0, 2), Buffer.from([0x83, 0x80]), bytes.subarray(4, 12)]),
        ],
      },
    );
    await expect(ask(server)).rejects.toMatchObject({ code: 'dns.failed' });
  });
});

describe('how long it is remembered', () => {
  test('as long as it says, at most an hour', async () => {
    let now = 0;
    const server = await start(ZONE, {
      answer: (_, answer) => ({
        ...answer,
        answers: answer.answers!.map((each) => ({ ...each, ttl: 99_999 })) as never,
      }),
    });
    const resolver = resolverOf(serversOf(server), { now: () => now });
    await resolver.ask('example.org', 'A');
    now = 3_599_999;
    await resolver.ask('Example.ORG', 'A');
    expect(server.asked).toHaveLength(1);
    now = 3_600_000;
    await resolver.ask('example.org', 'A');
    expect(server.asked).toHaveLength(2);
  });

  test('what is missing: as its zone says, at most a minute', async () => {
    let now = 0;
    const server = await start(ZONE);
    const resolver = resolverOf(serversOf(server), { now: () => now });
    await resolver.ask('nowhere.org', 'A');
    now = 29_999;
    await resolver.ask('nowhere.org', 'A');
    expect(server.asked).toHaveLength(1);
    now = 30_000;
    await resolver.ask('nowhere.org', 'A');
    expect(server.asked).toHaveLength(2);
  });

  test('what could not be had is asked for again', async () => {
    const server = await start(ZONE, answering(SERVFAIL));
    const resolver = resolverOf(serversOf(server));
    await expect(resolver.ask('example.org', 'A')).rejects.toThrow();
    await expect(resolver.ask('example.org', 'A')).rejects.toThrow();
    expect(server.asked).toHaveLength(2);
  });
});

describe('whose word on DNSSEC counts', () => {
  const secureBy = async (server: NameServer) => (await resolverOf([server]).ask('example.org', 'A')).secure;

  test('that of a resolver we trust', async () => {
    const own = await start(ZONE, {}, true);
    expect(await secureBy(parseNameServer(own.text)!)).toBe(true);
    expect(await secureBy({ ...parseNameServer(own.text)!, vouches: false })).toBe(false);
    expect(await secureBy(parseNameServer((await start(ZONE)).text)!)).toBe(false);
  });

  test('every answer on the way has to be secure', async () => {
    const zone = { 'example.org CNAME': ['b.example.net'], 'b.example.net A': ['192.0.2.9'] };
    const server = await start(
      zone,
      {
        answer: ({ name }, answer) => ({
          ...answer,
          answers: answer.answers!.slice(0, 1),
          authorities: [],
          flags: answer.flags! & (name === 'example.org' ? ~0 : ~SECURE),
        }),
      },
      true,
    );
    expect(await secureBy(parseNameServer(server.text)!)).toBe(false);
  });

  const rows: [text: string, vouched: boolean, server: NameServer | undefined][] = [
    ['192.0.2.53', false, { address: '192.0.2.53', port: 53, vouches: false }],
    ['192.0.2.53:5353', true, { address: '192.0.2.53', port: 5353, vouches: true }],
    ['127.0.0.53', false, { address: '127.0.0.53', port: 53, vouches: true }],
    ['::1', false, { address: '::1', port: 53, vouches: true }],
    ['2001:db8::53', false, { address: '2001:db8::53', port: 53, vouches: false }],
    ['[2001:db8::53]:5353', false, { address: '2001:db8::53', port: 5353, vouches: false }],
    ['[::1]:53', false, { address: '::1', port: 53, vouches: true }],
    ['ns.example.org', false, undefined],
    ['192.0.2.53:0', false, undefined],
    ['192.0.2.53:99999', false, undefined],
    ['127.0.0.1.evil.example', false, undefined],
  ];
  test.each(rows)('%s', (text, vouched, server) => {
    expect(parseNameServer(text, vouched)).toEqual(server);
  });
});
