/**
 * One port for everything: XMPP with STARTTLS, XMPP and the web under TLS, calls. Specs: XEP-0368 1.1.0, RFC 7301, RFC 7443.
 * Networks that let nothing out but port 443 let people in, without a program in front that would hide who they are.
 * It speaks no protocol itself: it looks at the first bytes, puts them back, and hands the connection to whose it is.
 *
 * ```
 *   first bytes ──'<'──────────────▶ c2s or s2s with STARTTLS, by the namespace of the stream's head
 *        │      ──GET, PUT, …──────▶ sent to https
 *        └ TLS ──ALPN──────────────▶ c2s, s2s, web, calls, proofs of names: each does its own handshake, with its own certificates asked for
 *              └─no ALPN──▶ TLS ───▶ by the first bytes under it
 * ```
 */
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { Turnstile } from '../../kernel/limits.ts';
import type { Log } from '../../kernel/log.ts';
import type { AcmeProofs } from '../acme-proofs.ts';
import type { Certificates } from '../certificates.ts';
import { lookAhead } from '../first-bytes.ts';
import { contextOf, secured } from '../http/secure.ts';
import { type Listener, type ListenerOptions, listen, type OpenPort } from '../listeners.ts';
import { remoteAddressOf } from '../remote-address.ts';
import { KIND_BYTES, kindInside, kindOf } from './kind.ts';
import { redirectToTls } from './redirect.ts';

/** How a connection is handed over: its TLS is still to come, or done already with the certificate of `context`. */
export type Handed = 'starttls' | 'direct' | { readonly context: SecureContext | undefined };

/** Whose connections these are; absent: nobody's here, and they are closed. */
export interface MultiplexParts {
  readonly c2s: (socket: Socket, tls: Handed) => void;
  readonly s2s: ((socket: Socket, tls: Handed) => void) | undefined;
  readonly http: (socket: Socket, tls: 'direct' | 'over') => void;
  readonly stun: ((socket: Socket, tls: 'direct' | 'over', open: OpenPort) => void) | undefined;
  readonly certificates: Certificates;
  readonly proofs: Pick<AcmeProofs, 'answer'>;
  /** Counts, by address, connections that have not said what they want. */
  readonly undecided: Turnstile;
  readonly log: Log;
  readonly ms?: number;
  /** Told when the port closes. */
  readonly close: () => void;
}

/** Nobody needs longer to say a first word; a handshake that crawls has its own bound (http/secure.ts). */
const FIRST_BYTES_MS = 10_000;

/** Opens a port. Rejects with a ListenError. */
export async function listenMultiplex(
  options: Omit<ListenerOptions, 'tls'>,
  parts: MultiplexParts,
): Promise<Listener> {
  const { certificates, undecided, log } = parts;
  const bounds = { bytes: KIND_BYTES, ms: parts.ms ?? FIRST_BYTES_MS };

  async function welcome(socket: Socket): Promise<void> {
    const address = remoteAddressOf(socket);
    if (!undecided.enter(address)) {
      log.info('too many connections that have not said what they want', { address });
      socket.destroy();
      return;
    }
    let counted = true;
    const leave = () => {
      if (counted) undecided.leave(address);
      counted = false;
    };
    socket.once('close', leave);
    try {
      await route(socket, leave);
    } catch (error) {
      log.debug('nobody’s connection', { address, cause: (error as Error).message });
      socket.destroy();
    }
  }

  async function route(socket: Socket, decided: () => void): Promise<void> {
    const kind = await lookAhead(socket, peek(kindOf), bounds);
    if (kind.to === 'undecided') {
      // WHY no client certificates here: browsers would ask people for one.
      const secure = await secured(socket, certificates);
      const inside = await lookAhead(secure, peek(kindInside), bounds);
      decided();
      if (inside.to === 'http') return parts.http(secure, 'over');
      if (inside.to === 'stun') return given(parts.stun)(secure, 'over', port('stun', 'direct'));
      return given(inside.to === 's2s' ? parts.s2s : parts.c2s)(secure, { context: contextOf(secure) });
    }
    // Counted until they are gone, and nobody has to answer for them.
    if (kind.to === 'proof') return parts.proofs.answer(socket);
    if (kind.to === 'http' && !kind.tls) return redirectToTls(socket, listener.open.port);
    decided();
    const tls = kind.tls ? 'direct' : 'starttls';
    if (kind.to === 'http') return parts.http(socket, 'direct');
    if (kind.to !== 'stun') return given(kind.to === 's2s' ? parts.s2s : parts.c2s)(socket, tls);
    // In the clear it would be a second relay behind the back of the port for calls.
    if (!kind.tls) throw new Error('STUN in the clear has a port of its own');
    given(parts.stun)(socket, 'direct', port('stun', 'direct'));
  }

  const port = (type: string, tls: OpenPort['tls']): OpenPort => ({ ...listener.open, type, tls });
  const listener = await listen({ ...options, tls: 'direct' }, (socket) => void welcome(socket), log);
  return {
    open: listener.open,
    close() {
      parts.close();
      return listener.close();
    },
    serves: [
      port('c2s', 'starttls'),
      port('c2s', 'direct'),
      ...(parts.s2s ? [port('s2s', 'starttls'), port('s2s', 'direct')] : []),
      port('http', 'direct'),
      ...(parts.stun ? [port('stun', 'direct')] : []),
    ],
  };
}

/** Looked at, and nothing taken away. */
const peek =
  <T>(look: (bytes: Buffer) => T | undefined) =>
  (bytes: Buffer): { value: T; used: number } | undefined => {
    const value = look(bytes);
    return value === undefined ? undefined : { value, used: 0 };
  };

function given<T>(handler: T | undefined): T {
  if (handler === undefined) throw new Error('there is nobody here for that');
  return handler;
}
