/**
 * The reading thread, seen from the manager: started when somebody looks, ended when nobody has for a while, started again
 * when it died.
 *
 * ```
 *   none ── ask ──▶ runs ── nobody asks for a minute ──▶ none
 *                    └── dies ──▶ none: what waits is refused with ReaderEnded, views open again
 * ```
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../host.ts';
import type { Answer, Arguments, Asked, FromReader, ReaderData, ToReader } from './protocol.ts';

export interface Reader {
  ask<A extends Asked>(ask: A, ...given: Arguments<A>): Promise<Answer<A>>;
  /** For tests of what happens then: the thread, where there is one. */
  thread(): Worker | undefined;
  close(): Promise<void>;
}

export class ReaderEnded extends Error {}

export interface ReaderParts {
  readonly folder: string;
  readonly clock: Clock;
  readonly changed: (view: string, complete: boolean) => void;
  /** It died: all views are gone. */
  readonly died: () => void;
  readonly trouble: (said: string) => void;
}

/** What it may take for itself, beside blocks of bytes; without end it would take all there is. */
const HEAP_MB = 128;
const IDLE_MS = 60_000;

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

export function createReader({ folder, clock, changed, died, trouble }: ReaderParts): Reader {
  let worker: Worker | undefined;
  let number = 0;
  let idle: Timer | undefined;
  let views = 0;
  const waiting = new Map<number, Waiting>();

  function start(): Worker {
    // WHY: in a checkout Node runs the .ts sources; a build has .js beside each other. The thread's file is like this one.
    const thread = new URL(`./thread${extname(import.meta.filename)}`, import.meta.url);
    const made = new Worker(thread, {
      workerData: { folder } satisfies ReaderData,
      name: 'log reader',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 16 },
    });
    made.unref();
    made.on('message', (message: FromReader) => {
      if ('changed' in message) return changed(message.changed, message.complete);
      if ('trouble' in message) return trouble(message.trouble);
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if ('failed' in message)
        asked?.reject(Object.assign(new Error(message.failed), { code: message.code }));
      else asked?.resolve(message.answer as never);
    });
    made.on('error', (error) => trouble(String(error)));
    made.on('exit', () => {
      if (worker !== made) return;
      worker = undefined;
      views = 0;
      refuse();
      died();
    });
    return made;
  }

  function refuse(): void {
    for (const { reject } of waiting.values()) reject(new ReaderEnded('the reading thread ended'));
    waiting.clear();
  }

  async function end(): Promise<void> {
    const ending = worker;
    worker = undefined;
    idle?.cancel();
    refuse();
    await ending?.terminate();
  }

  function restUnlessNeeded(): void {
    idle?.cancel();
    idle = undefined;
    if (worker && views === 0 && waiting.size === 0) idle = clock.after(IDLE_MS, () => void end());
  }

  return {
    async ask(ask, ...given) {
      idle?.cancel();
      worker ??= start();
      const id = number++;
      if (ask === 'open') views++;
      if (ask === 'close') views = Math.max(0, views - 1);
      const asking = worker;
      try {
        return (await new Promise((resolve, reject) => {
          waiting.set(id, { resolve: resolve as Waiting['resolve'], reject });
          asking.postMessage({ id, ask, with: given } satisfies ToReader);
        })) as never;
      } catch (error) {
        if (ask === 'open' && worker === asking) views = Math.max(0, views - 1);
        throw error;
      } finally {
        restUnlessNeeded();
      }
    },
    thread: () => worker,
    close: end,
  };
}
