/** What a program has kept of its conversations, read from its own SQLite database while it runs. */
import { DatabaseSync } from 'node:sqlite';

/** The texts a query of one column gives, in order; none while the database is not there yet. */
export function texts(file: string, query: string): string[] {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(file, { readOnly: true });
  } catch {
    // The program has not made it yet: whoever asks, asks again.
    return [];
  }
  try {
    return database
      .prepare(query)
      .all()
      .map((row) => String(Object.values(row)[0]));
  } finally {
    database.close();
  }
}
