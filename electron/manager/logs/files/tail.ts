/**
 * A log followed through everything that happens to log files: written on, renamed, packed, copied and cut, replaced by
 * another one, gone for a while. Each byte comes once, in the order in which it was written.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { systemCode } from '../../problem.ts';
import { createBell } from './bell.ts';
import { advanced, HEAD_BYTES, isReadTo, type Place, START } from './place.ts';
import { bytesOf, type LogPart, partAt, readPart, rotatedSet } from './rotated.ts';

export interface Tailed {
  readonly bytes: Buffer;
  /** After these bytes; hand it in again to go on there. */
  readonly place: Place;
  /** These begin another file: a line that was not ended has no more to come. */
  readonly fresh: boolean;
  /** Something was written in between that is nowhere any more: the file was cut or deleted, and no copy of it was kept. */
  readonly gap: boolean;
}

const BLOCK = 256 * 1024;
/** How many looks a program may take to open the new file: until then it writes into the one that was renamed. */
const LOOKS_BEHIND = 20;

/** A file held open: it can be read to its end also when it was renamed or deleted. */
interface Held {
  readonly handle: FileHandle;
  readonly inode: string;
  place: Place;
  /** What was read of it is not there any more. */
  cut: boolean;
}

/**
 * Ends with the signal. Waits where the file is not there (yet). Rejects where it may not be read.
 * @param from where to go on, or the beginning of the oldest file there is
 */
export async function* tail(
  { file, from = 'oldest' }: { readonly file: string; readonly from?: Place | 'oldest' },
  signal: AbortSignal,
): AsyncGenerator<Tailed, void> {
  const bell = createBell(file);
  const reader = createReader(file, from === 'oldest' ? undefined : from);
  try {
    while (!signal.aborted) {
      yield* reader.look();
      await bell.rings(signal);
    }
  } finally {
    bell.close();
    await reader.close();
  }
}

function createReader(file: string, from: Place | undefined) {
  let held: Held | undefined;
  let behind: { held: Held; looks: number } | undefined;
  /** Read to here, while nothing is held. */
  const place = from;

  async function hold(path: string, at: Place): Promise<Held> {
    const handle = await open(path, 'r');
    const { dev, ino } = await handle.stat();
    return { handle, inode: `${dev}:${ino}`, place: at, cut: false };
  }

  /**
   * To its end, or to where it shows that what was read is not there any more: it was cut, and may be longer again by now.
   * WHY the mark is read with each block: between a look and a reading it may be cut, and what is read then is of another line.
   */
  async function* drain(one: Held, fresh = false, gap = false): AsyncGenerator<Tailed, void> {
    let first = true;
    for (;;) {
      const { mark, position } = one.place;
      const length = mark.length + BLOCK;
      const { bytesRead, buffer } = await one.handle.read(
        Buffer.alloc(length),
        0,
        length,
        position - mark.length,
      );
      one.cut = !buffer.subarray(0, Math.min(mark.length, bytesRead)).equals(mark);
      if (one.cut || bytesRead === mark.length) return;
      const bytes = buffer.subarray(mark.length, bytesRead);
      one.place = advanced(one.place, bytes);
      yield { bytes, place: one.place, fresh: fresh && first, gap: gap && first };
      first = false;
    }
  }

  /** What the program wrote before it opened another file comes before what it wrote there. */
  async function* afterBehind(news: AsyncGenerator<Tailed, void>): AsyncGenerator<Tailed, void> {
    for await (const one of news) {
      if (behind) yield* drain(behind.held);
      yield one;
    }
  }

  /** The files after the own one and before the file itself, and what is missing of the own one where it has another name now. */
  async function* between(parts: readonly LogPart[], at: Place, own: number): AsyncGenerator<Tailed, void> {
    const known = [at.head];
    const rest = parts[own];
    if (rest) yield* whole(rest, at, false);
    for (const part of parts.slice(own + 1)) {
      if (part.path === file) continue;
      // WHY: while it is packed, and for good where it was copied, one file is there twice.
      const head = await headOf(part);
      if (head === undefined || known.some((one) => isSameHead(one, head))) continue;
      known.push(head);
      yield* whole(part, START, true);
    }
  }

  async function* whole(part: LogPart, at: Place, fresh: boolean): AsyncGenerator<Tailed, void> {
    let now = at;
    let first = true;
    try {
      for await (const bytes of readPart(part, at.position)) {
        now = advanced(now, bytes);
        yield { bytes, place: now, fresh: fresh && first, gap: false };
        first = false;
      }
    } catch (error) {
      // Rotated away while we looked, or packed only half so far.
      unlessGone(error);
    }
  }

  /** The newest file that was read to there; the file itself where that is so, whatever copies there are. */
  async function findOwn(parts: readonly LogPart[], at: Place): Promise<number> {
    for (let index = parts.length - 1; index >= 0; index--) {
      const part = parts[index];
      if (part && (await isReadTo(part, at).catch(unlessGone))) return index;
    }
    return -1;
  }

  /** Reads all that is left up to the file itself, and holds that from now on. */
  async function* goOn(parts: readonly LogPart[], own: number, at: Place, gap: boolean) {
    const isOwn = parts[own]?.path === file;
    if (!isOwn) yield* afterBehind(between(parts, at, own));
    held = await hold(file, isOwn ? at : START);
    yield* afterBehind(drain(held, !isOwn, gap));
  }

  return {
    async *look(): AsyncGenerator<Tailed, void> {
      if (behind) yield* drain(behind.held);
      if (held) {
        yield* afterBehind(drain(held));
        if (behind && --behind.looks === 0) {
          await behind.held.handle.close();
          behind = undefined;
        }
      }
      const current = await partAt(file);
      if (!current || current.size === 0) return;
      if (held && !held.cut && current.inode === held.inode) return;
      // It may have been written on, or cut, before it was renamed.
      if (held && !held.cut) yield* afterBehind(drain(held));
      yield* moveOn(held?.cut === true);
    },
    async close() {
      await held?.handle.close();
      await behind?.held.handle.close();
    },
  };

  /** The file is another one than we read: what lies between, and then this one. */
  async function* moveOn(cut: boolean): AsyncGenerator<Tailed, void> {
    const parts = await rotatedSet(file);
    const left = held;
    const at = left?.place ?? place;
    held = undefined;
    if (at === undefined || at.position === 0) {
      // From the oldest there is.
      if (left) await left.handle.close();
      yield* goOn(parts, -1, START, false);
      return;
    }
    const byInode = left && !cut ? parts.findIndex(({ inode }) => inode === left.inode) : -1;
    const own = byInode >= 0 ? byInode : await findOwn(parts, at);
    if (left && !cut) {
      // Held to its end already; what came after it is what is missing.
      await behind?.held.handle.close();
      behind = { held: left, looks: LOOKS_BEHIND };
      const later = own >= 0 ? parts.slice(own + 1) : parts.slice(-1);
      yield* goOn(later, -1, at, false);
      return;
    }
    if (left) await left.handle.close();
    if (own >= 0) yield* goOn(parts, own, at, false);
    else yield* goOn(parts.slice(-1), -1, START, true);
  }
}

async function headOf(part: LogPart): Promise<Buffer | undefined> {
  try {
    return await bytesOf(part, 0, HEAD_BYTES);
  } catch (error) {
    unlessGone(error);
    return undefined;
  }
}

function isSameHead(one: Buffer, other: Buffer): boolean {
  const length = Math.min(one.length, other.length);
  return length > 0 && one.subarray(0, length).equals(other.subarray(0, length));
}

/** A file that is gone, or packed only half so far, was not read: that is an answer, too. */
function unlessGone(error: unknown): false {
  if (systemCode(error) === 'ENOENT' || systemCode(error) === 'Z_BUF_ERROR') return false;
  throw error;
}
