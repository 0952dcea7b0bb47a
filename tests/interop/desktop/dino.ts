/** Dino on a desk; driven by keys. */
import { join } from 'node:path';
import type { Desktop } from './desktop.ts';
import { texts } from './memory.ts';

export interface Dino {
  /** The texts it keeps, of persons and rooms. */
  kept(): string[];
}

/** Starts it; its account, which is there already, logs in by itself. */
export function startDino(desktop: Desktop): Dino {
  const file = join(desktop.home, '.local/share/dino/dino.db');
  desktop.start('dino-im');
  return { kept: () => texts(file, 'SELECT body FROM message WHERE body IS NOT NULL ORDER BY id') };
}
