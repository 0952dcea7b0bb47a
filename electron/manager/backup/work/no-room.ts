/** The disk has not the room a backup or a restore needs; found out before anything is written. */
import { freeBytes } from '../../files.ts';
import { systemCode } from '../../problem.ts';

export class NoRoomError extends Error {
  readonly folder: string;
  readonly needed: number;
  readonly free: number;
  constructor(folder: string, needed: number, free: number) {
    super(`${folder} has ${free} bytes free and ${needed} are needed`);
    this.folder = folder;
    this.needed = needed;
    this.free = free;
  }
}

/** Less than SQLite asks for at once. */
const FULL_BYTES = 256 * 1024;

/**
 * SQLite calls a full disk an I/O error where it is its own side file that finds no room. Asked right behind the error, before anything is
 * tidied away: then it says ENOSPC, else the error as it was.
 */
export async function namingFullDisk(error: unknown, folder: string): Promise<unknown> {
  if (!systemCode(error)?.startsWith('SQLITE_IOERR')) return error;
  const free = await freeBytes(folder);
  if (free === undefined || free >= FULL_BYTES) return error;
  return Object.assign(new Error('the disk is full', { cause: error }), { code: 'ENOSPC', path: folder });
}
