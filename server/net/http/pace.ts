/** How many requests each address may make: so many a second, after a burst of ten times as many. */

export interface Pace {
  /** False: too many, and this one is not counted. */
  allows(address: string, now: number): boolean;
}

/** Addresses remembered; beyond that those that have rested are forgotten. */
const MOST = 10_000;
const BURST = 10;

/** @param perSecond asked for each time, because the configuration can be reloaded. */
export function createPace(perSecond: () => number): Pace {
  /** What is left of each address's burst, and when that was. */
  const left = new Map<string, { tokens: number; at: number }>();

  function forgetRested(now: number): void {
    for (const [address, { tokens, at }] of left)
      if (tokens + ((now - at) / 1000) * perSecond() >= perSecond() * BURST) left.delete(address);
    // All of them are busy: then the oldest begins anew, which is better than to remember without bound.
    for (const address of left.keys()) if (left.size > MOST) left.delete(address);
  }

  return {
    allows(address, now) {
      const rate = perSecond();
      if (rate === Number.POSITIVE_INFINITY) return true;
      const full = rate * BURST;
      const known = left.get(address);
      const tokens = known ? Math.min(full, known.tokens + ((now - known.at) / 1000) * rate) : full;
      const allowed = tokens >= 1;
      left.set(address, { tokens: allowed ? tokens - 1 : tokens, at: now });
      if (left.size > MOST) forgetRested(now);
      return allowed;
    },
  };
}
