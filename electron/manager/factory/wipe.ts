/**
 * The data folder emptied of what is ours, before anything of it is opened.
 *
 * ```
 *   job ──▶ factory-reset.json (committed) ──▶ start: each of ours removed ──▶ factory-reset.json removed
 *   killed before: everything is there      killed from here on: the next start goes on
 * ```
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, syncFolder, writeAtomically } from '../files.ts';
import { MARK, RULES, sortFolder } from './folder.ts';

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
  const { ours, copies } = sortFolder(await readdir(dataDir));
  // A link is removed, and not what it leads to.
  const goes = [...ours, ...(keepCopies ? [] : copies)].filter((name) => !(keepRules && name === RULES));
  for (const name of goes) await rm(join(dataDir, name), { recursive: true, force: true });
  await syncFolder(dataDir);
  await rm(file);
  await syncFolder(dataDir);
  return true;
}
