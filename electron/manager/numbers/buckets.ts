/**
 * Pieces of time, from minutes to days: how fine, how many are kept, and which a moment belongs to. Pure.
 *
 * A piece that is older than `keep` others of its kind goes. WHY by how many and not by the clock: a clock that jumps to another
 * year must not empty a year of numbers.
 */
import type { NumberRange } from '../../contract/numbers.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface Tier {
  readonly id: number;
  readonly ms: number;
  readonly keep: number;
}

export const TIERS = {
  minute: { id: 0, ms: MINUTE_MS, keep: 1_560 },
  tenMinutes: { id: 1, ms: 10 * MINUTE_MS, keep: 1_200 },
  hour: { id: 2, ms: HOUR_MS, keep: 1_500 },
  /** A year, and the same month of the year before. */
  day: { id: 3, ms: DAY_MS, keep: 400 },
} as const satisfies Record<string, Tier>;

/** What a page shows of each, with the pieces it is shown in. */
export const RANGES: Readonly<Record<NumberRange, { readonly ms: number; readonly tier: Tier }>> = {
  hour: { ms: HOUR_MS, tier: TIERS.minute },
  day: { ms: DAY_MS, tier: TIERS.tenMinutes },
  week: { ms: 7 * DAY_MS, tier: TIERS.hour },
  month: { ms: 30 * DAY_MS, tier: TIERS.hour },
  year: { ms: 365 * DAY_MS, tier: TIERS.day },
};

/** When the piece begins that `at` is in. Days begin at midnight where this computer stands, whatever their length. */
export function bucketOf(tier: Tier, at: number): number {
  if (tier.id !== TIERS.day.id) return Math.floor(at / tier.ms) * tier.ms;
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Those that touch the time between, the oldest first. */
export function bucketsBetween(tier: Tier, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = bucketOf(tier, from); at <= to; at = next(tier, at)) found.push(at);
  return found;
}

/** WHY half a piece beyond: a day has 23 to 25 hours. */
const next = (tier: Tier, at: number): number => bucketOf(tier, at + tier.ms + tier.ms / 2);
