/** A socket of the data folder's: whoever may open it owns the folder. On Windows a pipe, which others may not write to. */
import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Longest path a unix socket takes everywhere (macOS: 104 bytes with the end). */
const MAX_PATH = 100;

/** @param name what the socket is for; part of its file's name. */
export async function socketPath(dataDir: string, name: string): Promise<string> {
  const short = createHash('sha256').update(dataDir).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\chatelaine-${name}-${short}`;
  const path = join(dataDir, `${name}.sock`);
  if (Buffer.byteLength(path) <= MAX_PATH) return path;
  // A folder nobody else can put a socket of theirs into.
  const { uid } = userInfo();
  const folder = join(tmpdir(), `chatelaine-${uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await stat(folder);
  if (found.uid !== uid || (found.mode & 0o077) !== 0) throw new Error(`${folder} must belong to you alone`);
  return join(folder, `${name}-${short}.sock`);
}

/** Listens where nobody but this account may connect. Call while holding the folder's lock. */
export async function listenForOwner(server: Server, path: string): Promise<void> {
  // Left by a killed manager: the lock is ours, so nobody listens there.
  if (process.platform !== 'win32') await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The socket is made within this call: never, not for a moment, may another account connect.
    const umask = process.umask(0o177);
    try {
      server.listen(path, resolve);
    } finally {
      process.umask(umask);
    }
  });
}
