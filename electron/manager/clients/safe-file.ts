/** Whether a file of the person's is one to write into: their own, where it seems to be, of a size that makes sense. Changes nothing. */
import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import type { ClientTrouble } from '../../contract/client-setup.ts';
import { systemCode } from '../problem.ts';

/** Text is a few kilobytes for each account; a database holds years of messages. */
export const TEXT_BYTES = 4 * 1024 * 1024;
export const ROWS_BYTES = 256 * 1024 * 1024;

export type Looked = { readonly there: boolean } | { readonly trouble: ClientTrouble };

/**
 * @param root the person's folder: below it no link is followed, for it would have us write where it leads
 * @param most in bytes
 */
export async function lookAt(file: string, root: string, most: number): Promise<Looked> {
  const uid = process.getuid?.();
  const names = relative(root, file).split(sep);
  if (names[0] === '..') return { trouble: 'elsewhere' };
  let at = root;
  for (const name of ['', ...names]) {
    at = name === '' ? at : `${at}${sep}${name}`;
    const found = await stat(at);
    if (found === 'unreadable') return { trouble: 'unreadable' };
    if (found === undefined)
      return (await mayWrite(dirname(at))) ? { there: false } : { trouble: 'unreadable' };
    const last = at === file;
    if (name !== '' && found.isSymbolicLink()) return { trouble: 'elsewhere' };
    if (name !== '' && uid !== undefined && found.uid !== uid) return { trouble: 'not-yours' };
    if (last && !found.isFile()) return { trouble: 'broken' };
    if (last && found.size > most) return { trouble: 'huge' };
    // Root reads everything: a file its owner has closed stays closed to us.
    if (last && process.platform !== 'win32' && (found.mode & 0o600) !== 0o600)
      return { trouble: 'unreadable' };
  }
  return (await mayRead(file)) ? { there: true } : { trouble: 'unreadable' };
}

async function stat(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'EACCES' || code === 'EPERM') return 'unreadable';
    throw error;
  }
}

const mayRead = (file: string) => allows(file, constants.R_OK | constants.W_OK);

/** The nearest folder that is there. */
async function mayWrite(folder: string): Promise<boolean> {
  const found = await stat(folder);
  if (found === undefined) return mayWrite(dirname(folder));
  return found !== 'unreadable' && (await allows(folder, constants.W_OK | constants.X_OK));
}

async function allows(path: string, how: number): Promise<boolean> {
  try {
    await access(path, how);
    return true;
  } catch {
    // The system says no, whatever its reason: it is not ours to write.
    return false;
  }
}
