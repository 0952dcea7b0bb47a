/**
 * What one peer may cost (DESIGN.md, promise 2).
 *
 * Over budget is back-pressure first: reading pauses until the budget has grown back, so an honest burst is only
 * slowed down. `"limits": "off"` lifts everything but the bounds on XML, which protect the process itself.
 */
import type { XmlLimits } from './xml.ts';

export interface Limits {
  /** Stanzas a session may send per second, after a burst of ten times as many. */
  readonly stanzasPerSecond: number;
  /** Bytes a connection may send per second, after a burst of ten times as many. */
  readonly bytesPerSecond: number;
  /** All connections of one account together may send what so many may by themselves. */
  readonly budgetsPerAccount: number;
  /** Seconds from connecting to a bound resource. */
  readonly loginSeconds: number;
  /** Connections of one address that have not logged in: a whole office may come back at once from behind one. */
  readonly pendingPerAddress: number;
  /** Connections to the web from one address; reverse proxies that are trusted have no bound. */
  readonly webPerAddress: number;
  /** Requests of one address per second, after a burst of ten times as many; reverse proxies that are trusted have no bound. */
  readonly webRequestsPerSecond: number;
  /** Bytes waiting for a peer that reads slowly; over that its connection is dropped (and may be resumed). */
  readonly pendingBytes: number;
  /** Stanzas kept for a session until the client acknowledges them. */
  readonly unackedStanzas: number;
  /** Characters of them. */
  readonly unackedBytes: number;
  /** Seconds of silence after which a peer is asked whether it is still there. */
  readonly idleSeconds: number;
  readonly sessionsPerAccount: number;
}

export const DEFAULT_LIMITS: Limits = {
  stanzasPerSecond: 50,
  bytesPerSecond: 512 * 1024,
  budgetsPerAccount: 3,
  loginSeconds: 30,
  pendingPerAddress: 100,
  webPerAddress: 300,
  webRequestsPerSecond: 100,
  pendingBytes: 8 * 1024 * 1024,
  unackedStanzas: 5000,
  unackedBytes: 16 * 1024 * 1024,
  idleSeconds: 300,
  sessionsPerAccount: 30,
};

export const NO_LIMITS: Limits = {
  stanzasPerSecond: Number.POSITIVE_INFINITY,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  budgetsPerAccount: Number.POSITIVE_INFINITY,
  loginSeconds: Number.POSITIVE_INFINITY,
  pendingPerAddress: Number.POSITIVE_INFINITY,
  webPerAddress: Number.POSITIVE_INFINITY,
  webRequestsPerSecond: Number.POSITIVE_INFINITY,
  pendingBytes: Number.POSITIVE_INFINITY,
  unackedStanzas: Number.POSITIVE_INFINITY,
  unackedBytes: Number.POSITIVE_INFINITY,
  idleSeconds: DEFAULT_LIMITS.idleSeconds,
  sessionsPerAccount: Number.POSITIVE_INFINITY,
};

/** Never lifted. RFC 6120 §13.12: a limit on stanza size MUST NOT be under 10,000 bytes. */
export const XML_LIMITS: XmlLimits = { stanzaBytes: 256 * 1024, depth: 64, attributes: 64, nameBytes: 1024 };

export interface Budget {
  /** Spends `amount`. Returns for how many milliseconds reading should pause; 0 for none. */
  spend(amount: number, now: number): number;
}

/** A token bucket: `perSecond` flows in, and it holds ten seconds' worth. */
export function createBudget(perSecond: number): Budget {
  if (perSecond === Number.POSITIVE_INFINITY) return { spend: () => 0 };
  const full = perSecond * 10;
  let left = full;
  let seen: number | undefined;
  return {
    spend(amount, now) {
      left = Math.min(full, left + ((now - (seen ?? now)) * perSecond) / 1000) - amount;
      seen = now;
      return left >= 0 ? 0 : Math.ceil((-left * 1000) / perSecond);
    },
  };
}

export interface Turnstile {
  /** False when `address` has too many already. */
  enter(address: string): boolean;
  leave(address: string): void;
}

/** Counts what each address has open. The bound is asked for each time, because the configuration can be reloaded. */
export function createTurnstile(perAddress: () => number): Turnstile {
  const open = new Map<string, number>();
  return {
    enter(address) {
      const count = open.get(address) ?? 0;
      if (count >= perAddress()) return false;
      open.set(address, count + 1);
      return true;
    },
    leave(address) {
      const count = (open.get(address) ?? 0) - 1;
      if (count > 0) open.set(address, count);
      else open.delete(address);
    },
  };
}
