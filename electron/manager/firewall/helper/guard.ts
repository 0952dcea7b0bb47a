/**
 * The guard: a process of its own, so that it outlives a manager and a helper that were killed. It waits for the end of its
 * input (the helper is gone), a word on it (all is decided), or the time, and takes back what is still pending.
 */
import type { Run } from '../../run.ts';
import { takeBack } from './change.ts';
import type { PendingFile } from './pending.ts';

export interface GuardParts {
  readonly run: Run;
  readonly file: PendingFile;
  readonly input: NodeJS.ReadableStream;
  readonly now: () => number;
}

export const RELEASED = 'released';
const SETTLE_MS = 500;

export async function guard({ run, file, input, now }: GuardParts): Promise<'released' | 'taken-back'> {
  const until = file.read()?.until ?? now();
  const word = await new Promise<string>((resolve) => {
    const time = setTimeout(() => resolve('time'), Math.max(0, until - now()));
    let said = '';
    const done = (why: string) => {
      clearTimeout(time);
      resolve(why);
    };
    input.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes(RELEASED)) done(RELEASED);
    });
    input.on('end', () => done('gone'));
    input.on('error', () => done('gone'));
  });
  if (word === RELEASED) return 'released';
  // What the helper had just started when it was killed goes on without it, and must come before what takes it back.
  if (word === 'gone') await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  await takeBack(run, file);
  return 'taken-back';
}
