/**
 * An authority's limits, counted here so that it never has to refuse us. Pure.
 * Source: letsencrypt.org/docs/rate-limits (2026-08-05): buckets that hold so many, and fill up one by one. Ours are smaller: another
 * machine of the office, or somebody's try by hand, may have taken from the same bucket.
 */
import { getDomain } from 'tldts';
import { z } from 'zod';
import type { AuthorityId } from '../../../contract/acme.ts';

const kind = z.enum(['account', 'order', 'certificate', 'failure']);

/** One thing that was asked of an authority. */
export const counted = z.object({
  kind,
  /** The directory's address. */
  directory: z.string().max(2000),
  /** What the bucket is for: nothing, the domain, the names, or a name. */
  of: z.string().max(30_000),
  at: z.number(),
});
export type Counted = z.infer<typeof counted>;
export type CountedKind = z.infer<typeof kind>;

export interface Limit {
  readonly id: 'accounts' | 'orders' | 'domain' | 'same-names' | 'failures';
  readonly kind: CountedKind;
  /** What it is counted by. */
  readonly by: 'nothing' | 'domain' | 'names' | 'name';
  /** The authority's own. */
  readonly holds: number;
  /** As many as we take. */
  readonly ours: number;
  /** One comes back in this time. */
  readonly refillMs: number;
  /** SPEC of the source: orders that say what they replace (RFC 9773) do not count. */
  readonly renewalsExempt: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const LETS_ENCRYPT_LIMITS: readonly Limit[] = [
  {
    id: 'accounts',
    kind: 'account',
    by: 'nothing',
    holds: 10,
    ours: 3,
    refillMs: 18 * MINUTE,
    renewalsExempt: false,
  },
  {
    id: 'orders',
    kind: 'order',
    by: 'nothing',
    holds: 300,
    ours: 50,
    refillMs: 36_000,
    renewalsExempt: true,
  },
  {
    id: 'domain',
    kind: 'certificate',
    by: 'domain',
    holds: 50,
    ours: 30,
    refillMs: 202 * MINUTE,
    renewalsExempt: true,
  },
  {
    id: 'same-names',
    kind: 'certificate',
    by: 'names',
    holds: 5,
    ours: 4,
    refillMs: 34 * HOUR,
    renewalsExempt: true,
  },
  {
    id: 'failures',
    kind: 'failure',
    by: 'name',
    holds: 5,
    ours: 3,
    refillMs: 12 * MINUTE,
    renewalsExempt: false,
  },
];

/** Those that publish none are not counted: they say `rateLimited`, and that is obeyed. */
export const LIMITS: Readonly<Partial<Record<AuthorityId, readonly Limit[]>>> = {
  letsencrypt: LETS_ENCRYPT_LIMITS,
};

export interface Wish {
  readonly kind: CountedKind;
  readonly names: readonly string[];
  readonly renewal: boolean;
}

/** What a wish is counted under, for one limit. */
function keysOf(limit: Limit, names: readonly string[]): string[] {
  const plain = names.map((name) => name.replace(/^\*\./, ''));
  switch (limit.by) {
    case 'nothing':
      return [''];
    case 'names':
      return [[...new Set(names)].sort().join(' ')];
    case 'domain':
      return [...new Set(plain.map((name) => getDomain(name) ?? name))];
    case 'name':
      return [...new Set(plain)];
  }
}

/** Rows to remember for what is about to happen. */
export const countOf = (
  limits: readonly Limit[],
  { kind, names, renewal }: Wish,
  directory: string,
  at: number,
): Counted[] =>
  limits
    .filter((limit) => limit.kind === kind && !(renewal && limit.renewalsExempt))
    .flatMap((limit) => keysOf(limit, names).map((of) => ({ kind, directory, of: `${limit.id} ${of}`, at })));

export type Room =
  | { readonly room: true }
  | { readonly room: false; readonly limit: Limit['id']; readonly waitMs: number };

/** Whether there is room for a wish now, and if not, when there is. `all` are those of one authority. */
export function roomFor(limits: readonly Limit[], all: readonly Counted[], wish: Wish, now: number): Room {
  let longest: Room = { room: true };
  for (const limit of limits) {
    // Before an order, names that failed too often are in the way, too.
    const counts = limit.kind === wish.kind || (wish.kind === 'order' && limit.kind !== 'account');
    if (!counts || (wish.renewal && limit.renewalsExempt)) continue;
    for (const key of keysOf(limit, wish.names)) {
      const waitMs = waitFor(limit, times(all, `${limit.id} ${key}`), now);
      if (waitMs > 0 && (longest.room || waitMs > longest.waitMs))
        longest = { room: false, limit: limit.id, waitMs };
    }
  }
  return longest;
}

const times = (all: readonly Counted[], of: string) =>
  all
    .filter((one) => one.of === of)
    .map(({ at }) => at)
    .sort((a, b) => a - b);

/** A bucket that starts full, loses one at each time and fills up between; how long until it has one. */
function waitFor({ ours, refillMs }: Limit, at: readonly number[], now: number): number {
  let level = ours;
  let last = at[0] ?? now;
  for (const time of at) {
    // A clock that went backwards takes nothing away, and gives nothing.
    level = Math.min(ours, level + Math.max(0, time - last) / refillMs) - 1;
    last = time;
  }
  level = Math.min(ours, level + Math.max(0, now - last) / refillMs);
  // What fractions leave over is no reason to wait.
  return level >= 1 - 1e-9 ? 0 : Math.ceil((1 - level) * refillMs);
}

/** Nothing older than this can matter; and a file has a bound. */
const KEPT_MS = 10 * 24 * HOUR;
const KEPT = 5000;

export const stillCounts = (all: readonly Counted[], now: number): Counted[] =>
  all.filter(({ at }) => now - at < KEPT_MS).slice(-KEPT);
