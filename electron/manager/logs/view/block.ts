/**
 * What is kept of a log in memory: blocks of some 64 kB, each beginning where an entry begins, with the number of its entries.
 * Everything else is read again when it is wanted, so that ten million lines take a few megabytes.
 */
import type { Part } from './part.ts';

/** Entries by level: debug, info, warn, error. */
export type Counts = readonly [number, number, number, number];
export const NONE: Counts = [0, 0, 0, 0];

export interface Block {
  readonly part: Part;
  /** Bytes of the part's contents; the block before ends where this one starts, or a very long entry lies between. */
  readonly start: number;
  readonly end: number;
  readonly counts: Counts;
  /**
   * Of its first entry, in order: no entry is later than one that follows it. Programs write lines out of order by a little,
   * and a clock that is set back must not put half a log elsewhere.
   */
  readonly time: number;
  /** Of its last entry. */
  readonly last: number;
}

export const sum = ([debug, info, warn, error]: Counts): number => debug + info + warn + error;
export const plus = (one: Counts, other: Counts): Counts => [
  one[0] + other[0],
  one[1] + other[1],
  one[2] + other[2],
  one[3] + other[3],
];

/** Larger for very large files, so that there are never many more than a hundred thousand. */
export const blockBytes = (size: number): number => (size <= 4 * 1024 ** 3 ? 64 * 1024 : 512 * 1024);

/** Of one entry as much is ever shown, searched and told. */
export const ENTRY_BYTES = 64 * 1024;
