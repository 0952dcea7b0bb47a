/** Waiting that can be given up, on the clock that was handed in. */
import type { Clock } from '../../host.ts';

/** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
export function wait(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    function stop(): void {
      timer.cancel();
      reject(signal.reason);
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}
