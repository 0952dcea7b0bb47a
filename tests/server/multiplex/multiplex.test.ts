/** One port for everything, with real clients of each kind; and what those cost that never say what they want. */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listenMultiplex } from '../../../server/net/multiplex/listener.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { connectClient } from '../../support/xmpp-client.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let site: TestServer;
let port: number;
beforeAll(async () => {
  site = await startTestServer({
    config: {
      listen: [
        { type: 'multiplex', port: 0, address: '127.0.0.1' },
        { type: 'stun', port: 0, tls: 'none', address: '127.0.0.1' },
      ],
      federation: { policy: 'open' },
    },
  });
  port = site.server.ports.find(({ type }) => type === 'multiplex')!.port;
  await site.createAccounts('nina');
});
afterAll(() => site.stop());

async function logsIn(tls: 'starttls' | 'direct', alpn?: string[]): Promise<string> {
  const client = await connectClient({ port, host: 'test', tls, ca: site.ca, ...(alpn && { alpn }) });
  if (tls === 'direct') await client.openStream();
  else await client.startTls();
  await client.authenticate('nina', 'secret');
  const jid = await client.bind('phone');
  await client.close();
  return jid;
}

const tlsOf = (ALPNProtocols?: string[]): TLSSocket =>
  connectTls({ port, host: '127.0.0.1', servername: 'test', ca: site.ca, ALPNProtocols });

/** All that comes until the server closes. */
async function answerTo(socket: TLSSocket | ReturnType<typeof connectTcp>, bytes: string | Buffer) {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => {});
  socket.write(bytes);
  await new Promise((closed) => socket.once('close', closed));
  return text;
}

const GET = 'GET /.well-known/host-meta HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n';
const BINDING = Buffer.from('000100002112a442000102030405060708090a0b', 'hex');

describe('one port', () => {
  test('for STARTTLS', async () => expect(await logsIn('starttls')).toBe('nina@test/phone'));
  test('for TLS at once', async () => expect(await logsIn('direct')).toBe('nina@test/phone'));
  test('for TLS at once of a program that says nothing of it', async () =>
    expect(await logsIn('direct', [])).toBe('nina@test/phone'));

  test.each([
    ['the web', ['http/1.1']],
    ['the web of a browser', ['h2', 'http/1.1']],
    ['the web of a program that says nothing of it', undefined],
  ])('for %s', async (_what, alpn) => {
    expect(await answerTo(tlsOf(alpn), GET)).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*<XRD/);
  });

  test('tells where it is: in host-meta, with its own number', async () => {
    const text = await answerTo(tlsOf(['http/1.1']), GET);
    expect(text).toContain(`wss://test:${port}/xmpp-websocket`);
  });

  test.each([
    ['which say so', ['stun.turn']],
    ['which say nothing', undefined],
  ])('for calls %s', async (_what, alpn) => {
    const socket = tlsOf(alpn);
    socket.write(BINDING);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.readUInt16BE(0)).toBe(0x0101);
    socket.destroy();
  });

  test.each([
    ['with STARTTLS', () => connectTcp(port, '127.0.0.1'), /<starttls/],
    ['with TLS at once', () => tlsOf(['xmpp-server']), /<stream:features/],
    ['with TLS at once, which say nothing of it', () => tlsOf(), /<stream:features/],
  ])('for other servers %s', async (_what, open, features) => {
    const socket = open();
    socket.on('error', () => {});
    let text = '';
    const answered = new Promise<void>((resolve) =>
      socket.on('data', (chunk) => {
        text += chunk;
        if (features.test(text)) resolve();
      }),
    );
    socket.write(
      "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' " +
        "to='test' from='elsewhere.example' version='1.0'>",
    );
    await answered;
    expect(text).toMatch(/xmlns=.jabber:server/);
    socket.destroy();
  });

  test('several requests on one connection that said nothing', async () => {
    const socket = tlsOf();
    const keep = GET.replace('Connection: close\r\n', '');
    let text = '';
    socket.on('data', (chunk) => (text += chunk));
    socket.write(keep + keep.slice(0, 9));
    await once(socket, 'data');
    expect(await answerTo(socket, keep.slice(9) + GET)).toMatch(/200 OK/);
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  });

  test('sends a browser that came in the clear to TLS', async () => {
    const answer = await answerTo(
      connectTcp(port, '127.0.0.1'),
      `GET /a?b HTTP/1.1\r\nHost: test:${port}\r\n\r\n`,
    );
    expect(answer).toMatch(
      new RegExp(`^HTTP/1\\.1 307 [\\s\\S]*\r\nLocation: https://test:${port}/a\\?b\r\n`),
    );
  });

  test('takes a hello that comes byte by byte', async () => {
    const raw = connectTcp({ port, host: '127.0.0.1', noDelay: true });
    await once(raw, 'connect');
    const write = raw.write.bind(raw);
    // Only the client's side is slowed down; what comes back comes as it is.
    raw.write = ((chunk: Buffer, ...rest: never[]) => {
      for (const byte of chunk.subarray(0, -1)) write(Buffer.from([byte]));
      return write(chunk.subarray(-1), ...rest);
    }) as typeof raw.write;
    const socket = connectTls({ socket: raw, servername: 'test', ca: site.ca, ALPNProtocols: ['http/1.1'] });
    expect(await answerTo(socket, GET)).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  test('refuses ALPN of what it does not speak, as RFC 7301 wants', async () => {
    const socket = tlsOf(['imap']);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/NO_APPLICATION_PROTOCOL/);
  });

  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['garbage after a good start', Buffer.from([22, 3, 1, 0, 4, 9, 9, 9, 9])],
    ['STUN in the clear', BINDING],
  ])('closes on %s, without a word', async (_what, bytes) => {
    expect(await answerTo(connectTcp(port, '127.0.0.1'), bytes)).toBe('');
  });

  test('closes on another protocol under TLS', async () => {
    expect(await answerTo(tlsOf(), 'EHLO office\r\n')).toBe('');
  });
});

describe('who says nothing', () => {
  test('is gone after a while, and so is who says half of something', async () => {
    const left: string[] = [];
    const log = {
      child: () => log,
      debug: (_: string, { cause }: { cause: string }) => left.push(cause),
      info() {},
    };
    const listener = await listenMultiplex(
      { type: 'multiplex', port: 0, address: '127.0.0.1' },
      {
        ...{ c2s: () => {}, s2s: undefined, http: () => {}, stun: undefined, close: () => {} },
        proofs: { answer: () => {} },
        ...{
          certificates: {} as never,
          undecided: { enter: () => true, leave() {} },
          log: log as never,
          ms: 100,
        },
      },
    );
    const at = listener.open.port;
    const drip = connectTcp(at, '127.0.0.1');
    const dripping = setInterval(() => drip.write(Buffer.from([22])), 20);
    const answers = [answerTo(connectTcp(at, '127.0.0.1'), ''), answerTo(drip, '')];
    expect(await Promise.all(answers)).toEqual(['', '']);
    clearInterval(dripping);
    expect(left).toContain('the first bytes took too long');
    await listener.close();
  });

  test('is counted by address, costs a timer, and keeps nobody waiting', async () => {
    const limited = await startTestServer({
      config: {
        listen: [{ type: 'multiplex', port: 0, address: '127.0.0.1' }],
        limits: { pendingPerAddress: 5 },
      },
    });
    const at = limited.server.ports[0]!.port;
    const silent = Array.from({ length: 5 }, () => connectTcp({ port: at, host: '127.0.0.1' }));
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    // The sixth of the same address is refused …
    await new Promise((closed) =>
      connectTcp(at, '127.0.0.1')
        .on('error', () => {})
        .once('close', closed),
    );
    expect(limited.log.some(({ message }) => /have not said what they want/.test(String(message)))).toBe(
      true,
    );
    // … and another address is served as ever.
    const elsewhere = connectTls({
      ...{ port: at, host: '127.0.0.1', localAddress: '127.0.0.2', servername: 'test', ca: limited.ca },
      ALPNProtocols: ['http/1.1'],
    });
    expect(await answerTo(elsewhere, GET)).toMatch(/^HTTP\/1\.1 200 OK/);
    // One who leaves makes room: the server sees it before it answers the next.
    silent[0]!.destroy();
    for (;;) {
      const next = connectTls({
        port: at,
        host: '127.0.0.1',
        servername: 'test',
        ca: limited.ca,
        ALPNProtocols: ['http/1.1'],
      });
      if ((await answerTo(next, GET)).startsWith('HTTP/1.1 200 OK')) break;
    }
    for (const socket of silent) socket.destroy();
    await limited.stop();
  });
});
