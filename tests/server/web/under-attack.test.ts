/**
 * What strangers send to tire us out, one kind after the other, on the port for everything and on the web's: each is bounded, and a quiet
 * session notices nothing: its answers take as long as before, but for what the machine itself needs.
 */
import { once } from 'node:events';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RawClient } from '../../support/xmpp-client.ts';
import { ask, type Site, startSite } from './site.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

let site: Site;
let one: number;
let nina: RawClient;
let hello: Buffer;
beforeAll(async () => {
  site = await startSite({
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 'multiplex', port: 0, address: '127.0.0.1' },
        { type: 'http', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 'http', port: 0, tls: 'none' },
      ],
      // All come from one address here, the honest too: connections are not counted, but what they ask is.
      limits: { pendingPerAddress: 100_000, webPerAddress: 100_000, webRequestsPerSecond: 100 },
      web: { forwarders: [] },
    },
  });
  one = site.server.ports.find(({ type }) => type === 'multiplex')!.port;
  // The test's own way in: the first port under TLS is the streams'.
  await site.createAccounts('nina');
  nina = await site.session('nina');
  hello = await realHello();
});
afterAll(() => site.stop());

/** The first bytes of a real TLS client. */
async function realHello(): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const client = connectTls({ port, host: '127.0.0.1', servername: 'test', ALPNProtocols: ['http/1.1'] });
  client.on('error', () => {});
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  client.destroy();
  socket.destroy();
  server.close();
  return bytes;
}

const plain = (port: number): Socket =>
  connectTcp({ port, host: '127.0.0.1' }).on('error', () => {}) as Socket;
const secure = (port: number, options: { servername?: string; ALPNProtocols?: string[] } = {}): TLSSocket =>
  connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, servername: 'test', ...options }).on(
    'error',
    () => {},
  ) as TLSSocket;

/** Opens many, sends, keeps sending until told to stop. */
function flood(count: number, open: () => Socket | TLSSocket, send: (socket: Socket, turn: number) => void) {
  const sockets = new Set<Socket | TLSSocket>();
  let turn = 0;
  const again = () => {
    while (sockets.size < count) {
      const socket = open();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    turn += 1;
    for (const socket of sockets) if (socket.writable) send(socket, turn);
  };
  again();
  const timer = setInterval(again, 50);
  return () => {
    clearInterval(timer);
    for (const socket of sockets) socket.destroy();
  };
}

/** The middle of how long a quiet session waits for its answers, in milliseconds. */
async function latency(rounds = 25): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await nina.settle();
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[rounds >> 1]!;
}

/** A byte here and there, from a seed that is the same each time. */
function spoilt(bytes: Buffer, seed: number): Buffer {
  const copy = Buffer.from(bytes);
  let state = seed * 2_654_435_761;
  for (let change = 0; change < 4; change++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    copy[state % copy.length] = state >>> 24;
  }
  return copy;
}

const HEAD = 'GET /x HTTP/1.1\r\nHost: test\r\n';
const ATTACKS: [what: string, begin: () => () => void][] = [
  [
    'headers that never end, a line at a time',
    () =>
      flood(
        100,
        () => plain(site.web.clear),
        (socket, turn) => socket.write(turn === 1 ? HEAD : 'X-A: b\r\n'),
      ),
  ],
  [
    'bodies that never end, a byte at a time',
    () =>
      flood(
        100,
        () => plain(site.web.clear),
        (socket, turn) =>
          socket.write(
            turn === 1 ? 'POST /http-bind HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\n' : '<',
          ),
      ),
  ],
  [
    'headers as large as they get',
    () =>
      flood(
        30,
        () => secure(site.web.tls),
        (socket) => socket.write(`${HEAD}X: ${'a'.repeat(200_000)}`),
      ),
  ],
  [
    'ten thousand headers',
    () =>
      flood(
        20,
        () => secure(site.web.tls),
        (socket) => socket.write(HEAD + 'a: b\r\n'.repeat(10_000)),
      ),
  ],
  [
    'handshakes left half open',
    () =>
      flood(
        100,
        () => plain(one),
        (socket, turn) => socket.write(turn === 1 ? hello.subarray(0, 100) : ''),
      ),
  ],
  [
    'handshakes that stop after the hello',
    () =>
      flood(
        60,
        () => plain(site.web.tls),
        (socket, turn) => turn === 1 && socket.write(hello),
      ),
  ],
  [
    'a hello of a byte at a time',
    () =>
      flood(
        100,
        () => plain(one),
        (socket, turn) => socket.write(hello.subarray(turn - 1, turn)),
      ),
  ],
  [
    'garbage for TLS',
    () =>
      flood(
        50,
        () => plain(one),
        (socket, turn) => socket.write(spoilt(hello, turn)),
      ),
  ],
  [
    'garbage within TLS',
    () =>
      flood(
        30,
        () => plain(site.web.tls),
        (socket, turn) => socket.write(turn === 1 ? hello : Buffer.from([23, 3, 3, 0, 5, 1, 2, 3, 4, 5])),
      ),
  ],
  [
    'silence',
    () =>
      flood(
        200,
        () => plain(one),
        () => {},
      ),
  ],
  [
    'names nobody has',
    () =>
      flood(
        20,
        () => secure(one, { servername: 'evil.example', ALPNProtocols: ['http/1.1'] }),
        (socket) => socket.write('GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n'),
      ),
  ],
  [
    'paths that would lead out of the house',
    () =>
      flood(
        30,
        () => plain(site.web.clear),
        (socket) =>
          socket.write('GET /upload/%2e%2e/..%2f..%5c..%00/etc/passwd HTTP/1.1\r\nHost: test\r\n\r\n'),
      ),
  ],
  [
    'bodies that unpack to a thousand times',
    () => {
      const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
      return flood(
        10,
        () => plain(site.web.clear),
        (socket) => {
          socket.write(
            `POST /http-bind HTTP/1.1\r\nHost: test\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`,
          );
          socket.write(bomb);
        },
      );
    },
  ],
  [
    'requests as fast as they go',
    () =>
      flood(
        30,
        () => plain(site.web.clear),
        (socket) => socket.write('GET /nowhere HTTP/1.1\r\nHost: test\r\n\r\n'.repeat(50)),
      ),
  ],
];

describe('a quiet session meets', () => {
  test.each(ATTACKS)('%s', async (_what, begin) => {
    const before = await latency();
    const stop = begin();
    const during = await latency();
    stop();
    // Milliseconds in truth; the attackers share this process and its machine with us.
    expect(during).toBeLessThan(Math.max(before * 20, 250));
    // And the web answers whoever comes properly, once their address may ask again.
    await expect
      .poll(async () => (await ask(site, '/.well-known/host-meta')).status, { timeout: 30_000 })
      .toBe(200);
  });

  test('and nothing of it is an accident of ours', () => {
    expect(site.log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

test('an address that asks too much is told so, and its connection ends', async () => {
  const limits = { webRequestsPerSecond: 1 };
  const other = await startSite({ config: { limits, web: { forwarders: [] } } });
  const socket = plain(other.web.clear);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk));
  socket.write(`${HEAD}\r\n`.repeat(50));
  await once(socket, 'close');
  const statuses = text.match(/^HTTP\/1\.1 \d+/gm);
  // Ten seconds' worth, and what flowed in meanwhile on a slow machine.
  expect(statuses!.at(-1)).toBe('HTTP/1.1 429');
  expect(statuses!.length).toBeLessThan(40);
  expect(text).toContain('Retry-After: 1'.toLowerCase());
  await other.stop();
});

describe('what is packed', () => {
  test('is not unpacked: a body is read as it comes', async () => {
    const body =
      "<body xmlns='http://jabber.org/protocol/httpbind' rid='1' to='test' wait='1' hold='1' ver='1.6'/>";
    const headers = { 'content-encoding': 'gzip' };
    const packed = await ask(site, '/http-bind', { method: 'POST', headers, body: gzipSync(body) });
    expect(packed.text).toContain("condition='bad-request'");
  });

  test('within a WebSocket is refused: nobody agreed on it', async () => {
    const socket = secure(site.web.tls, { ALPNProtocols: ['http/1.1'] });
    socket.write(
      'GET /xmpp-websocket HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: xmpp\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n',
    );
    let came = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => (came = Buffer.concat([came, chunk])));
    await once(socket, 'data');
    expect(came.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
    expect(came.toString('latin1')).not.toMatch(/permessage-deflate/);
    const bomb = deflateRawSync(Buffer.alloc(1024 * 1024));
    // FIN and RSV1, text; masked with zeros.
    const head = Buffer.from([0xc1, 0x80 | 126, bomb.length >> 8, bomb.length & 0xff, 0, 0, 0, 0]);
    socket.write(Buffer.concat([head, bomb]));
    await once(socket, 'close');
    // RFC 6455 §7.4.1: 1002, a protocol error.
    expect(came.subarray(-40).includes(Buffer.from([0x03, 0xea]))).toBe(true);
  });
});

describe('a server name', () => {
  test.each(['evil.example', 'test.evil.example', 'a'.repeat(60), 'xn--a'])(
    'that is not ours gets our first certificate: %s',
    async (servername) => {
      const socket = secure(one, { servername, ALPNProtocols: ['http/1.1'] });
      await once(socket, 'secureConnect');
      expect(socket.getPeerCertificate().subject.CN).toBe('test');
      socket.destroy();
    },
  );
});
