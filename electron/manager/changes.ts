/**
 * The log of changes: who did what, with before and after, kept for the person who asks "what happened in March?".
 *
 * It only grows: a row is never written over, only the oldest make room. What it can prove: that this program did so, asked
 * by this face, session and address. What it cannot: who sat there; and whoever owns the data folder can write into it.
 */
import type { ChangeAction } from '../contract/change-actions.ts';
import type { Change } from '../contract/index.ts';
import { whoAsks } from './caller.ts';
import type { ManagerDatabase } from './database.ts';
import type { Events } from './events.ts';

export interface Changes {
  /** Notes a change, in the name of who asks. Never hand secrets to `before` or `after`. */
  note(change: Omit<Change, 'id' | 'at' | 'who' | 'action'> & { readonly action: ChangeAction }): number;
  page(before: number | null, limit: number): Change[];
}

/** What putting back asks of it beside. */
export interface ChangeLog extends Changes {
  get(id: number): Change | undefined;
  /** What these actions have changed since then, of this subject or of any; the first of them. */
  since(id: number, actions: readonly string[], subject?: string): Change[];
}

/** Years of an office's life; the oldest make room. */
const KEPT = 20_000;
/**
 * Of these only so many, so that nobody who knocks all night pushes out what the office did.
 */
const KEPT_OF: Readonly<Record<string, number>> = { 'access.refused': 1_000 };

const COLUMNS = 'id, at, action, subject, state, before, after, face, name, address, session';
type Row = Omit<Change, 'who'> & Change['who'];

export function createChanges(parts: {
  database: ManagerDatabase;
  events: Events;
  now: () => number;
}): ChangeLog {
  const { database, events, now } = parts;
  const insert = database.prepare(
    `INSERT INTO changes (at, action, subject, state, before, after, face, name, address, session)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const forget = database.prepare('DELETE FROM changes WHERE id <= ?');
  const forgetOf = database.prepare(
    `DELETE FROM changes WHERE action = ? AND id <=
       (SELECT id FROM changes WHERE action = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
  );
  const select = database.prepare(`SELECT ${COLUMNS} FROM changes WHERE id < ? ORDER BY id DESC LIMIT ?`);
  const one = database.prepare(`SELECT ${COLUMNS} FROM changes WHERE id = ?`);
  // What failed has changed nothing.
  const later = database.prepare(
    `SELECT ${COLUMNS} FROM changes WHERE id > ? AND state <> 'failed'
       AND action IN (SELECT value FROM json_each(?)) AND (? IS NULL OR subject = ?) ORDER BY id LIMIT 100`,
  );
  return {
    note({ action, subject, state, before, after }) {
      const { face, name, address, session } = whoAsks();
      const row = [now(), action, subject, state, before, after, face, name, address, session];
      const id = Number(insert.run(...row).lastInsertRowid);
      forget.run(id - KEPT);
      const most = KEPT_OF[action];
      if (most !== undefined) forgetOf.run(action, action, most);
      events.emit({ type: 'change', id });
      return id;
    },
    page: (before, limit) => (select.all(before ?? Number.MAX_SAFE_INTEGER, limit) as Row[]).map(change),
    get(id) {
      const found = one.get(id) as Row | undefined;
      return found && change(found);
    },
    since: (id, actions, subject) =>
      (later.all(id, JSON.stringify(actions), subject ?? null, subject ?? null) as Row[]).map(change),
  };
}

const change = ({ face, name, address, session, ...row }: Row): Change => ({
  ...row,
  who: { face, name, address, session },
});
