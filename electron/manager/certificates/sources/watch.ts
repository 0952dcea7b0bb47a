/**
 * Tells when there may be another certificate at a place: by the system's word where it gives one, and by a look every hour.
 * certbot exchanges links, others rename files, some write in place; what counts is whether the contents are others than before.
 */
import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MAX_IMPORT_BYTES } from '../../../contract/certificate-sources.ts';
import type { Clock, Timer } from '../../host.ts';

export const LOOK_EVERY_MS = 60 * 60 * 1000;
/** Chain and key are written one after the other: between them they do not fit each other. */
export const QUIET_MS = 2000;
const MAX_FILES = 50;

/** Calls `changed` once after each change. Returns how to stop. */
export function watchPlace(path: string, changed: () => void, clock: Clock): () => void {
  let watchers: FSWatcher[] = [];
  let before: string | undefined;
  let stopped = false;
  let hourly: Timer | undefined;
  let soon: Timer | undefined;

  async function look(): Promise<void> {
    const now = await digestOf(path);
    if (stopped) return;
    const isOther = before !== undefined && now !== before;
    before = now;
    // A link that was exchanged leads to another folder by now.
    await listen();
    if (isOther && !stopped) changed();
  }

  function stir(): void {
    soon?.cancel();
    soon = clock.after(QUIET_MS, () => void look());
  }

  async function listen(): Promise<void> {
    for (const one of watchers) one.close();
    watchers = [];
    for (const folder of await foldersOf(path)) {
      if (stopped) return;
      try {
        const one = watch(folder, { persistent: false }, stir);
        // A network drive, or too many watched already: the hourly look is left.
        one.on('error', () => one.close());
        watchers.push(one);
      } catch {
        // As above; and a folder that is not there yet is looked for again within the hour.
      }
    }
  }

  const again = () => {
    if (!stopped) hourly = clock.after(LOOK_EVERY_MS, () => void look().then(again));
  };
  void look().then(again);
  return () => {
    stopped = true;
    soon?.cancel();
    hourly?.cancel();
    for (const one of watchers) one.close();
  };
}

/** The place's own folder, and the one its files really are in. */
async function foldersOf(path: string): Promise<Set<string>> {
  const folders = new Set<string>();
  try {
    const isFolder = (await stat(path)).isDirectory();
    folders.add(isFolder ? path : dirname(path));
    for (const file of await filesOf(path)) folders.add(dirname(await realpath(file)));
  } catch {
    folders.add(dirname(path));
  }
  return folders;
}

async function filesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) {
    // A key of its own lies beside it as a rule.
    const folder = dirname(path);
    const names = await readdir(folder);
    return names.length <= MAX_FILES ? names.map((name) => join(folder, name)) : [path];
  }
  return (await readdir(path))
    .sort()
    .slice(0, MAX_FILES)
    .map((name) => join(path, name));
}

/** Of all there is; what cannot be read counts as not there, and is told when it is used. */
async function digestOf(path: string): Promise<string> {
  const sum = createHash('sha256');
  const files = await filesOf(path).catch(() => []);
  for (const file of files) {
    const data = await readSmall(file);
    sum.update(file).update('\0').update(data).update('\0');
  }
  return sum.digest('hex');
}

async function readSmall(file: string): Promise<Buffer> {
  try {
    const about = await stat(file);
    if (!about.isFile() || about.size > MAX_IMPORT_BYTES) return Buffer.alloc(0);
    return await readFile(file);
  } catch {
    return Buffer.alloc(0);
  }
}
