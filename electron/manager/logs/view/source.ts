/**
 * One log: its files as one stream of blocks, counted from the newest backwards, followed through all that happens to log
 * files. Synchronous, for a thread of its own; only unpacking takes its time.
 *
 * ```
 *   parts   [packed] [packed] [x.log.1] [x.log]      oldest … newest
 *   blocks                        ◀── counted ──│ ▶ grows
 * ```
 */
import { statSync } from 'node:fs';
import { systemCode } from '../../problem.ts';
import { HEAD_BYTES } from '../files/place.ts';
import { bytesOf, type LogPart, rotatedSet } from '../files/rotated.ts';
import type { Block } from './block.ts';
import type { createChunks } from './chunk.ts';
import { unpack } from './pages.ts';
import { openPart, type Part, packedPart } from './part.ts';
import { extend, isMarked, isSame, putAwaySince, sizeNow, startsContents } from './recognise.ts';

export type Trouble = 'rotated' | 'cut' | 'vanished' | 'unreadable' | 'damaged' | 'no-room';

export interface SourceParts {
  readonly id: string;
  readonly file: string;
  readonly chunks: ReturnType<typeof createChunks>;
  /** Where packed files are unpacked to: a name nobody has. */
  readonly unpackTo: () => string;
  readonly notice: (trouble: Trouble) => void;
  /** Something asynchronous is done: there may be more to count. */
  readonly wake: () => void;
}

export interface Source {
  readonly id: string;
  readonly file: string;
  /** Ascending: all that has been counted. */
  readonly blocks: Block[];
  /** Given anew when what was counted is nowhere any more. */
  readonly generation: number;
  readonly complete: boolean;
  /** Bytes counted and bytes there are, as far as is known; packed ones as they lie there until they are unpacked. */
  progress(): { done: number; of: number };
  /** No entry that has not been counted is later than this; -Infinity when all are. */
  horizon(): number;
  /** It is being unpacked. */
  waits(): boolean;
  /** Counts some megabytes more; false where there is nothing to be done now. */
  step(): boolean;
  /** Looks what has become of the file; true where something was. */
  look(): Promise<boolean>;
  parts(): readonly Part[];
  close(): void;
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  ...{ EACCES: 'unreadable', EPERM: 'unreadable', ENOSPC: 'no-room', EDQUOT: 'no-room' },
};

/** How many looks a program may take to open the new file: until then it writes into the one that was renamed. */
const LOOKS_BEHIND = 20;
const LOOKS_MISSING = 4;

/** A part not opened yet, older than those that are. */
interface Waiting {
  readonly log: LogPart;
  unpacking: boolean;
}

export async function openSource(parts: SourceParts): Promise<Source> {
  const { id, file, chunks, notice, wake } = parts;
  const ended = new AbortController();
  const open: Part[] = [];
  let waiting: Waiting[] = [];
  const blocks: Block[] = [];
  let generation = 0;
  /** Looks since it was there. */
  let missing = 0;
  let behind: { part: Part; looks: number } | undefined;
  /** In the oldest open part: counted from here on. */
  let from = 0;
  /** Where the entry ends that begins before `from`. */
  let rest = 0;

  const oldest = () => open[0];
  const newest = () => open.at(-1);
  const horizon = () => blocks[0]?.time ?? Number.POSITIVE_INFINITY;
  const isKnown = (head: Buffer) => open.some((part) => isSame(part.head, head));

  async function begin(): Promise<void> {
    const set = await rotatedSet(file);
    waiting = set.map((log) => ({ log, unpacking: false }));
    next();
  }

  /** Opens the newest file that waits, where it is not packed. */
  function next(): boolean {
    const last = waiting.at(-1);
    if (!last) return false;
    if (last.log.packed !== null) {
      if (!last.unpacking) {
        last.unpacking = true;
        void unpackLast(last);
      }
      return false;
    }
    waiting.pop();
    try {
      takeIn(openPart(last.log.path));
    } catch (error) {
      told(error);
    }
    return true;
  }

  /** What the system says of a file becomes a notice; what nobody expects is thrown. */
  function told(error: unknown): void {
    const code = systemCode(error) ?? '';
    const trouble = TROUBLES[code] ?? (/^Z_|^ZSTD/.test(code) ? 'damaged' : undefined);
    if (trouble) notice(trouble);
    else if (code !== 'ENOENT') throw error;
  }

  /** An older part, before the others. */
  function takeIn(part: Part): void {
    // While it is packed, and for good where it was copied, one file is there twice.
    if (part.size === 0 ? open.length > 0 : isKnown(part.head)) {
      part.close();
      return;
    }
    open.unshift(part);
    from = part.size;
    rest = part.size;
  }

  async function unpackLast(one: Waiting): Promise<void> {
    const { log } = one;
    try {
      const head = await bytesOf(log, 0, HEAD_BYTES);
      if (!isKnown(head)) {
        const pages = await unpack({ part: log, file: parts.unpackTo(), signal: ended.signal });
        const part = packedPart(log, pages);
        if (ended.signal.aborted) part.close();
        else takeIn(part);
      }
    } catch (error) {
      if (!ended.signal.aborted) told(error);
    }
    waiting = waiting.filter((other) => other !== one);
    if (!ended.signal.aborted) wake();
  }

  function step(): boolean {
    const part = oldest();
    if (!part || from === 0) return next();
    const later = horizon();
    const chunk = chunks.before(part, from, later, rest);
    blocks.unshift(...chunk.blocks);
    if (chunk.blocks.length > 0) rest = chunk.from;
    from = chunk.from;
    if (from > 0 && chunk.blocks.length > 0 && startsContents(part, from)) from = 0;
    return true;
  }

  /** What was written behind the part's known end: its last block is counted again, with what came. */
  function grow(part: Part, size: number, mtimeMs: number): boolean {
    if (size <= part.size) return true;
    if (!isMarked(part)) return false;
    extend(part, size, mtimeMs);
    const at = blocks.findLastIndex((block) => block.part === part);
    if (at >= 0) recount(part, blocks[at]?.start ?? 0, at, 1);
    else if (part === oldest()) {
      // Not counted yet: that comes by itself, from the new end.
      if (from === rest) from = size;
      rest = size;
    } else
      recount(
        part,
        0,
        blocks.findIndex((block) => open.indexOf(block.part) > open.indexOf(part)),
        0,
      );
    return true;
  }

  /** Counts what begins at `start`, in place of `left` blocks at that index; -1 is the end. */
  function recount(part: Part, start: number, index: number, left: number): void {
    const at = index < 0 ? blocks.length : index;
    const earlier = blocks[at - 1]?.last ?? Number.NEGATIVE_INFINITY;
    const later = blocks[at + left]?.time ?? Number.POSITIVE_INFINITY;
    const made: Block[] = [];
    for (let from = start, whole = false; !whole; ) {
      const next = chunks.after(part, from, made.at(-1)?.last ?? earlier, later);
      made.push(...next.blocks);
      whole = next.whole || next.to === from;
      from = next.to;
    }
    blocks.splice(at, left, ...made);
  }

  /** Undefined where there is none, or nothing that may be read. */
  function found(): { size: number; mtimeMs: number; inode: string } | undefined {
    try {
      const there = statSync(file);
      const { size, mtimeMs, dev, ino } = there;
      if (there.isFile()) return { size, mtimeMs, inode: `${dev}:${ino}` };
    } catch (error) {
      if (systemCode(error) !== 'ENOENT' && missing === 0) told(error);
    }
    return undefined;
  }

  async function look(): Promise<boolean> {
    const there = found();
    if (!there) {
      // Between two names it is gone for a moment, each time it is rotated.
      if (++missing === LOOKS_MISSING && open.length > 0) notice('vanished');
      return false;
    }
    missing = 0;
    const wrote = behind !== undefined && drain(behind.part);
    if (behind && --behind.looks === 0) behind = undefined;
    const part = newest();
    if (part && !isMarked(part)) {
      const became = await replaceCut(part);
      await another();
      notice(became);
      return true;
    }
    const same = part?.inode === there.inode;
    if (part?.size === 0) {
      // Of an empty file nothing can be recognised: it may have been written to, copied and cut, and renamed, all within the
      // moment that file systems tell apart.
      if (same && there.size === 0 && (await newSince(open.at(-2))).length === 0) return wrote;
      open.pop();
      part.close();
    } else if (part && same) {
      if (there.size === part.size) return wrote;
      // Cut between two looks at it, a moment ago.
      return grow(part, there.size, there.mtimeMs) || look();
    }
    await another();
    if (part && !same) notice('rotated');
    return true;
  }

  /** It was copied and cut: what was counted is read from the copy from now on, or is nowhere any more. */
  async function replaceCut(part: Part): Promise<Trouble> {
    for (const log of (await rotatedSet(file)).reverse()) {
      if (log.path === file) continue;
      const copy = await copyOf(log, part);
      if (!copy) continue;
      const { size, mtimeMs } = copy;
      part.read = copy.read;
      part.close = copy.close;
      part.inode = copy.inode;
      if (size > part.size) grow(part, size, mtimeMs);
      return 'rotated';
    }
    generation++;
    const left = blocks.filter((block) => block.part !== part);
    blocks.length = 0;
    blocks.push(...left);
    open.splice(open.indexOf(part), 1);
    part.close();
    // The one before it was counted whole, or waits for it.
    if (open.length === 0) {
      from = 0;
      rest = 0;
    }
    return 'cut';
  }

  async function copyOf(log: LogPart, part: Part): Promise<Part | undefined> {
    try {
      if (!(await bytesOf(log, 0, part.head.length)).equals(part.head)) return undefined;
      const copy = log.packed === null ? openPart(log.path) : await unpacked(log);
      if (copy.size >= part.size && isMarked(part, copy)) return copy;
      copy.close();
    } catch (error) {
      told(error);
    }
    return undefined;
  }

  /** Another file has the name now: what was written to the one before is counted to its end, and what lies between. */
  async function another(): Promise<void> {
    const last = newest();
    if (last) drain(last);
    for (const log of await newSince(last)) await append(log);
    const before = newest();
    if (before) behind = { part: before, looks: LOOKS_BEHIND };
    try {
      appendPart(openPart(file));
    } catch (error) {
      told(error);
    }
  }

  /** Begun and put away since that one was, the oldest first; none that is there or waits already. */
  const newSince = async (part: Part | undefined): Promise<LogPart[]> =>
    (await putAwaySince(file, part))
      .filter(({ head, log }) => !isKnown(head) && !waiting.some((one) => one.log.inode === log.inode))
      .map(({ log }) => log);

  async function append(log: LogPart): Promise<void> {
    try {
      appendPart(log.packed === null ? openPart(log.path) : await unpacked(log));
    } catch (error) {
      told(error);
    }
  }

  const unpacked = async (log: LogPart): Promise<Part> =>
    packedPart(log, await unpack({ part: log, file: parts.unpackTo(), signal: ended.signal }));

  function appendPart(part: Part): void {
    if (open.length === 0) {
      takeIn(part);
      return;
    }
    open.push(part);
    if (part.size > 0) recount(part, 0, -1, 0);
  }

  /** The program may write on into a file that was renamed, until it opens the new one. */
  function drain(part: Part): boolean {
    const size = sizeNow(part);
    return size > part.size && grow(part, size, part.mtimeMs);
  }

  await begin();
  return {
    ...{ id, file, blocks, look },
    get generation() {
      return generation;
    },
    get complete() {
      return waiting.length === 0 && (open.length === 0 || from === 0);
    },
    progress() {
      const counted = open.reduce((total, part) => total + part.size, 0) - (open[0] ? from : 0);
      const there = open.reduce((total, part) => total + part.size, 0);
      return { done: counted, of: there + waiting.reduce((total, { log }) => total + log.size, 0) };
    },
    horizon() {
      return waiting.length === 0 && (open.length === 0 || from === 0) ? Number.NEGATIVE_INFINITY : horizon();
    },
    step,
    waits: () => waiting.at(-1)?.unpacking === true,
    parts: () => open,
    close() {
      ended.abort();
      for (const part of open) part.close();
    },
  };
}
