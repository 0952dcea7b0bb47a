/** The PROXY protocol: what is read, byte by byte, and what is refused; then on real ports, seen by bounds and logs. */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PROXY_HEADER_BOUNDS, readProxyHeader } from '../../../server/net/proxy-protocol.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

/** Version 2: command, family and transport, then what follows the length. */
function binary(command: number, kind: number, block: Uint8Array, length = block.length): Buffer {
  const head = Buffer.from([command, kind, length >> 8, length & 0xff]);
  return Buffer.concat([SIGNATURE, head, block]);
}
const V4 = Buffer.from([192, 0, 2, 7, 198, 51, 100, 1, 0xdc, 0x04, 0x01, 0xbb]);
const V6 = Buffer.from(`20010db8${'0'.repeat(23)}7${'20010db8'}${'0'.repeat(23)}1dc0401bb`, 'hex');
const UNIX = Buffer.alloc(216);
const TLV = Buffer.from([0x04, 0, 3, 1, 2, 3, 0x02, 0, 4, ...Buffer.from('test')]);

const HERE = { source: undefined };
const FROM4 = { source: { address: '192.0.2.7', port: 56324 } };
const FROM6 = { source: { address: '2001:db8::7', port: 56324 } };

const READ: [what: string, header: Buffer | string, source: unknown][] = [
  ['v1, IPv4', 'PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n', FROM4],
  ['v1, IPv6', 'PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n', FROM6],
  [
    'v1, port 0',
    'PROXY TCP4 192.0.2.7 198.51.100.1 0 65535\r\n',
    { source: { address: '192.0.2.7', port: 0 } },
  ],
  ['v1, unknown', 'PROXY UNKNOWN\r\n', HERE],
  ['v1, unknown with anything behind it', 'PROXY UNKNOWN ffff::1 what ever 99999 x\r\n', HERE],
  ['v2, IPv4', binary(0x21, 0x11, V4), FROM4],
  ['v2, IPv6', binary(0x21, 0x21, V6), FROM6],
  ['v2, with TLVs behind the addresses', binary(0x21, 0x11, Buffer.concat([V4, TLV])), FROM4],
  ['v2, TLVs that are none', binary(0x21, 0x11, Buffer.concat([V4, Buffer.from([1, 255, 255])])), FROM4],
  ['v2, LOCAL', binary(0x20, 0x00, Buffer.alloc(0)), HERE],
  ['v2, LOCAL with addresses that do not count', binary(0x20, 0x11, V4), HERE],
  ['v2, LOCAL of a family there is not', binary(0x20, 0xff, V4), HERE],
  ['v2, unspecified', binary(0x21, 0x00, Buffer.alloc(0)), HERE],
  ['v2, a Unix socket', binary(0x21, 0x31, UNIX), HERE],
  ['v2, datagrams', binary(0x21, 0x12, V4), HERE],
];

const REFUSED: [what: string, header: Buffer | string, because: RegExp][] = [
  ['nothing of the kind', 'GET / HTTP/1.1\r\n', /no PROXY header/],
  ['TLS', Buffer.from([22, 3, 1, 2, 0]), /no PROXY header/],
  ['lower case', 'proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n', /no PROXY header/],
  ['no family', 'PROXY \r\n', /names no family/],
  ['an unknown family', 'PROXY TCP5 192.0.2.7 198.51.100.1 1 2\r\n', /names no family/],
  ['a property of every object', 'PROXY constructor 192.0.2.7 198.51.100.1 1 2\r\n', /names no family/],
  ['IPv6 called IPv4', 'PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n', /not TCP4/],
  ['IPv4 called IPv6', 'PROXY TCP6 192.0.2.7 198.51.100.1 1 2\r\n', /not TCP6/],
  ['a broken destination', 'PROXY TCP4 192.0.2.7 198.51.100 1 2\r\n', /not TCP4/],
  ['leading zeros in an address', 'PROXY TCP4 192.000.002.007 198.51.100.1 1 2\r\n', /not TCP4/],
  ['a zone', 'PROXY TCP6 fe80::1%eth0 2001:db8::1 1 2\r\n', /not TCP6/],
  ['a name', 'PROXY TCP4 localhost 198.51.100.1 1 2\r\n', /not TCP4/],
  ['two spaces', 'PROXY TCP4  192.0.2.7 198.51.100.1 1 2\r\n', /not TCP4|too many words/],
  ['a space at the end', 'PROXY TCP4 192.0.2.7 198.51.100.1 1 2 \r\n', /too many words/],
  ['no port', 'PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n', /no proper port/],
  ['a port too high', 'PROXY TCP4 192.0.2.7 198.51.100.1 65536 2\r\n', /no proper port/],
  ['leading zeros in a port', 'PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n', /no proper port/],
  ['a negative port', 'PROXY TCP4 192.0.2.7 198.51.100.1 -1 2\r\n', /no proper port/],
  ['a lone line feed', 'PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n', /CRLF/],
  ['a lone carriage return', 'PROXY TCP4 192.0.2.7 198.51.100.1 1 2\rX', /CRLF/],
  ['a line without end', `PROXY UNKNOWN ${'x'.repeat(100)}`, /too long/],
  ['version 1 in binary', binary(0x11, 0x11, V4), /another version/],
  ['version 3', binary(0x31, 0x11, V4), /another version/],
  ['an unknown command', binary(0x22, 0x11, V4), /unknown command/],
  ['an unknown family in binary', binary(0x21, 0x41, V4), /names no family/],
  ['an unknown transport', binary(0x21, 0x13, V4), /names no family/],
  ['IPv4 cut short', binary(0x21, 0x11, V4.subarray(0, 11)), /shorter/],
  ['IPv6 cut short', binary(0x21, 0x21, V4), /shorter/],
  ['a length beyond the bound', binary(0x21, 0x11, V4, 65535), /too long/],
];

const bytesOf = (header: Buffer | string) => (typeof header === 'string' ? Buffer.from(header) : header);

describe('a PROXY header', () => {
  test.each(READ)('%s', (_what, header, value) => {
    const bytes = bytesOf(header);
    expect(readProxyHeader(Buffer.concat([bytes, Buffer.from('<stream')]))).toEqual({
      value,
      used: bytes.length,
    });
  });

  test.each(READ)('%s, in pieces: never decided before it is whole', (_what, header) => {
    const bytes = bytesOf(header);
    for (let length = 1; length < bytes.length; length++)
      expect(readProxyHeader(bytes.subarray(0, length))).toBeUndefined();
  });

  test.each(REFUSED)('refused: %s', (_what, header, because) => {
    expect(() => readProxyHeader(bytesOf(header))).toThrow(because);
  });

  test('has a bound that holds what real proxies say', () => {
    expect(PROXY_HEADER_BOUNDS.bytes).toBeGreaterThan(16 + 216 + 1024);
  });
});

let site: TestServer | undefined;
afterEach(async () => {
  await site?.stop();
  site = undefined;
});

const behind = (proxies: readonly string[]) =>
  startTestServer({
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1', proxyProtocol: proxies },
        { type: 'http', port: 0, tls: 'none', proxyProtocol: proxies },
      ],
    },
  });

/** Sends a header, then speaks as if there were none. */
function through(port: number, header: Buffer | string) {
  const socket = connectTcp({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.write(header);
  return socket;
}

describe('a port behind proxies', () => {
  test('knows the person, under TLS and in the log', async () => {
    site = await behind(['127.0.0.0/8']);
    const raw = through(site.ports.direct, 'PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n');
    const tls = connectTls({ socket: raw, servername: 'test', ca: site.ca, ALPNProtocols: ['xmpp-client'] });
    tls.write(
      "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='test' version='1.0'>",
    );
    tls.write("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AG5vYm9keQB3cm9uZw==</auth>");
    await new Promise<void>((resolve) => {
      let text = '';
      tls.on('data', (chunk) => {
        text += chunk;
        if (text.includes('<failure')) resolve();
      });
    });
    expect(site.log.find(({ message }) => message === 'Log-in failed')).toMatchObject({
      address: '192.0.2.7',
    });
    tls.destroy();
  });

  test('takes the header and the first words in one piece, or byte by byte', async () => {
    site = await behind(['127.0.0.1']);
    const port = site.server.ports.find(({ type }) => type === 'http')!.port;
    const request = 'GET /nowhere HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n';
    const whole = Buffer.concat([binary(0x21, 0x21, Buffer.concat([V6, TLV])), Buffer.from(request)]);
    const answers = await Promise.all(
      [[whole], Array.from(whole, (byte) => Buffer.from([byte]))].map(async (pieces) => {
        const socket = connectTcp({ port, host: '127.0.0.1', noDelay: true });
        let text = '';
        socket.on('data', (chunk) => (text += chunk));
        for (const piece of pieces) await new Promise((sent) => socket.write(piece, sent));
        await new Promise((closed) => socket.once('close', closed));
        return text.split('\r\n')[0];
      }),
    );
    expect(answers).toEqual(['HTTP/1.1 404 Not Found', 'HTTP/1.1 404 Not Found']);
  });

  test.each([
    ['who speaks without it', ['127.0.0.1'], 'GET / HTTP/1.1\r\n\r\n', /did not say whose/],
    [
      'who is no proxy of ours, whatever they say',
      ['192.0.2.0/24'],
      'PROXY TCP4 192.0.2.7 198.51.100.1 1 2\r\n',
      /only proxies/,
    ],
  ])('lets nobody in %s', async (_what, proxies, header, because) => {
    site = await behind(proxies);
    const port = site.server.ports.find(({ type }) => type === 'http')!.port;
    const socket = through(port, header);
    const said: Buffer[] = [];
    socket.on('data', (chunk) => said.push(chunk));
    await new Promise((closed) => socket.once('close', closed));
    expect(said).toEqual([]);
    expect(site.log.some(({ message }) => because.test(String(message)))).toBe(true);
  });
});
