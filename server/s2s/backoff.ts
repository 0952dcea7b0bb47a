/** When a server that could not be reached is tried again. Pure. */

/**
 * Seconds to wait after the first, second … failure in a row; the last goes on. Nobody waits while nothing waits to be sent.
 * WHY short: a stanza waits five minutes at most, and whoever restarts a server wants it back at once.
 */
const WAIT_SECONDS = [
  1, // 0:01 after the first failure
  3, // 0:04
  8, // 0:12
  15, // 0:27
  30, // 0:57
  60, // 1:57
  60, // 2:57
  120, // 4:57, and every two minutes from then on
] as const;

/** Up to a fifth is taken off, so that servers which lost us together do not come back together. */
const SPREAD = 0.2;

/**
 * Milliseconds to wait.
 * @param failures how many there were in a row, 1 or more.
 * @param random from 0 up to 1.
 */
export function waitAfter(failures: number, random: number): number {
  const seconds = WAIT_SECONDS[Math.min(failures, WAIT_SECONDS.length) - 1] ?? WAIT_SECONDS[0];
  return Math.round(seconds * 1000 * (1 - SPREAD * random));
}
