/**
 * Opening the one database file. What readers and the writer must agree on is here and nowhere else.
 */
import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { addTextFunctions } from './archive-text.ts';
import { migrate } from './migrations/index.ts';

export type { SqlValue, Statement } from 'better-sqlite3';
export type { Database };

const BUSY_MS = 10_000;

/** Opens for writing, creates what is missing. The file's folder must exist. */
export function openForWriting(file: string): Database {
  // What people write to each other is nobody else's to read. SQLite gives its side files the same rights.
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file, { timeout: BUSY_MS });
  // WAL: readers never wait for the writer. FULL: a commit is on disk when it returns, also after a power cut.
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('temp_store = MEMORY');
  // Fewer, larger check-points: pages written again and again between two of them are copied to the file once.
  database.pragma('wal_autocheckpoint = 4000');
  database.pragma('cache_size = -32000');
  migrate(database);
  addTextFunctions(database);
  return database;
}

/** Opens an existing, migrated file for reading. */
export function openForReading(file: string): Database {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  database.pragma('cache_size = -16000');
  return database;
}
