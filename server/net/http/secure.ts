/** TLS for HTTP: the same certificates, contexts and bounds as for streams. */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Certificates } from '../certificates.ts';

/** RFC 7301 §6, a length, then the name; WHY a DataView: see c2s.ts. */
const ALPN = new DataView(Uint8Array.from([8, ...Buffer.from('http/1.1')]).buffer);
const HANDSHAKE_MS = 10_000;

/** Resolves after the handshake; rejects when it fails or takes too long. */
export function secured(
  raw: Socket,
  certificates: Certificates,
  protocols: DataView = ALPN,
): Promise<TLSSocket> {
  const choose = (name: string, done: (error: Error | null, context?: SecureContext) => void) =>
    done(null, certificates.contextFor(name));
  const socket = new TLSSocket(raw, {
    isServer: true,
    secureContext: certificates.contextFor(undefined),
    ...(certificates.several && { SNICallback: choose }),
    ALPNProtocols: protocols as unknown as Uint8Array,
  });
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(late);
      reject(error);
    };
    const late = setTimeout(() => fail(new Error('the handshake took too long')), HANDSHAKE_MS);
    socket.once('close', () => fail(new Error('connection closed')));
    socket.on('error', fail);
    // A server-side TLSSocket without a tls.Server reports what goes wrong in TLS here and nowhere else.
    socket.on('_tlsError', fail);
    socket.once('secure', () => {
      clearTimeout(late);
      resolve(socket);
    });
  });
}
