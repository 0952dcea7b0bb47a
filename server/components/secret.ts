/** A component's secret, from a file of its own that strangers on this machine cannot read. */
import { readFileSync, statSync } from 'node:fs';

export type Secret = { readonly secret: string } | { readonly because: string };

const MAX_BYTES = 1024;

/** Reads the file anew each time: a secret that was exchanged counts from the next stream on. */
export function readSecret(file: string): Secret {
  try {
    const { mode, size } = statSync(file);
    if (process.platform !== 'win32' && (mode & 0o007) !== 0)
      return { because: `everybody on this computer may read its secret (${file})` };
    if (size > MAX_BYTES) return { because: `its secret is too long (${file})` };
    const secret = readFileSync(file, 'utf8').trim();
    return secret === '' ? { because: `its secret is empty (${file})` } : { secret };
  } catch (cause) {
    return {
      because: `its secret cannot be read: ${(cause as NodeJS.ErrnoException).code ?? cause} (${file})`,
    };
  }
}
