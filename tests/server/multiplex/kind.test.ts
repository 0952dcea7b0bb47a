/** What first bytes mean: hellos as OpenSSL writes them, and everything that is none. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { offeredProtocols } from '../../../server/net/multiplex/client-hello.ts';
import { KIND_BYTES, kindInside, kindOf } from '../../../server/net/multiplex/kind.ts';
import { locationOf } from '../../../server/net/multiplex/redirect.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** The first bytes of a real client that offers these. */
async function helloOf(ALPNProtocols: string[] | undefined): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const client = connectTls({ port, host: '127.0.0.1', servername: 'office.example', ALPNProtocols });
  client.on('error', () => {});
  const [socket] = await once(server, 'connection');
  const [bytes] = await once(socket, 'data');
  client.destroy();
  socket.destroy();
  server.close();
  return bytes;
}

/** Spread over records of `size` bytes each. */
function inRecords(hello: Buffer, size: number): Buffer {
  const message = hello.subarray(5);
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size);
    records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 0xff]), part);
  }
  return Buffer.concat(records);
}

let plain: Buffer;
let client: Buffer;
beforeAll(async () => {
  [plain, client] = await Promise.all([helloOf(undefined), helloOf(['xmpp-client'])]);
});

describe('a hello', () => {
  test.each([
    [['xmpp-client'], 'c2s', 'ALPN xmpp-client'],
    [['xmpp-server'], 's2s', 'ALPN xmpp-server'],
    [['http/1.1'], 'http', 'ALPN http/1.1'],
    [['h2', 'http/1.1'], 'http', 'ALPN h2'],
    [['stun.turn'], 'stun', 'ALPN stun.turn'],
    [['stun.nat-discovery'], 'stun', 'ALPN stun.nat-discovery'],
    [['acme-tls/1'], 'proof', 'ALPN acme-tls/1'],
    [['grease', 'xmpp-client'], 'c2s', 'ALPN xmpp-client'],
    [['imap'], 'http', 'ALPN of nothing we speak'],
    [['constructor'], 'http', 'ALPN of nothing we speak'],
    [undefined, 'undecided', 'TLS without ALPN'],
  ])('that offers %j', async (offered, to, because) => {
    expect(kindOf(await helloOf(offered))).toEqual({ to, tls: true, because });
  });

  test('is waited for to its last byte, in records of any size', () => {
    for (const size of [1, 7, 500]) {
      const bytes = inRecords(client, size);
      for (let length = 1; length < bytes.length; length++)
        expect(offeredProtocols(bytes.subarray(0, length))).toBeUndefined();
      expect(offeredProtocols(bytes)).toEqual(['xmpp-client']);
    }
  });

  test('that lies about its lengths is refused, wherever it lies', () => {
    // Every byte behind the handshake's own length, made as large as it goes: read, or refused; never read beyond.
    for (let at = 9; at < client.length; at++) {
      const lying = Buffer.from(client);
      lying[at] = 0xff;
      try {
        expect(offeredProtocols(lying)).toBeInstanceOf(Array);
      } catch (error) {
        expect((error as Error).message).toMatch(/cut off|broken/);
      }
    }
  });

  test.each([
    ['another record', Buffer.from([21, 3, 1, 0, 2, 1, 0]), /no TLS handshake/],
    ['another major version', Buffer.from([22, 2, 0, 0, 2, 1, 0]), /no TLS handshake/],
    ['an empty record', Buffer.from([22, 3, 1, 0, 0]), /no TLS handshake/],
    ['a record too long', Buffer.from([22, 3, 1, 0x40, 1]), /no TLS handshake/],
    ['another message', Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0]), /no TLS ClientHello/],
    ['a message too long', Buffer.from([22, 3, 1, 0, 4, 1, 0, 0x40, 1]), /too long/],
    ['an empty message', Buffer.from([22, 3, 1, 0, 4, 1, 0, 0, 0]), /cut off/],
    [
      'garbage behind the first record',
      Buffer.concat([inRecordsOf(3), Buffer.from('garbage')]),
      /no TLS handshake/,
    ],
  ])('is no hello: %s', (_what, bytes, because) => {
    expect(() => offeredProtocols(bytes)).toThrow(because);
  });

  test('without extensions offers nothing', () => {
    const body = Buffer.concat([Buffer.alloc(34), Buffer.from([0, 0, 2, 0x13, 1, 1, 0])]);
    const message = Buffer.concat([Buffer.from([1, 0, 0, body.length]), body]);
    expect(offeredProtocols(inRecords(Buffer.concat([Buffer.alloc(5), message]), 100))).toEqual([]);
    expect(offeredProtocols(plain)).toEqual([]);
  });
});

/** A first record that announces more than it has. */
function inRecordsOf(length: number): Buffer {
  return Buffer.from([22, 3, 1, 0, length, 1, 0, 1].slice(0, 5 + length));
}

const STUN = Buffer.from('000100002112a442000000000000000000000000', 'hex');

describe('in the clear', () => {
  test.each([
    ["<stream:stream xmlns='jabber:client' to='a'>", 'c2s', 'a stream'],
    ["<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='a'>", 'c2s', 'a stream'],
    ["<?xml version='1.0'?> <s:stream xmlns=\"jabber:server\" to='a'>", 's2s', 'a stream of jabber:server'],
    [
      "<stream:stream xmlns:db='jabber:server:dialback' xmlns='jabber:server'>",
      's2s',
      'a stream of jabber:server',
    ],
    ["<stream:stream xmlns='jabber:client' to='jabber:server'>", 'c2s', 'a stream'],
    [`<stream ${' '.repeat(5000)}`, 'c2s', 'a stream'],
    ['GET / HTTP/1.1\r\n', 'http', 'a method of HTTP'],
    ['OPTIONS * HTTP/1.1\r\n', 'http', 'a method of HTTP'],
    ['PRI * HTTP/2.0\r\n', 'http', 'a method of HTTP'],
  ])('%s', (text, to, because) => {
    expect(kindOf(Buffer.from(text))).toEqual({ to, tls: false, because });
  });

  test('STUN', () => {
    expect(kindInside(STUN)).toEqual({ to: 'stun', because: 'the cookie of STUN' });
    expect(kindInside(STUN.subarray(0, 7))).toBeUndefined();
  });

  test.each(['G', 'GE', 'GET', 'OPTIONS', '<', '<?xml version', "<?xml version='1.0'?>", '<stream:stream '])(
    'more is needed: %s',
    (text) => expect(kindOf(Buffer.from(text))).toBeUndefined(),
  );

  test.each([
    'SSH-2.0-OpenSSH_9.2\r\n',
    'EHLO office\r\n',
    'GETS / HTTP/1.1',
    '\r\n',
    ' <stream',
    'PROXY TCP4 1',
    '\0\0\0\0\0\0\0\0',
    'ABCDEFGHI',
  ])('nobody’s: %j', (text) => expect(() => kindOf(Buffer.from(text))).toThrow(/neither/));

  test('of nothing but opening brackets it is told at once, however they drip in', () => {
    const brackets = Buffer.alloc(4096, '<');
    const begin = performance.now();
    for (let length = 1; length <= brackets.length; length++) kindOf(brackets.subarray(0, length));
    // Searching on past each of them took twenty seconds.
    expect(performance.now() - begin).toBeLessThan(3000);
  });

  test('there is a bound on it that every hello keeps', () => {
    expect(KIND_BYTES).toBeGreaterThan(plain.length * 5);
  });
});

describe('HTTP in the clear is sent to', () => {
  test.each([
    ['GET / HTTP/1.1\r\nHost: office.example', 'https://office.example/'],
    ['GET /a?b=c HTTP/1.1\r\nhost:  office.example:443 ', 'https://office.example/a?b=c'],
    ['GET http://office.example/a HTTP/1.1\r\nHost: other.example', 'https://office.example/a'],
    ['GET / HTTP/1.0', undefined],
    ['GET / HTTP/1.1\r\nHost: a\r\nHost: b', undefined],
    ['GET / HTTP/1.1\r\nHost: evil.example/\r\nX: y', undefined],
    ['GET //evil.example HTTP/1.1\r\nHost: office.example', undefined],
    ['GET /../etc HTTP/1.1\r\nHost: office.example', undefined],
    ['PRI * HTTP/2.0\r\nHost: office.example', undefined],
  ])('%j', (head, location) => {
    expect(locationOf(head, 443)).toBe(location);
  });

  test('the port it came to', () => {
    expect(locationOf('GET /x HTTP/1.1\r\nHost: office.example:8443', 8443)).toBe(
      'https://office.example:8443/x',
    );
  });
});
