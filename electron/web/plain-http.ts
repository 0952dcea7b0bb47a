/**
 * `http://` typed where TLS is spoken: the first byte tells which it is, and who came without TLS is led to it. Nothing but
 * the way is answered there, and only for names of ours.
 */
import type { Server, Socket } from 'node:net';

/** SPEC: RFC 8446 §5.1: a record's first byte is its type; a handshake's is 22. */
const HANDSHAKE = 22;
/** A request line and its Host; who needs more, or longer, is no browser of ours. */
const MOST_BYTES = 4096;
const WITHIN_MS = 10_000;

/** @param isOurs whether a Host header is one of ours. Call before `server` listens. */
export function answerPlainHttp(server: Server, isOurs: (host: string) => boolean): void {
  const speakTls = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const onError = () => socket.destroy();
    const timer = setTimeout(onError, WITHIN_MS);
    timer.unref();
    socket.on('error', onError);
    socket.once('close', () => clearTimeout(timer));
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return socket.destroy();
      if (first[0] === HANDSHAKE) {
        clearTimeout(timer);
        socket.off('error', onError);
        socket.unshift(first);
        for (const speak of speakTls) speak.call(server, socket);
        return undefined;
      }
      return readRequest(socket, first, isOurs);
    });
  });
}

function readRequest(socket: Socket, first: Buffer, isOurs: (host: string) => boolean): void {
  let text = first.toString('latin1');
  const look = () => {
    if (text.includes('\r\n\r\n')) answer(socket, text, isOurs);
    else if (text.length > MOST_BYTES) socket.destroy();
    else return;
    socket.off('data', more);
  };
  const more = (chunk: Buffer) => {
    text += chunk.toString('latin1');
    look();
  };
  socket.on('data', more);
  look();
}

function answer(socket: Socket, text: string, isOurs: (host: string) => boolean): void {
  const path = /^(?:GET|HEAD) (\/[!-~]*) HTTP\/1\.[01]\r\n/.exec(text)?.[1];
  const host = /^host:[ \t]*([!-~]+)[ \t]*$/im.exec(text)?.[1];
  const known = path !== undefined && host !== undefined && isOurs(host);
  const head = known
    ? `HTTP/1.1 301 Moved Permanently\r\nLocation: https://${host}${path}\r\n`
    : 'HTTP/1.1 421 Misdirected Request\r\n';
  socket.once('finish', () => socket.destroy());
  socket.end(`${head}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}
