// better-sqlite3 ships no types. Only what we use of it is declared here; the rest is out of bounds on purpose.
declare module 'better-sqlite3' {
  export type SqlValue = string | number | bigint | null | Uint8Array;

  export interface Statement {
    run(...params: SqlValue[]): { changes: number; lastInsertRowid: number | bigint };
    get(...params: SqlValue[]): unknown;
    all(...params: SqlValue[]): unknown[];
  }

  export default class Database {
    constructor(file: string, options?: { readonly?: boolean; fileMustExist?: boolean; timeout?: number });
    readonly inTransaction: boolean;
    prepare(sql: string): Statement;
    exec(sql: string): this;
    function(name: string, options: { deterministic: boolean }, run: (...args: never[]) => unknown): this;
    pragma(text: string, options?: { simple?: boolean }): unknown;
    /** SQLite's online backup; `progress` answers how many pages to copy next. */
    backup(
      file: string,
      options?: { progress?: (at: { totalPages: number; remainingPages: number }) => number },
    ): Promise<{ totalPages: number; remainingPages: number }>;
    close(): this;
  }
}
