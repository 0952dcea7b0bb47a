/** TLS for HTTP: the same certificates, contexts and bounds as for streams. */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import type { Certificates } from '../certificates.ts';
import { keepRemote } from '../remote-address.ts';

/** RFC 7301 §6, a length, then the name; WHY a DataView: see c2s.ts. */
const ALPN = new DataView(Uint8Array.from([8, ...Buffer.from('http/1.1')]).buffer);
const HANDSHAKE_MS = 10_000;

const contexts = new WeakMap<TLSSocket, SecureContext | undefined>();

/** Of what `secured` made: whose certificate the peer was shown. */
export const contextOf = (socket: TLSSocket): SecureContext | undefined => contexts.get(socket);

/** Resolves after the handshake; rejects when it fails or takes too long. */
export function secured(
  raw: Socket,
  certificates: Certificates,
  protocols: DataView = ALPN,
): Promise<TLSSocket> {
  let context = certificates.contextFor(undefined);
  const choose = (name: string, done: (error: Error | null, context?: SecureContext) => void) => {
    context = certificates.contextFor(name);
    done(null, context);
  };
  const socket = new TLSSocket(raw, {
    isServer: true,
    secureContext: context,
    ...(certificates.several && { SNICallback: choose }),
    ALPNProtocols: protocols as unknown as Uint8Array,
  });
  keepRemote(raw, socket);
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
      contexts.set(socket, context);
      resolve(socket);
    });
  });
}
