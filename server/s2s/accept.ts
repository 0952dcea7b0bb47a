/** A connection another server has made: counted, TLS where it comes first, then its stream (receiving.ts). */
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { createTurnstile, type Turnstile } from '../kernel/limits.ts';
import type { Log } from '../kernel/log.ts';
import type { Certificates } from '../net/certificates.ts';
import { type Connection, createConnection } from '../net/connection.ts';
import { remoteAddressOf, remotePortOf } from '../net/remote-address.ts';
import type { FederationLimits } from './options.ts';
import { ALPN, asReceiver } from './tls.ts';

/** In the clear, about to begin TLS, or under it already, with whose certificate. */
export type Arrival = 'starttls' | 'direct' | { readonly context: SecureContext | undefined };

export interface AcceptParts {
  readonly certificates: Certificates;
  /** Shared by all ports: counts connections nobody has proven anything on. */
  readonly pending: Turnstile;
  readonly limits: () => FederationLimits;
  readonly pendingBytes: () => number;
  readonly log: Log;
  /** Connections others have made; shared by all ports. */
  readonly crowd: Crowd;
  /** Begins the stream. `settled` is to be called once somebody has proven to be somebody, or is gone. */
  readonly begin: (
    connection: Connection,
    about: { readonly direct: boolean; readonly port: number; readonly settled: () => void },
  ) => void;
}

export interface Crowd {
  /** False when there is no room for another of that address. */
  enter(address: string): boolean;
  leave(address: string): void;
}

/** Of all connections there may be: what others may take, so that we can still connect to them; and what one address may. */
const [INCOMING_SHARE, ADDRESS_SHARE] = [3 / 4, 1 / 4];

/** @param most how many connections there may be, in and out together. */
export function createCrowd(most: () => number): Crowd {
  const each = createTurnstile(() => Math.max(1, Math.floor(most() * ADDRESS_SHARE)));
  let all = 0;
  return {
    enter(address) {
      if (all >= Math.max(1, Math.floor(most() * INCOMING_SHARE)) || !each.enter(address)) return false;
      all += 1;
      return true;
    },
    leave(address) {
      all -= 1;
      each.leave(address);
    },
  };
}

export async function acceptServer(socket: Socket, tls: Arrival, parts: AcceptParts): Promise<void> {
  const { certificates, pending, log } = parts;
  const address = remoteAddressOf(socket);
  const refuse = (message: string) => {
    log.info(message, { address });
    socket.destroy();
  };
  if (!parts.crowd.enter(address)) return refuse('too many connections of other servers');
  socket.once('close', () => parts.crowd.leave(address));
  if (!pending.enter(address)) return refuse('too many connections that have proven nothing');
  let counted = true;
  const settled = () => {
    if (counted) pending.leave(address);
    counted = false;
  };
  socket.once('close', settled);
  const connection = createConnection({
    ...{ socket, certificates, canStartTls: tls === 'starttls' },
    ...(typeof tls === 'object' && tls),
    pendingBytes: parts.pendingBytes(),
    begin: asReceiver(certificates),
  });
  const late = setTimeout(connection.destroy, parts.limits().negotiateSeconds * 1000);
  try {
    if (tls === 'direct') await connection.secure(undefined, ALPN);
    parts.begin(connection, { direct: tls !== 'starttls', port: remotePortOf(socket), settled });
  } catch (error) {
    const { remotePort } = connection;
    log.info('TLS failed', { address, remotePort, cause: (error as Error).message });
    connection.destroy();
  } finally {
    clearTimeout(late);
  }
}
