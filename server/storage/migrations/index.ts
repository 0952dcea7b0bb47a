/**
 * The numbered steps from an empty file to the present tables. Released steps never change; a change is a new step.
 * The number of steps done is SQLite's `user_version`.
 */
import type Database from 'better-sqlite3';
import { first } from './001-first.ts';
import { archiveText } from './002-archive-text.ts';
import { items } from './003-items.ts';
import { sessions } from './004-sessions.ts';

const STEPS: readonly string[] = [first, archiveText, items, sessions];

/** The present tables' number. */
export const SCHEMA = STEPS.length;

/** Brings the database to the present version, each step in a transaction of its own. Throws on one from the future. */
export function migrate(database: Database): void {
  const done = Number(database.pragma('user_version', { simple: true }));
  if (done > STEPS.length)
    throw new Error(`the database was written by a newer version (${done}; this one knows ${STEPS.length})`);
  for (const [index, sql] of STEPS.entries()) {
    if (index < done) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      database.exec(sql);
      database.pragma(`user_version = ${index + 1}`);
      database.exec('COMMIT');
    } catch (cause) {
      // A full disk has SQLite take it back by itself.
      if (database.inTransaction) database.exec('ROLLBACK');
      throw new Error(`database step ${index + 1} failed`, { cause });
    }
  }
  // Into the file itself: an older version's package reads the number there, without SQLite (resources/deb/preinst).
  if (done < STEPS.length) database.pragma('wal_checkpoint(TRUNCATE)');
}
