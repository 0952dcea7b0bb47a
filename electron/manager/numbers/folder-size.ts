/** How much room a folder takes. Bounded: what has more entries than this is not counted at all, rather than wrongly. */
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MOST_ENTRIES = 300_000;
const BLOCK = 512;

export interface FolderSize {
  readonly total: number;
  /** Of each folder asked for, by its name. */
  readonly parts: Readonly<Record<string, number>>;
}

/**
 * Bytes on disk below `folder`, links not followed. Undefined when there is too much to count, or the signal said so.
 * @param parts relative paths of folders to tell apart as well, such as `server/uploads`.
 */
export async function folderSize(
  folder: string,
  parts: readonly string[],
  signal: AbortSignal,
): Promise<FolderSize | undefined> {
  const found = Object.fromEntries(parts.map((part) => [part, 0]));
  let total = 0;
  let entries = 0;
  const waiting: string[] = [''];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const here = at;
    // It may go while we look.
    const list = await opendir(join(folder, here)).catch(() => undefined);
    if (!list) continue;
    for await (const entry of list) {
      entries += 1;
      if (entries > MOST_ENTRIES || signal.aborted) return undefined;
      const path = here === '' ? entry.name : `${here}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(path);
      if (!entry.isFile()) continue;
      const bytes = await sizeOf(join(folder, path));
      total += bytes;
      for (const part of parts) if (path.startsWith(`${part}/`)) found[part]! += bytes;
    }
  }
  return { total, parts: found };
}

/** As the disk has it: a file with holes takes less than its length. Windows does not say. */
async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return 0;
  return Number.isFinite(found.blocks) && found.blocks > 0 ? found.blocks * BLOCK : found.size;
}
