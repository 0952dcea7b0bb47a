/**
 * A verified archive (tar, zstd) laid into a folder of its own. It is ours by then; the bounds stand all the same, for a mistake of
 * the one who made it must not write where it pleases.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import tar from 'tar-stream';
import { diskTrouble, UpdateError } from './download.ts';

const ENTRIES = 100_000;

/** Into `folder`, which is there whole or not at all. Rejects with an `UpdateError`. */
export async function unpack(file: string, folder: string, unpackedBytes: number): Promise<void> {
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  try {
    await mkdir(part, { recursive: true });
    await layOut(file, part, unpackedBytes);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
    await sync(dirname(folder));
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof UpdateError) throw error;
    const disk = diskTrouble(error);
    throw disk instanceof UpdateError ? disk : new UpdateError('archive.malformed', { cause: error });
  }
}

async function layOut(file: string, folder: string, unpackedBytes: number): Promise<void> {
  const entries = tar.extract();
  const flow = pipeline(createReadStream(file), createZstdDecompress(), entries);
  // Its rejection comes out of the loop below as well.
  flow.catch(() => undefined);
  let [count, bytes] = [0, 0];
  for await (const entry of entries) {
    const { header } = entry;
    bytes += header.size ?? 0;
    if (++count > ENTRIES || bytes > unpackedBytes) throw new UpdateError('archive.too-big');
    const target = join(folder, safePath(header.name));
    if (header.type === 'directory') {
      await mkdir(target, { recursive: true });
      entry.resume();
      continue;
    }
    // Links lead out of a folder, devices out of everything; none is in a program of ours.
    if (header.type !== 'file') throw new UpdateError('archive.malformed');
    await mkdir(dirname(target), { recursive: true });
    const mode = ((header.mode ?? 0) & 0o111) === 0 ? 0o644 : 0o755;
    await pipeline(entry, createWriteStream(target, { flags: 'wx', mode, flush: true }));
  }
  await flow;
  if (count === 0) throw new UpdateError('archive.malformed');
}

/** @returns the path below the folder; refuses what could be anywhere else. */
export function safePath(name: string): string {
  const words = name.split('/').filter((word) => word !== '' && word !== '.');
  const isOdd = words.some((word) => word === '..' || /[\\:\0]/.test(word));
  if (name.startsWith('/') || words.length === 0 || isOdd || name.length > 1000)
    throw new UpdateError('archive.malformed');
  return words.join('/');
}

async function sync(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
