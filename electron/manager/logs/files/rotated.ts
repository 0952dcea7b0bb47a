/**
 * The files of one log as programs and logrotate leave them: `x.log`, `x.log.1`, `x.log.2.gz`, `x.log-20261122`. Which
 * belong together, in which order, and their bytes from a place on, unpacked.
 */
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { systemCode } from '../../problem.ts';

export interface LogPart {
  readonly path: string;
  /** Bytes on the disk; of a packed one they say nothing about what is in it. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: string;
  readonly packed: 'gzip' | 'zstd' | null;
}

/** More than any rotation keeps; what is older is left alone. */
const MOST_PARTS = 400;
/** Numbers (`.1`), dates (`-20261122`, `.2026-11-22`) and dates with a number or an hour behind. */
const SUFFIX = /^(?:[.-]\d{1,14}(?:[-_.]\d{1,6}){0,3})?(\.gz|\.zst)?$/;

const packedBy = (suffix: string | undefined): LogPart['packed'] =>
  suffix === '.gz' ? 'gzip' : suffix === '.zst' ? 'zstd' : null;

/** Undefined where there is nothing of that name, or no ordinary file. */
export async function partAt(path: string, packed: LogPart['packed'] = null): Promise<LogPart | undefined> {
  try {
    const found = await stat(path);
    if (!found.isFile()) return undefined;
    const { size, mtimeMs, ino, dev } = found;
    return { path, size, mtimeMs, inode: `${dev}:${ino}`, packed };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** All there is of one log, the oldest first; the file itself is the last, where it is there. Rejects where the folder cannot be read. */
export async function rotatedSet(file: string): Promise<LogPart[]> {
  const folder = dirname(file);
  const name = basename(file);
  const earlier: LogPart[] = [];
  for (const entry of await readdir(folder)) {
    const suffix = entry.startsWith(name) && entry !== name && SUFFIX.exec(entry.slice(name.length));
    const part = suffix && (await partAt(join(folder, entry), packedBy(suffix[1])));
    if (part) earlier.push(part);
  }
  earlier.sort((one, other) => compare(one, other, name));
  const now = await partAt(file);
  return [...earlier.slice(-MOST_PARTS), ...(now ? [now] : [])];
}

/**
 * The older first. By the name, where both have a number (the higher is the older) or both a date; the time of the last
 * change only says when somebody copied or packed it, where it was not kept.
 */
function compare(one: LogPart, other: LogPart, name: string): number {
  const [here, there] = [suffixOf(one, name), suffixOf(other, name)];
  const numbers = isNumber(here) && isNumber(there);
  const byName = numbers ? Number(there) - Number(here) : here < there ? -1 : here > there ? 1 : 0;
  return isNumber(here) === isNumber(there) ? byName : one.mtimeMs - other.mtimeMs;
}

/** Digits of the suffix; a date without what divides it. */
const suffixOf = ({ path }: LogPart, name: string): string =>
  basename(path)
    .slice(name.length)
    .replace(/\.(?:gz|zst)$/, '')
    .replace(/\D/g, '');
/** Nobody keeps a thousand of them, and no date is as short. */
const isNumber = (digits: string): boolean => digits.length <= 3;

/** The bytes of a part from `position` on, as they are inside where it is packed. Memory is a few blocks, whatever its size. */
export async function* readPart({ path, packed }: LogPart, position = 0): AsyncGenerator<Buffer, void> {
  if (packed === null) {
    for await (const chunk of createReadStream(path, { start: position })) yield chunk as Buffer;
    return;
  }
  const source = createReadStream(path);
  const unpack = packed === 'gzip' ? createGunzip() : createZstdDecompress();
  // Both ends are closed when the reader stops early.
  source.on('error', (error) => unpack.destroy(error));
  try {
    let skip = position;
    for await (const chunk of source.pipe(unpack)) {
      const bytes = chunk as Buffer;
      if (skip < bytes.length) yield skip > 0 ? bytes.subarray(skip) : bytes;
      skip = Math.max(0, skip - bytes.length);
    }
  } finally {
    source.destroy();
  }
}

/** The bytes from `start` to `end` of a part; fewer where it is shorter. */
export async function bytesOf(part: LogPart, start: number, end: number): Promise<Buffer> {
  if (part.packed === null) {
    const handle = await open(part.path, 'r');
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }
  const found: Buffer[] = [];
  let length = 0;
  for await (const chunk of readPart(part, start)) {
    found.push(chunk);
    length += chunk.length;
    if (length >= end - start) break;
  }
  return Buffer.concat(found).subarray(0, end - start);
}
