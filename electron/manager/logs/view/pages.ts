/**
 * What is inside a packed file, so that it can be read from anywhere: pages of 256 kB, each packed by itself, in a file beside
 * the index. It takes about a tenth of the contents.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type LogPart, readPart } from '../files/rotated.ts';

export interface Pages {
  /** Of the contents. */
  readonly size: number;
  read(into: Buffer, position: number, length: number): number;
  close(): void;
}

const PAGE = 256 * 1024;
/** Beyond that only the beginning is shown. A file of a megabyte may claim to hold a thousand. */
const MOST_BYTES = 64 * 1024 ** 3;
/** Unpacked pages kept at hand. */
const AT_HAND = 4;

export interface PagesParts {
  readonly part: LogPart;
  /** Written, and taken out of the folder at once: it is gone with us, however we end. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly progress?: (packedBytes: number) => void;
}

/** Rejects with the system's error, or that of the packing; with the signal's reason. */
export async function unpack({ part, file, signal }: PagesParts): Promise<Pages> {
  const handle = openSync(file, 'w+', 0o600);
  /** Where each page lies; the end of the last one behind it. */
  const places = [0];
  let size = 0;
  try {
    // Nobody else needs its name, and nobody has to clean up.
    await rm(file, { force: true });
    const page = Buffer.alloc(PAGE);
    let filled = 0;
    const put = () => {
      const packed = zstdCompressSync(page.subarray(0, filled));
      const at = places.at(-1) ?? 0;
      for (let written = 0; written < packed.length; )
        written += writeSync(handle, packed, written, packed.length - written, at + written);
      places.push(at + packed.length);
      filled = 0;
    };
    for await (const bytes of readPart(part)) {
      signal.throwIfAborted();
      for (let from = 0; from < bytes.length; ) {
        const taken = bytes.copy(page, filled, from);
        from += taken;
        filled += taken;
        if (filled === PAGE) put();
      }
      size += bytes.length;
      if (size >= MOST_BYTES) break;
    }
    if (filled > 0) put();
  } catch (error) {
    closeSync(handle);
    throw error;
  }
  return { size, read: reader(handle, places, size), close: () => closeSync(handle) };
}

function reader(handle: number, places: readonly number[], size: number): Pages['read'] {
  const kept = new Map<number, Buffer>();
  function page(index: number): Buffer {
    let found = kept.get(index);
    if (found) return found;
    const [from = 0, to = 0] = [places[index], places[index + 1]];
    const packed = Buffer.alloc(to - from);
    readSync(handle, packed, 0, packed.length, from);
    found = zstdDecompressSync(packed);
    kept.set(index, found);
    const [oldest] = kept.keys();
    if (kept.size > AT_HAND && oldest !== undefined) kept.delete(oldest);
    return found;
  }
  return (into, position, length) => {
    const end = Math.min(size, position + length);
    let read = 0;
    while (position + read < end) {
      const at = position + read;
      const bytes = page(Math.floor(at / PAGE));
      read += bytes.copy(into, read, at % PAGE, Math.min(bytes.length, (at % PAGE) + end - at));
    }
    return read;
  };
}
