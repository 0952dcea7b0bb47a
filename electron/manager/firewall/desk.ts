/** The helper while it is needed: started at the first question, closed when nobody has asked for a while. */
import type { Clock, Timer } from '../host.ts';
import type { HelperLine } from './elevate.ts';

export interface HelperDesk extends HelperLine {
  /** Stays open meanwhile. Returns how to let go; calls back where it ended before that. */
  hold(ended: () => void): () => void;
}

export interface HelperDeskParts {
  readonly start: () => HelperLine;
  readonly clock: Clock;
  /** How long it waits for another question. Where the system asks a person each time, they should not be asked twice. */
  readonly restMs: number;
}

export function createHelperDesk({ start, clock, restMs }: HelperDeskParts): HelperDesk {
  let line: HelperLine | undefined;
  let rest: Timer | undefined;
  let asking = 0;
  const holders = new Set<() => void>();

  function opened(): HelperLine {
    if (line) return line;
    const mine = start();
    line = mine;
    void mine.ended.then(() => {
      if (line === mine) line = undefined;
      for (const ended of [...holders]) ended();
    });
    return mine;
  }

  function restSoon(): void {
    rest?.cancel();
    rest = clock.after(restMs, () => {
      if (asking === 0 && holders.size === 0) void shut();
    });
  }

  async function shut(): Promise<void> {
    rest?.cancel();
    const mine = line;
    line = undefined;
    await mine?.close();
  }

  return {
    async ask(request) {
      rest?.cancel();
      asking++;
      try {
        return await opened().ask(request);
      } finally {
        asking--;
        restSoon();
      }
    },
    get ended() {
      return opened().ended;
    },
    hold(ended) {
      holders.add(ended);
      return () => {
        holders.delete(ended);
        restSoon();
      };
    },
    close: shut,
  };
}
