/**
 * The index of one part, in a file of its own that may be deleted at any time: rows of FTS5, one for each 256 kB of the
 * contents, of which nothing is kept but where what occurs. Filled from the beginning, and resumed where it ended.
 */
import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { KINDS, trigramsOf } from './trigrams.ts';

export const GRID = 256 * 1024;
/** A word that begins in one stretch of the grid is found there, also where it ends in the next. */
export const OVERLAP = 1024;
/** Another number: what is there is of no use any more. */
const VERSION = 1;
/** So many parts of a word are asked for: more make no smaller choice. */
const MOST_PARTS = 16;

type Open = InstanceType<typeof Database>;

/** How far a part is indexed, and what it looked like: its first bytes, and those before the end of what is indexed. */
export interface Progress {
  readonly head: Buffer;
  readonly done: number;
  readonly mark: Buffer;
}

export const indexFile = (folder: string, key: string): string => join(folder, `words-${key}.sqlite`);

/** Throws where it is damaged: delete it then. */
export function openIndex(file: string): Open {
  // Made by us first, so that it is ours alone.
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file);
  // It is made anew when it is lost; only the log itself must not be.
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = OFF');
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version === 0)
    database.exec(`BEGIN;
      CREATE TABLE progress (one INTEGER PRIMARY KEY CHECK (one = 1), head BLOB, done INTEGER, mark BLOB) STRICT;
      CREATE VIRTUAL TABLE words USING fts5(
        parts, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '${KINDS.slice(36)}'");
      PRAGMA user_version = ${VERSION};
      COMMIT;`);
  else if (version !== VERSION) {
    database.close();
    throw new Error('an index of another version');
  }
  return database;
}

export function removeIndex(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
}

export function readProgress(database: Open): Progress | undefined {
  return database.prepare('SELECT head, done, mark FROM progress').get() as Progress | undefined;
}

export interface Sieve {
  /** Whether the word may begin between these bytes. Beyond what is indexed it may always. */
  may(start: number, end: number): boolean;
}

/** Which stretches have all parts of the word; undefined where the word is too short. */
export function sieve(database: Open, word: string, done: number): Sieve | undefined {
  const parts = trigramsOf(word.toLowerCase()).slice(0, MOST_PARTS);
  if (parts.length === 0) return undefined;
  const there = new Uint8Array(Math.floor(done / GRID));
  const rows = database
    .prepare('SELECT rowid FROM words WHERE words MATCH ?')
    .all(parts.map((part) => `"${part}"`).join(' AND ')) as { readonly rowid: number }[];
  for (const { rowid } of rows) there[rowid] = 1;
  return {
    may(start, end) {
      for (let index = Math.floor(start / GRID); index * GRID < end; index++)
        if (index >= there.length || there[index] === 1) return true;
      return false;
    },
  };
}
