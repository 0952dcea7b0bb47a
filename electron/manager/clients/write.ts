/** Writes into a program's files: text in place of the old, databases by SQLite. */
import { chmod, stat } from 'node:fs/promises';
import { writeAtomically } from '../files.ts';
import { openRows } from './row-edit.ts';

/** In place of the old file, with its rights. */
export async function writeText(file: string, text: string): Promise<void> {
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => 0o600,
  );
  await writeAtomically(file, Buffer.from(text, 'latin1'), mode);
  // What a person's umask took away.
  await chmod(file, mode);
}

/** `text` at the end, on a line of its own. */
export const appended = (before: string, text: string) =>
  `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${text}`;

/** Opens a database for one piece of work. */
export function withRows<T>(file: string, work: (database: ReturnType<typeof openRows>) => T): T {
  const database = openRows(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}
