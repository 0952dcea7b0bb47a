/** What was inspected and not yet used: in memory, for an hour. A page holds a ticket for it, and never the key. */
import { randomBytes } from 'node:crypto';
import type { BrokerHost } from '../../../contract/certificate-sources.ts';
import type { Clock } from '../../host.ts';

export type ImportSource =
  | { readonly from: 'given' }
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'machine'; readonly machine: BrokerHost & { readonly fingerprint: string } };

export interface Kept {
  readonly chain: string;
  readonly key: string;
  /** Who signed it, by its common name. */
  readonly issuer: string;
  readonly source: ImportSource;
}

export interface Tickets {
  keep(kept: Kept): string;
  /** It stays until its time is over, so that an attempt that failed can be made again. */
  find(ticket: string): Kept | undefined;
}

const LIVES_MS = 60 * 60 * 1000;
const MAX_KEPT = 20;

export function createTickets(clock: Pick<Clock, 'now'>): Tickets {
  const kept = new Map<string, Kept & { at: number }>();
  function forget(): void {
    for (const [ticket, { at }] of kept) if (clock.now() - at > LIVES_MS) kept.delete(ticket);
    // The oldest comes first in a Map.
    while (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!);
  }
  return {
    keep(one) {
      forget();
      const ticket = randomBytes(18).toString('base64url');
      kept.set(ticket, { ...one, at: clock.now() });
      return ticket;
    },
    find(ticket) {
      const found = kept.get(ticket);
      return found && clock.now() - found.at <= LIVES_MS ? found : undefined;
    },
  };
}
