/**
 * A question over HTTPS (RFC 8484), on HTTP/2. One connection for each: whoever looks at a domain asks a few dozen, and
 * a connection that is shared would have to be minded.
 */
import { connect as connectHttp2 } from 'node:http2';
import { isIP } from 'node:net';
import { type ConnectionOptions, connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls';
import { MAX_BYTES } from './message.ts';
import type { Wire } from './transport.ts';

export interface HttpsServer {
  /** `https://dns.example/dns-query` */
  readonly url: string;
  /** Where it is; its name is for the certificate. */
  readonly address: string;
  /** Besides the usual ones, in PEM. */
  readonly authorities?: readonly string[] | undefined;
}

/** SPEC: RFC 8484 §6 registers it for messages as they stand on the wire. */
const MEDIA_TYPE = 'application/dns-message';
/** SPEC: RFC 8484 §4.1 wants 0, so that answers can be cached; nobody else can write into the connection. */
const ID = 0;

/** Rejects with the signal's reason, with what the network or the server says. */
export async function overHttps<R extends { readonly is: string }>(
  { url, address, authorities = [] }: HttpsServer,
  wire: Wire<R>,
  signal: AbortSignal,
): Promise<R> {
  signal.throwIfAborted();
  const { hostname, port, pathname, search, origin, host } = new URL(url);
  const name = hostname.replace(/^\[|\]$/g, '');
  const socket = await secured(
    {
      ...{ host: address, port: Number(port || 443), ALPNProtocols: ['h2'] },
      // An address is no server name (RFC 6066 §3); the certificate is checked for it all the same.
      ...(isIP(name) === 0 ? { servername: name } : { host: name }),
      ...(authorities.length > 0 ? { ca: [...rootCertificates, ...authorities] } : {}),
    },
    signal,
  );
  const session = connectHttp2(origin, { createConnection: () => socket });
  const bytes = wire.encode(ID);
  try {
    return await new Promise<R>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      session.on('error', reject);
      session.once('close', () => reject(new Error('closed before its answer was whole')));
      const stream = session.request({
        ...{ ':method': 'POST', ':path': pathname + search, ':authority': host },
        ...{ 'content-type': MEDIA_TYPE, accept: MEDIA_TYPE, 'content-length': bytes.length },
      });
      const received: Buffer[] = [];
      let size = 0;
      stream.on('error', reject);
      stream.on('response', ({ ':status': status, 'content-type': type }) => {
        if (status !== 200) reject(new Error(`HTTP ${status}`));
        else if (type !== MEDIA_TYPE) reject(new Error(`an answer of type ${String(type).slice(0, 100)}`));
      });
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BYTES) return reject(new Error(`an answer of more than ${MAX_BYTES} bytes`));
        received.push(chunk);
      });
      stream.on('end', () => resolve(wire.read(Buffer.concat(received), ID)));
      stream.end(bytes);
    });
  } finally {
    session.destroy();
    socket.destroy();
  }
}

/** WHY not left to HTTP/2: it would tell that its stream was cancelled, and not why there is no connection. */
function secured(options: ConnectionOptions, signal: AbortSignal): Promise<TLSSocket> {
  const socket = connectTls(options);
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('ended'));
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      socket.off('error', reject);
      signal.removeEventListener('abort', abort);
      resolve(socket);
    });
  });
}
