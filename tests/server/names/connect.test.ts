/** From targets to a connection: who is tried when, who wins, and what is said when nobody does. */
import { EventEmitter } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../server/kernel/log.ts';
import { interleave, isElsewhere } from '../../../server/s2s/names/addresses.ts';
import { createNames, type Target } from '../../../server/s2s/names/index.ts';
import type { Dial } from '../../../server/s2s/names/race.ts';
import { type DnsServer, type Manners, startDnsServer, type Zone } from '../../support/dns-server.ts';

const log = createLog({ level: 'error', write: () => {} });
const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

const target = (host: string, port = 5269): Target => ({
  host,
  port,
  tls: 'starttls',
  because: 'srv.starttls',
});

/** A network in which each address answers as it is told: after so many milliseconds, with an error, or never. */
function network(hosts: Record<string, number | string | 'silent'>) {
  const dialled: string[] = [];
  const dropped: string[] = [];
  const dial: Dial = ({ host, port }) => {
    const name = `${host}:${port}`;
    dialled.push(name);
    const what = hosts[host];
    let timer: NodeJS.Timeout | undefined;
    const socket = Object.assign(new EventEmitter(), {
      remote: name,
      destroy() {
        clearTimeout(timer);
        dropped.push(name);
      },
    });
    if (typeof what === 'number') timer = setTimeout(() => socket.emit('connect'), what);
    else if (what !== 'silent')
      timer = setTimeout(
        () => socket.emit('error', Object.assign(new Error(what), { code: what ?? 'EHOSTUNREACH' })),
        1,
      );
    return socket as unknown as Socket;
  };
  return { dial, dialled, dropped };
}

async function setUp(
  zone: Zone,
  hosts: Parameters<typeof network>[0] = {},
  more: { manners?: Manners; real?: boolean; loopback?: boolean } = {},
) {
  const server: DnsServer = await startDnsServer(zone, more.manners);
  started.push(server);
  const ending = new AbortController();
  const net = network(hosts);
  const names = createNames({
    ...{ servers: [server.text], signal: ending.signal, log, loopback: more.loopback },
    ...(!more.real && { dial: net.dial }),
  });
  return {
    ...net,
    names,
    ending,
    connect: (targets: Target[], timeoutMs = 5000) => names.connect(targets, { timeoutMs }),
  };
}

const TWO: Zone = {
  'a.example AAAA': ['2001:db8::1', '2001:db8::2'],
  'a.example A': ['192.0.2.1'],
  'b.example A': ['192.0.2.9'],
};

test('the first address wins, and what is left is told', async () => {
  const { connect, dialled } = await setUp(TWO, { '2001:db8::1': 1 });
  const targets = [target('a.example'), target('b.example')];
  expect(await connect(targets)).toMatchObject({
    target: targets[0],
    address: '2001:db8::1',
    rest: [targets[1]],
  });
  expect(dialled).toEqual(['2001:db8::1:5269']);
});

test('an address that is silent is overtaken by one of the other family, and dropped', async () => {
  const { connect, dialled, dropped } = await setUp(TWO, { '2001:db8::1': 'silent', '192.0.2.1': 1 });
  expect(await connect([target('a.example')])).toMatchObject({ address: '192.0.2.1' });
  expect(dialled).toEqual(['2001:db8::1:5269', '192.0.2.1:5269']);
  expect(dropped).toEqual(['2001:db8::1:5269']);
});

test('a slow one may still win', async () => {
  const { connect, dropped } = await setUp(TWO, {
    '2001:db8::1': 400,
    '192.0.2.1': 'silent',
    '2001:db8::2': 'silent',
  });
  expect(await connect([target('a.example')])).toMatchObject({ address: '2001:db8::1' });
  expect(dropped).toContain('192.0.2.1:5269');
});

test('one that refuses is followed by the next at once, from target to target', async () => {
  const { connect, dialled } = await setUp(TWO, {
    '2001:db8::1': 'ECONNREFUSED',
    '192.0.2.1': 'ECONNREFUSED',
    '2001:db8::2': 'ECONNREFUSED',
    '192.0.2.9': 1,
  });
  const before = performance.now();
  expect(await connect([target('a.example'), target('b.example')])).toMatchObject({
    address: '192.0.2.9',
    rest: [],
  });
  expect(performance.now() - before).toBeLessThan(1500);
  expect(dialled).toHaveLength(4);
});

test('a silent target is given two seconds before the next', async () => {
  const { connect } = await setUp(
    { ...TWO, 'c.example A': ['192.0.2.3'] },
    { '192.0.2.3': 'silent', '192.0.2.9': 1 },
  );
  const before = performance.now();
  expect(await connect([target('c.example'), target('b.example')])).toMatchObject({ address: '192.0.2.9' });
  expect(performance.now() - before).toBeGreaterThan(1900);
});

test('a zone that leads everywhere has us knock at so many doors only', async () => {
  const addresses = Array.from({ length: 8 }, (_, at) => `203.0.113.${at + 1}`);
  const hosts = Array.from({ length: 16 }, (_, at) => `h${at}.example`);
  const { connect, dialled } = await setUp(Object.fromEntries(hosts.map((host) => [`${host} A`, addresses])));
  await expect(connect(hosts.map((host) => target(host)))).rejects.toMatchObject({
    code: 'connect.unreachable',
  });
  expect(dialled).toHaveLength(16);
});

test('AAAA that never comes is not waited for', async () => {
  const { connect } = await setUp(
    TWO,
    { '192.0.2.1': 1 },
    { manners: { answer: ({ type }, answer) => (type === 'AAAA' ? undefined : answer) } },
  );
  const before = performance.now();
  expect(await connect([target('a.example')])).toMatchObject({ address: '192.0.2.1' });
  expect(performance.now() - before).toBeLessThan(1200);
});

describe('nobody answers', () => {
  const rows: [
    title: string,
    zone: Zone,
    hosts: Parameters<typeof network>[0],
    targets: Target[],
    error: object,
  ][] = [
    [
      'refused',
      TWO,
      { '192.0.2.9': 'ECONNREFUSED' },
      [target('b.example')],
      { code: 'connect.refused', detail: '192.0.2.9:5269 ECONNREFUSED', target: 'b.example:5269' },
    ],
    [
      'unreachable',
      TWO,
      { '192.0.2.9': 'ENETUNREACH' },
      [target('b.example')],
      { code: 'connect.unreachable' },
    ],
    [
      'each says why, the first counts',
      { ...TWO, 'c.example AAAA': ['2001:db8::3'] },
      { '192.0.2.9': 'ECONNREFUSED', '2001:db8::3': 'EHOSTUNREACH' },
      [target('b.example'), target('c.example', 5270)],
      { code: 'connect.refused', detail: '192.0.2.9:5269 ECONNREFUSED, [2001:db8::3]:5270 EHOSTUNREACH' },
    ],
    [
      'no such host',
      {},
      {},
      [target('gone.example')],
      { code: 'dns.no-server', detail: 'gone.example does not exist' },
    ],
    ['no such domain', {}, {}, [{ ...target('gone.example'), because: 'no-srv' }], { code: 'dns.no-domain' }],
    [
      'no address',
      { 'c.example TXT': ['x'] },
      {},
      [target('c.example')],
      { code: 'dns.no-server', detail: 'c.example has no address' },
    ],
    [
      'our own machine',
      { 'c.example A': ['127.0.0.1'] },
      {},
      [target('c.example')],
      { code: 'dns.no-server', detail: 'c.example leads to 127.0.0.1, where no other server can be' },
    ],
    [
      'our own machine, by its number',
      {},
      {},
      [{ ...target('::1'), because: 'literal' }],
      { code: 'dns.no-server' },
    ],
    ['our own machine, by its name', {}, {}, [target('localhost')], { code: 'dns.no-server' }],
  ];
  test.each(rows)('%s', async (_, zone, hosts, targets, error) => {
    const { connect, dialled } = await setUp(zone, hosts);
    await expect(connect(targets)).rejects.toMatchObject(error);
    expect(dialled.length).toBe(Object.keys(hosts).length);
  });

  test('silence, all the time there is', async () => {
    const { connect, dropped } = await setUp(TWO, { '192.0.2.9': 'silent' });
    await expect(connect([target('b.example')], 100)).rejects.toMatchObject({
      code: 'connect.timeout',
      target: 'b.example:5269',
    });
    expect(dropped).toEqual(['192.0.2.9:5269']);
  });

  test('whoever asked has gone', async () => {
    const { connect, ending, dropped } = await setUp(TWO, { '192.0.2.9': 'silent' });
    const waiting = connect([target('b.example')]);
    ending.abort(new Error('stopping'));
    await expect(waiting).rejects.toThrow('stopping');
    expect(dropped.length).toBeLessThanOrEqual(1);
  });
});

test('real sockets: the one that listens is found behind one that does not', async () => {
  const real: Server = createServer((socket) => socket.end('hello'));
  await new Promise<void>((resolve) => real.listen(0, '127.0.0.2', resolve));
  started.push({ stop: () => new Promise((resolve) => real.close(() => resolve())) });
  const { port } = real.address() as AddressInfo;
  const { connect } = await setUp(
    { 'a.example A': ['127.0.0.3', '127.0.0.2'] },
    {},
    { real: true, loopback: true },
  );
  const { socket, address } = await connect([target('a.example', port)]);
  expect(address).toBe('127.0.0.2');
  const [said] = await EventEmitter.once(socket, 'data');
  expect(String(said)).toBe('hello');
  socket.destroy();
});

test('what the operator has written down may lead to our own machine', async () => {
  const { names, dialled } = await setUp({}, { '127.0.0.1': 1 });
  const { targets } = await names.find('partner.example', { target: '127.0.0.1:5999' });
  await names.connect(targets, { timeoutMs: 5000 });
  expect(dialled).toEqual(['127.0.0.1:5999']);
});

test('families take turns, IPv6 first', () => {
  expect(interleave([['6a', '6b', '6c'], ['4a']])).toEqual(['6a', '4a', '6b', '6c']);
  expect(interleave([[], ['4a', '4b']])).toEqual(['4a', '4b']);
});

describe('where another server can be', () => {
  const rows: [address: string, can: boolean][] = [
    ['192.0.2.1', true],
    ['93.184.216.34', true],
    ['10.1.2.3', true],
    ['192.168.1.5', true],
    ['fd00::5', true],
    ['2a00::5', true],
    ['127.0.0.1', false],
    ['127.255.0.1', false],
    ['0.0.0.0', false],
    ['255.255.255.255', false],
    ['224.0.0.251', false],
    ['::', false],
    ['::1', false],
    ['ff02::fb', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:10.0.0.1', true],
    ['not an address', false],
  ];
  test.each(rows)('%s: %s', (address, can) => {
    expect(isElsewhere(address)).toBe(can);
  });
});
