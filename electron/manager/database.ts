/** `manager.sqlite`: jobs, changes, and small values that must survive a crash (the set-up's answers). */
import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';

export type ManagerDatabase = InstanceType<typeof Database>;

/** Each entry brings the database from version N to N + 1; never edit one that was released, add another. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE jobs (
     id TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
     steps TEXT NOT NULL, problem TEXT) STRICT;
   CREATE INDEX jobs_by_start ON jobs (started_at);
   CREATE TABLE changes (
     id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
     state TEXT NOT NULL, before TEXT, after TEXT) STRICT;
   CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT`,
  // Who changed something. What was noted before nobody knows; and what is noted is not written over.
  `ALTER TABLE changes ADD COLUMN face TEXT NOT NULL DEFAULT 'unknown';
   ALTER TABLE changes ADD COLUMN name TEXT NOT NULL DEFAULT '';
   ALTER TABLE changes ADD COLUMN address TEXT;
   ALTER TABLE changes ADD COLUMN session TEXT;
   CREATE INDEX changes_by_action ON changes (action);
   CREATE TRIGGER changes_stay BEFORE UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'what is noted stays as it is'); END`,
];

/** The present tables' number. */
export const MANAGER_SCHEMA = MIGRATIONS.length;

/** Opens the database and brings it to the newest version. Throws when it is damaged or newer than this program. */
export function openDatabase(file: string): ManagerDatabase {
  // Made by us first, so that it is ours alone; SQLite gives its side files the same rights.
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file);
  try {
    database.pragma('journal_mode = WAL');
    // An answer that was saved must be there after a power cut too; writes are few.
    database.pragma('synchronous = FULL');
    const version = database.pragma('user_version', { simple: true }) as number;
    if (version > MIGRATIONS.length)
      throw new Error(`manager.sqlite has version ${version}, made by a newer Chatelaine`);
    MIGRATIONS.slice(version).forEach((sql, index) => {
      database.exec(`BEGIN; ${sql}; PRAGMA user_version = ${version + index + 1}; COMMIT;`);
    });
    // Into the file itself: an older version's package reads the number there, without SQLite (resources/deb/preinst).
    if (version < MIGRATIONS.length) database.pragma('wal_checkpoint(TRUNCATE)');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export interface Kept {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

/** Named JSON values. Callers check what they read. */
export function createKept(database: ManagerDatabase): Kept {
  const read = database.prepare('SELECT value FROM kept WHERE name = ?');
  const write = database.prepare(
    'INSERT INTO kept VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  return {
    get: (name) => {
      const row = read.get(name) as { value: string } | undefined;
      return row && JSON.parse(row.value);
    },
    set: (name, value) => void write.run(name, JSON.stringify(value)),
  };
}
