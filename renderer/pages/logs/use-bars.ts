/** The bars of the strip: counted by the manager, again while the view is counted or grows, at most once a second. */
import { useEffect, useRef, useState } from 'react';
import type { LogViewState } from '../../api/types.ts';
import { useStores } from '../../stores/stores.ts';
import type { Bars } from './histogram.ts';

const BARS = 96;
/** Between two questions, in milliseconds. */
const PAUSE = 1000;
/** A choice smaller than this share of the strip could not be seen or moved on it. */
const SMALLEST = 1 / 40;

/** The least a strip shows, in milliseconds. */
const SHORTEST = 10 * 60_000;

export type Span = { from: number; to: number };

/** What the strip shows: all there is, or the surroundings of a choice that would be too small on it. Pure. */
export function stripSpan(whole: Span, since: number | null, until: number | null): Span | null {
  const all = whole.to - whole.from;
  // Of a few lines just written the bars would be milliseconds wide.
  if (since === null) return all < SHORTEST ? { from: whole.to - SHORTEST, to: whole.to } : null;
  const to = until ?? whole.to;
  const length = Math.max(to - since, BARS * 10);
  if (length >= all * SMALLEST) return null;
  return {
    from: Math.max(whole.from, since - 4 * length),
    to: Math.min(Math.max(whole.to, to), to + 2 * length),
  };
}

export function useBars(view: LogViewState | null, since: number | null, until: number | null): Bars | null {
  const { connection } = useStores();
  const [bars, setBars] = useState<Bars | null>(null);
  const again = useRef<() => void>(() => {});
  const { view: id, first, last, generation } = view ?? {};

  // biome-ignore lint/correctness/useExhaustiveDependencies: another generation counts anew
  useEffect(() => {
    if (id === undefined) return;
    const stop = new AbortController();
    const { signal } = stop;
    const ask = (span: Span | null) =>
      connection
        .client()
        .logView.histogram(
          { view: id, ...(span ?? { from: null, to: null }), buckets: BARS, wholeTime: true },
          { signal },
        );
    const load = async () => {
      const whole = await ask(null);
      const near = stripSpan(whole, since, until);
      const { from, to, counts } = near ? await ask(near) : whole;
      if (counts.length > 0) setBars({ from, step: Math.max(1, (to - from) / counts.length), counts });
    };
    // A failure is left alone: the strip is a help, the lines below say what is wrong, and the next state asks again.
    again.current = unhurried(() => load().catch(() => {}), PAUSE, signal);
    again.current();
    return () => stop.abort();
  }, [id, generation, since, until, connection]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when lines were counted, whatever their number
  useEffect(() => again.current(), [first, last]);
  return bars;
}

/** Does it at once; calls while it runs, or soon after, are one more time afterwards. */
function unhurried(act: () => Promise<void>, pause: number, signal: AbortSignal): () => void {
  let state: 'idle' | 'running' | 'wanted' = 'idle';
  const run = async (): Promise<void> => {
    state = 'running';
    await act();
    await new Promise((done) => setTimeout(done, pause));
    const more = (state as string) === 'wanted';
    state = 'idle';
    if (more && !signal.aborted) await run();
  };
  return () => {
    if (signal.aborted) return;
    if (state === 'idle') void run();
    else state = 'wanted';
  };
}
