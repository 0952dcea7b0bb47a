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
const TRIES = 10;

export async function guard({ run, file, input, now }: GuardParts): Promise<'released' | 'taken-back'> {
  const until = file.read()?.until ?? now();
  let word = await heard(input, Math.max(0, until - now()));
  // Just being kept: then only its end counts, however long it takes.
  if (word === 'time' && file.read()?.decided === 'keep') word = await heard(input);
  if (word === 'released') return 'released';
  // What the helper had just started when it was killed goes on without it, and must come before what takes it back.
  if (word === 'gone') await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  for (let tries = 1; ; tries++)
    try {
      await takeBack(run, file);
      return 'taken-back';
    } catch (error) {
      // Somebody else may hold the firewall's lock. Later the next look does it.
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
}

/** The word, the end of the input, or the time. */
function heard(input: NodeJS.ReadableStream, ms?: number): Promise<'released' | 'gone' | 'time'> {
  return new Promise((resolve) => {
    const time = ms === undefined ? undefined : setTimeout(() => done('time'), ms);
    let said = '';
    const onData = (chunk: unknown) => {
      said = (said + String(chunk)).slice(-100);
      if (said.includes(RELEASED)) done('released');
    };
    const onEnd = () => done('gone');
    const done = (word: 'released' | 'gone' | 'time') => {
      clearTimeout(time);
      input.off('data', onData).off('end', onEnd).off('error', onEnd);
      resolve(word);
    };
    if (!input.readable) return done('gone');
    input.on('data', onData).on('end', onEnd).on('error', onEnd);
  });
}
