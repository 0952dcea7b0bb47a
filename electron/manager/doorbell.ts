/**
 * The running manager's own socket in the data folder: a second `chatelaine` on the same folder rings here for a fresh
 * link instead of failing. Whoever may open the socket owns the folder, and may ask.
 */
import { createHash } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from './problem.ts';

/** What the manager answers: a link to open, or the face that has no links. */
export const ringAnswer = z.object({ face: z.enum(['desktop', 'headless']), url: z.string().nullable() });
export type RingAnswer = z.infer<typeof ringAnswer>;

/** Longest path a unix socket takes everywhere (macOS: 104 bytes with the end). */
const MAX_PATH = 100;
const ANSWER_CHARACTERS = 4096;
const TIMEOUT_MS = 5_000;

async function address(dataDir: string): Promise<string> {
  const short = createHash('sha256').update(dataDir).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\chatelaine-manager-${short}`;
  const path = join(dataDir, 'manager.sock');
  if (Buffer.byteLength(path) <= MAX_PATH) return path;
  // A folder nobody else can put a socket of theirs into.
  const { uid } = userInfo();
  const folder = join(tmpdir(), `chatelaine-${uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await stat(folder);
  if (found.uid !== uid || (found.mode & 0o077) !== 0) throw new Error(`${folder} must belong to you alone`);
  return join(folder, `manager-${short}.sock`);
}

/** Answers everyone who rings. Call while holding the folder's lock. Resolves to how to stop. */
export async function openDoorbell(dataDir: string, answer: () => RingAnswer): Promise<() => Promise<void>> {
  const path = await address(dataDir);
  // Left by a killed manager: the lock is ours, so nobody listens there.
  if (process.platform !== 'win32') await rm(path, { force: true });
  const ringing = new Set<Socket>();
  const server = createServer((socket) => {
    ringing.add(socket);
    socket.on('close', () => ringing.delete(socket));
    socket.on('error', () => undefined);
    // Who rings and then neither reads nor leaves is shown out.
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.end(`${JSON.stringify(answer())}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The socket is made within this call: never, not for a moment, may another account ring.
    const umask = process.umask(0o177);
    try {
      server.listen(path, resolve);
    } finally {
      process.umask(umask);
    }
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of ringing) socket.destroy();
    });
}

/** Resolves to the running manager's answer; undefined when none runs on this folder. */
export async function ring(dataDir: string): Promise<RingAnswer | undefined> {
  const path = await address(dataDir);
  const text = await new Promise<string | undefined>((resolve, reject) => {
    const socket = connect(path);
    let got = '';
    socket.setEncoding('utf8');
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('the running manager does not answer')));
    socket.on('data', (chunk) => {
      got += chunk;
      if (got.length > ANSWER_CHARACTERS) socket.destroy(new Error('the answer is too long'));
    });
    socket.on('end', () => resolve(got));
    socket.on('error', (error) => {
      const nobody = ['ENOENT', 'ECONNREFUSED'].includes(systemCode(error) ?? '');
      if (nobody) resolve(undefined);
      else reject(error);
    });
  });
  return text === undefined ? undefined : ringAnswer.parse(JSON.parse(text));
}
