/**
 * One process at a time uses a data folder.
 *
 * The lock is SQLite's own on a small file: the system frees it with the process however that ends, so that there is no
 * stale lock to remove by hand, and it works alike on Linux, Windows and macOS.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface DataLock {
  release(): void;
}

/** `locked`: another process has it. Throws when the folder cannot be made or written. */
export function lockData(data: string): DataLock | 'locked' {
  // What is in it is as secret as what people write to each other.
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const file = join(data, 'lock');
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return { release: () => void database.close() };
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return 'locked';
    throw error;
  }
}
