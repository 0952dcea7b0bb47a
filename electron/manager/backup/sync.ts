/** Makes a tree durable before something is built on it: what was copied may still be in memory only when the power goes. */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../files.ts';
import { isFixed } from './work/what.ts';

/** Files that are second names of older ones were synced when they came. */
export async function syncTree(folder: string, below = ''): Promise<void> {
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) await syncTree(folder, name);
    if (!entry.isFile() || isFixed(name)) continue;
    const handle = await open(join(folder, name), 'r+');
    await handle.sync().finally(() => handle.close());
  }
  await syncFolder(join(folder, below));
}
