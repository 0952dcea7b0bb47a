/**
 * An account put into a program's SQLite database, mended there, or taken out again, in one transaction of SQLite's own: whoever
 * has the database open meanwhile is a refusal, not a race.
 */
import Database from 'better-sqlite3';
import { RANDOM, type RowEdit } from './recipe.ts';

export type RowsState = 'add' | 'repair' | 'there' | 'newer' | 'broken' | 'locked' | 'name-taken';

type Handle = InstanceType<typeof Database>;

/** How long another program may hold the database. */
const BUSY_MS = 250;
/** SQLite refuses other bytes as a database of its own. */
const DAMAGED = ['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_CORRUPT_VTAB', 'SQLITE_CORRUPT_INDEX'];

/** What an error of SQLite's means for the file; the error itself is thrown where it means neither. */
export function rowsTrouble(error: unknown): 'locked' | 'broken' {
  const code = String((error as { code?: unknown }).code ?? '');
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'locked';
  // Without the tables we know it is not this program's database, or not of a version we know.
  if (DAMAGED.includes(code) || code === 'SQLITE_ERROR') return 'broken';
  throw error;
}

/** The first column of what a query answers. */
export const column = (database: Handle, query: string): unknown[] =>
  database
    .prepare(query)
    .all()
    .map((row) => Object.values(row as Row)[0]);

export const openRows = (file: string): Handle =>
  new Database(file, { timeout: BUSY_MS, fileMustExist: true });

/** What carrying out `edit` would do. Reads only. */
export function rowsState(database: Handle, edit: RowEdit): RowsState {
  if ((database.pragma('user_version', { simple: true }) as number) > edit.newest) return 'newer';
  const own = ownRow(database, edit);
  if (!own) return edit.other && row(database, edit, edit.other) ? 'name-taken' : 'add';
  return edit.settings.every(({ column, key, value }) => same(settingOf(own, column, key), value))
    ? 'there'
    : 'repair';
}

/** Adds or mends. Makes the database's tables where `fresh`. */
export function writeRow(database: Handle, edit: RowEdit, random: string, fresh: boolean): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    if (fresh) for (const statement of edit.create) database.exec(statement);
    const own = ownRow(database, edit);
    if (own) mend(database, edit, own);
    else add(database, edit, random);
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** @returns whether our account was there. */
export function removeRow(database: Handle, { table, own }: Pick<RowEdit, 'table' | 'own'>): boolean {
  return database.prepare(`DELETE FROM ${table} WHERE ${own.where}`).run(...own.values).changes > 0;
}

type Row = Readonly<Record<string, unknown>>;

const row = (database: Handle, { table }: RowEdit, { where, values }: RowEdit['own']): Row | undefined =>
  database.prepare(`SELECT * FROM ${table} WHERE ${where}`).get(...values) as Row | undefined;

const ownRow = (database: Handle, edit: RowEdit): Row | undefined => row(database, edit, edit.own);

/** What the program has for a setting: of a column, or within its JSON. */
export function settingOf(found: Row, column: string, key: readonly string[]): unknown {
  const held = found[column];
  if (key.length === 0) return held;
  return key.reduce<unknown>((at, name) => (at as Row | null | undefined)?.[name], JSON.parse(String(held)));
}

/** A setting that is missing is as the program has it by itself, which for switches is off. */
const same = (found: unknown, wanted: unknown) =>
  found === wanted || (found === undefined && wanted === false);

function add(database: Handle, { table, row }: RowEdit, random: string): void {
  const columns = Object.keys(row);
  const values = Object.values(row).map((value) =>
    typeof value === 'string' ? value.replaceAll(RANDOM, random) : value,
  );
  database
    .prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
    .run(...values);
}

function mend(database: Handle, { table, own, settings }: RowEdit, found: Row): void {
  for (const column of new Set(settings.map((setting) => setting.column))) {
    const mine = settings.filter((setting) => setting.column === column);
    const value: string | number | null = mine.some(({ key }) => key.length > 0)
      ? JSON.stringify(
          mine.reduce((json, { key, value }) => put(json, key, value), JSON.parse(String(found[column]))),
        )
      : Number(mine[0]?.value);
    database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${own.where}`).run(value, ...own.values);
  }
}

function put(
  json: Record<string, unknown>,
  [name, ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  if (name === undefined) return json;
  const inner = rest.length === 0 ? value : put({ ...(json[name] as object) }, rest, value);
  return { ...json, [name]: inner };
}
