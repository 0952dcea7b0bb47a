/** A knock: whether a connection comes about, and if not, how one is turned away. Says nothing and closes again. */
import { connect, type Socket } from 'node:net';
import { systemCode } from '../problem.ts';
import type { Seen } from './seen.ts';

/** What the system says, as what was seen. Whatever is not here is told by its code. */
const SEEN: Readonly<Record<string, Seen>> = {
  // SPEC: RFC 9293 §3.10.7.1: whoever does not listen answers with a reset.
  ECONNREFUSED: { is: 'refused' },
  ECONNRESET: { is: 'refused' },
  ETIMEDOUT: { is: 'silent' },
  // This computer has no such network: that is no news of the door.
  ENETUNREACH: { is: 'unable', why: 'no-family-there' },
  EADDRNOTAVAIL: { is: 'unable', why: 'no-family-there' },
  EAFNOSUPPORT: { is: 'unable', why: 'no-family-there' },
};

export const seenOf = (error: unknown): Seen => {
  const code = systemCode(error) ?? 'unknown';
  return SEEN[code] ?? { is: 'no-way', code: code.slice(0, 20) };
};

export interface Place {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
}

/** Three tries of TCP (RFC 6298 §2: one second, doubled) have gone out by then. */
export const KNOCK_MS = 5_000;

/**
 * The open connection, or what was seen instead. Rejects with the signal's reason only.
 * @param timeoutMs how long a door may stay silent.
 */
export function knock(
  { address, port }: Place,
  signal: AbortSignal,
  timeoutMs = KNOCK_MS,
): Promise<Socket | Seen> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ host: address, port });
    const timer = setTimeout(() => end(() => resolve({ is: 'silent' })), timeoutMs);
    const stopped = () => end(() => reject(signal.reason));
    const failed = (error: Error) => end(() => resolve(seenOf(error)));
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stopped);
      socket.off('error', failed);
    };
    const end = (how: () => void) => {
      settle();
      socket.on('error', () => undefined);
      socket.destroy();
      how();
    };
    signal.addEventListener('abort', stopped, { once: true });
    socket.once('error', failed);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
  });
}

export const isSeen = (found: Socket | Seen): found is Seen => 'is' in found;
