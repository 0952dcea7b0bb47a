/** Streams over WebSocket, RFC 7395: what goes over the wire, message by message, and what is sent wrong. */

import type { ConnectionOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, type ClientOptions as WsOptions } from 'ws';
import { parseXml } from '../../../server/kernel/xml.ts';
import { ask, raw, type Site, startSite } from './site.ts';

const FRAMING = 'urn:ietf:params:xml:ns:xmpp-framing';
const STREAMS = 'http://etherx.jabber.org/streams';
const OPEN = `<open xmlns='${FRAMING}' to='test' version='1.0'/>`;
const CLOSE = `<close xmlns='${FRAMING}'/>`;
const BIND =
  "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>web</resource></bind></iq>";
const PLAIN = (name: string) =>
  `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${Buffer.from(`\0${name}\0secret`).toString('base64')}</auth>`;

let site: Site;
beforeAll(async () => {
  site = await startSite();
  await site.createAccounts('nina', 'otto');
});
afterAll(() => site.stop());

interface Frames {
  readonly socket: WebSocket;
  send(frame: string | Buffer): void;
  /** The next message. */
  next(): Promise<string>;
  /** The code the WebSocket was closed with. */
  readonly closed: Promise<number>;
}

const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.terminate();
});

async function connect(protocols: string[] = ['xmpp'], path = '/xmpp-websocket'): Promise<Frames> {
  const socket = new WebSocket(`wss://127.0.0.1:${site.web.tls}${path}`, protocols, {
    ...{ servername: 'test', ca: site.ca, headers: { host: 'test' } },
  });
  open.push(socket);
  const waiting: string[] = [];
  const readers: ((text: string) => void)[] = [];
  socket.on('message', (data, binary) => {
    expect(binary).toBe(false);
    const reader = readers.shift();
    if (reader) reader(String(data));
    else waiting.push(String(data));
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return {
    ...{ socket, closed },
    send: (frame) => socket.send(frame),
    next: () => {
      const text = waiting.shift();
      return text === undefined ? new Promise((resolve) => readers.push(resolve)) : Promise.resolve(text);
    },
  };
}

async function session(name: string): Promise<Frames> {
  const frames = await connect();
  frames.send(OPEN);
  await frames.next();
  await frames.next();
  frames.send(PLAIN(name));
  expect(await frames.next()).toContain('<success');
  frames.send(OPEN);
  await frames.next();
  await frames.next();
  frames.send(BIND);
  expect(await frames.next()).toContain(`<jid>${name}@test/web</jid>`);
  return frames;
}

describe('a stream', () => {
  test('is opened, restarted, used and closed, each message a document of its own', async () => {
    const frames = await connect();
    expect(frames.socket.protocol).toBe('xmpp');
    frames.send(`<open xmlns='${FRAMING}' to='test' from='nina@test' version='1.0' xml:lang='de'/>`);
    const header = parseXml(await frames.next());
    // §3.4: with the attributes of RFC 6120 §4.7.
    expect(header.attrs).toEqual({
      ...{ xmlns: FRAMING, from: 'test', to: 'nina@test', version: '1.0', 'xml:lang': 'en' },
      id: expect.stringMatching(/^[\w-]{16}$/),
    });
    const features = await frames.next();
    expect(features).toMatch(/^<stream:features xmlns:stream='http:\/\/etherx\.jabber\.org\/streams'>/);
    // §3.9: TLS is under the WebSocket, and no feature of the stream.
    expect(features).not.toContain('starttls');
    frames.send(PLAIN('nina'));
    expect(parseXml(await frames.next()).name).toBe('success');
    frames.send(OPEN);
    const again = parseXml(await frames.next());
    expect(again.name).toBe('open');
    expect(again.attrs.id).not.toBe(header.attrs.id);
    expect(await frames.next()).toContain('<bind');
    frames.send(BIND);
    expect(parseXml(await frames.next()).attrs.xmlns).toBe('jabber:client');
    frames.send(
      "<message xmlns='jabber:client' to='nina@test/web' id=' xmlns='><body>a &lt; b</body></message>",
    );
    const message = parseXml(await frames.next());
    expect([message.attrs.xmlns, message.attrs.id, message.getChildText('body')]).toEqual([
      ...['jabber:client', ' xmlns=', 'a < b'],
    ]);
    // RFC 6120 §8.1.5: the stream's language is the stanza's.
    expect(message.attrs['xml:lang']).toBeUndefined();
    frames.send(CLOSE);
    expect(await frames.next()).toBe(CLOSE);
    expect(await frames.closed).toBe(1000);
  });

  test('and one over TCP talk to each other', async () => {
    const nina = await session('nina');
    const otto = await site.session('otto', { resource: 'desk' });
    nina.send("<message xmlns='jabber:client' to='otto@test/desk'><body>hello</body></message>");
    const came = await otto.expect();
    expect([came.attrs.from, came.getChildText('body')]).toEqual(['nina@test/web', 'hello']);
    otto.send("<message to='nina@test/web' id='m1'><body>you, too</body></message>");
    const answer = parseXml(await nina.next());
    expect([answer.attrs.xmlns, answer.attrs.from, answer.getChildText('body')]).toEqual([
      ...['jabber:client', 'otto@test/desk', 'you, too'],
    ]);
    await otto.close();
  });

  // §3.6: without <close/> a session that can be resumed lives on for a while.
  test('can be resumed in another WebSocket, and nothing is lost', async () => {
    const nina = await session('nina');
    nina.send("<enable xmlns='urn:xmpp:sm:3' resume='true'/>");
    const { id } = parseXml(await nina.next()).attrs;
    nina.socket.terminate();
    await nina.closed;
    const otto = await site.session('otto');
    otto.send("<message to='nina@test/web' type='chat'><body>while you were away</body></message>");
    await otto.settle();

    const back = await connect();
    back.send(OPEN);
    await back.next();
    await back.next();
    back.send(PLAIN('nina'));
    await back.next();
    back.send(OPEN);
    await back.next();
    await back.next();
    back.send(`<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/>`);
    expect(parseXml(await back.next()).name).toBe('resumed');
    const message = parseXml(await back.next());
    expect([message.attrs.xmlns, message.getChildText('body')]).toEqual([
      'jabber:client',
      'while you were away',
    ]);
    await otto.close();
  });

  test('goes with the server, in words', async () => {
    const other = await startSite();
    await other.createAccounts('nina');
    const { tls } = other.web;
    const options: WsOptions & ConnectionOptions = { servername: 'test', ca: other.ca };
    const socket = new WebSocket(`wss://127.0.0.1:${tls}/xmpp-websocket`, ['xmpp'], options);
    const messages: string[] = [];
    socket.on('message', (data) => messages.push(String(data)));
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(OPEN);
    await expect.poll(() => messages.length).toBe(2);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await other.stop();
    await closed;
    expect(messages.slice(2)).toEqual([expect.stringContaining('<system-shutdown'), CLOSE]);
  });

  test('of a silent peer is given up', async () => {
    const { createWebSockets } = await import('../../../server/net/websocket.ts');
    const { createServer } = await import('node:http');
    const reasons: string[] = [];
    const log = { child: () => log, info() {}, debug() {}, warn() {}, error() {} };
    const upgrade = createWebSockets({
      ...{ limits: () => ({ pendingBytes: 1e6 }) as never, pending: { enter: () => true, leave() {} } },
      ...{ log: log as never, pingMs: 20 },
      kernel: {
        accept: () => ({ data() {}, closed: (reason: string) => reasons.push(reason), tick() {}, fail() {} }),
      },
    });
    const http = createServer();
    http.on('upgrade', (request, socket, head) =>
      upgrade(request, socket, head, { address: '192.0.2.1', secure: true, forwarded: true }),
    );
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const { port } = http.address() as { port: number };
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, ['xmpp'], { autoPong: false });
    await new Promise((resolve) => socket.on('close', resolve));
    await expect.poll(() => reasons).toEqual(['no answer to a ping']);
    http.close();
  });
});

describe('frames sent wrong', () => {
  /** After `<open/>`, or instead of it. */
  const WRONG: [what: string, first: boolean, frame: string | Buffer, condition: string][] = [
    // §3.3.2.
    ['another namespace', true, "<open xmlns='urn:example' to='test' version='1.0'/>", 'invalid-namespace'],
    ['no namespace', true, "<open to='test' version='1.0'/>", 'invalid-namespace'],
    ['a stanza first', true, "<message xmlns='jabber:client'/>", 'invalid-namespace'],
    [
      'a stream as over TCP',
      true,
      `<stream:stream xmlns='jabber:client' xmlns:stream='${STREAMS}' to='test' version='1.0'>`,
      'bad-format',
    ],
    ['no domain', true, `<open xmlns='${FRAMING}' version='1.0'/>`, 'improper-addressing'],
    [
      'a domain that is not ours',
      true,
      `<open xmlns='${FRAMING}' to='example.com' version='1.0'/>`,
      'host-unknown',
    ],
    ['no version', true, `<open xmlns='${FRAMING}' to='test'/>`, 'unsupported-version'],
    ['a stream within the stream', false, OPEN, 'bad-format'],
    // §3.3.3: "The first character of each frame MUST be a '<' character."
    ['white space', false, ' ', 'not-well-formed'],
    ['white space in front', false, ` ${PLAIN('nina')}`, 'not-well-formed'],
    ['nothing', false, '', 'not-well-formed'],
    // §3.3.3: every element in a frame of its own.
    ['two elements', false, `${PLAIN('nina')}${PLAIN('nina')}`, 'not-well-formed'],
    ['half an element', false, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>", 'not-well-formed'],
    ['an end tag', false, '</auth>', 'not-well-formed'],
    ['the end of everything', false, `<a xmlns='urn:a'/></document><document>`, 'not-well-formed'],
    ['text behind', false, `${PLAIN('nina')}x`, 'bad-format'],
    // RFC 6120 §11.1.
    ['a comment', false, '<!-- hello -->', 'restricted-xml'],
    ['an instruction', false, '<?php evil ?>', 'restricted-xml'],
    ['a document type', false, '<!DOCTYPE a><a/>', 'restricted-xml'],
    ['another encoding', false, "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", 'unsupported-encoding'],
    ['an unbound prefix', false, '<a:b/>', 'not-well-formed'],
    ['too much', false, `<a xmlns='urn:a'>${'x'.repeat(256 * 1024)}</a>`, 'policy-violation'],
    ['stanzas before the log-in', false, "<message xmlns='jabber:client' to='nina@test'/>", 'not-authorized'],
    ['STARTTLS', false, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", 'failure'],
  ];
  test.each(WRONG)('%s', async (_, first, frame, condition) => {
    const frames = await connect();
    if (!first) frames.send(OPEN);
    if (!first) await frames.next();
    if (!first) await frames.next();
    frames.send(frame);
    // §3.5: an error while the stream opens comes behind our <open/>, in a message of its own.
    if (first) expect(parseXml(await frames.next()).name).toBe('open');
    const error = await frames.next();
    expect(error).toContain(condition === 'failure' ? '<failure' : `<${condition} xmlns`);
    if (condition !== 'failure') expect(error).toContain(`<stream:error xmlns:stream='${STREAMS}'>`);
    expect(await frames.next()).toBe(CLOSE);
    expect(await frames.closed).toBe(1000);
  });

  // §3.3.3: XML declarations are NOT RECOMMENDED, and so may come.
  test('a declaration in front is none of them', async () => {
    const frames = await connect();
    frames.send(`<?xml version='1.0' encoding='UTF-8'?>${OPEN}`);
    expect(parseXml(await frames.next()).name).toBe('open');
  });

  // §3.2: "Data frame messages in the XMPP subprotocol MUST be of the text type and contain UTF-8 encoded data."
  test('binary messages and bytes that are not UTF-8', async () => {
    const binary = await connect();
    binary.send(Buffer.from(OPEN));
    expect(await binary.closed).toBe(1003);
    const latin = await connect();
    latin.socket.send(Buffer.from([0x3c, 0xff, 0xfe]), { binary: false });
    expect(await latin.closed).toBe(1007);
  });

  test('a message beyond all bounds', async () => {
    const frames = await connect();
    frames.send(OPEN);
    frames.send('x'.repeat(1024 * 1024));
    expect(await frames.closed).toBe(1009);
  });
});

describe('the handshake', () => {
  const upgrade = (headers: Record<string, string | undefined>, path = '/xmpp-websocket') => {
    const all = {
      ...{ Host: 'test', Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' },
      ...{ 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol': 'xmpp', ...headers },
    };
    const lines = Object.entries(all).filter(([, value]) => value !== undefined);
    const text = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return `GET ${path} HTTP/1.1\r\n${text}\r\n`;
  };

  const REFUSED: [what: string, headers: Record<string, string | undefined>, status: number][] = [
    // §3.1: "the client MUST include the value 'xmpp' in the list of protocols".
    ['no subprotocol', { 'Sec-WebSocket-Protocol': undefined }, 400],
    ['another subprotocol', { 'Sec-WebSocket-Protocol': 'mqtt' }, 400],
    ['no key', { 'Sec-WebSocket-Key': undefined }, 400],
    ['a key that is none', { 'Sec-WebSocket-Key': '?' }, 400],
    ['another version', { 'Sec-WebSocket-Version': '7' }, 400],
  ];
  test.each(REFUSED)('%s', async (_, headers, status) => {
    expect(await raw(site, upgrade(headers))).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  test('xmpp is found among others, and a long key is answered', async () => {
    const { connect: connectTls } = await import('node:tls');
    const socket = connectTls({ port: site.web.tls, host: '127.0.0.1', servername: 'test', ca: site.ca });
    socket.write(upgrade({ 'Sec-WebSocket-Protocol': 'mqtt, xmpp', 'Sec-WebSocket-Key': 'x'.repeat(48) }));
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(String(data))),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).toContain('Sec-WebSocket-Protocol: xmpp\r\n');
    expect(answer).toContain('Sec-WebSocket-Accept: anE1nKP4BL8A1SjvCTg9XAfG9ac=\r\n');
    socket.destroy();
  });

  test('elsewhere there is none, and here there is nothing else', async () => {
    await expect(connect(['xmpp'], '/elsewhere')).rejects.toThrow('404');
    expect((await ask(site, '/xmpp-websocket')).status).toBe(404);
  });

  test('in the clear there is none without a reverse proxy that vouches for TLS', async () => {
    expect(await raw(site, upgrade({}), true)).toMatch(/^HTTP\/1\.1 403 /);
    const socket = new WebSocket(`ws://127.0.0.1:${site.web.clear}/xmpp-websocket`, ['xmpp'], {
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.7' },
    });
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(OPEN);
    await new Promise((resolve) => socket.once('message', resolve));
    socket.terminate();
  });
});
