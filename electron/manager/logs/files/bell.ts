/** Rings when something happened in a log's folder, and once a second: not every file system tells of changes. */
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

const LOOK_EVERY_MS = 1000;

export interface Bell {
  /** Resolves at the next ring, at once if it rang since the last time, and when the signal ends it all. */
  rings(signal: AbortSignal): Promise<void>;
  close(): void;
}

export function createBell(file: string): Bell {
  const name = basename(file);
  let rang = false;
  let wake: (() => void) | undefined;
  const ring = () => {
    rang = true;
    wake?.();
  };
  const timer = setInterval(ring, LOOK_EVERY_MS);
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(file), { persistent: false }, (_, changed) => {
      if (changed === null || changed.startsWith(name)) ring();
    });
    // The folder is gone, or too many are watched already: the clock is left.
    watcher.on('error', () => watcher?.close());
  } catch {
    // The same, told at once.
  }
  return {
    async rings(signal) {
      if (!rang && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        signal.addEventListener('abort', resolve as () => void, { once: true });
        await promise;
        signal.removeEventListener('abort', resolve as () => void);
        wake = undefined;
      }
      rang = false;
    },
    close() {
      clearInterval(timer);
      watcher?.close();
    },
  };
}
