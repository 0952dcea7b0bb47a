/**
 * A consistent picture of the data folder in a folder beside it, while everything runs: databases by online backup, what people
 * sent each other as second names of the same files (hard links), which cost no room and no time, the rest as copies.
 */
import { constants, existsSync, linkSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { privateFolder } from '../../files.ts';
import { systemCode } from '../../problem.ts';
import type { ServerData } from '../server-data.ts';
import { namingFullDisk } from './no-room.ts';
import { type FoundFile, filesBelow, listFiles } from './tree.ts';
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

/** Answers what lies in `into`, sorted. Rejects with the system's or SQLite's errors, and then `into` is gone. */
export async function stage(parts: StageParts): Promise<FoundFile[]> {
  const { data, into, includes, server, signal } = parts;
  await privateFolder(dirname(into));
  await mkdir(into, { mode: 0o700 });
  try {
    const databases: string[] = [];
    for await (const { name, as } of filesOf(parts, '')) if (as === 'database') databases.push(name);
    const sizes = databases.map((name) => statSync(join(data, name)).size);
    const of = sizes.reduce((sum, size) => sum + size, 0);
    let before = 0;
    let uploadsAreThere = false;
    for (const [index, name] of databases.entries()) {
      const target = join(into, name);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await server.copyDatabase(join(data, name), target, {
        signal,
        progress: (bytes) => parts.progress?.(before + bytes, of),
        // What a row names at this moment is on the disk at this moment; later it may be gone.
        ...(name === SERVER_DATABASE && {
          async fixed() {
            await linkAll(parts, UPLOADS);
            uploadsAreThere = true;
          },
        }),
      });
      before += sizes[index] ?? 0;
    }
    signal?.throwIfAborted();
    await linkAll(parts, '', uploadsAreThere ? UPLOADS : undefined);
    const database = join(into, SERVER_DATABASE);
    if (includes.files && existsSync(database))
      server.dropLostFiles(database, (place) => existsSync(join(into, UPLOADS, place)));
    // The drop left side files, or SQLite's check did; the database alone says it all.
    for (const name of databases)
      for (const end of ['-wal', '-shm']) rmSync(join(into, `${name}${end}`), { force: true });
    return await listFiles(into);
  } catch (error) {
    const cause = await namingFullDisk(error, into);
    await rm(into, { recursive: true, force: true });
    throw cause;
  }
}

async function linkAll(parts: StageParts, below: string, but?: string): Promise<void> {
  const made = new Set<string>();
  for await (const { name, as } of filesOf(parts, below, but)) {
    if (as === 'database') continue;
    const target = join(parts.into, name);
    const folder = dirname(target);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    made.add(folder);
    if (as === 'fixed') await linkOrCopy(join(parts.data, name), target);
    else await copyIfThere(join(parts.data, name), target);
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
    linkSync(from, to);
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

/** What belongs into it, below a folder of the data. */
async function* filesOf(
  { data, includes, signal }: StageParts,
  below: string,
  but?: string,
): AsyncGenerator<Found> {
  const closed = (folder: string) => folder === but || isClosed(folder);
  for await (const name of filesBelow(data, { below, isClosed: closed, signal })) {
    const verdict = judgeFile(name, includes);
    if (verdict.take) yield { name, as: verdict.as };
  }
}
