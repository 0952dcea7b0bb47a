/** A clock that stands still until a test moves it. */
import type { Clock } from '../../electron/manager/host.ts';

export interface FakeClock extends Clock {
  /** Moves on by `ms`, running what becomes due in its order. */
  advance(ms: number): void;
  /** How many timers wait. */
  readonly waiting: number;
}

export function createFakeClock(start = Date.UTC(2026, 10, 22, 8)): FakeClock {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return {
        cancel() {
          timers = timers.filter((one) => one !== timer);
        },
      };
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((timer) => timer !== due);
        now = due.at;
        due.run();
      }
      now = until;
    },
    get waiting() {
      return timers.length;
    },
  };
}
