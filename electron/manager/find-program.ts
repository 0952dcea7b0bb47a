/** Whether a program is on this computer, and where. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where programs of the system are, also when we were started with a poorer PATH. */
const USUAL = ['/usr/local/bin', '/usr/bin', '/bin'];

export function findProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  for (const folder of [...path.split(delimiter), ...USUAL]) {
    if (folder === '') continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder: ask the next.
    }
  }
  return undefined;
}
