/** HTTP in the clear on a port that is under TLS otherwise: nothing but the way to the right address. */
import type { Socket } from 'node:net';
import { readTarget } from '../http/target.ts';

/** RFC 9110 §15.4.8: the method stays. WHY not 308: browsers would remember it for a port whose use may change. */
const REDIRECT = '307 Temporary Redirect';
const HEAD_BYTES = 8 * 1024;
const HEAD_MS = 10_000;
const LINGER_MS = 2000;

/** Answers the first request with where it should have gone, and closes. Nothing else of it is read. */
export function redirectToTls(socket: Socket, port: number): void {
  let head = '';
  const late = setTimeout(() => socket.destroy(), HEAD_MS);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => clearTimeout(late));
  socket.on('data', onData);

  function onData(chunk: Buffer): void {
    head += chunk.toString('latin1');
    const end = head.search(/\r?\n\r?\n/);
    if (end < 0 && head.length < HEAD_BYTES) return;
    socket.removeListener('data', onData);
    const location = end < 0 ? undefined : locationOf(head.slice(0, end), port);
    const status = location === undefined ? '400 Bad Request' : REDIRECT;
    const where = location === undefined ? '' : `Location: ${location}\r\n`;
    socket.end(`HTTP/1.1 ${status}\r\n${where}Connection: close\r\nContent-Length: 0\r\n\r\n`);
    // What still comes is thrown away for a moment: closing at once would lose our answer to a reset.
    socket.resume();
    clearTimeout(late);
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  }
}

/** The same address under TLS; undefined where the request names no host, or is none. */
export function locationOf(head: string, port: number): string | undefined {
  const [line = '', ...fields] = head.split(/\r?\n/);
  const target = /^[A-Z]{1,20} (\S+) HTTP\/1\.[01]$/.exec(line)?.[1];
  const hosts = fields.flatMap((field) => /^host:[ \t]*(.*?)[ \t]*$/i.exec(field)?.[1] ?? []);
  if (target === undefined) return undefined;
  try {
    const { name } = readTarget(target, hosts);
    const path = target.replace(/^https?:\/\/[^/?#]*/i, '');
    return name === '' ? undefined : `https://${name}${port === 443 ? '' : `:${port}`}${path || '/'}`;
  } catch {
    // No honest target (HttpError): nowhere to send anybody.
    return undefined;
  }
}
