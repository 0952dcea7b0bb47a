/** Ports for clients: STARTTLS (RFC 6120 §5) and TLS from the first byte (XEP-0368). */
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { type Attempts, noAttempts } from '../kernel/attempts.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Limits, Turnstile } from '../kernel/limits.ts';
import type { Log } from '../kernel/log.ts';
import { stopOfTlsFailure } from '../kernel/tls-failure.ts';
import type { Certificates } from './certificates.ts';
import { type Connection, createConnection } from './connection.ts';
import { type Listener, type ListenerOptions, listen } from './listeners.ts';
import { remoteAddressOf } from './remote-address.ts';

export interface C2sParts {
  readonly kernel: Pick<Kernel, 'accept'>;
  readonly certificates: Certificates;
  readonly limits: () => Limits;
  /** Shared by all ports: counts connections nobody has logged in on. */
  readonly pending: Turnstile;
  /** Hears of those who try to connect. */
  readonly attempts?: Attempts;
  readonly log: Log;
}

/**
 * XEP-0368 §2.2: the ALPN protocol of client connections, as RFC 7301 writes it: a length, then the name.
 * WHY a DataView: of anything else each connection gets a copy in Node's pool of small buffers, and keeps the whole pool alive.
 */
const ALPN = new DataView(Uint8Array.from([11, ...Buffer.from('xmpp-client')]).buffer);

/** Opens a client port. Rejects with a ListenError. */
export function listenC2s(options: ListenerOptions, parts: C2sParts): Promise<Listener> {
  const direct = options.tls === 'direct';
  return listen(
    options,
    (socket) => void acceptC2s(socket, direct ? 'direct' : 'starttls', parts),
    parts.log,
  );
}

/**
 * Takes a client's connection, in the clear or about to begin TLS.
 * @param tls `context` is given where TLS is done already: the one whose certificate was shown.
 */
export async function acceptC2s(
  socket: Socket,
  tls: 'starttls' | 'direct' | { readonly context: SecureContext | undefined },
  parts: C2sParts,
): Promise<void> {
  const { kernel, certificates, limits, pending, attempts = noAttempts, log } = parts;
  const address = remoteAddressOf(socket);
  const trace = attempts.begin({
    ...{ address, door: tls === 'starttls' ? 'starttls' : 'direct' },
    own: address === socket.localAddress?.replace(/^::ffff:/, ''),
  });
  if (!pending.enter(address)) {
    trace.note({ stopped: 'too-many-connections' });
    log.info('too many connections that have not logged in', { address });
    socket.destroy();
    return;
  }
  let counted = true;
  const leave = () => {
    if (counted) pending.leave(address);
    counted = false;
  };
  socket.once('close', leave);
  const connection = createConnection({
    ...{ socket, certificates, canStartTls: tls === 'starttls' },
    ...(typeof tls === 'object' && tls),
    pendingBytes: limits().pendingBytes,
  });
  try {
    if (tls === 'direct')
      await withTimeout(connection.secure(undefined, ALPN), limits().loginSeconds, connection.destroy);
    if (tls !== 'starttls') trace.note({ stage: 'secured', ...securityOf(connection) });
    connection.listen(kernel.accept(connection, { onAuthenticated: leave, onClosed: leave, trace }));
  } catch (error) {
    const silent = socket.bytesRead === 0;
    const because = (error as Error).message;
    trace.note({ stopped: silent ? 'silent' : stopOfTlsFailure(error as Error), because });
    log.info('TLS failed', { address, remotePort: connection.remotePort, cause: because });
    connection.destroy();
  }
}

function securityOf(connection: Connection): { tls?: string; named?: string } {
  const { protocol } = connection.tls;
  // Node has false where the client named no host.
  const named = connection.secured()?.servername;
  return { ...(protocol && { tls: protocol }), ...(named && { named }) };
}

/** Runs `late` when `work` takes longer; `work` is expected to fail then. */
async function withTimeout(work: Promise<void>, seconds: number, late: () => void): Promise<void> {
  if (seconds === Number.POSITIVE_INFINITY) return work;
  const timer = setTimeout(late, seconds * 1000);
  try {
    await work;
  } finally {
    clearTimeout(timer);
  }
}
