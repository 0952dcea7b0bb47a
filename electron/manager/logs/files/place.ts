/**
 * Where somebody has read to in a log, so that it can be found again after files were renamed, packed, copied and cut:
 * by what the file begins with and by what stands just before the place, not by its name or its inode.
 */
import { bytesOf, type LogPart, readPart } from './rotated.ts';

export interface Place {
  /** What the file began with when it was first read; empty for one that had nothing yet. */
  readonly head: Buffer;
  /** Bytes of the file's contents, unpacked. */
  readonly position: number;
  /** The last bytes before the position. */
  readonly mark: Buffer;
}

/** Logs begin with a time, so that this much is no other file's. */
export const HEAD_BYTES = 256;
export const MARK_BYTES = 96;

export const START: Place = { head: Buffer.alloc(0), position: 0, mark: Buffer.alloc(0) };

/** The place after these bytes were read there. */
export function advanced({ head, position, mark }: Place, bytes: Buffer): Place {
  const missing = position < HEAD_BYTES ? HEAD_BYTES - head.length : 0;
  return {
    head: missing > 0 ? Buffer.concat([head, bytes.subarray(0, missing)]) : head,
    position: position + bytes.length,
    mark: Buffer.from(Buffer.concat([mark, bytes.subarray(-MARK_BYTES)]).subarray(-MARK_BYTES)),
  };
}

/** Whether this is the file that was read, as far as it was read: the same beginning, and the same bytes before the place. */
export async function isReadTo(part: LogPart, { head, position, mark }: Place): Promise<boolean> {
  // Of an empty file nothing can be recognised.
  if (position === 0) return false;
  if (part.packed === null && part.size < position) return false;
  if (!(await bytesOf(part, 0, head.length)).equals(head)) return false;
  return (await bytesOf(part, position - mark.length, position)).equals(mark);
}

/** The place after all there is in it now. */
export async function endOf(part: LogPart): Promise<Place> {
  if (part.packed === null) {
    const { size } = part;
    const head = await bytesOf(part, 0, Math.min(HEAD_BYTES, size));
    return { head, position: size, mark: await bytesOf(part, Math.max(0, size - MARK_BYTES), size) };
  }
  let place = START;
  for await (const bytes of readPart(part)) place = advanced(place, bytes);
  return place;
}
