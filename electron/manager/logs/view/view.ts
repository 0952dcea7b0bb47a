/**
 * Sources and a filter as one list of lines, in order of time: counted from the newest backwards, found by number, summed up
 * for a histogram. Lines of one moment stand in the order of the sources.
 */
import type { LogViewFilter } from '../../../contract/index.ts';
import { type Counts, NONE, plus, sum } from './block.ts';
import type { Readers } from './filter.ts';
import { questionOf } from './filter.ts';
import type { createMatching } from './matching.ts';
import { createRanks, type Found, type Ranks } from './ranks.ts';
import type { Source } from './source.ts';

export interface Placed extends Found {
  readonly source: Source;
}

export interface View {
  readonly sources: readonly Source[];
  readonly filter: LogViewFilter;
  /** Lines there are: first ≤ number < last. */
  bounds(): { first: number; last: number };
  complete(): boolean;
  levels(): Counts;
  /** Counts some more of the source that lags behind; false where there is nothing to count now. */
  step(): boolean;
  /** Sources have grown or were replaced; tells whether numbers were given anew. */
  refresh(): boolean;
  from(number: number): Generator<Placed, void>;
  /** The number of the first line at that time or later; null where there is none, or it is not counted. */
  at(time: number): number | null;
  numberOf(source: string, key: string, start: number): number | null;
  /** Lines per piece of time; each begins where the one before ends, `to` belongs to none. */
  histogram(from: number, to: number, buckets: number): Counts[];
  /** Times of the first and the last line; null where there is none. */
  span(): { from: number; to: number } | null;
}

export interface ViewParts {
  readonly sources: readonly Source[];
  readonly filter: LogViewFilter;
  readonly matching: ReturnType<typeof createMatching>;
  readonly readers: Pick<Readers, 'samePerson' | 'textsOf'>;
}

export function createView({ sources, filter, matching, readers }: ViewParts): View {
  const search = matching.search(questionOf(filter, readers));
  const ranks = sources.map((source) => createRanks(source, search));
  let generations = generationsOf();
  let last = 0;

  function generationsOf(): string {
    return sources.map(({ generation }) => generation).join();
  }
  /** With several sources, only what is later than this is in order for good. */
  function horizon(): number {
    if (ranks.length === 1) return Number.NEGATIVE_INFINITY;
    return Math.max(...ranks.map((one) => one.horizon()));
  }
  const newer = (time: number): number => ranks.reduce((total, one) => total + one.newer(time), 0);
  function total(): number {
    const line = horizon();
    return line === Number.NEGATIVE_INFINITY ? ranks.reduce((all, one) => all + one.total(), 0) : newer(line);
  }

  /** Of each source, how many of its lines are newer than the one that `rank` lines are newer than; that one included. */
  function split(rank: number): number[] {
    const [only] = ranks;
    if (ranks.length === 1 && only) return [rank + 1];
    let [low, high] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    for (const { source } of ranks) {
      low = Math.min(low, source.blocks[0]?.time ?? low);
      high = Math.max(high, source.blocks.at(-1)?.last ?? high);
    }
    // The latest moment at which, or after which, more lines than that were written.
    while (low < high) {
      const middle = low + Math.ceil((high - low) / 2);
      if (newer(middle - 1) > rank) low = middle;
      else high = middle - 1;
    }
    const counts = ranks.map((one) => one.newer(low));
    let left = rank + 1 - counts.reduce((all, one) => all + one, 0);
    for (let index = ranks.length - 1; index >= 0; index--) {
      const then = (ranks[index]?.newer(low - 1) ?? 0) - (counts[index] ?? 0);
      const taken = Math.min(then, left);
      counts[index] = (counts[index] ?? 0) + taken;
      left -= taken;
    }
    return counts;
  }

  function* merged(counts: readonly number[]): Generator<Placed, void> {
    const heads = ranks.flatMap((one, index) => {
      const count = counts[index] ?? 0;
      if (count === 0) return [];
      const lines = one.from(count - 1);
      return [{ source: one.source, lines, next: lines.next() }];
    });
    for (;;) {
      let earliest: (typeof heads)[number] | undefined;
      for (const head of heads)
        if (!head.next.done && (!earliest || head.next.value.time < (earliest.next.value?.time ?? 0)))
          earliest = head;
      if (!earliest || earliest.next.done) return;
      yield { ...earliest.next.value, source: earliest.source };
      earliest.next = earliest.lines.next();
    }
  }

  function bounds() {
    return { first: last - total(), last };
  }

  function* from(number: number): Generator<Placed, void> {
    const { first } = bounds();
    const rank = last - 1 - Math.max(number, first);
    if (rank < 0 || last === first) return;
    yield* merged(split(rank));
  }

  return {
    ...{ sources, filter, bounds, from },
    complete: () => sources.every(({ complete }) => complete) && ranks.every((one) => isDone(one)),
    levels: () => ranks.reduce((all, one) => plus(all, one.levels()), NONE),
    step() {
      const lagging = ranks
        .map((one) => ({ one, horizon: one.horizon() }))
        .sort((a, b) => b.horizon - a.horizon);
      return lagging.some(({ one }) => one.step());
    },
    refresh() {
      const now = generationsOf();
      const anew = now !== generations;
      const more = ranks.reduce((all, one) => all + one.refresh(), 0);
      generations = now;
      last = anew ? 0 : last + more;
      return anew;
    },
    at(time) {
      if (ranks.length > 1 && time <= horizon()) return null;
      if (ranks.length === 1 && !isDone(ranks[0]!) && time <= (ranks[0]?.horizon() ?? 0)) return null;
      const count = newer(time - 1);
      return count === 0 ? null : last - count;
    },
    numberOf(id, key, start) {
      const index = ranks.findIndex(({ source }) => source.id === id);
      const found = ranks[index]?.of(key, start);
      if (!found || found.time <= horizon()) return null;
      let newerThan = found.rank;
      ranks.forEach((one, other) => {
        if (other < index) newerThan += one.newer(found.time);
        else if (other > index) newerThan += one.newer(found.time - 1);
      });
      return last - 1 - newerThan;
    },
    histogram(begin, end, buckets) {
      const counts = Array.from({ length: buckets }, (): [number, number, number, number] => [0, 0, 0, 0]);
      const width = (end - begin) / buckets;
      const bucketOf = (time: number) => Math.floor((time - begin) / width);
      for (const one of ranks)
        for (const [block, count] of one.counted()) {
          if (block.last < begin || block.time >= end || sum(count) === 0) continue;
          const bucket = bucketOf(block.time);
          if (block.time >= begin && block.last < end && bucket === bucketOf(block.last)) {
            const all = counts[bucket];
            if (all) for (const level of LEVELS) all[level] += count[level];
            continue;
          }
          for (const { time, level } of search.matches(block)) {
            const all = time >= begin && time < end ? counts[bucketOf(time)] : undefined;
            if (all) all[level as 0] += 1;
          }
        }
      return counts;
    },
    span() {
      const { first } = bounds();
      const [oldest] = [...take(from(first), 1)];
      const [newest] = [...take(from(last - 1), 1)];
      return oldest && newest ? { from: oldest.time, to: newest.time } : null;
    },
  };
}

const LEVELS = [0, 1, 2, 3] as const;
const isDone = (one: Ranks) => one.horizon() === Number.NEGATIVE_INFINITY;

export function* take<T>(items: Iterable<T>, count: number): Generator<T, void> {
  if (count <= 0) return;
  let left = count;
  for (const item of items) {
    yield item;
    if (--left === 0) return;
  }
}
