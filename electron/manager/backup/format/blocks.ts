/**
 * What is written, in blocks: files are read straight into them as a tar archive, and each becomes one frame of zstd (RFC 8878 §3:
 * a file may hold many, read as one). So reading, sums, two frames, encryption and the disk go on beside each other, in memory that
 * is bounded and used again.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
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
/** Frames at a time, on threads of Node's. */
const FRAMES = 2;

/** Level 3 is zstd's own default; the room is enough for what cannot be made smaller (zstd.h, ZSTD_COMPRESSBOUND). */
const ZSTD = {
  params: {
    [constants.ZSTD_c_compressionLevel]: 3,
    [constants.ZSTD_c_checksumFlag]: 1,
  },
  chunkSize: BLOCK + BLOCK / 128,
};
const compress = promisify(zstdCompress);

/**
 * The archive, uncompressed. A block's memory is used again when the third one after it is asked for (`FRAMES` + 1 go round).
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
    const handle = await open(path, 'r');
    let read = 0;
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(room());
        if (bytesRead === 0) break;
        read += bytesRead;
        if (read > bytes) break;
        hash.update(buffer.subarray(0, bytesRead));
        progress?.(done + read);
        yield* took(bytesRead);
      }
    } finally {
      await handle.close();
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

/** Each block as a frame of its own, in order; asks for another block only when fewer than `FRAMES` before it are under way. */
export async function* frames(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const underWay: Promise<Buffer>[] = [];
  for await (const block of blocks) {
    // Two go on while a third block is filled, and while the disk or encryption has what is done.
    const done = underWay.length === FRAMES ? await underWay.shift() : undefined;
    const frame = compress(block, ZSTD);
    // It is seen when its turn comes; until then it is no loose end.
    frame.catch(() => undefined);
    underWay.push(frame);
    if (done) yield done;
  }
  for (const frame of underWay) yield await frame;
}
