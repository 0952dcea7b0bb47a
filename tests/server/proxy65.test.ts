/** SOCKS5 bytestreams (XEP-0065, RFC 1928) on the wire: a file through us, what is refused, and the bounds. */
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createStreams } from '../../server/modules/proxy65/streams.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const NS = 'http://jabber.org/protocol/bytestreams';
let server: TestServer;
let nina: Awaited<ReturnType<TestServer['session']>>;
const sockets: Socket[] = [];
beforeAll(async () => {
  server = await startTestServer({
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 'proxy65', port: 0, address: '127.0.0.1' },
      ],
      limits: {},
      modules: { proxy65: { maxBytes: 300_000 } },
    },
  });
  await server.createAccounts('nina');
  nina = await server.session('nina', { resource: 'desk' });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  // Until the server has seen the last of them.
  await nina.settle();
});
afterAll(() => server.stop());

const hashOf = (sid: string, target: string, from = 'nina@test/desk') =>
  createHash('sha1')
    .update(sid + from + target)
    .digest('hex');

async function dial(): Promise<Socket> {
  const { port } = server.server.ports.find(({ type }) => type === 'proxy65')!;
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

/** So many bytes, or all there were when the server closed. */
function take(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve) => {
    let got = Buffer.alloc(0);
    const finish = () => {
      socket.removeListener('data', more);
      resolve(got);
    };
    const more = (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (got.length >= length) finish();
    };
    socket.on('data', more);
    socket.once('close', finish);
  });
}

const request = (hash: string) =>
  Buffer.concat([Buffer.from([5, 1, 0, 3, 40]), Buffer.from(hash), Buffer.alloc(2)]);

async function join(hash: string): Promise<{ socket: Socket; reply: number }> {
  const socket = await dial();
  socket.write(Buffer.from([5, 1, 0]));
  expect(await take(socket, 2)).toEqual(Buffer.from([5, 0]));
  socket.write(request(hash));
  const answer = await take(socket, 47);
  // §6.3.2: "the Proxy MUST set the BND.ADDR and BND.PORT to the DST.ADDR and DST.PORT values provided by the client"
  if (answer[1] === 0) expect(answer.subarray(3)).toEqual(request(hash).subarray(3));
  return { socket, reply: answer[1] ?? -1 };
}

const activate = (sid: string, target: string) =>
  nina.query('set', `<query xmlns='${NS}' sid='${sid}'><activate>${target}</activate></query>`, 'proxy.test');
const condition = (iq: Awaited<ReturnType<typeof activate>>) =>
  iq.getChild('error')?.getChildElements()[0]?.name ?? iq.attrs.type;

describe('a file', () => {
  it('goes through, both ways, once it is activated, and what came before is ignored', async () => {
    const hash = hashOf('f1', 'otto@elsewhere/desk');
    const [otto, ninas] = [await join(hash), await join(hash)];
    otto.socket.write('too early');
    // Its answer on this connection comes after the server has read what was sent there before.
    await nina.settle();
    await new Promise((resolve) => setImmediate(resolve));
    expect(condition(await activate('f1', 'otto@elsewhere/desk'))).toBe('result');
    const file = randomBytes(200_000);
    ninas.socket.write(file);
    expect(await take(otto.socket, file.length)).toEqual(file);
    otto.socket.write('thanks');
    expect(String(await take(ninas.socket, 6))).toContain('thanks');
    const over = new Promise((resolve) => otto.socket.once('end', resolve));
    ninas.socket.end();
    await over;
  });

  it('the target may be written in any spelling of its address', async () => {
    const hash = hashOf('f2', 'otto@elsewhere/desk');
    await join(hash);
    await join(hash);
    expect(condition(await activate('f2', 'OTTO@Elsewhere/desk'))).toBe('result');
  });
});

describe('activation (§6.3.5)', () => {
  it('"<not-allowed/> if only one party […] is connected to the Proxy"', async () => {
    await join(hashOf('a1', 'otto@elsewhere'));
    expect(condition(await activate('a1', 'otto@elsewhere'))).toBe('not-allowed');
  });

  it('of somebody else’s stream is of none', async () => {
    const hash = hashOf('a2', 'otto@elsewhere', 'mallory@test/x');
    await join(hash);
    await join(hash);
    expect(condition(await activate('a2', 'otto@elsewhere'))).toBe('item-not-found');
  });

  it('twice is not allowed', async () => {
    const hash = hashOf('a3', 'otto@elsewhere');
    await join(hash);
    await join(hash);
    await activate('a3', 'otto@elsewhere');
    expect(condition(await activate('a3', 'otto@elsewhere'))).toBe('not-allowed');
  });
});

const boundedStreams = (now = () => 0, ended: string[] = [], waiting = 8) =>
  createStreams({
    bounds: {
      ...{ streams: 3, perPerson: 2, maxBytes: 9, waitMs: 100, idleMs: 1000 },
      ...{ waiting, waitingPerAddress: 6 },
    },
    limited: () => true,
    now,
    ended: (because) => ended.push(because),
  });

describe('bounds', () => {
  it('two ends to a stream', async () => {
    const hash = hashOf('b0', 'otto@elsewhere');
    expect([(await join(hash)).reply, (await join(hash)).reply, (await join(hash)).reply]).toEqual([0, 0, 1]);
  });

  it('so many active streams in all and for a person', () => {
    const streams = boundedStreams();
    for (const hash of ['a', 'b', 'c', 'd'])
      for (const from of ['near', 'far']) expect(streams.join(hash, new PassThrough(), from)).toBe(true);
    const activated = ['a', 'b', 'c'].map((hash) => streams.activate(hash, 'nina@test'));
    expect(activated).toEqual(['active', 'active', 'too-many']);
    expect([streams.activate('c', 'otto@test'), streams.activate('d', 'ida@test')]).toEqual([
      'active',
      'too-many',
    ]);
  });

  it('strangers who only wait take no place from others: the address with the most gives way', () => {
    const ended: string[] = [];
    const streams = boundedStreams(undefined, ended);
    const ends = Array.from({ length: 7 }, () => new PassThrough());
    const greedy = ends.map((end, i) => streams.join(`g${i}`, end, 'greedy'));
    expect(greedy).toEqual([true, true, true, true, true, true, false]);
    // Two more are all there is room for; then the greedy one's oldest goes for each that comes.
    for (const from of ['one', 'two', 'three', 'four'])
      expect(streams.join(`of ${from}`, new PassThrough(), from)).toBe(true);
    expect(ended).toEqual(['made room', 'made room']);
    expect(ends.map(({ destroyed }) => destroyed)).toEqual([true, true, ...Array(5).fill(false)]);
    expect(streams.join('of one', new PassThrough(), 'one')).toBe(true);
    expect(streams.activate('of one', 'nina@test')).toBe('active');
  });

  it('so many bytes', async () => {
    const hash = hashOf('b6', 'otto@elsewhere');
    const [otto, ninas] = [await join(hash), await join(hash)];
    await activate('b6', 'otto@elsewhere');
    const closed = new Promise((resolve) => ninas.socket.once('close', resolve));
    otto.socket.resume();
    ninas.socket.write(Buffer.alloc(400_000));
    await closed;
  });

  it('so long alone, and so long silent', () => {
    let time = 0;
    const ended: string[] = [];
    const streams = boundedStreams(() => time, ended);
    const [one, other, lonely] = [new PassThrough(), new PassThrough(), new PassThrough()];
    for (const end of [one, other]) streams.join('whole', end, 'a');
    streams.join('half', lonely, 'a');
    expect(streams.activate('whole', 'nina@test')).toBe('active');
    time = 100;
    streams.sweep();
    expect([lonely.destroyed, one.destroyed]).toEqual([true, false]);
    time = 1000;
    streams.sweep();
    expect([one.destroyed, other.destroyed]).toEqual([true, true]);
    expect(ended).toEqual(['waited too long', 'silent too long']);
  });
});

const bytes = (hex: string) => Buffer.from(hex.replace(/\s/g, ''), 'hex');
const hash = Buffer.from(hashOf('x', 'y')).toString('hex');
/** What is written, and what comes before the connection is closed. */
const REFUSED: [what: string, written: Buffer, answer: string][] = [
  ['SOCKS4', bytes('0401 0050 08080808 00'), ''],
  ['HTTP', Buffer.from('CONNECT example.org:443 HTTP/1.1\r\n\r\n'), ''],
  ['a password only', bytes('05 01 02'), '05ff'],
  ['no method at all', bytes('05 00'), '05ff'],
  ['BIND', bytes(`050100 05020003 28 ${hash} 0000`), '0500 05070001000000000000'],
  ['UDP ASSOCIATE', bytes(`050100 05030003 28 ${hash} 0000`), '0500 05070001000000000000'],
  [
    'an IPv4 address: it is no way to anywhere',
    bytes('050100 05010001 08080808 0050'),
    '0500 05080001000000000000',
  ],
  ['an IPv6 address', bytes(`050100 05010004 ${'00'.repeat(16)} 0050`), '0500 05080001000000000000'],
  [
    'a host name',
    bytes(`050100 05010003 0b ${Buffer.from('example.org').toString('hex')} 0050`),
    '0500 05020001000000000000',
  ],
  ['a port', bytes(`050100 05010003 28 ${hash} 0050`), '0500 05020001000000000000'],
  ['a hash that is none', bytes(`050100 05010003 28 ${'67'.repeat(40)} 0000`), '0500 05020001000000000000'],
  ['another version in the second message', bytes('050100 04010003'), '0500'],
];

describe('SOCKS5 (RFC 1928) refuses', () => {
  it.each(REFUSED)('%s', async (_, written, answer) => {
    const socket = await dial();
    const all = take(socket, Number.POSITIVE_INFINITY);
    socket.write(written);
    expect((await all).toString('hex')).toBe(answer.replace(/\s/g, ''));
  });

  it('nothing that comes byte by byte', async () => {
    const socket = await dial();
    const all = take(socket, 2 + 47);
    for (const byte of Buffer.concat([Buffer.from([5, 2, 2, 0]), request(hashOf('slow', 'y'))]))
      socket.write(Buffer.from([byte]));
    expect((await all).subarray(0, 4)).toEqual(Buffer.from([5, 0, 5, 0]));
  });
});
