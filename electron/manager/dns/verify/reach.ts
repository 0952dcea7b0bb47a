/** Whether somebody listens at an address: a connection that is opened and closed again. */
import { connect } from 'node:net';
import { systemCode } from '../../problem.ts';
import type { Reach, Reached } from './walk.ts';

const TIMEOUT_MS = 5000;

const WHY: Readonly<Record<string, Reached>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ETIMEDOUT: 'timeout',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
};

/** Each address and port is tried once, however often it is asked for. */
export function createReach(timeoutMs = TIMEOUT_MS): Reach {
  const known = new Map<string, Promise<Reached>>();
  return (address, port, signal) => {
    const key = `${address} ${port}`;
    const before = known.get(key);
    if (before) return before;
    const mine = tryOnce(address, port, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), signal);
    mine.catch(() => undefined);
    known.set(key, mine);
    return mine;
  };
}

function tryOnce(host: string, port: number, until: AbortSignal, outer: AbortSignal): Promise<Reached> {
  if (port < 1 || port > 65_535) return Promise.resolve('unreachable');
  return new Promise((resolve, reject) => {
    outer.throwIfAborted();
    const socket = connect({ host, port });
    const end = (how: () => void) => {
      until.removeEventListener('abort', late);
      socket.destroy();
      how();
    };
    const late = () => end(() => (outer.aborted ? reject(outer.reason) : resolve('timeout')));
    until.addEventListener('abort', late, { once: true });
    socket.once('connect', () => end(() => resolve('yes')));
    socket.on('error', (error) => end(() => resolve(WHY[systemCode(error) ?? ''] ?? 'unreachable')));
  });
}
