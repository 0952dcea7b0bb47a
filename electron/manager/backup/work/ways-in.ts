/**
 * What lets somebody in belongs to this installation and not to the state that comes back: where the pages listen, whether the office
 * network may open them, whether a browser may have a terminal. All that stays as it is here now; on a new computer it is closed until
 * somebody there opens it. Passwords and sessions of the pages are in no backup (what.ts).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { DEFAULT_SETTINGS } from '../../settings.ts';

/** As manager/settings.ts writes it; all else in it is passed on as it is. */
const document = z.looseObject({
  values: z.looseObject({ web: z.unknown().optional(), lan: z.unknown().optional() }),
});
/** Names in the table `kept` (terminal/terminal.ts). */
const SWITCHES = ['terminal.on'];

/** Works on a draft that is not in force yet. Throws the system's or SQLite's errors. */
export function keepWaysIn(data: string, draft: string): void {
  keepListening(join(data, 'settings.json'), join(draft, 'settings.json'));
  keepSwitches(join(data, 'manager.sqlite'), join(draft, 'manager.sqlite'));
}

function keepListening(present: string, drafted: string): void {
  const then = document.safeParse(read(drafted));
  // One that is none of ours is judged by whoever opens it.
  if (!then.success) return;
  const now = document.safeParse(readNow(present));
  const { web = DEFAULT_SETTINGS.web, lan } = now.success ? now.data.values : {};
  const same =
    JSON.stringify([then.data.values.web, then.data.values.lan ?? null]) ===
    JSON.stringify([web, lan ?? null]);
  if (same) return;
  const { lan: _, ...others } = then.data.values;
  const values = { ...others, web, ...(lan ? { lan } : {}) };
  writeFileSync(drafted, `${JSON.stringify({ ...then.data, values }, null, 2)}\n`, { mode: 0o600 });
}

function read(file: string): unknown {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Undefined, too, where the system cannot read it: WHY as for the switches. */
function readNow(present: string): unknown {
  try {
    return read(present);
  } catch {
    return undefined;
  }
}

function keepSwitches(present: string, drafted: string): void {
  if (!existsSync(drafted)) return;
  const now = switchesNow(present);
  withKept(drafted, (database) => {
    const [remove, set] = [
      database.prepare('DELETE FROM kept WHERE name = ?'),
      database.prepare('INSERT INTO kept (name, value) VALUES (?, ?)'),
    ];
    for (const [index, name] of SWITCHES.entries()) {
      remove.run(name);
      const value = now[index];
      if (value !== undefined) set.run(name, value);
    }
  });
}

/** WHY what cannot be read lets nobody in, and stops nothing: the state that comes back is what mends a broken one. */
function switchesNow(present: string): readonly (string | undefined)[] {
  if (!existsSync(present)) return [];
  try {
    return withKept(present, (database) => SWITCHES.map((name) => get(database, name))) ?? [];
  } catch {
    return [];
  }
}

type Opened = InstanceType<typeof Database>;

const get = (database: Opened, name: string): string | undefined =>
  (database.prepare('SELECT value FROM kept WHERE name = ?').get(name) as { value: string } | undefined)
    ?.value;

/** Undefined where the table is not there: made before there was one, or by nobody. */
function withKept<T>(file: string, work: (database: Opened) => T): T | undefined {
  const database = new Database(file, { timeout: 10_000 });
  try {
    const there = database
      .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'kept'")
      .get();
    return there === undefined ? undefined : work(database);
  } finally {
    database.close();
  }
}
