/**
 * Stanzas sent but not yet acknowledged, and their numbers (XEP-0198 §4).
 *
 * Pure bookkeeping: numbers are counted modulo 2^32, entry i carries number acked + 1 + i.
 */

const MODULUS = 2 ** 32;
/** Serial number arithmetic: how far `to` is ahead of `from`. */
export const ahead = (to: number, from: number): number => (to - from + MODULUS) % MODULUS;
export const plus = (number: number, more: number): number => (number + more) % MODULUS;

export interface Unacked {
  readonly xml: string;
  /** `message` is kept on disk and sent again to someone; the others live as long as the process. */
  readonly kind: 'message' | 'presence' | 'iq';
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
}

export interface Queue {
  readonly acked: number;
  readonly size: number;
  /** Returns the number the stanza has. */
  push(entry: Unacked): number;
  /** False when `h` claims more than was sent. */
  acknowledge(h: number): boolean;
  entries(): readonly Unacked[];
}

export function createQueue(acked = 0): Queue {
  let list: Unacked[] = [];
  return {
    get acked() {
      return acked;
    },
    get size() {
      return list.length;
    },
    push(entry) {
      list.push(entry);
      return plus(acked, list.length);
    },
    acknowledge(h) {
      // XEP-0198 §4: "If the 'h' value … is larger than the number sent", the stream ends with an error.
      const count = ahead(h, acked);
      if (count > list.length) return false;
      if (count > 0) list = list.slice(count);
      acked = h;
      return true;
    },
    entries: () => list,
  };
}

/** A saved queue as it comes back from disk: only messages, so that their numbers may have gaps. */
export interface RestoredQueue {
  /** Messages the client does not have, in order, when it has `h` stanzas. */
  missing(h: number): readonly Unacked[];
  all(): readonly Unacked[];
  /** Keeps a message that was never sent; returns its number on disk. */
  push(entry: Unacked): number;
}

/**
 * Presence and iq stanzas were numbered too but not saved, so the process that restarted does not know how far the
 * numbers went. What is queued from now on gets numbers this far beyond, so that no honest `h` can cover it.
 */
const LEAP = 1_000_000;

export function createRestoredQueue(
  acked: number,
  saved: readonly { seq: number; entry: Unacked }[],
): RestoredQueue {
  const list = [...saved];
  let next = plus(list.at(-1)?.seq ?? acked, LEAP);
  return {
    missing: (h) =>
      list.filter(({ seq }) => seq !== h && ahead(seq, h) < MODULUS / 2).map(({ entry }) => entry),
    all: () => list.map(({ entry }) => entry),
    push(entry) {
      const seq = next;
      list.push({ seq, entry });
      next = plus(next, 1);
      return seq;
    },
  };
}
