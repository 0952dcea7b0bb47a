/**
 * By what a file is known again after it was written to, renamed, copied or cut: its first bytes, and the last ones that were
 * counted. Names and inodes are given to other files; bytes stay.
 */
import { HEAD_BYTES, MARK_BYTES } from '../files/place.ts';
import { bytesOf, type LogPart, rotatedSet } from '../files/rotated.ts';
import type { Part } from './part.ts';

/** As far as both go; of nothing nothing can be recognised. */
export function isSame(one: Buffer, other: Buffer): boolean {
  const length = Math.min(one.length, other.length);
  return length > 0 && one.subarray(0, length).equals(other.subarray(0, length));
}

/** Whether the last bytes of `part` that were counted stand in `there` where they stood. */
export function isMarked(part: Part, there: Pick<Part, 'read'> = part): boolean {
  const now = Buffer.alloc(part.mark.length);
  there.read(now, part.size - now.length, now.length);
  return now.equals(part.mark);
}

/** It has grown: what it is known by from now on. */
export function extend(part: Part, size: number, mtimeMs: number): void {
  part.size = size;
  part.mtimeMs = Math.floor(mtimeMs);
  const marked = Math.max(0, size - MARK_BYTES);
  part.mark = Buffer.alloc(size - marked);
  part.read(part.mark, marked, size - marked);
  if (part.head.length < HEAD_BYTES) {
    part.head = Buffer.alloc(Math.min(HEAD_BYTES, size));
    part.read(part.head, 0, part.head.length);
  }
}

/** What is before the first entry, at `at`, is empty lines. */
export function startsContents(part: Part, at: number): boolean {
  if (at > 64) return false;
  const lead = Buffer.alloc(at);
  part.read(lead, 0, at);
  return lead.every((byte) => byte === 0x0a || byte === 0x0d);
}

/** Read to its end: a file without a name any more has no other size. */
export function sizeNow(part: Part): number {
  const probe = Buffer.alloc(64 * 1024);
  let size = part.size;
  for (let read = 1; read > 0; size += read) read = part.read(probe, size, probe.length);
  return size;
}

/** Files of the set of `file` that were begun and put away after `part` was, the oldest first, each with its first bytes. */
export async function putAwaySince(
  file: string,
  part: Part | undefined,
): Promise<{ readonly log: LogPart; readonly head: Buffer }[]> {
  const logs = (await rotatedSet(file)).filter((log) => log.path !== file);
  const set = await Promise.all(
    logs.map(async (log) => ({
      log,
      head: await bytesOf(log, 0, HEAD_BYTES).catch(() => Buffer.alloc(0)),
    })),
  );
  const own = set.findLastIndex(
    ({ log, head }) => log.inode === part?.inode || (part !== undefined && isSame(head, part.head)),
  );
  // The one before is nowhere any more: all that is left was there already, as far as anybody can tell.
  if (part && own < 0) return [];
  return set.filter(({ head }, index) => index > own && head.length > 0);
}
