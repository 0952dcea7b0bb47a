/**
 * Stanzas sent but not yet acknowledged, and their numbers (XEP-0198 §4).
 *
 * Pure bookkeeping: numbers are counted modulo 2^32, entry i carries number acked + 1 + i.
 */
import type { Mutable } from './mutable.ts';

const MODULUS = 2 ** 32;
/** Serial number arithmetic: how far `to` is ahead of `from`. */
export const ahead = (to: number, from: number): number => (to - from + MODULUS) % MODULUS;
export const plus = (number: number, more: number): number => (number + more + MODULUS) % MODULUS;

export interface Unacked {
  readonly xml: string;
  /** Kept on disk, too, when the session can be resumed; the others live as long as the process. */
  readonly lasting: boolean;
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
}

/** What the client's count says: it is a possible one, it claims what was never sent, it takes back what it said before. */
export type Acknowledged = 'ok' | 'too high' | 'went back';

export interface Queue<E extends Unacked = Unacked> {
  readonly acked: number;
  readonly size: number;
  /** Characters in it. */
  readonly length: number;
  /** Returns the number the stanza has. */
  push(entry: E): number;
  /** Only an `ok` changes anything. */
  acknowledge(h: number): Acknowledged;
  entries(): readonly E[];
}

export function createQueue<E extends Unacked = Unacked>(acked = 0): Queue<E> {
  let list: E[] = [];
  /** The numbers have been through 2^32 - 1, so that a larger `h` than ours can be an older one. */
  let wrapped = false;

  function classify(h: number): Acknowledged {
    if (ahead(h, queue.acked) <= list.length) return 'ok';
    const older = ahead(queue.acked, h) < MODULUS / 2 && (h < queue.acked || wrapped);
    return older ? 'went back' : 'too high';
  }

  const queue: Mutable<Queue<E>> = {
    acked,
    size: 0,
    length: 0,
    push(entry) {
      queue.size = list.push(entry);
      queue.length += entry.xml.length;
      return plus(queue.acked, queue.size);
    },
    acknowledge(h) {
      const verdict = classify(h);
      const count = ahead(h, queue.acked);
      if (verdict !== 'ok' || count === 0) return verdict;
      for (const { xml } of list.slice(0, count)) queue.length -= xml.length;
      list = list.slice(count);
      queue.size = list.length;
      wrapped ||= h < queue.acked;
      queue.acked = h;
      return verdict;
    },
    entries: () => list,
  };
  return queue;
}

/** A saved queue as it comes back from disk: without what was not lasting, so that its numbers may have gaps. */
export interface RestoredQueue {
  /** What the client does not have, in order, when it has `h` stanzas. */
  missing(h: number): readonly Unacked[];
  all(): readonly Unacked[];
  readonly size: number;
  /** Characters in it. */
  readonly length: number;
  /** Keeps a stanza that was never sent; returns its number on disk. */
  push(entry: Unacked): number;
}

/**
 * Presence was numbered too but not saved, so the process that restarted does not know how far the numbers went. What is
 * queued from now on gets numbers this far beyond, so that no honest `h` can cover it.
 */
const LEAP = 1_000_000;

export function createRestoredQueue(
  acked: number,
  saved: readonly { seq: number; entry: Unacked }[],
): RestoredQueue {
  const list = [...saved];
  let length = saved.reduce((sum, { entry }) => sum + entry.xml.length, 0);
  let next = plus(list.at(-1)?.seq ?? acked, LEAP);
  return {
    missing: (h) =>
      list.filter(({ seq }) => seq !== h && ahead(seq, h) < MODULUS / 2).map(({ entry }) => entry),
    all: () => list.map(({ entry }) => entry),
    get size() {
      return list.length;
    },
    get length() {
      return length;
    },
    push(entry) {
      const seq = next;
      list.push({ seq, entry });
      length += entry.xml.length;
      next = plus(next, 1);
      return seq;
    },
  };
}
