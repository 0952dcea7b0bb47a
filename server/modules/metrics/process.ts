/** How the process is: memory, time, and how long everybody waits for it. Names as Prometheus' client libraries have them. */
import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Metric, Sample } from '../../kernel/metrics.ts';

const SECOND = 1e9;
const FORGOTTEN_MS = 5 * 60_000;
const RESOLUTION_MS = 20;

/** Seconds beyond its time. WHY less the resolution: Node measures how far apart its own ticks are, which is that much when nobody waits. */
export const waited = (nanoseconds: number): number =>
  Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / SECOND - RESOLUTION_MS / 1_000) : 0;

/** @returns the numbers; `renew` begins a new span of time for those of one. */
export function processMetrics(): { metrics: readonly Metric[]; renew(): void; stop(): void } {
  /** WHY only while somebody looks, as the manager does: measuring wakes an idle process fifty times a second. */
  let delay: ReturnType<typeof monitorEventLoopDelay> | undefined;
  let askedAt = 0;

  function lag(): Iterable<Sample> {
    askedAt = performance.now();
    if (!delay) {
      delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      delay.enable();
      return [];
    }
    return [
      { labels: { of: 'median' }, value: waited(delay.percentile(50)) },
      { labels: { of: 'p99' }, value: waited(delay.percentile(99)) },
      { labels: { of: 'longest' }, value: waited(delay.max) },
    ];
  }
  function stop(): void {
    delay?.disable();
    delay = undefined;
  }

  return {
    stop,
    renew() {
      if (performance.now() - askedAt > FORGOTTEN_MS) stop();
      else delay?.reset();
    },
    metrics: [
      {
        name: 'chatelaine_event_loop_lag_seconds',
        ...{ type: 'gauge', unit: 'seconds' },
        help: 'How long what was due had to wait, in the last minute or two; from the second look on.',
        read: lag,
      },
      {
        name: 'process_resident_memory_bytes',
        ...{ type: 'gauge', unit: 'bytes' },
        help: 'Memory the process has.',
        read: () => process.memoryUsage.rss(),
      },
      {
        name: 'chatelaine_heap_used_bytes',
        ...{ type: 'gauge', unit: 'bytes' },
        help: 'Memory that objects take.',
        read: () => process.memoryUsage().heapUsed,
      },
      {
        name: 'process_cpu_seconds',
        ...{ type: 'counter', unit: 'seconds' },
        help: 'Time of a processor the process has used.',
        read() {
          const { user, system } = process.cpuUsage();
          return (user + system) / 1e6;
        },
      },
      {
        name: 'process_start_time_seconds',
        ...{ type: 'gauge', unit: 'seconds' },
        help: 'When the process was started, in seconds since the epoch.',
        read: () => Math.round(performance.timeOrigin) / 1000,
      },
      {
        name: 'process_open_fds',
        type: 'gauge',
        help: 'Files and connections the process has open.',
        read: openFiles,
      },
    ],
  };
}

function openFiles(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  return readdirSync('/proc/self/fd').length;
}
