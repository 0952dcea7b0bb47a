/** The log of changes: who-did-what, with before and after, kept for the person who asks "what happened in March?". */
import type { Change } from '../contract/index.ts';
import type { ManagerDatabase } from './database.ts';
import type { Events } from './events.ts';

export interface Changes {
  /** Notes a change. Never hand secrets to `before` or `after`. */
  note(change: Omit<Change, 'id' | 'at'>): number;
  page(before: number | null, limit: number): Change[];
}

/** What putting back asks of it beside. */
export interface ChangeLog extends Changes {
  get(id: number): Change | undefined;
  /** Whether one of these actions has changed the same thing since; without a subject they all do. */
  isOvertaken(id: number, actions: readonly string[], subject?: string): boolean;
}

/** Years of an office's life; the oldest make room. */
const KEPT = 20_000;

export function createChanges(parts: {
  database: ManagerDatabase;
  events: Events;
  now: () => number;
}): ChangeLog {
  const { database, events, now } = parts;
  const insert = database.prepare(
    'INSERT INTO changes (at, action, subject, state, before, after) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const forget = database.prepare('DELETE FROM changes WHERE id <= ?');
  const select = database.prepare(
    'SELECT id, at, action, subject, state, before, after FROM changes WHERE id < ? ORDER BY id DESC LIMIT ?',
  );
  const one = database.prepare(
    'SELECT id, at, action, subject, state, before, after FROM changes WHERE id = ?',
  );
  // What failed has changed nothing.
  const later = database.prepare(
    `SELECT 1 FROM changes WHERE id > ? AND state <> 'failed' AND action IN (SELECT value FROM json_each(?))
       AND (? IS NULL OR subject = ?) LIMIT 1`,
  );
  return {
    note({ action, subject, state, before, after }) {
      const id = Number(insert.run(now(), action, subject, state, before, after).lastInsertRowid);
      forget.run(id - KEPT);
      events.emit({ type: 'change', id });
      return id;
    },
    page: (before, limit) => select.all(before ?? Number.MAX_SAFE_INTEGER, limit) as Change[],
    get: (id) => one.get(id) as Change | undefined,
    isOvertaken: (id, actions, subject) =>
      later.get(id, JSON.stringify(actions), subject ?? null, subject ?? null) !== undefined,
  };
}
