/** One person, one room or one file brought back out of a backup or a snapshot, while the chat server is stopped. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { privateFolder, syncFolder } from '../../files.ts';
import type { Key } from '../format/age.ts';
import { unpackArchive } from '../format/archive.ts';
import type { BroughtBack, Held, Part, ServerData, StoredFile } from '../server-data.ts';
import { assertReadable, type RestoreParts } from './restore.ts';
import { SERVER_DATABASE } from './stage.ts';

/** Where it is taken from: an archive, or a folder that holds a snapshot. */
export type From = { readonly file: string; readonly key: Key | undefined } | { readonly folder: string };

/** There is no such person, room or file in it. */
export class NoPartError extends Error {}
/** A chat server runs on the data. */
export class RunningError extends Error {}

export interface PartParts extends RestoreParts {
  readonly from: From;
  /** Ours alone; gone afterwards. */
  readonly work: string;
}

export interface Contents {
  readonly people: Held[];
  readonly rooms: Held[];
  readonly files: StoredFile[];
}

const UPLOADS = 'server/uploads';

/** Unpacks the server's database, and the files at these places below `uploads/`; works on that copy and clears it. */
async function withCopy<T>(
  parts: PartParts,
  places: (copy: string) => string[],
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(parts.work, 'part');
  await privateFolder(folder);
  try {
    await bring(parts, folder, (name) => name === SERVER_DATABASE);
    const wanted = new Set(places(join(folder, SERVER_DATABASE)).map((place) => `${UPLOADS}/${place}`));
    if (wanted.size > 0) await bring(parts, folder, (name) => wanted.has(name), wanted);
    return await work(folder);
  } finally {
    await rm(parts.work, { recursive: true, force: true });
  }
}

async function bring(
  parts: PartParts,
  into: string,
  wanted: (name: string) => boolean,
  names?: ReadonlySet<string>,
): Promise<void> {
  const { from, signal } = parts;
  if ('file' in from) {
    const accept = (about: Parameters<typeof assertReadable>[0]) => assertReadable(about, parts.readable);
    await unpackArchive({
      ...{ ...from, into, wanted, accept, signal, progress: parts.progress },
      durable: false,
    });
    return;
  }
  for (const name of names ?? [SERVER_DATABASE]) {
    const source = join(from.folder, name);
    if (!existsSync(source)) continue;
    await mkdir(dirname(join(into, name)), { recursive: true, mode: 0o700 });
    await copyFile(source, join(into, name));
  }
}

/** What could be brought back one by one. */
export const contentsOf = (parts: PartParts): Promise<Contents> =>
  withCopy(
    parts,
    () => [],
    async (folder) => {
      const copy = join(folder, SERVER_DATABASE);
      if (!existsSync(copy)) return { people: [], rooms: [], files: [] };
      parts.server.bringUpToDate(copy);
      const { server } = parts;
      return { people: server.peopleIn(copy), rooms: server.roomsIn(copy), files: server.filesIn(copy) };
    },
  );

/**
 * Files first, then everything else in one transaction: killed in between, files lie there that nothing names, which the server
 * clears by itself.
 * @param dry tells what it would bring, and changes nothing; then the server may run.
 */
export const bringBackPart = (parts: PartParts, part: Part, dry: boolean): Promise<BroughtBack> =>
  withCopy(
    parts,
    (copy) => namesOf(parts.server, copy, part),
    async (folder) => {
      const own = join(parts.data, SERVER_DATABASE);
      const copy = join(folder, SERVER_DATABASE);
      if (dry) return tryOn(parts, folder, copy, part);
      const lock = parts.server.lockData(join(parts.data, 'server'));
      if (lock === 'locked') throw new RunningError();
      try {
        for (const place of namesOf(parts.server, copy, part))
          await put(join(folder, UPLOADS, place), join(parts.data, UPLOADS, place));
        return parts.server.bringBack(copy, own, part);
      } finally {
        lock.release();
      }
    },
  );

function namesOf(server: ServerData, copy: string, part: Part): string[] {
  try {
    return server.filesOfPart(copy, part);
  } catch (error) {
    throw new NoPartError(part.kind, { cause: error });
  }
}

/** On a copy of the present state, so that looking holds up nobody. */
async function tryOn(parts: PartParts, folder: string, copy: string, part: Part): Promise<BroughtBack> {
  const present = join(folder, 'present.sqlite');
  await parts.server.copyDatabase(join(parts.data, SERVER_DATABASE), present, { signal: parts.signal });
  return parts.server.bringBack(copy, present, part, true);
}

/** A file of the office that is there already stays: their names are chance, and what one says never changes. */
async function put(from: string, to: string): Promise<void> {
  if (existsSync(to) || !existsSync(from)) return;
  await mkdir(dirname(to), { recursive: true, mode: 0o750 });
  const growing = `${to}.${process.pid}.tmp`;
  await copyFile(from, growing);
  const handle = await open(growing, 'r+');
  await handle.sync().finally(() => handle.close());
  await rename(growing, to);
  await syncFolder(dirname(to));
}
