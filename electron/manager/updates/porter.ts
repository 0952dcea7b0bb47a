/** Brings a new version to where it can be started: fetched, found genuine, laid beside the present one. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UpdateTrouble } from '../../contract/updates.ts';
import { freeBytes } from '../files.ts';
import { diskTrouble, download, UpdateError } from './download.ts';
import type { VersionsFolder } from './installation.ts';
import { updatesFolder } from './record.ts';
import { unpack } from './unpack.ts';

export interface Fetched {
  readonly channel: string;
  readonly version: string;
  readonly url: string;
  readonly bytes: number;
  readonly sha512: string;
  readonly unpackedBytes: number;
}

export interface UpdatePorter {
  /** Rejects with an `UpdateError`, or the signal's reason. Asked again, it goes on where it was. */
  bring(wanted: Fetched, how: { signal: AbortSignal; progress(doneBytes: number): void }): Promise<void>;
  /** Where somebody else fetches it: whether they have the same to offer. Asked after the signed statement, and before anybody else. */
  readonly agrees?: (wanted: Wish, signal: AbortSignal) => Promise<Agreement>;
  /** False where what was brought is forgotten with the process that brought it. */
  readonly lies?: (version: string) => boolean;
}

export interface FolderPorterParts {
  readonly dataDir: string;
  readonly versions: VersionsFolder;
  readonly fetch: typeof fetch;
}

/** What the signed statement says, and to how many of a hundred; `isWithin` says whether we are one of them. */
export interface Wish {
  readonly channel: string;
  readonly version: string;
  readonly sha512: string;
  readonly isWithin: (percentage: number) => boolean;
}
export type Agreement = 'yes' | 'not-yet' | UpdateTrouble;

/** For versions side by side in a folder. */
export function createFolderPorter({ dataDir, versions, fetch }: FolderPorterParts): UpdatePorter {
  return {
    async bring(wanted, { signal, progress }) {
      const folder = versions.folder(wanted.version);
      if (await isLaid(folder, wanted.version)) return;
      const archives = join(updatesFolder(dataDir), 'archives');
      await mkdir(archives, { recursive: true, mode: 0o700 }).catch((error) => {
        throw diskTrouble(error);
      });
      const file = join(archives, `${wanted.version}.tar.zst`);
      const free = await freeBytes(archives);
      if (free !== undefined && free < wanted.bytes + wanted.unpackedBytes)
        throw new UpdateError('disk.full');
      await download(wanted, file, { fetch, signal, progress });
      await unpack(file, folder, wanted.unpackedBytes);
      if (!(await isLaid(folder, wanted.version))) {
        await rm(folder, { recursive: true, force: true });
        throw new UpdateError('archive.malformed', { cause: new Error('it calls itself otherwise inside') });
      }
      await rm(file, { force: true });
    },
  };
}

/** Its name is the last thing that appears, so that what is there is whole. */
async function isLaid(folder: string, version: string): Promise<boolean> {
  try {
    const read = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
    return read.version === version && typeof (read.bin as Record<string, unknown>)?.chatelaine === 'string';
  } catch {
    return false;
  }
}
