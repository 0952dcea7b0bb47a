/** When an order that failed is tried again. Pure: a table. */
import type { AcmeRetry } from '../../../contract/acme.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** In a row: after 5 min, 20 min, 1 h 20, 4 h 20, 10 h 20, 22 h 20, then twice a day. Far from every authority's limits. */
const AFTER_MS: readonly number[] = [
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
];

/** What nobody but a person can mend is looked at once a day all the same: they may have mended it elsewhere. */
const MENDED_MS = DAY_MS;
/** However little time is left. Let's Encrypt counts 5 failed proofs of a name in an hour. */
const LEAST_MS = 15 * MINUTE_MS;
/** The time that is left is worth at least so many tries. */
const TRIES_LEFT = 8;

export interface RetryFacts {
  /** How many times in a row it failed, this one included. */
  readonly tries: number;
  readonly retry: AcmeRetry;
  readonly now: number;
  /** When the certificate in force ends; null: there is none to lose. */
  readonly validUntil: number | null;
}

/** Milliseconds since the epoch. What the authority says comes first, then the time that is left, then the table. */
export function retryAt({ tries, retry, now, validUntil }: RetryFacts): number {
  const table = AFTER_MS[Math.min(tries, AFTER_MS.length) - 1] ?? LEAST_MS;
  const usual = retry.retry === 'never' ? MENDED_MS : table;
  const left = validUntil === null ? Number.POSITIVE_INFINITY : Math.max(0, validUntil - now);
  const wait = Math.min(usual, Math.max(tries === 1 ? usual : LEAST_MS, left / TRIES_LEFT));
  return now + (retry.retry === 'after' ? Math.max(retry.ms, wait) : wait);
}
