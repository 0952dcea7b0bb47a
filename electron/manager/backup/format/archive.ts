/**
 * The archive itself: tar, zstd and age one after the other, as streams, so that memory does not grow with what is in it.
 * Written beside its name (`.part`), synced, and renamed: a file that bears a backup's name is whole.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import tar from 'tar-stream';
import { decrypting, encrypting, type Key, kindOf, LockedError, type Sealed } from './age.ts';
import { frames, type TarParts, tarBlocks } from './blocks.ts';
import { MANIFEST, type Manifest, manifest, SUMS } from './manifest.ts';
import { usedUp, writeOut } from './sink.ts';

/** Damaged, cut short, or not made by us. */
export class ArchiveError extends Error {
  readonly because: 'not-ours' | 'damaged' | 'strange-name' | 'too-large' | 'checksum';
  constructor(because: ArchiveError['because'], message: string, cause?: unknown) {
    super(message, { cause });
    this.because = because;
  }
}

const PIECE = 1024 * 1024;
export interface WriteParts extends TarParts {
  readonly file: string;
  /** Undefined: not encrypted. */
  readonly sealed: Sealed | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Writes the archive as `file`.part and answers its bytes; `publish` gives it its name. Nothing is left when it rejects. */
export async function writeArchive(parts: WriteParts): Promise<number> {
  const part = `${parts.file}.part`;
  const { signal } = parts;
  try {
    // In a folder that others write to, too, nobody has laid a link of that name for us to follow.
    await rm(part, { force: true });
    const compressed = frames(tarBlocks(parts));
    const bytes = parts.sealed ? encrypting(parts.sealed)(usedUp(compressed)) : compressed;
    return await writeOut(part, bytes, signal);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** The last step: from now on it is a backup. */
export async function publish(file: string): Promise<void> {
  await rename(`${file}.part`, file);
  if (process.platform === 'win32') return;
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The bytes of the tar archive in a file, or of one that is being read from elsewhere. */
async function* unpacked(file: string, key: Key | undefined): AsyncGenerator<Buffer> {
  const beginning = Buffer.alloc(32);
  const handle = await open(file, 'r');
  const { bytesRead } = await handle.read(beginning, 0, 32, 0).finally(() => handle.close());
  const kind = kindOf(beginning.subarray(0, bytesRead));
  if (!kind) throw new ArchiveError('not-ours', 'the file is no backup');
  if (kind === 'age' && !key) throw new LockedError('wrong-key');
  const source = createReadStream(file, { highWaterMark: PIECE });
  const zstd = createZstdDecompress({ chunkSize: PIECE });
  const plain = kind === 'age' && key ? decrypting(key)(source) : source;
  let failure: unknown;
  const feeding = pipeline(plain, zstd).catch((error: unknown) => {
    failure = error;
  });
  try {
    for await (const piece of zstd) yield piece as Buffer;
  } catch (error) {
    await feeding;
    const cause = failure ?? error;
    if (cause instanceof LockedError || (cause as { syscall?: string }).syscall) throw cause;
    throw new ArchiveError('damaged', 'the file is damaged', cause);
  } finally {
    source.destroy();
    zstd.destroy();
  }
}

/** A plain relative name; anything else could lead out of the folder it is unpacked into. */
export function isPlainName(name: string): boolean {
  if (name.length === 0 || name.length > 1024 || /[\\:\0]/.test(name)) return false;
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

const MAX_MANIFEST = 1024 * 1024;
const MAX_SUMS = 512 * 1024 * 1024;
/** Up to the end of the manifest: itself, its header, and what was read ahead of it. */
const MAX_BEGINNING = MAX_MANIFEST + 8 * PIECE;
/** Around one member: its header, an extended one for a name of at most 1024 bytes, what fills up blocks, and its line among the sums. */
const MAX_AROUND = 8192;

/**
 * WHY: headers without end make no member, so nothing else would count them; compressed, a file of a megabyte holds hours of them.
 * The library takes none above 4 MiB.
 */
async function* atMost(source: AsyncIterable<Buffer>, most: () => number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of source) {
    bytes += piece.length;
    if (bytes > most()) throw new ArchiveError('too-large', 'more in it than it says');
    yield piece;
  }
}

/** Only the manifest: reads the beginning of the file. Throws ArchiveError and LockedError. */
export async function readManifest(file: string, key: Key | undefined): Promise<Manifest> {
  const extract = tar.extract();
  const plain = atMost(unpacked(file, key), () => MAX_BEGINNING);
  const source = Readable.from(plain, { objectMode: false });
  source.on('error', (error) => extract.destroy(error));
  source.pipe(extract);
  try {
    for await (const entry of extract)
      return parseManifest(entry.header.name, await whole(bytesOf(entry), MAX_MANIFEST));
  } finally {
    source.destroy();
    extract.destroy();
  }
  throw new ArchiveError('damaged', 'the archive is empty');
}

/** The library's own streams are Node's in all but their type. */
const bytesOf = (entry: unknown) => entry as AsyncIterable<Uint8Array>;

async function whole(entry: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of entry) {
    size += piece.length;
    if (size > most) throw new ArchiveError('too-large', 'a part of it is larger than it may be');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function parseManifest(name: string, text: Buffer): Manifest {
  if (name !== MANIFEST) throw new ArchiveError('not-ours', 'an archive, but not of ours');
  try {
    return manifest.parse(JSON.parse(text.toString('utf8')));
  } catch (error) {
    throw new ArchiveError('not-ours', 'its manifest cannot be read', error);
  }
}

export interface UnpackParts {
  readonly file: string;
  readonly key: Key | undefined;
  /** Must exist. */
  readonly into: string;
  /** Which members; all without it. */
  readonly wanted?: ((name: string) => boolean) | undefined;
  /** Whether what was written is on the disk in the end; so unless it is thrown away soon. */
  readonly durable?: boolean | undefined;
  /** Asked once the manifest is read; throws to stop. */
  readonly accept?: ((about: Manifest) => void) | undefined;
  readonly progress?: ((bytes: number, of: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Unpacks and compares every sum. Rejects with ArchiveError, LockedError or the system's errors; `into` is the caller's to clear. */
export async function unpackArchive(parts: UnpackParts): Promise<Manifest> {
  const { file, key, into, wanted = () => true, accept, progress, signal, durable = true } = parts;
  const extract = tar.extract();
  let most = MAX_BEGINNING;
  const plain = atMost(unpacked(file, key), () => most);
  const source = Readable.from(plain, { objectMode: false, highWaterMark: PIECE });
  const feeding = pipeline(source, extract, signal ? { signal } : {}).catch((error: unknown) => {
    extract.destroy(error as Error);
    return error;
  });
  let about: Manifest | undefined;
  let sums: string | undefined;
  const seen = new Map<string, string>();
  let bytes = 0;
  try {
    for await (const entry of extract) {
      const { name, type, size } = entry.header;
      if (!isPlainName(name) || type !== 'file')
        throw new ArchiveError('strange-name', `a member that no backup of ours has: ${name.slice(0, 80)}`);
      if (!about) {
        about = parseManifest(name, await whole(bytesOf(entry), MAX_MANIFEST));
        accept?.(about);
        most += about.bytes + about.members * MAX_AROUND;
        continue;
      }
      if (sums !== undefined || seen.has(name)) throw new ArchiveError('not-ours', 'a member too many');
      if (name === SUMS) {
        sums = (await whole(bytesOf(entry), MAX_SUMS)).toString('utf8');
        continue;
      }
      if (bytes + size > about.bytes || seen.size >= about.members)
        throw new ArchiveError('too-large', 'more in it than it says');
      const { of } = { of: about.bytes };
      seen.set(
        name,
        await take({
          ...{ entry: bytesOf(entry), size, durable },
          target: wanted(name) ? join(into, ...name.split('/')) : undefined,
          told(piece) {
            bytes += piece;
            progress?.(bytes, of);
          },
        }),
      );
    }
    const trouble = await feeding;
    if (trouble) throw trouble;
  } catch (error) {
    const trouble = await Promise.race([feeding, Promise.resolve(undefined)]);
    // A member that could not be written ends the feeding, too, which then knows only that somebody stopped listening.
    const isOurs = (error as { syscall?: string }).syscall !== undefined;
    const cause = signal?.aborted ? signal.reason : isOurs ? error : (trouble ?? error);
    if (cause instanceof ArchiveError || cause instanceof LockedError || signal?.aborted) throw cause;
    if ((cause as { syscall?: string }).syscall) throw cause;
    throw cause instanceof Error && /tar|header|data/i.test(cause.message)
      ? new ArchiveError('damaged', 'the archive is cut short or damaged', cause)
      : cause;
  } finally {
    source.destroy();
    extract.destroy();
  }
  if (!about || sums === undefined) throw new ArchiveError('damaged', 'the archive is cut short');
  compare(sums, seen, about);
  return about;
}

interface Taking {
  readonly entry: AsyncIterable<Uint8Array>;
  readonly size: number;
  readonly target: string | undefined;
  readonly durable: boolean;
  told(bytes: number): void;
}

/** Writes one member, or only reads it; answers its SHA-256. */
async function take({ entry, size, target, durable, told }: Taking): Promise<string> {
  if (target !== undefined) mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  if (target !== undefined && size <= PIECE) {
    // WHY at once: a stream of its own for each of a hundred thousand small files takes longer than the files do.
    const bytes = await whole(entry, size);
    told(bytes.length);
    writeFileSync(target, bytes, { flag: 'wx', mode: 0o600, flush: durable });
    return createHash('sha256').update(bytes).digest('hex');
  }
  const hash = createHash('sha256');
  async function* hashed() {
    for await (const piece of entry) {
      hash.update(piece);
      told(piece.length);
      yield piece;
    }
  }
  if (target === undefined) {
    for await (const _ of hashed());
  } else {
    await pipeline(
      hashed(),
      createWriteStream(target, { flags: 'wx', mode: 0o600, highWaterMark: PIECE, flush: durable }),
    );
  }
  return hash.digest('hex');
}

function compare(sums: string, seen: ReadonlyMap<string, string>, { members }: Manifest): void {
  const lines = sums.split('\n').filter((line) => line !== '');
  if (lines.length !== seen.size || seen.size !== members)
    throw new ArchiveError('checksum', 'not as many files in it as it says');
  for (const line of lines) {
    const name = line.slice(66);
    if (seen.get(name) !== line.slice(0, 64))
      throw new ArchiveError('checksum', `${name} is not as it was written`);
  }
}
