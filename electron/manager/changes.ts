/** The log of changes: who-did-what, with before and after, kept for the person who asks "what happened in March?". */
import type { Change } from '../contract/index.ts';
import type { ManagerDatabase } from './database.ts';
import type { Events } from './events.ts';

export interface Changes {
  /** Notes a change. Never hand secrets to `before` or `after`. */
  note(change: Omit<Change, 'id' | 'at'>): number;
  page(before: number | null, limit: number): Change[];
}

/** Years of an office's life; the oldest make room. */
const KEPT = 20_000;

export function createChanges(parts: {
  database: ManagerDatabase;
  events: Events;
  now: () => number;
}): Changes {
  const { database, events, now } = parts;
  const insert = database.prepare(
    'INSERT INTO changes (at, action, subject, state, before, after) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const forget = database.prepare('DELETE FROM changes WHERE id <= ?');
  const select = database.prepare(
    'SELECT id, at, action, subject, state, before, after FROM changes WHERE id < ? ORDER BY id DESC LIMIT ?',
  );
  return {
    note({ action, subject, state, before, after }) {
      const id = Number(insert.run(now(), action, subject, state, before, after).lastInsertRowid);
      forget.run(id - KEPT);
      events.emit({ type: 'change', id });
      return id;
    },
    page: (before, limit) => select.all(before ?? Number.MAX_SAFE_INTEGER, limit) as Change[],
  };
}
