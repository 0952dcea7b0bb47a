/**
 * Looks by itself whether everything still arrives through the web server in front: once a day, and after something changed. What was right
 * and is no more is told on Home, once it was seen twice; what never was right is work in progress, and stands on its own page.
 */
import { z } from 'zod';
import type { WebsiteCheck } from '../../contract/index.ts';
import { websiteCheckId, websiteTrouble } from '../../contract/website.ts';
import type { Clock, Timer } from '../host.ts';

const MINUTE_MS = 60_000;
/** After a change: the web server is most likely being worked on. */
const SETTLED_MS = MINUTE_MS;
/** A web server that is being restarted is back by then. */
const AGAIN_MS = 15 * MINUTE_MS;
/** While it is broken, to see that it was mended. */
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const failing = z.object({
  id: websiteCheckId,
  trouble: websiteTrouble,
  data: z.record(z.string(), z.union([z.string(), z.number()])),
  /** When it was seen first, and how often since, a quarter of an hour apart at least. */
  at: z.number(),
  times: z.number(),
});

/** What is known of the web server in front; kept, so that a restart of ours forgets nothing. */
export const watched = z.object({
  /** The name it shows us under: another one is another beginning. */
  name: z.string(),
  /** What was fine at some time. */
  worked: z.array(websiteCheckId),
  failing: failing.nullable(),
});
export type Watched = z.infer<typeof watched>;
export type WebsiteAlarm = z.infer<typeof failing> & { readonly name: string };

/** What a look adds. Pure. */
export function afterLook(
  before: Watched | undefined,
  { name, checks, at }: { name: string; checks: readonly WebsiteCheck[]; at: number },
): Watched {
  const known = before?.name === name ? before : { name, worked: [], failing: null };
  // Nobody could be asked: what was known stays.
  if (checks.some(({ trouble }) => trouble === 'offline')) return known;
  // In the order of a program's way: the first is the cause of those behind it.
  const broken = checks.find(({ id, state }) => state === 'broken' && known.worked.includes(id));
  const fine = checks.filter(({ state }) => state === 'fine').map(({ id }) => id);
  const worked = [...new Set([...known.worked, ...fine])];
  if (!broken?.trouble) return { name, worked, failing: null };
  const { id, trouble, data } = broken;
  const same = known.failing?.id === id ? known.failing : { at, times: 0 };
  // Somebody who works on it looks again and again: that makes it no older.
  const times = at - same.at >= same.times * AGAIN_MS ? same.times + 1 : same.times;
  return { name, worked, failing: { id, trouble, data, at: same.at, times } };
}

/** When to look again. Pure. */
export function nextLook({ failing: now }: Watched): number {
  if (now === null) return DAY_MS;
  return now.times < 2 ? AGAIN_MS : HOUR_MS;
}

/** What Home is told; null while nothing is certain. Pure. */
export const alarmOf = (state: Watched | undefined): WebsiteAlarm | null =>
  state?.failing && state.failing.times >= 2 ? { ...state.failing, name: state.name } : null;

export interface WebsiteWatch {
  /** What somebody saw who looked. */
  saw(look: { name: string; checks: readonly WebsiteCheck[]; at: number }): void;
  alarm(): WebsiteAlarm | null;
  /** Something changed: looks soon. */
  soon(): void;
  stop(): void;
}

export interface WatchParts {
  readonly clock: Clock;
  readonly kept: { get(): unknown; set(value: Watched): void };
  /** The name of the web server in front; undefined where there is none. */
  readonly name: () => string | undefined;
  readonly running: () => boolean;
  /** Looks, and says so to `saw`. Rejects where it could not. */
  readonly look: () => Promise<unknown>;
  /** What Home is told is another. */
  readonly changed: () => void;
  /** A look that could not be made. */
  readonly failed: (error: unknown) => void;
}

export function createWebsiteWatch(parts: WatchParts): WebsiteWatch {
  const { clock, kept, name, running, look, changed, failed } = parts;
  const { data: found } = watched.safeParse(kept.get());
  let state: Watched | undefined = found;
  let timer: Timer | undefined;
  let stopped = false;

  function inSome(ms: number): void {
    timer?.cancel();
    if (!stopped) timer = clock.after(ms, () => void go());
  }
  async function go(): Promise<void> {
    if (name() === undefined || !running()) return;
    // Comes back by `saw`; where it could not be made, tomorrow is another day.
    inSome(DAY_MS);
    await look().catch(failed);
  }
  const alarm = () => (state?.name === name() ? alarmOf(state) : null);

  return {
    alarm,
    saw(seen) {
      if (seen.name !== name()) return;
      const before = JSON.stringify(alarm());
      state = afterLook(state, seen);
      kept.set(state);
      if (JSON.stringify(alarm()) !== before) changed();
      inSome(nextLook(state));
    },
    soon: () => inSome(SETTLED_MS),
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}
