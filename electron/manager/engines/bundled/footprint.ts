/**
 * What hangs on an account, counted in the server's database, read-only.
 * TODO: ask the server itself once its command table can answer this; then this file goes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Footprint } from '../engine.ts';

const ARCHIVED = "SELECT count(*) AS count FROM archive WHERE archive = 'mam' AND owner = ?";
const VALUES = 'SELECT count(*) AS count FROM keyval WHERE owner = ? AND store = ?';

/** @param folder the server's data folder; @param address bare. */
export function readFootprint(folder: string, address: string): Footprint {
  const file = join(folder, 'data.sqlite');
  if (!existsSync(file)) return { contacts: 0, archivedMessages: 0, waitingMessages: 0 };
  const database = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const count = (sql: string, ...params: string[]) =>
      (database.prepare(sql).get(...params) as { count: number }).count;
    return {
      contacts: count(VALUES, address, 'roster'),
      archivedMessages: count(ARCHIVED, address),
      waitingMessages: count(VALUES, address, 'offline'),
    };
  } finally {
    database.close();
  }
}
