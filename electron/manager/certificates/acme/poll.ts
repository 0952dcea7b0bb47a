/** How often an authority is asked how far it is: its own word where it gives one, else ever more slowly, and not for ever. */
import type { Clock } from '../../host.ts';
import { wait } from './wait.ts';

//                  elapsed: 0.5   1.5   3.5   6.5  11.5  21.5 s, then every 10 s
const STEPS_MS: readonly number[] = [500, 1000, 2000, 3000, 5000, 10_000];
const SHORTEST_MS = 250;
const LONGEST_MS = 60_000;
/** Let's Encrypt comes to a verdict in seconds; some others send a person's e-mail queue through first. */
const IN_ALL_MS = 10 * 60_000;

/** The wait before try `at` (from 0), where the authority said `waitMs` or nothing. */
export const pollAfter = (at: number, waitMs: number | undefined): number =>
  waitMs === undefined
    ? STEPS_MS[Math.min(at, STEPS_MS.length - 1)]!
    : Math.min(Math.max(waitMs, SHORTEST_MS), LONGEST_MS);

/** Resolves to true when it is time to ask again, to false when it took too long; rejects with the signal's reason. */
export function pace(clock: Clock, signal: AbortSignal): (waitMs?: number) => Promise<boolean> {
  const since = clock.now();
  let at = 0;
  return async (waitMs) => {
    if (clock.now() - since > IN_ALL_MS) return false;
    await wait(pollAfter(at++, waitMs), clock, signal);
    return true;
  };
}
