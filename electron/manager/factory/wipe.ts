/**
 * The data folder emptied of what is ours, before anything of it is opened.
 *
 * ```
 *   job ──▶ factory-reset.json (committed) ──▶ end, or start: each of ours removed ──▶ factory-reset.json removed
 *   killed before: everything is there      killed from here on: the next start goes on
 * ```
 */
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, syncFolder, writeAtomically } from '../files.ts';
import { systemCode } from '../problem.ts';
import { type Before, pathsBelow, readBefore, sha256 } from './before.ts';
import { MANIFEST, MARK, RULES, sortFolder } from './folder.ts';

const mark = z.object({
  version: z.literal(1),
  keepCopies: z.boolean(),
  /** Rules of ours are in the firewall still: `chatelaine firewall undo` needs to know which. */
  keepRules: z.boolean().default(false),
  at: z.number(),
});
export type Mark = z.infer<typeof mark>;

/** From here on the data is as good as gone. */
export const commitWipe = (dataDir: string, about: Omit<Mark, 'version'>): Promise<void> =>
  writeAtomically(join(dataDir, MARK), JSON.stringify({ version: 1, ...about }));

/**
 * Finishes a committed reset; without one does nothing. May be called again after any interruption. Call it with the folder locked
 * and nothing in it open. Rejects with the system's error where something cannot be removed.
 * @returns whether there was one.
 */
export async function finishWipe(dataDir: string): Promise<boolean> {
  const file = join(dataDir, MARK);
  const text = await readIfThere(file);
  if (text === undefined) return false;
  // Written in one piece, so nobody but a person can have broken it: then nothing is removed on a guess.
  const { keepCopies, keepRules } = mark.parse(JSON.parse(text));
  const before = await readBefore(dataDir);
  const { ours, copies } = sortFolder(await readdir(dataDir));
  const goes = [...ours, ...(keepCopies ? [] : copies)].filter((name) => !(keepRules && name === RULES));
  for (const name of goes) await takeOurs(dataDir, name, before);
  await syncFolder(dataDir);
  await rm(file);
  // Last: without it, what was there before us would look like ours to a wipe that goes on after a crash.
  if (!keepCopies && !keepRules) await rm(join(dataDir, MANIFEST), { force: true });
  await syncFolder(dataDir);
  return true;
}

/** A link of ours is removed, and not what it leads to; one that was there before us stays, and none is ever followed. */
async function takeOurs(dataDir: string, name: string, before: Before): Promise<void> {
  const path = join(dataDir, name);
  const theirs = before[name];
  if (theirs === undefined) return await rm(path, { recursive: true, force: true });
  const found = await lstat(path).catch(unlessGone);
  // Notes of before say of a link what it led to.
  if (!found || found.isSymbolicLink()) return;
  if ('sha256' in theirs) {
    if (!found.isFile() || (await sha256(path)) !== theirs.sha256)
      await rm(path, { recursive: true, force: true });
  } else if ('paths' in theirs && found.isDirectory()) await takeAround(path, new Set(theirs.paths));
}

/** All but what was there, and the folders that holds. */
async function takeAround(folder: string, theirs: ReadonlySet<string>): Promise<void> {
  for await (const inner of pathsBelow(folder)) {
    if (theirs.has(inner)) continue;
    const path = join(folder, inner);
    if (!(await lstat(path)).isDirectory()) await rm(path, { force: true });
    else await rmdir(path).catch(unlessFull);
  }
}

function unlessGone(error: unknown): undefined {
  if (systemCode(error) !== 'ENOENT') throw error;
}

function unlessFull(error: unknown): void {
  if (systemCode(error) !== 'ENOTEMPTY' && systemCode(error) !== 'EEXIST') throw error;
}
