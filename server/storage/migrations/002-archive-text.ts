/** Full-text search in archives: an index without text, and how far it goes. */
export const archiveText = `
  CREATE VIRTUAL TABLE archive_text USING fts5 (
    owner, text,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2'
  );

  -- Rows of archive up to this one are in the index.
  CREATE TABLE archive_indexed (upto INTEGER NOT NULL);
  INSERT INTO archive_indexed VALUES (0);

  -- SQLite gives the next row the number after the largest there is: when the last ones go, the mark goes back with them.
  CREATE TRIGGER archive_deleted AFTER DELETE ON archive BEGIN
    DELETE FROM archive_text WHERE rowid = old.rowid;
    UPDATE archive_indexed SET upto = (SELECT coalesce(max(rowid), 0) FROM archive)
      WHERE upto >= old.rowid AND upto > (SELECT coalesce(max(rowid), 0) FROM archive);
  END;
  CREATE TRIGGER archive_replaced AFTER UPDATE OF stanza ON archive BEGIN
    DELETE FROM archive_text WHERE rowid = old.rowid;
  END;
`;
