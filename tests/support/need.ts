/**
 * Tests that need a program of the system: where it is missing they are skipped, and their title says what was missing,
 * so that `npm test` can print every reason.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** Where a program lies on the PATH, or undefined. */
export function findProgram(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder: ask the next.
    }
  }
  return undefined;
}

/** Libraries of Debian's Python rather than programs on the PATH. */
const LIBRARIES = ['pyatspi', 'slixmpp', 'aioxmpp', 'precis_i18n', 'idna', 'prometheus_client', 'aiosmtpd'];
export const hasLibrary = (name: string) => existsSync(`/usr/lib/python3/dist-packages/${name}/__init__.py`);

/** `describe`, skipped with the reason in its title when one of `programs` is not installed. */
export function describeWith(programs: readonly string[], title: string, body: () => void): void {
  const missing = programs.filter((name) =>
    LIBRARIES.includes(name) ? !hasLibrary(name) : findProgram(name) === undefined,
  );
  if (missing.length > 0) describe.skip(`${title} [skipped: no ${missing.join(', no ')}]`, body);
  else describe(title, body);
}
