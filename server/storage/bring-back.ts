/**
 * One person, one room or one file out of a copy of `data.sqlite` into the server's own, while that is stopped.
 *
 * All of it is one transaction. Messages are only added, never taken away; what a person or a room has beside them (contacts,
 * profile, members, settings) becomes what it was. An account that is still there keeps its password.
 */
import Database from 'better-sqlite3';
import { bringUpToDate, placeOfFile, read } from './contents.ts';

export type Part =
  | { readonly kind: 'person'; readonly address: string }
  | { readonly kind: 'room'; readonly address: string }
  | { readonly kind: 'file'; readonly id: string };

export interface BroughtBack {
  /** An account, a room or a file that was gone. */
  readonly created: boolean;
  readonly messages: number;
  /** Contacts, profile, settings, what was published: so many rows as they were. */
  readonly rows: number;
  /** Places below `uploads/` of files that have to be there. */
  readonly files: readonly string[];
}

/** They belong to a device, or to a moment, and would be wrong today. */
const OF_THE_MOMENT = [
  'ended-sessions',
  'push',
  'push-outcome',
  'caps',
  'presence-shown',
  'presence-left',
  'offline',
];
const IN_LIST = OF_THE_MOMENT.map((name) => `'${name}'`).join(', ');

/** Splits `nina@office.test`. */
function split(address: string): [string, string] {
  const at = address.indexOf('@');
  return [address.slice(0, at), address.slice(at + 1)];
}

interface Sql {
  run(text: string, ...values: (string | number)[]): number;
}

const STEPS: Readonly<Record<Part['kind'], (sql: Sql, name: string) => Omit<BroughtBack, 'files'>>> = {
  person(sql, address) {
    const [username, host] = split(address);
    const created = sql.run(
      'INSERT OR IGNORE INTO accounts SELECT * FROM old.accounts WHERE host = ? AND username = ?',
      ...[host, username],
    );
    sql.run(
      `DELETE FROM keyval WHERE owner = ? AND store NOT IN (${IN_LIST}) AND store <> 'upload-shares'`,
      address,
    );
    let rows = sql.run(
      `INSERT OR REPLACE INTO keyval SELECT * FROM old.keyval WHERE owner = ? AND store NOT IN (${IN_LIST})`,
      address,
    );
    sql.run('DELETE FROM items WHERE owner = ?', address);
    rows += sql.run('INSERT INTO items SELECT * FROM old.items WHERE owner = ?', address);
    sql.run(
      `INSERT OR IGNORE INTO keyval SELECT * FROM old.keyval WHERE store = 'upload-files' AND value ->> '$.owner' = ?`,
      address,
    );
    return { created: created > 0, rows, messages: addMessages(sql, 'mam', address) };
  },
  room(sql, address) {
    const [local, service] = split(address);
    const created = sql.run(
      "INSERT OR IGNORE INTO keyval SELECT * FROM old.keyval WHERE store = 'muc-rooms' AND owner = ? AND key = ?",
      ...[service, local],
    );
    sql.run("DELETE FROM keyval WHERE store LIKE 'muc-%' AND owner = ?", address);
    let rows = sql.run(
      "INSERT INTO keyval SELECT * FROM old.keyval WHERE store LIKE 'muc-%' AND owner = ?",
      address,
    );
    rows += sql.run(
      `INSERT OR REPLACE INTO keyval SELECT * FROM old.keyval
       WHERE store IN ('muc-rooms', 'muc-avatars') AND owner = ? AND key = ?`,
      ...[service, local],
    );
    return { created: created > 0, rows, messages: addMessages(sql, 'muc', address) };
  },
  file(sql, id) {
    const created = sql.run(
      "INSERT OR IGNORE INTO keyval SELECT * FROM old.keyval WHERE store = 'upload-files' AND owner = ?",
      id,
    );
    const rows = sql.run(
      "INSERT OR REPLACE INTO keyval SELECT * FROM old.keyval WHERE store = 'upload-shares' AND key = ?",
      id,
    );
    return { created: created > 0, rows, messages: 0 };
  },
};

/** WHY not rowids, too: others have them by now, and the index for searching reads what came last by itself. */
const addMessages = (sql: Sql, archive: string, owner: string): number =>
  sql.run(
    `INSERT OR IGNORE INTO archive SELECT archive, owner, id, sent_at, with_bare, with_resource, stanza
     FROM old.archive WHERE archive = ? AND owner = ? ORDER BY id`,
    ...[archive, owner],
  );

/** Which files come along, before anything is written; throws when the copy has no such part. */
export const filesOfPart = (copy: string, part: Part): string[] =>
  read(copy, (database) => {
    const all = (text: string, ...values: string[]) =>
      database.prepare(text).all(...values) as { id: string }[];
    if (part.kind === 'room') {
      const [local, service] = split(part.address);
      const found = all(
        "SELECT key AS id FROM keyval WHERE store = 'muc-rooms' AND owner = ? AND key = ?",
        service,
        local,
      );
      if (found.length === 0) throw new Error(`the copy has no room ${part.address}`);
      return [];
    }
    if (part.kind === 'file') {
      const found = all("SELECT owner AS id FROM keyval WHERE store = 'upload-files' AND owner = ?", part.id);
      if (found.length === 0) throw new Error('the copy has no such file');
      return found.map(({ id }) => placeOfFile(id));
    }
    const [username, host] = split(part.address);
    if (
      all('SELECT username AS id FROM accounts WHERE host = ? AND username = ?', host, username).length === 0
    )
      throw new Error(`the copy has no account ${part.address}`);
    return all("SELECT key AS id FROM keyval WHERE store = 'upload-shares' AND owner = ?", part.address).map(
      ({ id }) => placeOfFile(id),
    );
  });

/**
 * Both must be closed everywhere else. The copy is brought to the present tables first, so it must be one that may be changed.
 * @param dry tells what it would do, and does nothing.
 */
export function bringBack(copy: string, own: string, part: Part, dry = false): BroughtBack {
  bringUpToDate(copy);
  const files = filesOfPart(copy, part);
  const database = new Database(own, { fileMustExist: true, timeout: 10_000 });
  try {
    database.pragma('synchronous = FULL');
    database.prepare('ATTACH ? AS old').run(copy);
    const sql: Sql = { run: (text, ...values) => database.prepare(text).run(...values).changes };
    database.exec('BEGIN IMMEDIATE');
    try {
      const done = STEPS[part.kind](sql, part.kind === 'file' ? part.id : part.address);
      database.exec(dry ? 'ROLLBACK' : 'COMMIT');
      return { ...done, files };
    } catch (error) {
      // A full disk has SQLite take it back by itself.
      if (database.inTransaction) database.exec('ROLLBACK');
      throw error;
    }
  } finally {
    database.close();
  }
}
