/**
 * Backups in a folder: of this computer, of a disk, or of a share that is mounted. Where it should be mounted and is not, nothing is
 * written: it would fill this computer's own disk, at a place nobody looks.
 */
import { access, constants, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freeBytes, privateFolder } from '../../files.ts';
import { problem, systemCode } from '../../problem.ts';
import { isUnfinished, readName } from '../name.ts';
import type { Target } from './target.ts';

export interface FolderParts {
  readonly path: string;
  /** It is a disk or a share of its own. */
  readonly mount: boolean;
  /** The data folder. */
  readonly data: string;
}

export function createFolderTarget({ path, mount, data }: FolderParts): Target {
  const refused = (error: unknown): Error =>
    problem('backup.folder', { folder: path, reason: systemCode(error) ?? 'EIO' }, error);

  async function assertThere(): Promise<void> {
    if (mount && !(await isMounted(path, data))) throw problem('backup.not-mounted', { folder: path });
    try {
      if (mount) await stat(path);
      else await privateFolder(path);
    } catch (error) {
      throw refused(error);
    }
  }

  const names = async (): Promise<string[]> => {
    try {
      return await readdir(path);
    } catch (error) {
      throw refused(error);
    }
  };

  return {
    folder: path,
    async ready() {
      await assertThere();
      try {
        await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
      } catch (error) {
        throw refused(error);
      }
      return { free: (await freeBytes(path)) ?? null };
    },
    async list() {
      await assertThere();
      const found = (await names()).filter((name) => readName(name));
      const all = await Promise.all(
        found.map(async (name) => {
          const { size } = await stat(join(path, name)).catch(() => ({ size: -1 }));
          return { name, bytes: size };
        }),
      );
      return all.filter(({ bytes }) => bytes >= 0);
    },
    async send() {
      throw new Error('a folder is written to at once');
    },
    async fetch(name) {
      await assertThere();
      return { file: join(path, name), done: async () => undefined };
    },
    async remove(name) {
      await rm(join(path, name), { force: true });
    },
    async tidy() {
      for (const name of await names()) if (isUnfinished(name)) await rm(join(path, name), { force: true });
    },
  };
}

/** Whether a file system other than those of `/` and of the data begins somewhere on the way to `path`. */
async function isMounted(path: string, data: string): Promise<boolean> {
  try {
    const [there, root, own] = await Promise.all([stat(path), stat('/'), stat(data)]);
    if (there.dev === root.dev || there.dev === own.dev) return false;
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw problem('backup.folder', { folder: path, reason: systemCode(error) ?? 'EIO' }, error);
  }
}

/** Whether both lie on one disk. */
export async function isSameDisk(path: string, data: string): Promise<boolean> {
  try {
    const there = await stat(path).catch(() => stat(dirname(path)));
    return there.dev === (await stat(data)).dev;
  } catch {
    return false;
  }
}
