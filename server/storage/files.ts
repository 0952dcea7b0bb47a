/** Folders of files: taken in whole or not at all, kept by id. */

import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileModes, FileSizeError, type FileStore } from '../kernel/store.ts';

/** What an id may look like: nothing that means something to a file system. */
const ID = /^[A-Za-z0-9_-]{3,128}$/;
/** WHY: under TLS chunks are 16 kB, and each write is a way to another thread and back. */
const PIECE_BYTES = 256 * 1024;
/** Where files grow until they are whole. */
const INCOMING = 'incoming';

/** @param root the folder; made at the first file. */
export function createFileStore(root: string, modes: FileModes): FileStore {
  const incoming = join(root, INCOMING);
  let ready: Promise<void> | undefined;

  // WHY two letters more: file names are told apart by some systems in one case only, and folders of thousands are slow.
  const folderOf = (id: string) => join(root, `f-${Buffer.from(id.slice(0, 2)).toString('hex')}`);
  const nameOf = (id: string) => Buffer.from(id).toString('hex');
  const pathOf = (id: string) => {
    if (!ID.test(id)) throw new Error(`not the id of a file: ${JSON.stringify(id)}`);
    return join(folderOf(id), nameOf(id));
  };

  async function makeFolder(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
    // WHY after: the process's umask takes bits away from what mkdir is told.
    await chmod(path, modes.folder);
  }

  /** What a process before us left unfinished is of no use to anybody. */
  const prepare = () => {
    ready ??= (async () => {
      await rm(incoming, { recursive: true, force: true });
      await makeFolder(root);
      await makeFolder(incoming);
    })();
    return ready;
  };

  async function fill(path: string, source: AsyncIterable<Uint8Array>, size: number): Promise<void> {
    const file = await open(path, 'wx', modes.file);
    try {
      let taken = 0;
      let waiting: Uint8Array[] = [];
      let bytes = 0;
      const write = async () => {
        await file.writeFile(Buffer.concat(waiting, bytes));
        [waiting, bytes] = [[], 0];
      };
      for await (const chunk of source) {
        taken += chunk.length;
        if (taken > size) throw new FileSizeError('more bytes than announced');
        waiting.push(chunk);
        bytes += chunk.length;
        if (bytes >= PIECE_BYTES) await write();
      }
      if (taken < size) throw new FileSizeError('fewer bytes than announced');
      await write();
      await file.chmod(modes.file);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  return {
    async write(id, source, size) {
      const path = pathOf(id);
      await prepare();
      const growing = join(incoming, `${nameOf(id)}-${randomBytes(6).toString('hex')}`);
      try {
        await fill(growing, source, size);
        await makeFolder(folderOf(id));
        await rename(growing, path);
      } catch (error) {
        await rm(growing, { force: true });
        throw error;
      }
      await syncFolder(folderOf(id));
    },

    async open(id) {
      const path = pathOf(id);
      const file = await open(path, 'r').catch(ifMissing);
      if (!file) return undefined;
      const { size, mtimeMs } = await file.stat();
      return {
        size,
        writtenAt: Math.floor(mtimeMs),
        read: (range) =>
          createReadStream(path, { fd: file, autoClose: true, highWaterMark: PIECE_BYTES, ...range }),
        close: () => file.close(),
      };
    },

    delete: (id) => rm(pathOf(id), { force: true }),

    async *ids() {
      for (const folder of (await readdir(root).catch(ifMissing)) ?? []) {
        if (!folder.startsWith('f-')) continue;
        for (const name of await readdir(join(root, folder))) {
          const found = await stat(join(root, folder, name)).catch(ifMissing);
          if (found) yield { id: Buffer.from(name, 'hex').toString(), writtenAt: Math.floor(found.mtimeMs) };
        }
      }
    },

    async free() {
      await prepare();
      const { bavail, bsize } = await statfs(root);
      return bavail * bsize;
    },
  };
}

/** Makes a new name last; systems that cannot do that to a folder (Windows) do it by themselves. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
