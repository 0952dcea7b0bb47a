/**
 * A stretch of a part divided into blocks, and a block into its entries: by the lines that begin one. Stretches are taken from
 * the newest backwards, so that what was written last is there first.
 */
import { type Block, blockBytes, type Counts, ENTRY_BYTES } from './block.ts';
import { type Head, headOf } from './heads.ts';
import type { Part } from './part.ts';

/** Read at once; two of them are the memory of it all. */
export const CHUNK = 4 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface Chunk {
  /** Ascending; empty where the whole stretch belongs to an entry that began before it. */
  readonly blocks: Block[];
  /** Where the first of them starts, and so what is left to be looked at ends. */
  readonly from: number;
}

export interface Sizes {
  /** Read at once. */
  readonly chunk: number;
  /** Of a block, in a file of that size. */
  readonly block: (size: number) => number;
}

/** Buffers of its own, for one thread. @param sizes smaller ones in tests, so that there are borders everywhere */
export function createChunks(sizes: Sizes = { chunk: CHUNK, block: blockBytes }) {
  // One byte before, and a line that goes on behind.
  const bytes = Buffer.allocUnsafeSlow(sizes.chunk + 1 + ENTRY_BYTES);
  const heads = new WeakMap<Part, Head>();
  let [starts, times, levels] = sized(64 * 1024);

  function head(part: Part): Head {
    let found = heads.get(part);
    if (!found) {
      found = headOf(part.format);
      heads.set(part, found);
    }
    return found;
  }

  /**
   * Where entries begin in the first `length` bytes of the buffer, into `starts`, `times` and `levels`.
   * @param stretch `from` where the first line begins; `there`: so much is read, for a line that goes on
   * @param first whatever comes first begins an entry
   */
  function entriesIn(part: Part, buffer: Buffer, stretch: Stretch, first: boolean): number {
    const { from, length, there } = stretch;
    const reading = head(part);
    let count = 0;
    for (let at = from; at < length; ) {
      const found = buffer.indexOf(NEWLINE, at);
      const end = found < 0 || found >= there ? there : found;
      const begins = reading.begins(buffer, at, end, part.mtimeMs);
      if (begins || (first && count === 0 && end > at)) {
        if (count === starts.length) grow();
        starts[count] = at;
        times[count] = begins ? reading.time : Number.NaN;
        levels[count++] = begins ? reading.level : 1;
      }
      at = end + 1;
    }
    return count;
  }

  function grow(): void {
    const before = [starts, times, levels] as const;
    [starts, times, levels] = sized(starts.length * 2);
    starts.set(before[0]);
    times.set(before[1]);
    levels.set(before[2]);
  }

  return {
    head,
    /**
     * The stretch that ends at `end`, a byte where an entry begins or the contents end.
     * @param later the time of what follows: no entry of the stretch is later
     * @param rest where the last entry of the stretch ends, where it goes on behind it
     */
    before(part: Part, end: number, later: number, rest: number): Chunk {
      const start = Math.max(0, Math.floor((end - 1) / sizes.chunk) * sizes.chunk);
      // One byte more tells whether a line begins there.
      const lead = start > 0 ? 1 : 0;
      // The last line may go on behind, where it belongs to an entry that is longer than what was read of it.
      const goesOn = Math.min(rest - end, ENTRY_BYTES);
      const there = part.read(bytes, start - lead, end - start + lead + goesOn);
      const length = Math.min(there, end - start + lead);
      let from = 0;
      if (lead && bytes[0] !== NEWLINE) {
        const found = bytes.indexOf(NEWLINE);
        from = found < 0 || found >= length ? length : found + 1;
      } else from = lead;
      const count = entriesIn(part, bytes, { from, length, there }, start === 0);
      const shift = start - lead;
      return {
        blocks: blocksOf(part, count, shift, rest, later, 0),
        from: count > 0 ? shift + (starts[0] ?? 0) : start,
      };
    },
    /** What was written behind `from`, a byte where an entry begins; some megabytes at most. No entry is earlier or later than these. */
    after(
      part: Part,
      from: number,
      earlier: number,
      later: number,
    ): { blocks: Block[]; to: number; whole: boolean } {
      const length = part.read(bytes, from, Math.min(sizes.chunk, part.size - from));
      const whole = from + length >= part.size;
      let count = entriesIn(part, bytes, { from: 0, length, there: length }, from === 0);
      let to = length;
      if (!whole && count > 1) to = starts[--count] ?? length;
      // An entry longer than all that was read: the rest of it is passed over.
      if (!whole && count <= 1) to = length;
      return { blocks: blocksOf(part, count, from, from + to, later, earlier), to: from + to, whole };
    },
    /** The entries of a block in a buffer of the caller's: where they start, when in order, how bad. */
    entries(part: Part, block: Block, buffer: Buffer, length: number): Entries {
      const count = entriesIn(part, buffer, { from: 0, length, there: length }, true);
      let later = block.last;
      const own = Array.from(times.subarray(0, count));
      for (let index = count - 1; index >= 0; index--) {
        const time = times[index] ?? Number.NaN;
        if (time < later) later = time;
        // What was written out of order behind an earlier look stays where it was put.
        times[index] = Math.max(later, block.time);
      }
      return {
        count,
        starts: Array.from(starts.subarray(0, count)),
        times: Array.from(times.subarray(0, count)),
        own,
        levels: Array.from(levels.subarray(0, count)),
      };
    },
  };

  /** Entries and blocks are in order: no later than `later`, and no earlier than `earlier`. */
  function blocksOf(
    ...[part, count, shift, end, later, earlier]: [Part, number, number, number, number, number]
  ): Block[] {
    const size = sizes.block(part.size);
    const made: Block[] = [];
    let time = later;
    for (let to = count; to > 0; ) {
      const counts: [number, number, number, number] = [0, 0, 0, 0];
      const blockEnd = to === count ? end : shift + (starts[to] ?? 0);
      let last: number | undefined;
      let index = to;
      while (index > 0 && (index === to || blockEnd - (shift + (starts[index - 1] ?? 0)) <= size)) {
        index--;
        const own = times[index] ?? Number.NaN;
        if (own < time) time = own;
        else if (time === Number.POSITIVE_INFINITY) time = part.mtimeMs;
        last ??= Math.max(time, earlier);
        const level = levels[index] ?? 1;
        counts[level] = (counts[level] ?? 0) + 1;
      }
      made.push({
        ...{ part, start: shift + (starts[index] ?? 0), end: blockEnd, counts: counts as Counts },
        ...{ time: Math.max(time, earlier), last: last ?? time },
      });
      to = index;
    }
    return made.reverse();
  }
}

interface Stretch {
  readonly from: number;
  readonly length: number;
  readonly there: number;
}

export interface Entries {
  readonly count: number;
  /** Bytes from the beginning of the block. */
  readonly starts: readonly number[];
  /** In order. */
  readonly times: readonly number[];
  /** As they stand there; NaN where there is none. */
  readonly own: readonly number[];
  readonly levels: readonly number[];
}

const sized = (count: number) =>
  [new Uint32Array(count), new Float64Array(count), new Uint8Array(count)] as [
    Uint32Array,
    Float64Array,
    Uint8Array,
  ];
