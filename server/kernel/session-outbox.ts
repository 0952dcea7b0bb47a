/**
 * What a session sent and its client has not acknowledged (XEP-0198 §4): kept within bounds, on disk too when the session can
 * be resumed, and given out again to whoever takes it up.
 */
import type { Limits } from './limits.ts';
import {
  type Acknowledged,
  createQueue,
  createRestoredQueue,
  plus,
  type Queue,
  type RestoredQueue,
  type Unacked,
} from './session-queue.ts';
import type { SessionStore } from './store.ts';

export interface Outbox {
  /** Stanzas sent and not acknowledged. */
  size(): number;
  /** Modulo 2^32. */
  sent(): number;
  acked(): number;
  /** Keeps a stanza that is being sent. False when that was one too many. */
  keep(entry: Unacked, resumable: boolean): boolean;
  acknowledge(h: number, resumable: boolean): Acknowledged;
  /** A new stream begins with `h`. `save` writes the session's row anew when its numbers change. */
  takeOver(h: number, save: () => void): Acknowledged;
  entries(): readonly Unacked[];
}

export interface OutboxParts {
  readonly id: string;
  readonly store: SessionStore;
  readonly limits: Limits;
  /** What a previous process saved. */
  readonly saved?: {
    readonly acked: number;
    readonly queue: readonly { seq: number; entry: Unacked }[];
  };
}

export function createOutbox({ id, store, limits, saved }: OutboxParts): Outbox {
  let queue: Queue = createQueue(saved?.acked);
  /** Until its client is back, a restored session keeps the old numbers. */
  let restored: RestoredQueue | undefined = saved && createRestoredQueue(saved.acked, saved.queue);

  function acknowledge(h: number, resumable: boolean): Acknowledged {
    const before = queue.acked;
    const verdict = queue.acknowledge(h);
    if (queue.acked !== before && resumable) store.setAcked(id, queue.acked);
    return verdict;
  }

  return {
    size: () => (restored ?? queue).size,
    sent: () => plus(queue.acked, queue.size),
    acked: () => queue.acked,
    keep(entry, resumable) {
      const kept = restored ?? queue;
      const seq = kept.push(entry);
      if (resumable && entry.lasting) store.enqueue(id, seq, entry.xml, entry.queuedAt);
      return kept.size <= limits.unackedStanzas && kept.length <= limits.unackedBytes;
    },
    acknowledge: (h, resumable) => (restored ? 'ok' : acknowledge(h, resumable)),
    takeOver(h, save) {
      if (!restored) return acknowledge(h, true);
      // After a restart the client's `h` is the truth for what it has: adopt it, and number what it lacks from there on. All
      // writes are of one turn, so that the old numbers and the new ones are never on disk together.
      const missing = restored.missing(h);
      restored = undefined;
      queue = createQueue(h);
      store.remove(id);
      save();
      for (const entry of missing) store.enqueue(id, queue.push(entry), entry.xml, entry.queuedAt);
      return 'ok';
    },
    entries: () => (restored ? restored.all() : queue.entries()),
  };
}
