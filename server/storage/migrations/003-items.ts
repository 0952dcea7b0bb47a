/** What is published on nodes (XEP-0060). `position` is the order of publication; an item published anew goes to the end. */
export const items = `
  CREATE TABLE items (
    store        TEXT NOT NULL,
    owner        TEXT NOT NULL,
    node         TEXT NOT NULL,
    id           TEXT NOT NULL,
    position     INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    publisher    TEXT NOT NULL,
    payload      TEXT,
    PRIMARY KEY (store, owner, node, id)
  ) WITHOUT ROWID;
  -- All that listing, counting and quotas ask for, so that payloads are read for the items of a page only.
  CREATE INDEX items_in_order ON items (store, owner, node, position, id, published_at, bytes);
`;
