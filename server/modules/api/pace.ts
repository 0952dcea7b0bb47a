/** How often each of many may ask: a bucket for each, that fills with time. In memory, and bounded. */

export interface Pace {
  /** Takes one for `key`; answers for how many milliseconds it is one too many, 0 when it is not. */
  take(key: string): number;
}

/** The one that was quiet longest is forgotten first. */
const MAX_KEYS = 5000;
const BURST_SECONDS = 10;

export function createPace(perSecond: number, now: () => number): Pace {
  const full = perSecond * BURST_SECONDS;
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(key) {
      const bucket = buckets.get(key) ?? { left: full, at: now() };
      const left = Math.min(full, bucket.left + ((now() - bucket.at) * perSecond) / 1000);
      const wait = left >= 1 ? 0 : Math.ceil(((1 - left) * 1000) / perSecond);
      buckets.delete(key);
      buckets.set(key, { left: wait === 0 ? left - 1 : left, at: now() });
      const oldest = buckets.keys().next().value;
      if (buckets.size > MAX_KEYS && oldest !== undefined) buckets.delete(oldest);
      return wait;
    },
  };
}
