/**
 * Numbers: looks once a minute at the server and at this computer, keeps what it sees for a year, and tells how long the disk lasts.
 * While the server is down only this computer is counted; while nobody counts there is a gap, never a nought.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ServerState } from '../../contract/index.ts';
import type { NumberRange, NumberSpan, NumbersNow } from '../../contract/numbers.ts';
import type { Changes } from '../changes.ts';
import type { NumbersEngine } from '../engines/numbers.ts';
import type { Events } from '../events.ts';
import { freeBytes } from '../files.ts';
import type { Clock, Timer } from '../host.ts';
import { explain, ProblemError } from '../problem.ts';
import { bucketsBetween, RANGES, TIERS } from './buckets.ts';
import { type Seen, sinceLast } from './flows.ts';
import { type FolderSize, folderSize } from './folder-size.ts';
import { forecast } from './forecast.ts';
import { crashOf, markOf } from './marks.ts';
import { readServer, startedAt, type Values } from './series.ts';
import { seriesOf } from './span.ts';
import type { NumberStore } from './store.ts';

export interface NumbersArea {
  now(): NumbersNow;
  range(range: NumberRange): NumberSpan;
  /** Looks once, now; for tests and for whoever cannot wait a minute. */
  look(): Promise<void>;
  begin(): void;
  close(): Promise<void>;
}

export interface NumbersParts {
  readonly store: NumberStore;
  readonly dataDir: string;
  /** Absent where a server tells no numbers: this computer is counted all the same. */
  readonly engine: NumbersEngine | undefined;
  readonly clock: Clock;
  readonly events: Pick<Events, 'emit' | 'listen'>;
  readonly changes: Pick<Changes, 'page'>;
  readonly status: () => ServerState;
  readonly warn: (what: string, cause: string) => void;
  /** How it stands with backups, for those who watch over the server; ms since the epoch. */
  readonly backups?: () => { readonly lastGoodAt: number | null; readonly failingSince: number | null };
}

const MINUTE_MS = 60_000;
/** Ticks that measure the event loop. */
const RESOLUTION_MS = 50;
const UPLOADS = 'server/uploads';
/** Walking a folder costs more than a look, and changes little. */
const WALK_MS = 10 * MINUTE_MS;
const FORECAST_MS = 10 * MINUTE_MS;
const DAY_MS = 86_400_000;
const MONTH_MS = 30 * DAY_MS;

export function createNumbers(parts: NumbersParts): NumbersArea {
  const { store, engine, clock, events, warn } = parts;
  const stop = new AbortController();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let timer: Timer | undefined;
  let unlisten = () => {};
  let before: Seen | null = null;
  let latest: { readonly at: number; readonly values: Values } | undefined;
  let size: { readonly at: number; readonly found: FolderSize | undefined } | undefined;
  let walking: Promise<void> = Promise.resolve();
  let tidiedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> = Promise.resolve();
  let disk: { readonly at: number; readonly value: NumbersNow['disk'] } | undefined;

  function walk(): void {
    const { now } = clock;
    if (size && Math.abs(now() - size.at) < WALK_MS) return;
    size = { at: now(), found: size?.found };
    walking = folderSize(parts.dataDir, [UPLOADS], stop.signal).then(
      (found) => {
        size = { at: now(), found };
      },
      (error) => warn('the data folder could not be measured', explain(error)),
    );
  }

  async function machine(): Promise<Values> {
    walk();
    const free = await freeBytes(parts.dataDir);
    const { state } = parts.status();
    return {
      managerMemory: process.memoryUsage.rss(),
      ...(free !== undefined && { free }),
      ...(size?.found && { used: size.found.total, uploads: size.found.parts[UPLOADS] ?? 0 }),
      // While it starts or is being stopped it is neither.
      ...(state === 'running' && { up: 1 }),
      ...((state === 'failed' || state === 'waiting' || state === 'stopped') && { up: 0 }),
    };
  }

  /** Nothing when it does not answer: that is a gap. */
  async function server(): Promise<Values> {
    if (!engine || parts.status().state !== 'running') {
      before = null;
      return {};
    }
    try {
      const rows = await engine.read();
      const seen: Seen = { at: clock.now(), startedAt: startedAt(rows), values: readServer(rows) };
      const values = sinceLast(seen, before);
      before = seen;
      await engine.tell(own());
      return values;
    } catch (error) {
      // It stops, or is too busy to answer; the supervisor finds out which.
      if (!(error instanceof ProblemError)) warn('the server’s numbers could not be read', explain(error));
      return {};
    }
  }

  /** By the names of server/modules/metrics/commands.ts. */
  function own(): Readonly<Record<string, number>> {
    // Beyond its time: Node measures how far apart its own ticks are.
    const lag = Math.max(0, delay.percentile(99) / 1e9 - RESOLUTION_MS / 1_000);
    delay.reset();
    return {
      chatelaine_manager_resident_memory_bytes: process.memoryUsage.rss(),
      ...(Number.isFinite(lag) && { chatelaine_manager_event_loop_lag_seconds: lag }),
      ...(size?.found && {
        chatelaine_data_bytes: size.found.total,
        chatelaine_uploads_stored_bytes: size.found.parts[UPLOADS] ?? 0,
      }),
      ...backups(),
    };
  }

  function backups(): Readonly<Record<string, number>> {
    const standing = parts.backups?.();
    if (!standing) return {};
    const { lastGoodAt, failingSince } = standing;
    return {
      chatelaine_backup_failing: failingSince === null ? 0 : 1,
      ...(lastGoodAt !== null && {
        chatelaine_backup_last_success_timestamp_seconds: Math.round(lastGoodAt / 1_000),
      }),
    };
  }

  async function look(): Promise<void> {
    const [ours, theirs] = await Promise.all([machine(), server()]);
    if (stop.signal.aborted) return;
    const at = clock.now();
    const values = { ...ours, ...theirs };
    latest = { at, values };
    store.add(at, values);
    if (Math.abs(at - tidiedAt) >= TIERS.hour.ms) {
      store.tidy();
      tidiedAt = at;
    }
    events.emit({ type: 'numbers.changed' });
  }

  /** At the beginning of each minute, so that two looks never share one. */
  function schedule(): void {
    const passed = clock.now() % MINUTE_MS;
    timer = clock.after(MINUTE_MS - passed, () => {
      looking = look().catch((error) => warn('the numbers of this minute were not kept', explain(error)));
      void looking.then(() => {
        if (!stop.signal.aborted) schedule();
      });
    });
  }

  function mark(event: Parameters<Parameters<Events['listen']>[0]>[0]): void {
    const found =
      event.type === 'change'
        ? parts.changes.page(event.id + 1, 1).map(markOf)[0]
        : event.type === 'server.state'
          ? crashOf(event.status)
          : undefined;
    if (found) store.mark(found);
  }

  function diskLasts(): NumbersNow['disk'] {
    const now = clock.now();
    if (disk && Math.abs(now - disk.at) < FORECAST_MS) return disk.value;
    const free = store
      .between(TIERS.hour, now - MONTH_MS, now, ['free'])
      .map(({ at, sum, n }) => ({ at, bytes: sum / n }));
    disk = { at: now, value: forecast(free, now) };
    return disk.value;
  }

  function lastDay(): NumbersNow['lastDay'] {
    const now = clock.now();
    const points = store.between(TIERS.tenMinutes, now - DAY_MS, now, ['sent', 'up']);
    const of = (id: string) => points.filter(({ series }) => series === id);
    const total = (id: string, tell: (point: (typeof points)[number]) => number) =>
      of(id).length === 0 ? null : of(id).reduce((sum, point) => sum + tell(point), 0);
    const [up, looks] = [total('up', ({ sum }) => sum), total('up', ({ n }) => n)];
    return { messages: total('sent', ({ sum }) => sum), up: up === null || !looks ? null : up / looks };
  }

  return {
    now: () => ({
      ...{ at: latest?.at ?? null, values: latest?.values ?? {} },
      ...{ disk: diskLasts(), lastDay: lastDay() },
    }),
    range(range) {
      const to = clock.now();
      const { ms, tier } = RANGES[range];
      const at = bucketsBetween(tier, to - ms, to);
      const from = at[0] ?? to - ms;
      const points = store.between(tier, from, to);
      return { range, from, to, at, series: seriesOf(at, points), marks: store.marks(from, to) };
    },
    look,
    begin() {
      delay.enable();
      unlisten = events.listen(mark);
      walk();
      schedule();
    },
    async close() {
      stop.abort();
      timer?.cancel();
      unlisten();
      delay.disable();
      await Promise.all([walking, looking]);
      store.close();
    },
  };
}
