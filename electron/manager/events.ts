/**
 * Numbered events: a page that reconnects asks "since N" and misses nothing.
 * The numbers start at the time this manager started, so a number of an earlier run is never mistaken for one of ours.
 */
import type { ManagerEvent } from '../contract/index.ts';

type Happening = ManagerEvent['event'];

export interface Events {
  emit(event: Happening): void;
  /** Every event after number `since` (null: from now on), until `signal` aborts. */
  follow(since: number | null, signal?: AbortSignal): AsyncGenerator<ManagerEvent, void>;
  /** Calls back synchronously, for areas that follow each other; returns how to stop. */
  listen(run: (event: Happening) => void): () => void;
}

/** A page that reads slower than this many events behind loads everything anew instead. */
const KEPT = 1000;

/** @param now milliseconds since the epoch. */
export function createEvents({ now }: { now: () => number }): Events {
  const ring: ManagerEvent[] = [];
  const first = now() * 1000;
  let last = first;
  const wakers = new Set<() => void>();
  const listeners = new Set<(event: Happening) => void>();

  /** What comes after `since`, or a resync when part of it is gone. */
  function after(since: number): ManagerEvent[] {
    const oldest = ring[0]?.n ?? last + 1;
    if (since > last || since < oldest - 1) return [{ n: last, at: now(), event: { type: 'resync' } }];
    return ring.slice(since - oldest + 1);
  }

  return {
    emit(event) {
      ring.push({ n: ++last, at: now(), event });
      if (ring.length > KEPT) ring.shift();
      for (const run of listeners) run(event);
      for (const wake of wakers) wake();
    },
    listen(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
    async *follow(since, signal) {
      let position = since ?? last;
      while (!signal?.aborted) {
        const news = after(position);
        for (const event of news) {
          yield event;
          position = event.n;
        }
        if (position < last) continue;
        await new Promise<void>((wake) => {
          const done = () => {
            wakers.delete(done);
            signal?.removeEventListener('abort', done);
            wake();
          };
          wakers.add(done);
          signal?.addEventListener('abort', done, { once: true });
          if (signal?.aborted || position < last) done();
        });
      }
    },
  };
}
