/**
 * Keeps the part of the heap small that new objects are made in.
 *
 * V8 doubles it whenever much of it survives, up to 64 MB, and does not give it back: after a thousand log-ins that is more
 * than the sessions themselves need. 4 MB cost a tenth more processor time at thousands of messages a second, and nothing in
 * an office. An option of Node's command line would do the same, but not for whoever starts the server without it.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves together: it is told to stop at the first doubling that reaches this. */
const ENOUGH_BYTES = 4 * 1024 * 1024;
/** What survives while everything is loaded says nothing about the work. */
const START_MS = 3000;

const growBy = (factor: number) => setFlagsFromString(`--semi-space-growth-factor=${factor}`);

/** Call before anything large is loaded. Watches collections until the nursery is large enough; costs nothing afterwards. */
export function keepNurserySmall(): void {
  growBy(1);
  setTimeout(letGrow, START_MS).unref();
}

function letGrow(): void {
  growBy(2);
  const observer = new PerformanceObserver(() => {
    const nursery = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if (nursery && nursery.space_size < ENOUGH_BYTES) return;
    observer.disconnect();
    growBy(1);
  });
  observer.observe({ entryTypes: ['gc'] });
}
