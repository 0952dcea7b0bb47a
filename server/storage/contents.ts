/**
 * What a copy of `data.sqlite` holds, read from outside: for whoever makes, checks or looks into a backup. Only here and in
 * bring-back.ts is known in which tables it stands.
 */
import Database from 'better-sqlite3';
import { migrate, SCHEMA } from './migrations/index.ts';

export { SCHEMA };

export interface Counts {
  readonly people: number;
  readonly rooms: number;
  readonly messages: number;
  readonly files: number;
}

/** What hangs on one person or one room. */
export interface Held {
  readonly address: string;
  readonly name: string;
  readonly messages: number;
  /** An account that cannot log in. */
  readonly disabled: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly bytes: number;
  readonly at: number;
}

export function read<T>(file: string, work: (database: Database) => T): T {
  const database = new Database(file, { fileMustExist: true, timeout: 10_000 });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const ROWS = {
  people: 'SELECT count(*) AS n FROM accounts',
  rooms: "SELECT count(*) AS n FROM keyval WHERE store = 'muc-rooms'",
  messages: 'SELECT count(*) AS n FROM archive',
  files: "SELECT count(*) AS n FROM keyval WHERE store = 'upload-files'",
} as const;

export const countsOf = (file: string): Counts =>
  read(file, (database) => {
    const count = (sql: string) => Number((database.prepare(sql).get() as { n: number }).n);
    const { people, rooms, messages, files } = ROWS;
    return { people: count(people), rooms: count(rooms), messages: count(messages), files: count(files) };
  });

/** At most so many are told; a small office has fewer. */
const LISTED = 5_000;

export const peopleIn = (file: string): Held[] =>
  read(file, (database) =>
    database
      .prepare(
        `SELECT username || '@' || host AS address, display_name AS name, disabled,
             (SELECT count(*) FROM archive WHERE archive = 'mam' AND owner = username || '@' || host) AS messages
           FROM accounts ORDER BY address LIMIT ${LISTED}`,
      )
      .all()
      .map(asHeld),
  );

export const roomsIn = (file: string): Held[] =>
  read(file, (database) =>
    database
      .prepare(
        `SELECT key || '@' || owner AS address, coalesce(value ->> '$.config.name', '') AS name, 0 AS disabled,
             (SELECT count(*) FROM archive WHERE archive = 'muc' AND archive.owner = keyval.key || '@' || keyval.owner) AS messages
           FROM keyval WHERE store = 'muc-rooms' ORDER BY address LIMIT ${LISTED}`,
      )
      .all()
      .map(asHeld),
  );

const asHeld = (row: unknown): Held => {
  const { disabled, ...held } = row as Omit<Held, 'disabled'> & { disabled: number };
  return { ...held, disabled: disabled === 1 };
};

/** Files people sent, the latest first. */
export const filesIn = (file: string, limit = LISTED): StoredFile[] =>
  read(
    file,
    (database) =>
      database
        .prepare(
          `SELECT owner AS id, value ->> '$.name' AS name, value ->> '$.owner' AS owner, value ->> '$.size' AS bytes,
             value ->> '$.at' AS at
           FROM keyval WHERE store = 'upload-files' ORDER BY at DESC LIMIT ?`,
        )
        .all(limit) as StoredFile[],
  );

/** Where a file lies below `uploads/` (storage/files.ts). */
export const placeOfFile = (id: string): string =>
  `f-${Buffer.from(id.slice(0, 2)).toString('hex')}/${Buffer.from(id).toString('hex')}`;

/**
 * Takes out of a copy what names files that are not there (any more): they were removed while it was made. Answers how many.
 * @param has whether a file lies at this place below `uploads/`.
 */
export const dropLostFiles = (file: string, has: (place: string) => boolean): number =>
  read(file, (database) => {
    const rows = database
      .prepare("SELECT owner AS id, value ->> '$.owner' AS owner FROM keyval WHERE store = 'upload-files'")
      .all() as { id: string; owner: string }[];
    const lost = rows.filter(({ id }) => !has(placeOfFile(id)));
    const entry = database.prepare("DELETE FROM keyval WHERE store = 'upload-files' AND owner = ?");
    const share = database.prepare(
      "DELETE FROM keyval WHERE store = 'upload-shares' AND owner = ? AND key = ?",
    );
    database.exec('BEGIN IMMEDIATE');
    for (const { id, owner } of lost) {
      entry.run(id);
      share.run(owner, id);
    }
    database.exec('COMMIT');
    return lost.length;
  });

/** Brings a copy of an older version to the present tables. Throws on one from the future. */
export const bringUpToDate = (file: string): void =>
  read(file, (database) => {
    migrate(database);
  });
