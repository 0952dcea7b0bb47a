/** How often one network tries to register: counted before it is known whether it works out. */
import { judge, networkOf } from '../../auth/throttle.ts';

const HOUR = 3_600_000;
const MAX_NETWORKS = 10_000;

/** Counts an attempt of this address; false when it is one too many. */
export function createAttempts(perHour: number, now: () => number = Date.now): (address: string) => boolean {
  const attempts = new Map<string, number[]>();
  return (address) => {
    const network = networkOf(address);
    const earlier = attempts.get(network) ?? [];
    if (!judge(earlier, now(), perHour, HOUR).allow) return false;
    // Attempts and not accounts, so that many at once cannot slip through.
    attempts.delete(network);
    attempts.set(network, [...earlier, now()].slice(-perHour));
    const oldest = attempts.keys().next().value;
    if (attempts.size > MAX_NETWORKS && oldest !== undefined) attempts.delete(oldest);
    return true;
  };
}
