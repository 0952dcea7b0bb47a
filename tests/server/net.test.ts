/** Ports, TLS and certificates: real sockets on loopback. */
import { type AddressInfo, connect as connectTcp, createServer } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCertificates } from '../../server/net/certificates.ts';
import { makeCertificate } from '../support/certificates.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ hosts: ['test'] });
  await server.createAccounts('nina');
});
afterAll(() => server.stop());

function handshake(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ host: '127.0.0.1', servername: 'test', ca: server.ca, ...options });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
  });
}

describe('TLS', () => {
  test('direct TLS with ALPN xmpp-client, verified', async () => {
    const socket = await handshake({ port: server.ports.direct, ALPNProtocols: ['xmpp-client'] });
    expect([socket.authorized, socket.alpnProtocol, socket.getProtocol()]).toEqual([
      true,
      'xmpp-client',
      'TLSv1.3',
    ]);
    socket.destroy();
  });

  test('no ALPN is fine, another protocol is not', async () => {
    (await handshake({ port: server.ports.direct })).destroy();
    await expect(handshake({ port: server.ports.direct, ALPNProtocols: ['h2'] })).rejects.toThrow();
  });

  test('TLS 1.2 works with forward secrecy, 1.1 and CBC do not', async () => {
    const port = server.ports.direct;
    const socket = await handshake({ port, maxVersion: 'TLSv1.2' });
    expect(socket.getCipher().name).toMatch(/^ECDHE-.*(GCM|POLY1305)/);
    socket.destroy();
    await expect(handshake({ port, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })).rejects.toThrow();
    const cbc = { ciphers: 'ECDHE-ECDSA-AES128-SHA', maxVersion: 'TLSv1.2' as const };
    await expect(handshake({ port, ...cbc })).rejects.toThrow();
  });

  test('RFC 6120 §4.4: "the party that is closing the stream MUST send a TLS close_notify alert"', async () => {
    const sent: Buffer[] = [];
    const between = createServer((client) => {
      const inner = connectTcp({ port: server.ports.direct, host: '127.0.0.1' });
      inner.on('data', (chunk) => sent.push(chunk));
      client.pipe(inner).pipe(client);
      for (const socket of [client, inner]) socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = between.address() as AddressInfo;
      // In TLS 1.2 the kind of each record is readable on the wire: 21 is an alert.
      const socket = await handshake({ port, maxVersion: 'TLSv1.2' });
      const ended = new Promise((resolve) => socket.resume().once('end', resolve));
      socket.write(
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='test' version='1.0'></stream:stream>",
      );
      await ended;
      const bytes = Buffer.concat(sent);
      const kinds: (number | undefined)[] = [];
      for (let at = 0; at < bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) kinds.push(bytes[at]);
      expect(kinds.slice(-2)).toEqual([23, 21]);
      socket.destroy();
    } finally {
      between.close();
    }
  });

  test('a failed handshake harms nobody else', async () => {
    const socket = connectTcp({ port: server.ports.direct, host: '127.0.0.1' });
    socket.on('error', () => {});
    socket.write('this is not TLS, not at all, and long enough to be seen as such');
    await new Promise((resolve) => socket.once('close', resolve));
    const client = await server.session('nina');
    await client.settle();
  });

  test('what is sent in the clear behind <starttls/> counts for nothing', async () => {
    const client = await server.connect({ tls: 'starttls' });
    await client.openStream();
    client.send(
      "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" +
        "<stream:stream xmlns='jabber:client' to='test' version='1.0'><message/></a>",
    );
    expect((await client.expect()).name).toBe('proceed');
    const secure = await handshake({ socket: client.socket });
    const heard: string[] = [];
    secure.on('data', (chunk) => heard.push(String(chunk)));
    secure.write(
      "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='test' version='1.0'>",
    );
    await new Promise<void>((resolve) => {
      secure.on('data', () => heard.join('').includes('</stream:features>') && resolve());
    });
    expect(heard.join('')).not.toContain('stream:error');
    secure.destroy();
  });
});

describe('certificates', () => {
  test('the name asked for decides, at once and after STARTTLS, by SNI and else by the stream’s "to"', async () => {
    const two = await startTestServer({ hosts: ['test', 'other'] });
    try {
      const own = await makeCertificate(two.folder, 'other', ['other']);
      const { other, ...rest } = two.config.hosts;
      const hosts = { ...rest, other: { ...other!, certificate: { chain: own.chain, key: own.key } } };
      expect(two.server.reload({ ...two.config, hosts })).toEqual([]);
      const shown = (socket: TLSSocket) => socket.getPeerCertificate().subjectaltname;
      const options = { rejectUnauthorized: false };
      for (const [servername, name] of [
        ['other', 'DNS:other'],
        ['chat.other', 'DNS:other'],
        ['test', 'DNS:test, DNS:other'],
        ['elsewhere', 'DNS:test, DNS:other'],
      ]) {
        const socket = await handshake({ ...options, port: two.ports.direct, servername: servername! });
        expect(shown(socket)).toBe(name);
        socket.destroy();
      }
      const client = await two.connect({ tls: 'starttls', host: 'other' });
      await client.openStream();
      client.send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
      await client.expect();
      client.socket.removeAllListeners('data');
      const socket = await handshake({ ...options, socket: client.socket, servername: '' });
      expect(shown(socket)).toBe('DNS:other');
      socket.destroy();
    } finally {
      await two.stop();
    }
  });

  test('are chosen by name: the domain, a name under it, else the first', async () => {
    const one = await makeCertificate(server.folder, 'one', ['one.example']);
    const two = await makeCertificate(server.folder, 'two', ['two.example']);
    const certificates = createCertificates();
    const files = new Map([
      ['one.example', one],
      ['two.example', two],
      ['müller.example', two],
    ]);
    expect(certificates.load(files)).toEqual([]);
    const context = (name?: string) => certificates.contextFor(name);
    expect(context('two.example')).not.toBe(context('one.example'));
    expect(context('conference.two.example')).toBe(context('two.example'));
    // RFC 6066 §3: the name in a hello is ASCII.
    expect(context('chat.xn--mller-kva.example')).toBe(context('müller.example'));
    expect(context('müller.example')).not.toBe(context('one.example'));
    expect([context('elsewhere'), context()]).toEqual([context('one.example'), context('one.example')]);
  });

  test('that cannot be used are refused in plain words, and the old ones stay', async () => {
    const good = await makeCertificate(server.folder, 'good', ['good.example']);
    const other = await makeCertificate(server.folder, 'other', ['good.example']);
    const certificates = createCertificates();
    certificates.load(new Map([['good.example', good]]));
    const before = certificates.contextFor('good.example');
    const messages = (chain: string, key: string) =>
      certificates.load(new Map([['good.example', { chain, key }]])).map(({ message }) => message);
    expect(messages(good.chain, other.key)).toEqual([
      `The key ${other.key} does not belong to ${good.chain}.`,
    ]);
    expect(messages(good.key, good.key)).toEqual([`${good.key} is not a certificate in PEM form.`]);
    expect(messages('/none.pem', good.key)).toEqual(['/none.pem cannot be read (ENOENT).']);
    expect(certificates.contextFor('good.example')).toBe(before);
  });

  test('are exchanged without dropping a session', async () => {
    const client = await server.session('nina');
    const old = await handshake({ port: server.ports.direct });
    const before = old.getPeerCertificate().fingerprint256;
    old.destroy();
    const next = await makeCertificate(server.folder, 'server', ['test']);
    expect(server.server.reload(server.config)).toEqual([]);
    const fresh = await handshake({ port: server.ports.direct, ca: next.pem });
    expect(fresh.getPeerCertificate().fingerprint256).not.toBe(before);
    fresh.destroy();
    await client.settle();
  });
});

describe('ports', () => {
  test('one in use is told by code and number', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const listen = [{ type: 'c2s', port, tls: 'direct', address: '127.0.0.1' }];
    await expect(startTestServer({ config: { listen } })).rejects.toMatchObject({
      code: 'port.in-use',
      where: { port, address: '127.0.0.1' },
    });
    taken.close();
  });

  test('a peer that does not read is cut off at pendingBytes, and others go on', async () => {
    const bounded = await startTestServer({
      config: { limits: { pendingBytes: 200_000, stanzasPerSecond: 100_000, bytesPerSecond: 100_000_000 } },
    });
    try {
      await bounded.createAccounts('nina', 'otto');
      const [nina, otto] = [await bounded.session('nina'), await bounded.session('otto')];
      otto.socket.pause();
      const body = 'x'.repeat(50_000);
      const gone = new Promise<void>((resolve) =>
        bounded.server.hooks.on('session.ended', 'deliver', ({ session }) => {
          if (session.jid.toString() === otto.jid) resolve();
        }),
      );
      for (let i = 0; i < 200; i += 1)
        nina.send(`<message to='${otto.jid}' type='chat'><body>${body}</body></message>`);
      await gone;
      await nina.settle();
    } finally {
      await bounded.stop();
    }
  }, 20_000);
});
