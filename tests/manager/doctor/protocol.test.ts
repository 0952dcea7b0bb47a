/** What a door offers a stranger, of our own server and of programs that should not be there, and what is made of it. */
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { wordsOfFinding } from '../../../electron/contract/findings/index.ts';
import { judgeDoor } from '../../../electron/manager/doctor/protocol/judge.ts';
import { type Door, type Offered, tryDoor } from '../../../electron/manager/doctor/protocol/stream.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const never = new AbortController().signal;
const door = (port: number, more: Partial<Door> = {}): Door => ({
  ...{ address: '127.0.0.1', port, tls: 'starttls', service: 'client', domain: 'office.example' },
  ...more,
});

describe('our own server', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ hosts: ['office.example'] });
  });
  afterAll(() => server.stop());

  test.each(['starttls', 'direct'] as const)(
    '%s: encrypted, with ways to sign in, and nothing to find',
    async (tls) => {
      const mine = door(server.ports[tls], { tls });
      const offered = await tryDoor(mine, never);
      expect(offered).toMatchObject({
        is: 'stream',
        version: 'TLSv1.3',
        early: [],
        alpn: tls === 'direct' || null,
      });
      expect(offered.is === 'stream' && offered.mechanisms).toContain('SCRAM-SHA-256');
      expect(judgeDoor(mine, offered)).toEqual([]);
    },
  );

  test('a domain it does not serve', async () => {
    const mine = door(server.ports.starttls, { domain: 'other.example' });
    const offered = await tryDoor(mine, never);
    expect(offered).toEqual({ is: 'stream-error', condition: 'host-unknown' });
    expect(judgeDoor(mine, offered).map(({ code }) => code)).toEqual(['protocol.host-unknown']);
  });

  test('STARTTLS knocked at a door with direct TLS, and the other way round', async () => {
    const swapped = await tryDoor(door(server.ports.direct), never, 1000);
    expect(['silent', 'closed', 'other']).toContain(swapped.is);
    const other = await tryDoor(door(server.ports.starttls, { tls: 'direct' }), never, 2000);
    expect(['tls-failed', 'silent']).toContain(other.is);
  });
});

describe('programs that should not be there', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** Does something with each connection. */
  async function program(act: (socket: Socket) => void): Promise<number> {
    const sockets = new Set<Socket>();
    const made = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      act(socket);
    });
    await new Promise<void>((open) => made.listen(0, '127.0.0.1', open));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      made.close();
    });
    return (made.address() as AddressInfo).port;
  }
  const STREAM = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='office.example' id='1' version='1.0'>`;

  test('a web server', async () => {
    const port = await program((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n')),
    );
    expect(await tryDoor(door(port), never)).toEqual({
      ...{ is: 'other', said: 'HTTP/1.1 400 Bad Request Server: nginx' },
    });
  });

  test('one that says nothing, one that hangs up, one that floods', async () => {
    const mute = await program(() => undefined);
    expect(await tryDoor(door(mute), never, 100)).toEqual({ is: 'silent' });
    const rude = await program((socket) => socket.destroy());
    expect((await tryDoor(door(rude), never)).is).toBe('closed');
    const loud = await program((socket) => {
      socket.write(`${STREAM}<stream:features>`);
      // More than anybody would read.
      socket.write('<a/>'.repeat(40_000));
    });
    expect((await tryDoor(door(loud), never)).is).toBe('other');
  });

  test('a chat server without encryption, which takes passwords', async () => {
    const features = `<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>`;
    const port = await program((socket) => socket.once('data', () => socket.write(STREAM + features)));
    expect(await tryDoor(door(port), never)).toEqual({ is: 'no-starttls', mechanisms: ['PLAIN'] });
  });

  test('one that offers encryption and has none', async () => {
    const features = `<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>`;
    const port = await program((socket) => {
      socket.once('data', () => {
        socket.once('data', () =>
          socket.write(`<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>`),
        );
        socket.write(STREAM + features);
      });
    });
    expect((await tryDoor(door(port), never)).is).toBe('tls-failed');
  });

  test('whoever stops waiting gets their own reason', async () => {
    const port = await program(() => undefined);
    const stop = new AbortController();
    const tried = tryDoor(door(port), stop.signal);
    stop.abort(new Error('gone'));
    await expect(tried).rejects.toThrow('gone');
  });
});

const stream = (more: Partial<Extract<Offered, { is: 'stream' }>>): Offered => ({
  ...{
    is: 'stream',
    version: 'TLSv1.3',
    alpn: null,
    mechanisms: ['SCRAM-SHA-256'],
    dialback: false,
    early: [],
  },
  ...more,
});

test.each([
  ['all is well', {}, stream({}), []],
  ['an old TLS', {}, stream({ version: 'TLSv1' }), ['protocol.tls-old']],
  ['no ALPN', { tls: 'direct' }, stream({ alpn: false }), ['protocol.no-alpn']],
  ['a password before TLS', {}, stream({ early: ['PLAIN'] }), ['protocol.sign-in-unencrypted']],
  ['no way to sign in', {}, stream({ mechanisms: [] }), ['protocol.no-sign-in']],
  ['a server without proof', { service: 'server' }, stream({ mechanisms: [] }), ['protocol.no-proof']],
  ['a server with dialback', { service: 'server' }, stream({ mechanisms: [], dialback: true }), []],
  ['silence', {}, { is: 'silent' }, ['protocol.silent']],
  ['a stream error', {}, { is: 'stream-error', condition: 'policy-violation' }, ['protocol.refused']],
] as const)('%s', (_, more, offered, codes) => {
  const found = judgeDoor(door(5222, more), offered as Offered);
  expect(found.map(({ code }) => code)).toEqual(codes);
  for (const each of found)
    for (const language of ['en', 'fr'] as const)
      expect(Object.values(wordsOfFinding(each, language)!).join(' ')).not.toMatch(/undefined|null|\[object/);
});
