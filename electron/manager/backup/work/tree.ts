/**
 * What lies below a folder, as a stream of names: an office may have a hundred thousand files. The calls are those that wait, for in a
 * process of its own nobody is kept waiting, and each is a tenth of what a trip to another thread costs; now and then a breath is taken,
 * in which somebody may call it off.
 */
import type { Dirent } from 'node:fs';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { systemCode } from '../../problem.ts';

/** Entries between two breaths: a few milliseconds. */
const BREATH = 500;

/**
 * Relative names of files, with `/`. Links, sockets and devices are no data; a folder that is gone is empty. Rejects with the system's
 * errors, or the signal's reason.
 */
export async function* filesBelow(
  root: string,
  options: {
    readonly below?: string;
    /** Folders not to be looked into. */
    readonly isClosed?: (folder: string) => boolean;
    readonly signal?: AbortSignal | undefined;
  } = {},
): AsyncGenerator<string> {
  const folders = [options.below ?? ''];
  for (let seen = 0, folder = folders.pop(); folder !== undefined; folder = folders.pop())
    for (const entry of entriesOf(join(root, folder))) {
      seen += 1;
      if (seen % BREATH === 0) await setImmediate(undefined, { signal: options.signal });
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) yield name;
      else if (entry.isDirectory() && !options.isClosed?.(name)) folders.push(name);
    }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '')) return [];
    throw error;
  }
}

export interface FoundFile {
  /** With `/`. */
  readonly name: string;
  readonly bytes: number;
}

/** All files below a folder with their sizes, by name. */
export async function listFiles(folder: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for await (const name of filesBelow(folder)) {
    // Gone since its name was read: while the office works, that is no fault.
    const about = statSync(join(folder, name), { throwIfNoEntry: false });
    if (about) found.push({ name, bytes: about.size });
  }
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}
