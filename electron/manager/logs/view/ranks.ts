/**
 * The lines of one source that fit, by how many are newer: counts of blocks added up, so that a line among ten million is
 * found by reading one block.
 */
import { type Block, type Counts, NONE, sum } from './block.ts';
import type { Match, Search } from './matching.ts';
import type { Source } from './source.ts';

export interface Found extends Match {
  readonly block: Block;
}

export interface Ranks {
  readonly source: Source;
  /** All that were counted. */
  total(): number;
  levels(): Counts;
  /** Lines counted that are later than `time`. */
  newer(time: number): number;
  /** How many are newer than that line; undefined where it does not fit, or was not counted. */
  of(key: string, start: number): { rank: number; time: number } | undefined;
  /** The line that so many are newer than, and those after it. */
  from(rank: number): Generator<Found, void>;
  /** No line that was not counted is later. */
  horizon(): number;
  /** Counts some more; false where there is nothing to count now. */
  step(): boolean;
  /** The newest blocks are others by now: counts them. Returns how many lines there are more. */
  refresh(): number;
  /** Each block that was counted. */
  counted(): Generator<readonly [Block, Counts], void>;
}

/** Blocks of one step: about a megabyte. */
const STEP = 16;

export function createRanks(source: Source, search: Search): Ranks {
  const counts = new WeakMap<Block, Counts>();
  /** The oldest block that was counted; undefined before the first. */
  let oldest: Block | undefined;
  let total = 0;
  /** Lines in a block and all later ones, of blocks from `first` on. */
  let added: Float64Array | undefined;
  let first = 0;

  const countOf = (block: Block) => counts.get(block) ?? NONE;

  /** Index of the oldest counted block; what lies after it was counted. */
  function begin(): number {
    if (!oldest) return source.blocks.length;
    const { blocks } = source;
    const found = blocks.indexOf(oldest);
    if (found >= 0) return found;
    const [part, start] = [oldest.part, oldest.start];
    const moved = blocks.findIndex((block) => block.part === part && block.start >= start);
    return moved >= 0 ? moved : blocks.findIndex((block) => counts.has(block));
  }

  function sums(): Float64Array {
    const { blocks } = source;
    // Older blocks may have come before them since.
    if (added?.length === blocks.length - first + 1 && blocks[first] === oldest) return added;
    first = Math.max(0, begin());
    added = new Float64Array(blocks.length - first + 1);
    for (let index = blocks.length - 1; index >= first; index--) {
      const block = blocks[index];
      added[index - first] = (added[index - first + 1] ?? 0) + (block ? sum(countOf(block)) : 0);
    }
    return added;
  }

  function countRange(from: number, to: number): number {
    const run = source.blocks.slice(from, to);
    let more = 0;
    for (let index = 0; index < run.length; ) {
      const made = search.count(run.slice(index));
      for (const count of made) {
        const block = run[index++];
        if (block) counts.set(block, count);
        more += sum(count);
      }
      if (made.length === 0) break;
    }
    return more;
  }

  /** The first block that begins later than `time`; blocks are in order. */
  function laterThan(time: number): number {
    const { blocks } = source;
    let [low, high] = [first, blocks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((blocks[middle]?.time ?? 0) > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  const found = (block: Block) => search.matches(block);

  return {
    source,
    total: () => total,
    levels() {
      const all: [number, number, number, number] = [0, 0, 0, 0];
      for (const [, count] of this.counted())
        for (const level of [0, 1, 2, 3] as const) all[level] += count[level];
      return all;
    },
    newer(time) {
      const known = sums();
      const at = laterThan(time);
      const straddling = at > first ? source.blocks[at - 1] : undefined;
      const within =
        straddling && straddling.last > time && sum(countOf(straddling)) > 0
          ? found(straddling).filter((match) => match.time > time).length
          : 0;
      return (known[at - first] ?? 0) + within;
    },
    of(key, start) {
      const known = sums();
      const at = source.blocks.findIndex(
        (block) => block.part.key === key && block.start <= start && start < block.end,
      );
      const block = source.blocks[at];
      if (!block || at < first) return undefined;
      const matches = found(block);
      const index = matches.findIndex((match) => match.start === start);
      const match = matches[index];
      if (!match) return undefined;
      return { rank: (known[at - first + 1] ?? 0) + matches.length - 1 - index, time: match.time };
    },
    *from(rank) {
      const known = sums();
      // The last block of which more lines than that lie in it and behind it.
      let [low, high] = [0, known.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if ((known[middle] ?? 0) > rank) low = middle;
        else high = middle - 1;
      }
      let skip = (known[low] ?? 0) - 1 - rank;
      const later = source.blocks.slice(first + low);
      for (const block of later) {
        if (sum(countOf(block)) === 0) continue;
        for (const match of found(block).slice(skip)) yield { ...match, block };
        skip = 0;
      }
    },
    horizon() {
      const at = begin();
      if (at === 0) return source.horizon();
      return source.blocks[at]?.time ?? Number.POSITIVE_INFINITY;
    },
    step() {
      const at = begin();
      if (at <= 0) return false;
      const from = Math.max(0, at - STEP);
      total += countRange(from, at);
      oldest = source.blocks[from];
      added = undefined;
      return true;
    },
    refresh() {
      const { blocks } = source;
      // Nothing was there, and now there is.
      const at = oldest ? begin() : source.complete ? 0 : -1;
      if (at < 0) {
        oldest = undefined;
        total = 0;
        added = undefined;
        return 0;
      }
      let now = 0;
      for (let index = at; index < blocks.length; index++) {
        const block = blocks[index];
        if (!block) continue;
        if (!counts.has(block)) countRange(index, index + 1);
        now += sum(countOf(block));
      }
      const more = now - total;
      total = now;
      oldest = blocks[at];
      added = undefined;
      return more;
    },
    *counted() {
      const at = Math.max(0, begin());
      for (let index = at; index < source.blocks.length; index++) {
        const block = source.blocks[index];
        if (block) yield [block, countOf(block)];
      }
    },
  };
}
