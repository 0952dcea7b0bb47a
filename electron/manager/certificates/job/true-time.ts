/**
 * What time it really is. A certificate is renewed by the world's clock, not by this machine's: one that is days ahead would
 * order certificates nobody needs, one that is behind would let them run out.
 */
import type { Clock } from '../../host.ts';

/** Clocks are never quite alike, and an answer takes its time. */
const ALIKE_MS = 5 * 60 * 1000;
const SLOW_MS = 60 * 1000;

export interface TrueTime {
  /** By the world's clock as far as it is known, else by ours. */
  now(): number;
  /** Milliseconds that this machine is behind (positive) or ahead of the world; 0 where they agree or nobody was asked. */
  readonly off: number;
  /** Asks somebody else; keeps what is known where nobody answers. Resolves to false where we slept meanwhile and have to ask again. */
  ask(
    from: ((signal: AbortSignal) => Promise<number | undefined>) | undefined,
    signal: AbortSignal,
  ): Promise<boolean>;
}

export function createTrueTime(clock: Clock): TrueTime {
  let off = 0;
  return {
    now: () => clock.now() + off,
    get off() {
      return off;
    },
    async ask(from, signal) {
      const asked = clock.now();
      const theirs = await from?.(signal);
      const took = clock.now() - asked;
      // A machine that slept, or was set, while it asked has learnt nothing.
      if (took < 0 || took > SLOW_MS) return false;
      if (theirs === undefined) return true;
      const apart = theirs - clock.now();
      off = Math.abs(apart) < ALIKE_MS ? 0 : apart;
      return true;
    },
  };
}
