/**
 * What all connections of one other server may cost together: how many there are, and what they bring. A bound of each connection
 * alone (stream.ts) is none to a server that opens a hundred.
 */
import { type AccountPaces, createAccountPaces } from '../kernel/account-pace.ts';
import { type Limits, NO_LIMITS } from '../kernel/limits.ts';
import type { FederationLimits } from './options.ts';
import type { PeerStream } from './stream.ts';

/** Of what one connection may bring. */
const TIMES = 2;

export interface PerServer {
  /** A connection has proven to be a server's. False when that has too many; counted once, however often it is said. */
  enter(domain: string, stream: PeerStream): boolean;
  sweep: AccountPaces['sweep'];
}

export function createPerServer(limits: () => FederationLimits): PerServer {
  const paces = createAccountPaces((): Limits => ({ ...NO_LIMITS, ...limits(), budgetsPerAccount: TIMES }));
  const open = new Map<string, Set<PeerStream>>();

  return {
    enter(domain, stream) {
      const streams = open.get(domain) ?? new Set<PeerStream>();
      if (streams.has(stream)) return true;
      if (streams.size >= limits().connectionsPerServer) return false;
      open.set(domain, streams.add(stream));
      const pace = paces.enter(domain);
      stream.share(pace);
      stream.onGone(() => {
        pace.leave();
        streams.delete(stream);
        if (streams.size === 0) open.delete(domain);
      });
      return true;
    },
    sweep: paces.sweep,
  };
}
