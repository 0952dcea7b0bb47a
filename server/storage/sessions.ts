/** Sessions that wait to be resumed, so that they outlive the process (XEP-0198 §5). Read once, at start. */
import type { SavedSession, SessionStore } from '../kernel/store.ts';
import type { Database } from './database.ts';
import type { Writer } from './writer.ts';

const SAVE =
  'INSERT OR REPLACE INTO saved_sessions (id, jid, inbound, ahead, acked, state, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)';
const SET_INBOUND = 'UPDATE saved_sessions SET inbound = ?, ahead = ? WHERE id = ?';
const SET_ACKED = 'UPDATE saved_sessions SET acked = ? WHERE id = ?';
const ENQUEUE = 'INSERT OR REPLACE INTO session_queue (session, seq, stanza, queued_at) VALUES (?, ?, ?, ?)';
const DEQUEUE = 'DELETE FROM session_queue WHERE session = ? AND seq <= ?';
const REMOVE = 'DELETE FROM saved_sessions WHERE id = ?';
const REMOVE_QUEUE = 'DELETE FROM session_queue WHERE session = ?';

export function createSessionStore(parts: { reader: Database; writer: Writer }): SessionStore {
  const { reader, writer } = parts;
  return {
    save: ({ id, jid, inbound, ahead, acked, state, updatedAt }) =>
      writer.queue(SAVE, [id, jid, inbound, ahead, acked, state, updatedAt]),
    setInbound: (id, inbound, ahead) => writer.queue(SET_INBOUND, [inbound, ahead, id]),
    setAcked(id, acked) {
      writer.queue(SET_ACKED, [acked, id]);
      return writer.queue(DEQUEUE, [id, acked]);
    },
    enqueue: (id, seq, xml, queuedAt) => writer.queue(ENQUEUE, [id, seq, xml, queuedAt]),
    remove(id) {
      writer.queue(REMOVE, [id]);
      return writer.queue(REMOVE_QUEUE, [id]);
    },
    loadAll() {
      const queued = reader.prepare(
        'SELECT seq, stanza AS xml, queued_at AS queuedAt FROM session_queue WHERE session = ? ORDER BY seq',
      );
      const saved = reader.prepare(
        'SELECT id, jid, inbound, ahead, acked, state, updated_at AS updatedAt FROM saved_sessions ORDER BY updated_at, id',
      );
      return (saved.all() as SavedSession[]).map((session) => ({
        session,
        queue: queued.all(session.id) as { seq: number; xml: string; queuedAt: number }[],
      }));
    },
  };
}
