/** A reset that was decided and stopped in between, finished with no manager there: by a command, after the service is taken away. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '../data-folder.ts';
import { MARK } from './folder.ts';
import { finishWipe } from './wipe.ts';

export const isWipePending = (dataDir: string): boolean => existsSync(join(dataDir, MARK));

/**
 * Without a decided reset does nothing, and makes nothing. Throws `data.locked` while a manager has the folder: that one finishes it.
 * @returns whether there was one.
 */
export async function finishWipeClosed(dataDir: string): Promise<boolean> {
  if (!isWipePending(dataDir)) return false;
  const lock = await lockFolder(dataDir);
  try {
    return await finishWipe(dataDir);
  } finally {
    await lock.release();
  }
}
