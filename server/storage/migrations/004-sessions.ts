/** Sessions: what is handled beyond the first gap, and since when a stanza waits. */
export const sessions = `
  ALTER TABLE saved_sessions ADD COLUMN ahead TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE session_queue ADD COLUMN queued_at INTEGER NOT NULL DEFAULT 0;
`;
