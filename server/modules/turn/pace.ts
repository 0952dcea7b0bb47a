/** How much of something may pass in a second, by key or in all. What is too much is dropped, as datagrams are. */

export interface Pace {
  /** False when it is too much now; then it does not count either. */
  take(amount: number, now: number): boolean;
}

/** `perSecond` flows in, and it holds `seconds` of it. */
export function createPace(perSecond: number, seconds = 2): Pace {
  const full = perSecond * seconds;
  let left = full;
  let seen = 0;
  return {
    take(amount, now) {
      left = Math.min(full, left + ((now - seen) * perSecond) / 1000);
      seen = now;
      if (left < amount) return false;
      left -= amount;
      return true;
    },
  };
}

/** Who was quiet longest is forgotten first. */
const MAX_KEYS = 10_000;

/** One pace for each key. */
export function createPaces(perSecond: number): (key: string, now: number) => boolean {
  const paces = new Map<string, Pace>();
  return (key, now) => {
    const pace = paces.get(key) ?? createPace(perSecond);
    paces.delete(key);
    paces.set(key, pace);
    const oldest = paces.keys().next().value;
    if (paces.size > MAX_KEYS && oldest !== undefined) paces.delete(oldest);
    return pace.take(1, now);
  };
}
