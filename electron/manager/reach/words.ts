/** The few words that tell who answers: a program that speaks first, SOCKS5's greeting, a web page of ours. Specs: RFC 1928 §3, RFC 9112 §3. */

import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { isSeen, knock, type Place } from './knock.ts';
import { printable, type Seen } from './seen.ts';

const PATIENCE_MS = 2_500;
/** A web page's head, and of its body what says that it is ours. */
const MAX_BYTES = 16 * 1024;

/** What comes until `enough`, or until nothing more comes. Never rejects. */
function hear(socket: Duplex, enough: (text: string) => boolean, ms = PATIENCE_MS): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = () => {
      clearTimeout(timer);
      resolve(text);
    };
    const timer = setTimeout(done, ms);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (enough(text) || text.length > MAX_BYTES) done();
    });
    socket.once('close', done);
    socket.on('error', done);
  });
}

/**
 * Who has this port, when it is nobody we understand: an SSH server speaks first, a web server once it is asked. Undefined: it stays silent,
 * or says nothing that can be read.
 */
export async function whoIsThere(place: Place, signal: AbortSignal): Promise<string | undefined> {
  for (const question of ['', 'GET / HTTP/1.0\r\n\r\n']) {
    const socket = await knock(place, signal);
    if (isSeen(socket)) return undefined;
    if (question) socket.write(question);
    const said = printable(await hear(socket, (text) => text.length > 4, question ? PATIENCE_MS : 1_000));
    socket.destroy();
    // A TLS alert is seven bytes, none of which is a word.
    if (said.length > 3) return said;
  }
  return undefined;
}

/** SPEC: RFC 1928 §3: version 5, one method: none needed; the answer is the version and the method that was chosen. */
export async function greetSocks(place: Place, signal: AbortSignal): Promise<Seen> {
  const socket = await knock(place, signal);
  if (isSeen(socket)) return socket;
  socket.write(Buffer.from([5, 1, 0]));
  const said = await hear(socket, (text) => text.length >= 2);
  const closed = socket.destroyed;
  socket.destroy();
  if (said.startsWith('\x05')) return { is: 'answers', certificate: null, alpn: null, said: 'SOCKS 5' };
  if (said !== '') return { is: 'other', said: printable(said) };
  return closed ? { is: 'hangs-up' } : { is: 'mute' };
}

/**
 * Whether our web is behind a port: its host-meta names where chat is (XEP-0156). Undefined: the page does not come about.
 * WHY any certificate will do here: it has been judged by then, and nothing is told over this connection.
 */
export async function askWeb(
  place: Place,
  name: string,
  signal: AbortSignal,
): Promise<{ ours: boolean; said: string } | undefined> {
  const socket = await knock(place, signal);
  if (isSeen(socket)) return undefined;
  const secure = connectTls({
    ...{ socket, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] },
    ...(isIP(name) === 0 && { servername: name }),
  });
  secure.write(
    `GET /.well-known/host-meta.json HTTP/1.1\r\nHost: ${name}${place.port === 443 ? '' : `:${place.port}`}\r\nConnection: close\r\n\r\n`,
  );
  const text = await hear(secure, () => false);
  secure.destroy();
  socket.destroy();
  if (text === '') return undefined;
  const head = text.slice(0, text.indexOf('\r\n\r\n'));
  const server = /^server: *(.*)$/im.exec(head)?.[1];
  const said = printable(`${head.split('\r\n')[0]}${server ? ` (${server})` : ''}`);
  return { ours: text.includes('urn:xmpp:alt-connections'), said };
}
