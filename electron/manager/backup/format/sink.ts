/**
 * Where the bytes of an archive end: a file that is written while the next bytes are made, and brought to the disk while it grows, so
 * that its end has not all of it to wait for.
 */
import { type FileHandle, open } from 'node:fs/promises';

/** So much is gathered for one write; the next write waits for the one before it. */
const PIECE = 4 * 1024 * 1024;
/** writev(2) takes no more pieces than this (IOV_MAX). */
const PIECES = 1024;
/** Behind so much the disk is asked to have what there is by now. */
const SYNC = 64 * 1024 * 1024;

/**
 * Gives a block back at once. The collector would, too, but goes through all that is alive each time a few dozen megabytes have come
 * together, which costs more than encrypting them. One that is a part of a block Node shares out is not ours to give back.
 */
function release(piece: Uint8Array<ArrayBuffer>): void {
  const { length, buffer } = piece;
  if (length > 0 && (length === buffer.byteLength || buffer.byteLength > Buffer.poolSize)) buffer.transfer(0);
}

/** For a stage that makes something else of each piece before it asks for the next: given back then. */
export async function* usedUp(
  source: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const piece of source) {
    yield piece;
    release(piece);
  }
}

/**
 * Writes all of `source` to a new file of ours (0600) and has it on the disk; answers its bytes. Each piece must belong to nobody else.
 * Rejects with the system's errors, what `source` throws, or the signal's reason; the file is then the caller's to remove.
 */
export async function writeOut(
  file: string,
  source: AsyncIterable<Uint8Array<ArrayBuffer>>,
  signal?: AbortSignal,
): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  const disk = syncing(handle);
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let [gathered, bytes] = [0, 0];
  let writing = Promise.resolve();
  const flush = async () => {
    const [now, from] = [pieces, bytes];
    bytes += gathered;
    [pieces, gathered] = [[], 0];
    await writing;
    writing = put(handle, now, from).then(() => disk.reach(from));
    // Seen at the next turn, or at the end; until then it is no loose end.
    writing.catch(() => undefined);
  };
  try {
    for await (const piece of source) {
      signal?.throwIfAborted();
      pieces.push(piece);
      gathered += piece.length;
      if (gathered >= PIECE || pieces.length >= PIECES) await flush();
    }
    await flush();
    await writing;
    await disk.end();
    signal?.throwIfAborted();
    return bytes;
  } finally {
    await Promise.allSettled([writing, disk.end()]);
    await handle.close();
  }
}

/** All of them, at this place of the file. The system may take fewer bytes than it was given, when the disk is nearly full. */
async function put(handle: FileHandle, pieces: Uint8Array<ArrayBuffer>[], at: number): Promise<void> {
  let left: Uint8Array<ArrayBuffer>[] = pieces;
  for (let place = at; left.length > 0; ) {
    const { bytesWritten } = await handle.writev(left, place);
    place += bytesWritten;
    left = behind(left, bytesWritten);
  }
  for (const piece of pieces) release(piece);
}

function behind(pieces: Uint8Array<ArrayBuffer>[], bytes: number): Uint8Array<ArrayBuffer>[] {
  let rest = bytes;
  for (const [index, piece] of pieces.entries()) {
    if (rest < piece.length) return [piece.subarray(rest), ...pieces.slice(index + 1)];
    rest -= piece.length;
  }
  return [];
}

/** Asks the disk now and then, one question at a time, and nobody waits but the end. */
function syncing(handle: FileHandle) {
  let last = 0;
  let asked: Promise<void> | undefined;
  let failure: { readonly because: unknown } | undefined;
  return {
    reach(bytes: number): void {
      if (failure) throw failure.because;
      if (asked || bytes - last < SYNC) return;
      last = bytes;
      asked = handle
        .datasync()
        .catch((because: unknown) => {
          failure = { because };
        })
        .finally(() => {
          asked = undefined;
        });
    },
    async end(): Promise<void> {
      await asked;
      if (failure) throw failure.because;
      await handle.sync();
    },
  };
}
