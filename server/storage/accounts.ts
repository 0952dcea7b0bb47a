/** The account table. Reads see our own writes before they are on disk. */
import type { AccountRow, AccountStore } from '../kernel/store.ts';
import type { Database } from './database.ts';
import { createOverlay } from './overlay.ts';
import type { Writer } from './writer.ts';

const COLUMNS = 'host, username, credentials, disabled, display_name, created_at, last_login';
const PUT = `INSERT OR REPLACE INTO accounts (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`;
const DELETE = 'DELETE FROM accounts WHERE host = ? AND username = ?';

interface StoredRow {
  host: string;
  username: string;
  credentials: string;
  disabled: number;
  display_name: string;
  created_at: number;
  last_login: number | null;
}

export function createAccountStore(parts: { reader: Database; writer: Writer }): AccountStore {
  const { reader, writer } = parts;
  const getOne = reader.prepare(`SELECT ${COLUMNS} FROM accounts WHERE host = ? AND username = ?`);
  const getAll = reader.prepare(`SELECT ${COLUMNS} FROM accounts WHERE host = ?`);
  const overlay = createOverlay<AccountRow>(writer);

  return {
    get(username, host) {
      const pending = overlay.find(host, username);
      if (pending) return pending.value;
      const row = getOne.get(host, username) as StoredRow | undefined;
      return row && fromStored(row);
    },
    list(host) {
      const rows = getAll.all(host) as StoredRow[];
      const merged = overlay.merge(
        host,
        rows.map((row) => [row.username, fromStored(row)] as const),
      );
      return [...merged.values()].sort((a, b) => (a.username < b.username ? -1 : 1));
    },
    put(row) {
      const { host, username, credentials, disabled, displayName, createdAt, lastLogin } = row;
      const flag = disabled ? 1 : 0;
      const ticket = writer.queue(PUT, [
        host,
        username,
        credentials,
        flag,
        displayName,
        createdAt,
        lastLogin,
      ]);
      overlay.set(host, username, row, ticket);
      return ticket;
    },
    delete(username, host) {
      const ticket = writer.queue(DELETE, [host, username]);
      overlay.set(host, username, undefined, ticket);
      return ticket;
    },
  };
}

function fromStored(row: StoredRow): AccountRow {
  return {
    host: row.host,
    username: row.username,
    credentials: row.credentials,
    disabled: row.disabled !== 0,
    displayName: row.display_name,
    createdAt: row.created_at,
    lastLogin: row.last_login,
  };
}
