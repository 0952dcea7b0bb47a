/** Opens the data folder's database: one writer thread, one reader on this thread, and the stores over both. */
import { join } from 'node:path';
import type { Log } from '../kernel/log.ts';
import type { Storage, StorageCounts, StorageSize } from '../kernel/store.ts';
import { createAccountStore } from './accounts.ts';
import { createArchives } from './archive.ts';
import { createArchiveBounds } from './archive-bounds.ts';
import { createArchiveText } from './archive-text.ts';
import { type Database, openForReading } from './database.ts';
import { createFileStore } from './files.ts';
import { createItemStores } from './items.ts';
import { createKeyvals } from './keyval.ts';
import { createSessionStore } from './sessions.ts';
import { startWriter } from './writer.ts';

export interface StorageParts {
  /** An existing folder; the database is `data.sqlite` in it. */
  data: string;
  log: Log;
  /** The disk refused a write. Nothing is called committed any more: the server should stop, and be started anew. */
  onFailure?: (error: Error) => void;
}

// WHY not count(*): it would read the whole index, with everybody waiting. Both ends are found at once.
const ARCHIVED = 'SELECT (SELECT max(rowid) FROM archive) - (SELECT min(rowid) FROM archive) + 1 AS archived';

// `muc-rooms`: what a room is, one value for each (modules/muc/storage.ts).
const COUNTS = `SELECT (SELECT count(*) FROM accounts) AS people,
  (SELECT count(*) FROM keyval WHERE store = 'muc-rooms') AS rooms, (SELECT count(*) FROM archive) AS messages`;

function sizeOf(reader: Database): () => StorageSize {
  const ends = reader.prepare(ARCHIVED);
  return () => ({
    bytes:
      Number(reader.pragma('page_count', { simple: true })) *
      Number(reader.pragma('page_size', { simple: true })),
    archived: (ends.get() as { archived: number | null }).archived ?? 0,
  });
}

/** Rejects when the folder or the file cannot be used, or a newer version wrote it. */
export async function openStorage({ data, log, onFailure }: StorageParts): Promise<Storage> {
  const file = join(data, 'data.sqlite');
  const writer = await startWriter(file, (error) => {
    log.error('Writing to disk failed', { problem: error.message });
    onFailure?.(error);
  });
  const reader = openForReading(file);
  const parts = { reader, writer };
  const text = createArchiveText(writer);
  const bounds = createArchiveBounds({ ...parts, log: log.child('archive') });
  return {
    commits: writer,
    keyval: createKeyvals(parts),
    archive: createArchives({ ...parts, text, bounds }),
    items: createItemStores(parts),
    files: (name, modes) => createFileStore(join(data, name), modes),
    sessions: createSessionStore(parts),
    accounts: createAccountStore(parts),
    size: sizeOf(reader),
    counts: () => reader.prepare(COUNTS).get() as StorageCounts,
    async close() {
      text.stop();
      bounds.stop();
      try {
        await writer.close();
      } finally {
        reader.close();
      }
    },
  };
}
