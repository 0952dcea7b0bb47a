/**
 * A consistent copy of a database that is in use, by SQLite's online backup.
 *
 * The copy is that of one moment: a read transaction is held until it is whole, and writers go on beside it. It belongs to
 * nobody else (0600), and nothing of it is left when it could not be finished.
 */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';

export interface CopyOptions {
  /** Bytes copied, of so many. */
  readonly progress?: ((bytes: number, of: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called once the moment is fixed, before the first page is copied. */
  readonly fixed?: (() => Promise<void>) | undefined;
}

/** One turn of the event loop copies so many pages (4 MiB of the usual size). */
const PAGES = 1024;
const BUSY_MS = 10_000;
const SIDE_FILES = ['-wal', '-shm', '-journal'];

/**
 * Copies `file` to `target`, which must not exist. Rejects with SQLite's errors, or the signal's reason.
 *
 * WHY the transaction: SQLite begins an online backup anew whenever another process has written (sqlite.org, sqlite3_backup_step).
 * A busy office would never see the end of it; a connection that is in the middle of reading sees no change.
 * WHY not VACUUM INTO: it gives rows other numbers, and the index for searching (migrations/002) goes by them.
 */
export async function copyDatabase(file: string, target: string, options: CopyOptions = {}): Promise<void> {
  const { progress, signal, fixed } = options;
  signal?.throwIfAborted();
  closeSync(openSync(target, 'wx', 0o600));
  // Not read-only: a WAL without its side files could not be read then.
  const source = new Database(file, { fileMustExist: true, timeout: BUSY_MS });
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await fixed?.();
    const pageSize = Number(source.pragma('page_size', { simple: true }));
    await source.backup(target, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted();
        progress?.((totalPages - remainingPages) * pageSize, totalPages * pageSize);
        return PAGES;
      },
    });
    signal?.throwIfAborted();
  } catch (error) {
    for (const end of ['', ...SIDE_FILES]) rmSync(`${target}${end}`, { force: true });
    throw error;
  } finally {
    source.close();
  }
}

/** What SQLite finds wrong with a database, at most a few lines; empty when it is whole. It is opened for reading only. */
export function faultsOf(file: string): string[] {
  const database = new Database(file, { fileMustExist: true, timeout: BUSY_MS });
  try {
    const rows = database.pragma('integrity_check(5)') as { integrity_check: string }[];
    return rows.map(({ integrity_check }) => integrity_check).filter((line) => line !== 'ok');
  } catch (error) {
    return [(error as Error).message];
  } finally {
    database.close();
  }
}

/** `PRAGMA user_version`: how many of its migrations were done. */
export function versionOf(file: string): number {
  const database = new Database(file, { fileMustExist: true, timeout: BUSY_MS });
  try {
    return Number(database.pragma('user_version', { simple: true }));
  } finally {
    database.close();
  }
}

/** Makes one file of a database that nobody uses, on the disk: no WAL beside it, and it can be read where nothing can be written. */
export function settleDatabase(file: string): void {
  const database = new Database(file, { fileMustExist: true, timeout: BUSY_MS });
  try {
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
