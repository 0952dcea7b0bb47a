/** Folders of files: taken in whole or not at all, kept by id. */

import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileModes, FileSizeError, type FileStore } from '../kernel/store.ts';

/** What an id may look like: nothing that means something to a file system. */
const ID = /^[A-Za-z0-9_-]{3,128}$/;
/** WHY: under TLS chunks are 16 kB, and each write is a way to another thread and back. */
const PIECE_BYTES = 256 * 1024;
/** So much is given to the disk while the rest of a file comes. */
const SYNC_BYTES = 16 * 1024 * 1024;
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
      const disk = createSink(file);
      const write = async () => {
        const piece = waiting;
        [waiting, bytes] = [[], 0];
        await disk.write(piece);
      };
      try {
        for await (const chunk of source) {
          taken += chunk.length;
          if (taken > size) throw new FileSizeError('more bytes than announced');
          waiting.push(chunk);
          bytes += chunk.length;
          if (bytes >= PIECE_BYTES) await write();
        }
        if (taken < size) throw new FileSizeError('fewer bytes than announced');
        await write();
      } finally {
        // Nothing may be under way when the file is closed.
        await disk.settled();
      }
      await disk.done();
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

interface Sink {
  /** Resolves when the piece before this one is written, and this one is on its way. */
  write(piece: readonly Uint8Array[]): Promise<void>;
  /** Resolves when nothing is under way, well or not. */
  settled(): Promise<void>;
  /** Rejects with what went wrong. */
  done(): Promise<void>;
}

/**
 * Writes a file while the next piece of it comes, and has the disk begin with what is there.
 * WHY syncs in between: 201 leaves after the last one (kernel/store.ts), and 256 MB at once would keep its sender waiting for all of them.
 */
function createSink(file: FileHandle): Sink {
  let writing: Promise<void> = Promise.resolve();
  let syncing: Promise<void> | undefined;
  let unsynced = 0;
  let failure: unknown;
  const noted = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      failure ??= error;
    });

  async function put(piece: readonly Uint8Array[]): Promise<void> {
    const size = piece.reduce((sum, { length }) => sum + length, 0);
    if (size === 0) return;
    const { bytesWritten } = await file.writev(piece);
    // A disk that fills up takes a part first, and refuses the rest.
    if (bytesWritten < size) await file.writeFile(Buffer.concat(piece).subarray(bytesWritten));
    unsynced += size;
    if (unsynced < SYNC_BYTES || syncing) return;
    unsynced = 0;
    syncing = noted(file.datasync()).finally(() => {
      syncing = undefined;
    });
  }
  const done = async () => {
    await writing;
    await syncing;
    if (failure !== undefined) throw failure;
  };

  return {
    async write(piece) {
      await writing;
      if (failure !== undefined) throw failure;
      writing = noted(put(piece));
    },
    settled: async () => void (await done().catch(() => {})),
    done,
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
