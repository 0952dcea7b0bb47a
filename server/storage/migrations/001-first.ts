/** Accounts, named tables of values, archives, and the sessions that wait to be resumed. */
export const first = `
  CREATE TABLE accounts (
    host         TEXT NOT NULL,
    username     TEXT NOT NULL,
    credentials  TEXT NOT NULL,
    disabled     INTEGER NOT NULL,
    display_name TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_login   INTEGER,
    PRIMARY KEY (host, username)
  ) WITHOUT ROWID;

  CREATE TABLE keyval (
    store TEXT NOT NULL,
    owner TEXT NOT NULL,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (store, owner, key)
  ) WITHOUT ROWID;

  CREATE TABLE archive (
    archive       TEXT NOT NULL,
    owner         TEXT NOT NULL,
    id            TEXT NOT NULL,
    sent_at       INTEGER NOT NULL,
    with_bare     TEXT NOT NULL,
    with_resource TEXT NOT NULL,
    stanza        TEXT NOT NULL
  );
  -- Both hold all that a query filters by, so that only the rows of the page itself are fetched.
  CREATE UNIQUE INDEX archive_by_id ON archive (archive, owner, id, sent_at);
  CREATE INDEX archive_by_person ON archive (archive, owner, with_bare, id, sent_at, with_resource);

  CREATE TABLE saved_sessions (
    id         TEXT PRIMARY KEY,
    jid        TEXT NOT NULL,
    inbound    INTEGER NOT NULL,
    acked      INTEGER NOT NULL,
    state      TEXT NOT NULL,
    updated_at INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE session_queue (
    session TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    stanza  TEXT NOT NULL,
    PRIMARY KEY (session, seq)
  ) WITHOUT ROWID;
`;
