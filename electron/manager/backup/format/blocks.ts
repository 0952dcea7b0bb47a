/**
 * What is written, in blocks: files are read straight into them as a tar archive, and each becomes one frame of zstd (RFC 8878 §3:
 * a file may hold many, read as one). So reading, sums, two frames, encryption and the disk go on beside each other, in memory that
 * is bounded and used again.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { MANIFEST, type Manifest, SUMS } from './manifest.ts';
import { END, padding, tarHeader } from './tar-header.ts';

/** A file that goes in: where it is now, and its name in the archive, with `/` between folders. */
export interface Member {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface TarParts {
  readonly manifest: Manifest;
  readonly members: readonly Member[];
  /** Bytes of members read so far. */
  readonly progress?: ((bytes: number) => void) | undefined;
}

/** Twice the window zstd has at this level: what frames cost in size is a thousandth. */
export const BLOCK = 4 * 1024 * 1024;
/** Frames at a time, on threads of Node's: more than two cores need, so that none waits for us where many others want them, too. */
const FRAMES = 4;

/**
 * Level 3 is zstd's own default; the room is enough for what cannot be made smaller (zstd.h, ZSTD_COMPRESSBOUND). With that room, and told
 * at once that a block is all of its frame, zstd works on the block itself; else it copies it into a window first, and is slower there.
 */
const ZSTD = {
  flush: constants.ZSTD_e_end,
  params: {
    [constants.ZSTD_c_compressionLevel]: 3,
    [constants.ZSTD_c_checksumFlag]: 1,
  },
  chunkSize: BLOCK + BLOCK / 128,
};

/** A block as one frame, made on a thread of Node's. `zstdCompress` would say only after the block that it was the last one. */
function compress(block: Buffer): Promise<Buffer<ArrayBuffer>> {
  const engine = createZstdCompress(ZSTD);
  const pieces: Buffer<ArrayBuffer>[] = [];
  return new Promise((resolve, reject) => {
    engine.once('error', reject);
    engine.on('data', (piece: Buffer<ArrayBuffer>) => pieces.push(piece));
    engine.write(block, () => {
      engine.destroy();
      // One, for there was room.
      resolve(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
    });
  });
}

/**
 * The archive, uncompressed. A block's memory is used again when so many more were asked for (`FRAMES` + 1 go round).
 * Rejects with the system's errors, or when a member is not as large as it was said to be.
 */
export async function* tarBlocks({ manifest, members, progress }: TarParts): AsyncGenerator<Buffer> {
  const ring = Array.from({ length: FRAMES + 1 }, () => Buffer.allocUnsafeSlow(BLOCK));
  let [turn, filled] = [0, 0];
  const room = () => ring[turn]!.subarray(filled);
  /** The block, once it is full; the next then takes its turn. */
  const took = (bytes: number): Buffer[] => {
    filled += bytes;
    if (filled < BLOCK) return [];
    const full = ring[turn]!;
    [turn, filled] = [(turn + 1) % ring.length, 0];
    return [full];
  };
  function* put(bytes: Buffer): Generator<Buffer> {
    for (let at = 0; at < bytes.length; ) {
      const copied = bytes.copy(room(), 0, at);
      at += copied;
      yield* took(copied);
    }
  }
  function* small(name: string, text: Buffer): Generator<Buffer> {
    yield* put(tarHeader({ name, size: text.length, at: manifest.at }));
    yield* put(text);
    yield* put(padding(text.length));
  }
  yield* small(MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  const sums: string[] = [];
  let done = 0;
  for (const { name, path, bytes } of members) {
    yield* put(tarHeader({ name, size: bytes, at: manifest.at }));
    const hash = createHash('sha256');
    let read = 0;
    const file = await reading(path, bytes);
    try {
      for (;;) {
        const into = room();
        const bytesRead = await file.read(into);
        if (bytesRead === 0) break;
        read += bytesRead;
        if (read > bytes) break;
        hash.update(into.subarray(0, bytesRead));
        progress?.(done + read);
        yield* took(bytesRead);
      }
    } finally {
      await file.close();
    }
    if (read !== bytes) throw new Error(`${name} changed its size while it was read`);
    done += read;
    yield* put(padding(bytes));
    sums.push(`${hash.digest('hex')}  ${name}\n`);
  }
  yield* small(SUMS, Buffer.from(sums.join('')));
  yield* put(END);
  if (filled > 0) yield ring[turn]!.subarray(0, filled);
}

/** A file of less than a block is read at once: with a hundred thousand of them, going to another thread for each costs more. */
async function reading(path: string, bytes: number) {
  if (bytes > BLOCK) {
    const handle = await open(path, 'r');
    return { read: async (into: Buffer) => (await handle.read(into)).bytesRead, close: () => handle.close() };
  }
  const file = openSync(path, 'r');
  return { read: (into: Buffer) => readSync(file, into), close: () => closeSync(file) };
}

/** Each block as a frame of its own, in order; asks for another block only when fewer than `FRAMES` before it are under way. */
export async function* frames(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer<ArrayBuffer>> {
  const underWay: Promise<Buffer<ArrayBuffer>>[] = [];
  for await (const block of blocks) {
    // They go on while another block is filled, and while the disk or encryption has what is done.
    const done = underWay.length === FRAMES ? await underWay.shift() : undefined;
    const frame = compress(block);
    // It is seen when its turn comes; until then it is no loose end.
    frame.catch(() => undefined);
    underWay.push(frame);
    if (done) yield done;
  }
  for (const frame of underWay) yield await frame;
}
