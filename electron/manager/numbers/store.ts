/**
 * Numbers on disk, in a file of their own: each look is written to all four sizes of pieces at once, so that there is nothing to
 * roll up later and nothing to lose in between. Bounded: `keep` pieces of each size, and no more.
 */
import { closeSync, openSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { type NumberId, type NumberMark, numberId, numberMark } from '../../contract/numbers.ts';
import { systemCode } from '../problem.ts';
import { bucketOf, TIERS, type Tier } from './buckets.ts';
import type { Values } from './series.ts';

/** One number in one piece of time. */
export interface Point {
  readonly at: number;
  readonly series: NumberId;
  /** How many looks. */
  readonly n: number;
  readonly low: number;
  readonly high: number;
  readonly sum: number;
}

export interface NumberStore {
  /** In one commit. @param at ms since the epoch. */
  add(at: number, values: Values): void;
  mark(mark: NumberMark): void;
  /** The oldest first. */
  between(tier: Tier, from: number, to: number, series?: readonly NumberId[]): Point[];
  marks(from: number, to: number): NumberMark[];
  /** Lets go what is beyond the bounds. Cheap; once an hour is enough. */
  tidy(): void;
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS points (
    tier INTEGER NOT NULL, at INTEGER NOT NULL, series TEXT NOT NULL, n INTEGER NOT NULL, low REAL NOT NULL, high REAL NOT NULL,
    sum REAL NOT NULL, PRIMARY KEY (tier, at, series)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS marks (
    at INTEGER NOT NULL, kind TEXT NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (at, kind)) STRICT, WITHOUT ROWID;
  PRAGMA user_version = 1`;

const MARKS_KEPT = 5_000;
const WAL_BYTES = 1024 * 1024;

const point = z.object({
  at: z.number(),
  series: numberId,
  n: z.number(),
  low: z.number(),
  high: z.number(),
  sum: z.number(),
});

/**
 * Opens the file, or makes it. One that is damaged is set aside: numbers are worth less than a manager that starts.
 * @param now for the name of the damaged one.
 */
export function openNumberStore(file: string, now: () => number): NumberStore {
  try {
    return openStore(file);
  } catch (error) {
    if (!['SQLITE_CORRUPT', 'SQLITE_NOTADB'].includes(systemCode(error) ?? '')) throw error;
    renameSync(file, `${file}.broken-${now()}`);
    return openStore(file);
  }
}

function openStore(file: string): NumberStore {
  // Made by us first, so that it is ours alone; SQLite gives its side files the same rights.
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file);
  try {
    database.pragma('journal_mode = WAL');
    // A minute lost to a power cut is a gap of a minute.
    database.pragma('synchronous = NORMAL');
    database.pragma(`journal_size_limit = ${WAL_BYTES}`);
    database.exec(SCHEMA);
  } catch (error) {
    database.close();
    throw error;
  }
  return storeOf(database);
}

/** For reading beside a manager that runs; undefined where nothing was counted yet. */
export function readNumberStore(file: string): NumberStore | undefined {
  try {
    return storeOf(new Database(file, { readonly: true, fileMustExist: true }));
  } catch (error) {
    if (systemCode(error) === 'SQLITE_CANTOPEN') return undefined;
    throw error;
  }
}

function storeOf(database: InstanceType<typeof Database>): NumberStore {
  const put = database.prepare(
    `INSERT INTO points VALUES (?, ?, ?, 1, ?, ?, ?) ON CONFLICT (tier, at, series) DO UPDATE
     SET n = n + 1, low = min(low, excluded.low), high = max(high, excluded.high), sum = sum + excluded.sum`,
  );
  const select = database.prepare(
    `SELECT at, series, n, low, high, sum FROM points WHERE tier = ? AND at >= ? AND at <= ?
       AND (? IS NULL OR series IN (SELECT value FROM json_each(?))) ORDER BY at`,
  );
  const oldest = database.prepare(
    'SELECT DISTINCT at FROM points WHERE tier = ? ORDER BY at DESC LIMIT 1 OFFSET ?',
  );
  const forget = database.prepare('DELETE FROM points WHERE tier = ? AND at <= ?');
  const putMark = database.prepare('INSERT OR REPLACE INTO marks VALUES (?, ?, ?)');
  const selectMarks = database.prepare(
    'SELECT at, kind, failed FROM marks WHERE at >= ? AND at <= ? ORDER BY at',
  );
  const forgetMarks = database.prepare(
    'DELETE FROM marks WHERE at <= (SELECT at FROM marks ORDER BY at DESC LIMIT 1 OFFSET ?)',
  );

  function inOneCommit(work: () => void): void {
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (error) {
      // A full disk has undone it already.
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
  function add(at: number, values: Values): void {
    for (const tier of Object.values(TIERS)) {
      const bucket = bucketOf(tier, at);
      for (const [series, value] of Object.entries(values))
        put.run(tier.id, bucket, series, value, value, value);
    }
  }
  function tidy(): void {
    for (const { id, keep } of Object.values(TIERS)) {
      const beyond = oldest.get(id, keep) as { at: number } | undefined;
      if (beyond) forget.run(id, beyond.at);
    }
    forgetMarks.run(MARKS_KEPT);
  }

  return {
    add: (at, values) => inOneCommit(() => add(at, values)),
    mark: ({ at, kind, failed }) => void putMark.run(at, kind, failed ? 1 : 0),
    between(tier, from, to, series) {
      const wanted = series === undefined ? null : JSON.stringify(series);
      return z.array(point).parse(select.all(tier.id, from, to, wanted, wanted));
    },
    marks: (from, to) =>
      (selectMarks.all(from, to) as { failed: number }[]).map((row) =>
        numberMark.parse({ ...row, failed: row.failed === 1 }),
      ),
    tidy: () => inOneCommit(tidy),
    close: () => void database.close(),
  };
}
