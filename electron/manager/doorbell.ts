/**
 * The running manager's own socket in the data folder: a second `chatelaine` on the same folder rings here for a fresh
 * link instead of failing. Whoever may open the socket owns the folder, and may ask.
 */
import { connect, createServer, type Socket } from 'node:net';
import { z } from 'zod';
import { listenForOwner, socketPath } from './local-socket.ts';
import { systemCode } from './problem.ts';

/** What the manager answers: a link to open, or the face that has no links. */
export const ringAnswer = z.object({ face: z.enum(['desktop', 'headless']), url: z.string().nullable() });
export type RingAnswer = z.infer<typeof ringAnswer>;

const ANSWER_CHARACTERS = 4096;
const TIMEOUT_MS = 5_000;

/** Answers everyone who rings. Call while holding the folder's lock. Resolves to how to stop. */
export async function openDoorbell(dataDir: string, answer: () => RingAnswer): Promise<() => Promise<void>> {
  const ringing = new Set<Socket>();
  const server = createServer((socket) => {
    ringing.add(socket);
    socket.on('close', () => ringing.delete(socket));
    socket.on('error', () => undefined);
    // Who rings and then neither reads nor leaves is shown out.
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.end(`${JSON.stringify(answer())}\n`);
  });
  await listenForOwner(server, await socketPath(dataDir, 'manager'));
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of ringing) socket.destroy();
    });
}

/** Resolves to the running manager's answer; undefined when none runs on this folder. */
export async function ring(dataDir: string): Promise<RingAnswer | undefined> {
  const path = await socketPath(dataDir, 'manager');
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
