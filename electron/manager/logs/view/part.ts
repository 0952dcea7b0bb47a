/**
 * The contents of one file of a log, held open: they can be read to their end also when the file is renamed, packed or deleted
 * meanwhile. Which file it was is known by what it begins with and what stands before its end (files/place.ts).
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { HEAD_BYTES, MARK_BYTES } from '../files/place.ts';
import type { LogPart } from '../files/rotated.ts';
import type { Format } from '../formats/format.ts';
import { formatOf } from '../formats/formats.ts';
import type { Pages } from './pages.ts';

export interface Part {
  /** Of the first bytes; stays when the file is renamed or packed. */
  readonly key: string;
  readonly path: string;
  /** Contents known so far; grows with the file. */
  size: number;
  /** Entries without a time of their own, and times without a year: not later than this. Milliseconds. */
  mtimeMs: number;
  /** Of the file it is read from. */
  inode: string;
  readonly packed: LogPart['packed'];
  format: Format;
  head: Buffer;
  /** The last bytes before `size`. */
  mark: Buffer;
  /** Reads into the buffer's beginning, fewer bytes where there are no more. */
  read(into: Buffer, position: number, length: number): number;
  close(): void;
}

/** Of a file that has only just begun, so that its key stays for as long as it can. */
const KEY_BYTES = 96;
const SAMPLE_BYTES = 64 * 1024;

export const keyOf = (head: Buffer): string =>
  createHash('sha256')
    .update(head.subarray(0, head.length < HEAD_BYTES ? KEY_BYTES : HEAD_BYTES))
    .digest('hex')
    .slice(0, 12);

/** Throws the system's error. */
export function openPart(path: string): Part {
  const handle = openSync(path, 'r');
  try {
    const { size, mtimeMs, dev, ino } = fstatSync(handle);
    return partOf(
      { path, mtimeMs, inode: `${dev}:${ino}`, size, packed: null },
      {
        read: (into, position, length) => readSync(handle, into, 0, length, position),
        close: () => closeSync(handle),
      },
    );
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

/** A packed file, unpacked into pages that can be read from anywhere. */
export const packedPart = ({ path, inode, mtimeMs, packed }: LogPart, pages: Pages): Part =>
  partOf({ path, mtimeMs, inode, size: pages.size, packed }, pages);

function partOf(
  { mtimeMs, size, ...file }: Pick<Part, 'path' | 'mtimeMs' | 'inode' | 'size' | 'packed'>,
  { read, close }: Pick<Part, 'read' | 'close'>,
): Part {
  const bytes = (position: number, length: number) => {
    const buffer = Buffer.alloc(Math.max(0, length));
    return buffer.subarray(0, read(buffer, position, buffer.length));
  };
  const sample = bytes(0, Math.min(SAMPLE_BYTES, size));
  const from = Math.max(0, size - MARK_BYTES);
  return {
    ...{ ...file, key: keyOf(sample), size, mtimeMs: Math.floor(mtimeMs), read, close },
    format: formatOf(sample.toString('utf8').split(/\r?\n/).slice(0, 300)),
    head: Buffer.from(sample.subarray(0, HEAD_BYTES)),
    mark: bytes(from, size - from),
  };
}
