/**
 * What lay in the data folder before us under a name that we use, too: somebody's own `logs` or `backups`. Noted when we first open the
 * folder, so that going back to the first day takes what we made and nothing else.
 */
import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeAtomically } from '../files.ts';
import { systemCode } from '../problem.ts';
import { isOurName, MANIFEST, MARK } from './folder.ts';

/** `paths`: what lay in a folder, with `/` between; `sha256`: of a file; `all`: too much to note, so it stays whole. */
const lay = z.union([
  z.strictObject({ paths: z.array(z.string().max(4096)) }),
  z.strictObject({ sha256: z.string().length(64) }),
  z.strictObject({ all: z.literal(true) }),
]);
const manifest = z.object({ version: z.literal(1), before: z.record(z.string(), lay) });

/** By name in the data folder; a name that is not in it was not there. */
export type Before = z.infer<typeof manifest>['before'];

/** More files, or a larger one, than anybody would choose a data folder around: those stay whole. */
const MAX_PATHS = 5_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Written by whoever keeps the service, before we are there (system-service/plan.ts). */
const OURS_BEFORE_US = /^service\.log(\.\d+)?$/;

/** Notes it once, before anything of ours is made. Call with the folder locked; a folder that is ours already is noted as such. */
export async function noteBefore(dataDir: string): Promise<void> {
  const names = await readdir(dataDir);
  if (names.includes(MANIFEST)) return;
  // A wipe that was committed is a folder of ours, whatever of it is gone already.
  const isOurs = names.includes('manager.sqlite') || names.includes(MARK);
  const before: Before = {};
  for (const name of isOurs ? [] : names.filter(isOurName)) {
    const found = await layIn(join(dataDir, name));
    if (!('paths' in found) || found.paths.length > 0) before[name] = found;
  }
  await writeAtomically(join(dataDir, MANIFEST), JSON.stringify({ version: 1, before }));
}

/** Empty where nothing is noted. Rejects where somebody broke the note: then nothing is taken on a guess. */
export async function readBefore(dataDir: string): Promise<Before> {
  const text = await readIfThere(join(dataDir, MANIFEST));
  return text === undefined ? {} : manifest.parse(JSON.parse(text)).before;
}

/** What we may not look into, or what went meanwhile, is somebody's: it stops nothing, and stays. */
async function layIn(path: string): Promise<Before[string]> {
  try {
    return await read(path);
  } catch (error) {
    if (isOutOfReach(error)) return { all: true };
    throw error;
  }
}

/** Gone meanwhile, or nothing that this account may look at. */
export const isOutOfReach = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '');

async function read(path: string): Promise<Before[string]> {
  const found = await lstat(path);
  // A link, which leads to somebody's own place; a socket, a device: none of what we make under these names.
  if (!found.isDirectory())
    return found.isFile() && found.size <= MAX_BYTES ? { sha256: await sha256(path) } : { all: true };
  const paths: string[] = [];
  for await (const inner of pathsBelow(path)) {
    if (OURS_BEFORE_US.test(inner)) continue;
    if (paths.length === MAX_PATHS) return { all: true };
    paths.push(inner);
  }
  return { paths };
}

export const sha256 = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

const rethrow = (error: unknown): never => {
  throw error;
};

/**
 * Everything below a folder, each folder after what is in it; links below it are not followed.
 * @param unread told of a folder that could not be read, whose contents then are not among them; it may throw.
 */
export async function* pathsBelow(
  folder: string,
  unread: (error: unknown) => void = rethrow,
  below = '',
): AsyncGenerator<string> {
  for (const entry of await entriesOf(join(folder, below), unread)) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* pathsBelow(folder, unread, path);
    yield path;
  }
}

async function entriesOf(folder: string, unread: (error: unknown) => void): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    unread(error);
    return [];
  }
}
