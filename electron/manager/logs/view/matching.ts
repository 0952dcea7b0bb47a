/** Blocks held against a question: how many entries of each fit, and which. Where the question has a word, only what is around it is read. */

import { createNeedle, type Needle } from '../files/needle.ts';
import { visible } from '../files/visible.ts';
import { withoutPasswords } from '../formats/passwords.ts';
import { type Block, type Counts, ENTRY_BYTES, NONE } from './block.ts';
import { CHUNK, type createChunks } from './chunk.ts';
import { type Line, lineOf, type Question, type Readers } from './filter.ts';
import type { Part } from './part.ts';
import type { Sieve } from './words/file.ts';

/** Read at once while it is searched. */
const RUN_BYTES = 1024 * 1024;
/** Blocks whose entries are kept at hand. */
const AT_HAND = 48;
const NEWLINE = 0x0a;

export interface Match {
  /** Bytes of the part's contents. */
  readonly start: number;
  readonly end: number;
  /** In order; what `own` says may be a little out of it. */
  readonly time: number;
  /** NaN where the line tells none. */
  readonly own: number;
  /** 0 debug … 3 error. */
  readonly level: number;
}

export interface Search {
  readonly question: Question;
  /** Counts of blocks of one part that follow each other; as many of them as are read at once. */
  count(blocks: readonly Block[]): Counts[];
  /** The entries of a block that fit, ascending. */
  matches(block: Block): readonly Match[];
}

export interface MatchingParts extends Readers {
  /** What an index knows of a word in a part. */
  readonly sieve: (part: Part, word: string) => Sieve | undefined;
  readonly chunks: ReturnType<typeof createChunks>;
}

export function createMatching({ chunks, readEvent, sieve }: MatchingParts) {
  const buffer = Buffer.allocUnsafeSlow(CHUNK + ENTRY_BYTES);
  const at = new Map<Block, readonly Match[]>();

  /** All entries of a block. */
  function entries(block: Block): readonly Match[] {
    let found = at.get(block);
    if (found) {
      at.delete(block);
      at.set(block, found);
      return found;
    }
    const { part, start } = block;
    const length = readBlock(block);
    const read = chunks.entries(part, block, buffer, length);
    found = read.starts.map((from, index) => ({
      start: start + from,
      end: start + (read.starts[index + 1] ?? block.end - start),
      time: read.times[index] ?? block.time,
      own: read.own[index] ?? Number.NaN,
      level: read.levels[index] ?? 1,
    }));
    at.set(block, found);
    const [oldest] = at.keys();
    if (at.size > AT_HAND && oldest) at.delete(oldest);
    return found;
  }

  /** A block that is longer than what is read is one entry. */
  const readBlock = ({ part, start, end }: Block) =>
    part.read(buffer, start, Math.min(end - start, buffer.length));

  /** As it is shown: cut where it is too long, without passwords. What is looked for is looked for in all of it. */
  function text(part: Part, start: number, end: number): string {
    const bytes = Buffer.allocUnsafe(Math.min(end - start, ENTRY_BYTES));
    const length = part.read(bytes, start, bytes.length);
    return (
      withoutPasswords(entryText(bytes.subarray(0, length))) + (end - start > ENTRY_BYTES + 1 ? ' …' : '')
    );
  }

  function search(question: Question): Search {
    let needle: Needle | undefined;
    const sieves = new Map<Part, Sieve | undefined>();
    /** The index has nothing of the word there: it need not be read. */
    function lacks(block: Block, word: string): boolean {
      const { part, start, end } = block;
      if (!sieves.has(part)) sieves.set(part, sieve(part, word));
      return sieves.get(part)?.may(start, end) === false;
    }
    const within = (block: Block) => block.time >= question.since && block.last <= question.until;
    const outside = (block: Block) => block.last < question.since || block.time > question.until;

    const kept = new Map<Block, readonly Match[]>();
    function matches(block: Block): readonly Match[] {
      let found = kept.get(block);
      if (found) return found;
      const { part } = block;
      const all = entries(block);
      const has = question.any ? undefined : wordsIn(block);
      const may = question.may(part.format);
      found = all.filter((entry) => {
        if (entry.level < question.least || entry.time < question.since || entry.time > question.until)
          return false;
        if (!has) return true;
        const from = entry.start - block.start;
        const to = Math.min(entry.end - block.start, from + ENTRY_BYTES, has.length);
        if (!has.within(from, to)) return false;
        // Most lines are none of the kind, and to read one costs ten times as much as to look for what it must say.
        if (may && !may.test(has.bytes.toString('latin1', from, to))) return false;
        return question.fits(line(part, entryText(has.bytes.subarray(from, to))));
      });
      kept.set(block, found);
      const [oldest] = kept.keys();
      if (kept.size > AT_HAND && oldest) kept.delete(oldest);
      return found;
    }

    /** The bytes of a block, and whether the word is between two of them; asked for with ascending ones. */
    function wordsIn(block: Block) {
      const { word } = question;
      if (word === undefined || isHuge(block))
        return { bytes: buffer, length: readBlock(block), within: () => true };
      needle ??= createNeedle(word, RUN_BYTES + ENTRY_BYTES);
      const looking = needle;
      const bytes = Buffer.from(looking.block.buffer, looking.block.byteOffset, looking.block.byteLength);
      const length = block.part.read(bytes, block.start, block.end - block.start);
      let hit = looking.find(0, length);
      return {
        ...{ bytes, length },
        within(from: number, to: number): boolean {
          if (hit >= 0 && hit < from) hit = looking.find(from, length);
          return hit >= 0 && hit < to;
        },
      };
    }

    const line = (part: Part, text: string): Line => lineOf(part.format, part.mtimeMs, text, readEvent);

    function countMatches(block: Block): Counts {
      if (outside(block)) return NONE;
      if (question.any && within(block)) return atLeast(block.counts, question.least);
      const counts: [number, number, number, number] = [0, 0, 0, 0];
      for (const { level } of matches(block)) counts[level] = (counts[level] ?? 0) + 1;
      return counts;
    }

    /** By the word: entries without it are not looked at. */
    function countHits(run: readonly Block[], word: string): Counts[] {
      needle ??= createNeedle(word, RUN_BYTES + ENTRY_BYTES);
      const block = Buffer.from(needle.block.buffer, needle.block.byteOffset, needle.block.byteLength);
      const [first] = run;
      if (!first) return [];
      const { part, start: base } = first;
      const length = part.read(block, base, (run.at(-1)?.end ?? base) - base);
      const counts = run.map((): [number, number, number, number] => [0, 0, 0, 0]);
      const head = chunks.head(part);
      let index = 0;
      for (let from = 0; ; ) {
        const hit = needle.find(from, length);
        if (hit < 0) return counts;
        while (base + hit >= (run[index]?.end ?? Number.POSITIVE_INFINITY)) index++;
        const one = run[index] ?? first;
        const [least, most] = [one.start - base, Math.min(length, one.end - base)];
        const begins = (at: number) => head.begins(block, at, lineEnd(block, at, most), part.mtimeMs);
        let start = Math.max(least, lineStart(block, hit));
        let begun = begins(start);
        while (start > least && !begun) {
          start = Math.max(least, lineStart(block, start - 1));
          begun = begins(start);
        }
        const level = begun ? head.level : 1;
        let end = lineEnd(block, hit, most) + 1;
        while (end < most && !begins(end)) end = lineEnd(block, end, most) + 1;
        from = end;
        end = Math.min(end, most);
        if (level < question.least || hit + word.length > start + ENTRY_BYTES) continue;
        const counted = counts[index];
        if (!counted) continue;
        if (question.wordOnly || question.fits(line(part, entryText(cut(block, start, end)))))
          counted[level] = (counted[level] ?? 0) + 1;
      }
    }

    return {
      question,
      count(blocks) {
        const [first] = blocks;
        if (!first) return [];
        const { word } = question;
        if (word !== undefined && lacks(first, word)) return [NONE];
        if (word === undefined || !within(first) || isHuge(first)) return [countMatches(first)];
        const run = [first];
        for (const next of blocks.slice(1)) {
          if (next.end - first.start > RUN_BYTES || !within(next) || isHuge(next)) break;
          if (lacks(next, word)) break;
          // What lies between belongs to an entry that is too long.
          if (next.part !== first.part || next.start !== run.at(-1)?.end) break;
          run.push(next);
        }
        return countHits(run, word);
      },
      matches,
    };
  }

  return {
    search,
    text,
    entries,
    line: (part: Part, text: string) => lineOf(part.format, part.mtimeMs, text, readEvent),
  };
}

const isHuge = (block: Block) => block.end - block.start > RUN_BYTES;
const atLeast = (counts: Counts, least: number): Counts =>
  least === 0 ? counts : (counts.map((count, level) => (level < least ? 0 : count)) as unknown as Counts);

const cut = (bytes: Buffer, start: number, end: number) =>
  bytes.subarray(start, Math.min(end, start + ENTRY_BYTES));

const lineStart = (bytes: Buffer, at: number): number =>
  at <= 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1;
/** Where the line end stands, or what was read ends. */
function lineEnd(bytes: Buffer, at: number, length: number): number {
  const found = bytes.indexOf(NEWLINE, at);
  return found < 0 || found >= length ? length : found;
}

/** Lines with `\n` between, mistakes visible. */
function entryText(bytes: Buffer): string {
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, from);
    const to = found < 0 ? bytes.length : found;
    lines.push(visible(bytes.subarray(from, to > from && bytes[to - 1] === 0x0d ? to - 1 : to)));
    from = to + 1;
  }
  return lines.join('\n');
}
