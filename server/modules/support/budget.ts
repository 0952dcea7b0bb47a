/** So many within an hour, for each of many: networks that register, people who report. In memory, and bounded. */
import { judge } from '../../auth/throttle.ts';

const HOUR = 3_600_000;
/** The one that was quiet longest is forgotten first. */
const MAX_KEYS = 10_000;

/** Counts one for `key`, or answers false when it is one too many. */
export function createBudget(perHour: number, now: () => number = Date.now): (key: string) => boolean {
  const spent = new Map<string, number[]>();
  return (key) => {
    const earlier = spent.get(key) ?? [];
    if (!judge(earlier, now(), perHour, HOUR).allow) return false;
    // Counted before it is known whether it works out, so that many at once cannot slip through.
    spent.delete(key);
    spent.set(key, [...earlier, now()].slice(-perHour));
    const oldest = spent.keys().next().value;
    if (spent.size > MAX_KEYS && oldest !== undefined) spent.delete(oldest);
    return true;
  };
}
