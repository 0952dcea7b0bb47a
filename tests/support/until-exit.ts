/** Folders of fakes that live as long as their process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = new Set<string>();

/** A fresh folder, removed when this process ends by itself. */
export function folderUntilExit(name: string): string {
  // One listener for all: Node warns of many.
  if (made.size === 0)
    process.once('exit', () => {
      for (const path of made) rmSync(path, { recursive: true, force: true });
    });
  const path = mkdtempSync(join(tmpdir(), `chatelaine-${name}-`));
  made.add(path);
  return path;
}
