/**
 * The entries of a log that have a word, without reading the others: blocks are searched as bytes, and only around a hit
 * lines are looked at. Memory is two blocks, whatever the file's size.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { createNeedle } from './needle.ts';
import { type LogPart, readPart } from './rotated.ts';
import { visible } from './visible.ts';

export interface Hit {
  /** The whole entry, lines with `\n` between. */
  readonly text: string;
  /** Where its first byte stands in the file, unpacked. */
  readonly at: number;
}

export interface ScanParts {
  readonly part: LogPart;
  /** One word; letters of ASCII are found in either case. */
  readonly word: string;
  readonly begins: (line: string) => boolean;
}

const BLOCK = 4 * 1024 * 1024;
/** An entry that is longer is cut at its beginning: what is found of it is what stands nearest to the hit. */
const ENTRY_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** The hits in order, each entry once. Ends with the signal. */
export async function* scan(
  { part, word, begins }: ScanParts,
  signal: AbortSignal,
): AsyncGenerator<Hit, void> {
  const needle = createNeedle(word, BLOCK + 2 * ENTRY_BYTES);
  const block = Buffer.from(needle.block.buffer, needle.block.byteOffset, needle.block.byteLength);
  const source = await openSource(part);
  try {
    /** What is in the block, and where that stands in the file. */
    let [length, at] = [0, 0];
    /** Up to here everything was told, in the file. */
    let done = 0;
    for (let ended = false; !ended && !signal.aborted; ) {
      const read = await source.into(block, length);
      ended = read === 0;
      const searched = Math.max(0, length - word.length * 4);
      length += read;
      let keep = Math.max(0, length - ENTRY_BYTES);
      let from = Math.max(searched, done - at);
      for (;;) {
        const hit = needle.find(from, length);
        if (hit < 0) break;
        const entry = entryAround(block, hit, length, begins);
        if (entry.end === length && !ended && entry.end - entry.start < ENTRY_BYTES) {
          // It may go on in the next block.
          keep = Math.min(keep, entry.start);
          break;
        }
        yield { text: linesOf(block.subarray(entry.start, entry.end)), at: at + entry.start };
        from = entry.end;
        done = at + entry.end;
      }
      block.copyWithin(0, keep, length);
      at += keep;
      length -= keep;
    }
  } finally {
    await source.close();
  }
}

/** From the line that begins the entry to the end of the last one that belongs to it, line end included. */
function entryAround(block: Buffer, hit: number, length: number, begins: ScanParts['begins']) {
  const least = Math.max(0, hit - ENTRY_BYTES);
  let start = lineStart(block, hit);
  while (start > least && !begins(lineAt(block, start, length))) start = lineStart(block, start - 1);
  let end = lineEnd(block, hit, length);
  while (end < length && end - start < ENTRY_BYTES && !begins(lineAt(block, end, length)))
    end = lineEnd(block, end, length);
  return { start: Math.max(start, least), end };
}

const lineStart = (block: Buffer, at: number): number =>
  at <= 0 ? 0 : block.lastIndexOf(NEWLINE, at - 1) + 1;
/** After the line end; the end of what there is where it has none. */
function lineEnd(block: Buffer, at: number, length: number): number {
  const found = block.indexOf(NEWLINE, at);
  return found < 0 || found >= length ? length : found + 1;
}
const lineAt = (block: Buffer, start: number, length: number): string =>
  visible(block.subarray(start, Math.min(lineEnd(block, start, length), start + 1024)).subarray(0, -1));

const linesOf = (bytes: Buffer): string =>
  splitBytes(bytes)
    .map((line) => visible(line.at(-1) === 0x0d ? line.subarray(0, -1) : line))
    .join('\n');

function splitBytes(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  if (from < bytes.length) lines.push(bytes.subarray(from));
  return lines;
}

interface Source {
  /** Reads the next bytes to that place of the block, BLOCK at most. Resolves to how many; 0 at the end. */
  into(block: Buffer, place: number): Promise<number>;
  close(): Promise<void>;
}

async function openSource(part: LogPart): Promise<Source> {
  if (part.packed !== null) return unpacked(readPart(part));
  const handle: FileHandle = await open(part.path, 'r');
  return {
    into: async (block, place) => (await handle.read(block, place, BLOCK)).bytesRead,
    close: () => handle.close(),
  };
}

function unpacked(chunks: AsyncGenerator<Buffer, void>): Source {
  return {
    async into(block, place) {
      let read = 0;
      // Chunks of a decompressor are much smaller than what is left free.
      while (read < BLOCK - ENTRY_BYTES) {
        const next = await chunks.next();
        if (next.done) break;
        read += next.value.copy(block, place + read);
      }
      return read;
    },
    close: async () => void (await chunks.return()),
  };
}
