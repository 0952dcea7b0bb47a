/** Dino on a desk, with its account in its database; driven by keys. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Desktop } from './desktop.ts';
import { texts } from './memory.ts';
import { DOMAIN } from './office.ts';

/** Dino 0.4 makes the rest itself; `CREATE TABLE IF NOT EXISTS` leaves this one as it is. */
const ACCOUNTS = `
  CREATE TABLE account (id INTEGER PRIMARY KEY AUTOINCREMENT, bare_jid TEXT NOT NULL UNIQUE, resourcepart TEXT,
    password TEXT, alias TEXT, enabled INTEGER, roster_version TEXT, mam_earliest_synced INTEGER)
`;

export interface DinoOptions {
  readonly user: string;
  readonly password: string;
}

export interface Dino {
  /** The texts it keeps, of persons and rooms. */
  kept(): string[];
}

/** Starts it; it logs in by itself. */
export function startDino(desktop: Desktop, { user, password }: DinoOptions): Dino {
  const file = join(desktop.home, '.local/share/dino/dino.db');
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec(ACCOUNTS);
  database
    .prepare('INSERT INTO account (bare_jid, resourcepart, password, enabled) VALUES (?, ?, ?, 1)')
    .run(`${user}@${DOMAIN}`, 'dino', password);
  database.close();
  desktop.start('dino-im');
  return { kept: () => texts(file, 'SELECT body FROM message WHERE body IS NOT NULL ORDER BY id') };
}
