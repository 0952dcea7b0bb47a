/** TLS-ALPN-01 (RFC 8737): an authority gets the certificate of the proof, and everybody else what they always get. */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAcmeProofs } from '../../../server/net/acme-proofs.ts';
import { makeSelfSigned } from '../../support/pki.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const NAME = 'proved.example.org';
const GET = 'GET /.well-known/host-meta HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n';
let site: TestServer;
let proof: Awaited<ReturnType<typeof makeSelfSigned>>;
beforeAll(async () => {
  const [address, tls] = ['127.0.0.1', 'direct'];
  site = await startTestServer({
    config: {
      listen: [
        { type: 'multiplex', port: 0, address },
        { type: 'http', port: 0, address, tls },
      ],
    },
  });
  proof = await makeSelfSigned({ dns: [NAME] });
});
afterAll(() => site.stop());

/** What a client gets that offers `alpn` for `servername`: the names on the certificate, the protocol; or nothing. */
function seen(port: number, servername: string, alpn: string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket: TLSSocket = connectTls({
      ...{ port, host: '127.0.0.1', servername, ALPNProtocols: alpn, rejectUnauthorized: false },
    });
    let data = 0;
    let told = 'refused';
    socket.on('data', (chunk: Buffer) => (data += chunk.length));
    socket.on('error', () => {});
    socket.once('secureConnect', () => {
      told = `${socket.getPeerX509Certificate()?.subjectAltName} over ${socket.alpnProtocol}`;
      if (socket.alpnProtocol !== 'acme-tls/1') socket.end();
    });
    // The server closes by itself, and has said nothing.
    socket.once('close', () => resolve(`${told}, ${data} bytes`));
  });
}

function web(port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      servername: 'test',
      ca: site.ca,
      ALPNProtocols: ['http/1.1'],
    });
    socket.on('data', (chunk: Buffer) => (text += chunk));
    socket.on('error', () => {});
    socket.once('close', () => resolve(text.split('\r\n')[0]!));
    socket.write(GET);
  });
}

describe.each(['multiplex', 'http'])('a port of type %s', (type) => {
  const port = () => site.server.ports.find((one) => one.type === type)!.port;

  test('shows a proof to who asks for it by name and protocol, and then closes', async () => {
    site.server.proofs.show(NAME, proof.pem, proof.key);
    const since = performance.now();
    expect(await seen(port(), NAME, ['acme-tls/1'])).toBe(`DNS:${NAME} over acme-tls/1, 0 bytes`);
    // By itself, and not because a handshake may take ten seconds.
    expect(performance.now() - since).toBeLessThan(9000);
    expect(await seen(port(), 'other.example.org', ['acme-tls/1'])).toBe('refused, 0 bytes');
  });

  test('gives everybody else what they always get, meanwhile', async () => {
    site.server.proofs.show(NAME, proof.pem, proof.key);
    expect(await seen(port(), NAME, ['http/1.1'])).toMatch(/^DNS:test.* over http\/1\.1/);
    expect(await web(port())).toBe('HTTP/1.1 200 OK');
  });

  test('shows none after it was hidden', async () => {
    site.server.proofs.show(NAME, proof.pem, proof.key);
    site.server.proofs.hide(NAME);
    expect(await seen(port(), NAME, ['acme-tls/1'])).toBe('refused, 0 bytes');
    expect(await web(port())).toBe('HTTP/1.1 200 OK');
  });

  test('still answers who sends no hello at all', async () => {
    site.server.proofs.show(NAME, proof.pem, proof.key);
    const socket = connectTcp(port(), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('nonsense, and more of it\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(await web(port())).toBe('HTTP/1.1 200 OK');
  });
});

describe('proofs', () => {
  test('are forgotten after an hour, and there are a hundred at most', () => {
    let now = 0;
    const proofs = createAcmeProofs(() => now);
    for (let at = 0; at < 100; at++) proofs.show(`n${at}.example.org`, proof.pem, proof.key);
    expect(() => proofs.show(NAME, proof.pem, proof.key)).toThrow('Too many names');
    // One that is there already is exchanged.
    proofs.show('n1.example.org', proof.pem, proof.key);
    now = 60 * 60 * 1000;
    expect(proofs.any).toBe(false);
    proofs.show(NAME, proof.pem, proof.key);
    expect(proofs.any).toBe(true);
  });

  test('are refused where key and certificate do not belong together', async () => {
    const other = await makeSelfSigned({ dns: [NAME] });
    expect(() => createAcmeProofs(() => 0).show(NAME, proof.pem, other.key)).toThrow();
  });
});
