/** The thread that reads logs: so that a gigabyte of them stops nobody who chats, and a file that breaks it stops nothing else. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { systemCode } from '../../problem.ts';
import { createEngine } from './engine.ts';
import type { FromReader, ReaderData, ToReader } from './protocol.ts';
import { readers } from './readers.ts';
import { createWords } from './words/words.ts';

/** A page is told so often that a view is another one. */
const TOLD_EVERY_MS = 200;
/** A view with another filter follows. */
const LINGER_MS = 30_000;

function serve(port: MessagePort, { folder }: ReaderData): void {
  const say = (message: FromReader) => port.postMessage(message);
  const waiting = new Set<string>();
  const tell = () => {
    for (const view of waiting) say({ changed: view, complete: false });
    waiting.clear();
  };
  const words = createWords({ folder, changed: () => engine.told() });
  const engine = createEngine({
    ...readers,
    words,
    unpackTo: () => join(folder, `unpacked-${randomUUID()}`),
    ...{ now: Date.now, lingerMs: LINGER_MS },
    changed(view, complete = false) {
      if (complete) return say({ changed: view, complete });
      if (waiting.size === 0) setTimeout(tell, TOLD_EVERY_MS);
      waiting.add(view);
    },
    failed: (error) => say({ trouble: String(error) }),
  });
  port.on('message', async ({ id, ask, with: given }: ToReader) => {
    try {
      const run = engine[ask] as (...given: readonly unknown[]) => unknown;
      say({ id, answer: await run(...given) });
    } catch (error) {
      say({ id, failed: (error as Error).message, code: systemCode(error) });
    }
  });
}

if (parentPort) serve(parentPort, workerData as ReaderData);
