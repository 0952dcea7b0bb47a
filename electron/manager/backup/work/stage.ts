/**
 * A consistent picture of the data folder in a folder beside it, while everything runs: databases by online backup, what people
 * sent each other as second names of the same files (hard links), which cost no room and no time, the rest as copies.
 */
import type { Dirent } from 'node:fs';
import { constants, existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { privateFolder } from '../../files.ts';
import { systemCode } from '../../problem.ts';
import type { ServerData } from '../server-data.ts';
import { type Includes, isClosed, judgeFile } from './what.ts';

export const SERVER_DATABASE = 'server/data.sqlite';
const UPLOADS = 'server/uploads';

export interface StageParts {
  readonly data: string;
  /** Must not exist. */
  readonly into: string;
  readonly includes: Includes;
  readonly server: Pick<ServerData, 'copyDatabase' | 'dropLostFiles'>;
  /** Bytes of databases copied, of so many. */
  readonly progress?: ((bytes: number, of: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface StagedFile {
  /** With `/`. */
  readonly name: string;
  readonly bytes: number;
}

/** Answers what lies in `into`, sorted. Rejects with the system's or SQLite's errors, and then `into` is gone. */
export async function stage(parts: StageParts): Promise<StagedFile[]> {
  const { data, into, includes, server, signal } = parts;
  await privateFolder(dirname(into));
  await mkdir(into, { mode: 0o700 });
  try {
    const found = await filesOf(data, '', includes);
    const databases = found.filter(({ as }) => as === 'database').map(({ name }) => name);
    const sizes = await Promise.all(databases.map((name) => sizeOf(join(data, name))));
    const of = sizes.reduce((sum, size) => sum + size, 0);
    let before = 0;
    for (const [index, name] of databases.entries()) {
      const target = join(into, name);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await server.copyDatabase(join(data, name), target, {
        signal,
        progress: (bytes) => parts.progress?.(before + bytes, of),
        // What a row names at this moment is on the disk at this moment; later it may be gone.
        ...(name === SERVER_DATABASE && { fixed: () => linkAll(parts, UPLOADS) }),
      });
      before += sizes[index] ?? 0;
    }
    signal?.throwIfAborted();
    await linkAll(parts, '');
    const database = join(into, SERVER_DATABASE);
    if (includes.files && existsSync(database))
      server.dropLostFiles(database, (place) => existsSync(join(into, UPLOADS, place)));
    // The drop left side files, or SQLite's check did; the database alone says it all.
    for (const name of databases)
      for (const end of ['-wal', '-shm']) await rm(join(into, `${name}${end}`), { force: true });
    return await listFiles(into);
  } catch (error) {
    await rm(into, { recursive: true, force: true });
    throw error;
  }
}

async function linkAll({ data, into, includes, signal }: StageParts, below: string): Promise<void> {
  for (const { name, as } of await filesOf(data, below, includes)) {
    signal?.throwIfAborted();
    if (as === 'database') continue;
    const target = join(into, name);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    if (as === 'fixed') await linkOrCopy(join(data, name), target);
    else await copyIfThere(join(data, name), target);
  }
}

/** Files are replaced as a whole, never written into: a copy is the one before or the one after. */
async function copyIfThere(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
  });
}

/** A second name of a file; a copy where the disk knows none (FAT, another disk). Gone meanwhile, or there already: fine. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'EEXIST') return;
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES'].includes(code ?? '')) throw error;
    await copyIfThere(from, to);
  }
}

interface Found {
  readonly name: string;
  readonly as: 'file' | 'fixed' | 'database';
}

/** Links, sockets and devices are no data. */
async function filesOf(data: string, below: string, includes: Includes): Promise<Found[]> {
  const found: Found[] = [];
  for (const entry of await entriesOf(join(data, below))) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory() && !isClosed(name)) found.push(...(await filesOf(data, name, includes)));
    if (!entry.isFile()) continue;
    const verdict = judgeFile(name, includes);
    if (verdict.take) found.push({ name, as: verdict.as });
  }
  return found;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return [];
    throw error;
  }
}

const sizeOf = async (file: string): Promise<number> => (await stat(file)).size;

/** All files below a folder with their sizes, by name. */
export async function listFiles(folder: string, below = ''): Promise<StagedFile[]> {
  const found: StagedFile[] = [];
  for (const entry of await entriesOf(join(folder, below))) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await listFiles(folder, name)));
    else if (entry.isFile()) found.push({ name, bytes: await sizeOf(join(folder, name)) });
  }
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}
