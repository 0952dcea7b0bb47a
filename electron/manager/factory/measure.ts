/** How much lies somewhere, for people to see what would go. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../problem.ts';
import { isOutOfReach, pathsBelow } from './before.ts';

export interface Amount {
  readonly bytes: number;
  readonly files: number;
  /** Counting took too long, or something could not be looked into: there is more. */
  readonly atLeast: boolean;
}

/** Somebody waits for the page. */
const LONGEST_MS = 3_000;

/** @param paths relative to `folder`; folders count with all that is in them, links as themselves. */
export async function measure(
  folder: string,
  paths: readonly string[],
  now: () => number = Date.now,
): Promise<Amount> {
  const until = now() + LONGEST_MS;
  let bytes = 0;
  let files = 0;
  let atLeast = false;
  const skip = (error: unknown) => {
    if (!isOutOfReach(error)) throw error;
    // Gone meanwhile is nothing: the server is at work there.
    if (systemCode(error) !== 'ENOENT') atLeast = true;
  };
  const add = async (path: string) => {
    try {
      const found = await lstat(path);
      if (found.isDirectory()) return;
      bytes += found.size;
      files++;
    } catch (error) {
      skip(error);
    }
  };
  for (const path of paths) {
    const whole = join(folder, path);
    const found = await lstat(whole).catch(() => undefined);
    if (!found) continue;
    if (!found.isDirectory()) await add(whole);
    else
      for await (const inner of pathsBelow(whole, skip)) {
        await add(join(whole, inner));
        if (now() > until) return { bytes, files, atLeast: true };
      }
  }
  return { bytes, files, atLeast };
}
