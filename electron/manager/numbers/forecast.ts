/**
 * How long the disk lasts at this pace. Pure.
 *
 * The pace is the median of the slopes between all pairs of moments (Theil 1950, Sen 1968): a large file that came and went, or a
 * day of tidying up, moves it little. How sure that is, is told by the slopes a fifth of all pairs are steeper, and less steep, than.
 */
import type { DiskForecast } from '../../contract/numbers.ts';

export interface FreeAt {
  readonly at: number;
  readonly bytes: number;
}

const DAY_MS = 86_400_000;
/** A week has its own rhythm; less of it says nothing about the next. */
const SHORTEST_MS = 7 * DAY_MS;
const FEWEST = 12;
/** Enough for the median; all pairs of a month of hours would be a quarter of a million. */
const MOST = 120;
/** Nobody knows what an office does in so long. */
const YEARS_MS = 3 * 365 * DAY_MS;
/** Pairs that lie close together show the noise of the hour alone. */
const APART_MS = DAY_MS;

/** @param free the oldest first. */
export function forecast(free: readonly FreeAt[], now: number): DiskForecast {
  const latest = free.at(-1);
  if (!latest) return { kind: 'unknown', because: 'no-numbers' };
  if (free.length < FEWEST || latest.at - free[0]!.at < SHORTEST_MS)
    return { kind: 'unknown', because: 'too-short' };
  const slopes = slopesOf(thinned(free));
  const [fast, usual, slow] = [0.2, 0.5, 0.8].map((share) => quantile(slopes, share)) as [
    number,
    number,
    number,
  ];
  if (usual >= 0) return { kind: 'steady', because: 'not-shrinking' };
  const endAt = (slope: number) => now + latest.bytes / -slope;
  if (endAt(usual) - now > YEARS_MS) return { kind: 'steady', because: 'for-years' };
  const late = slow >= 0 || endAt(slow) - now > YEARS_MS ? null : Math.round(endAt(slow));
  return {
    ...{ kind: 'fills', at: Math.round(endAt(usual)), early: Math.round(endAt(fast)), late },
    bytesPerDay: Math.round(-usual * DAY_MS),
  };
}

function thinned(free: readonly FreeAt[]): readonly FreeAt[] {
  const step = Math.max(1, Math.ceil(free.length / MOST));
  // From the end: how it is now counts most.
  return free.filter((_, index) => (free.length - 1 - index) % step === 0);
}

/** Bytes a millisecond, the steepest fall first. */
function slopesOf(free: readonly FreeAt[]): number[] {
  const slopes: number[] = [];
  for (const [index, one] of free.entries())
    for (const other of free.slice(index + 1))
      if (other.at - one.at >= APART_MS) slopes.push((other.bytes - one.bytes) / (other.at - one.at));
  return slopes.sort((a, b) => a - b);
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
