/**
 * The strip of bars: how high each is, which of them are chosen, and what the keys do to the choice. Pure.
 */

/** Bars of equal width from `from` on, each `step` milliseconds; of each bar: details, notes, warnings, failures. */
export type Bars = { from: number; step: number; counts: readonly (readonly number[])[] };
/** From the first bar chosen up to and without `end`. */
export type Brush = { first: number; end: number };
export type Edge = 'first' | 'end';

export type Stack = { notes: number; warnings: number; failures: number };

/**
 * Heights between 0 and 1. The root, so that a quiet hour is still seen beside an attack; of a few failures among
 * thousands of lines something is always seen, as they are what one looks for.
 */
export function stacks(counts: Bars['counts'], least = 0.06): Stack[] {
  const sums = counts.map((bar) => bar.reduce((sum, count) => sum + count, 0));
  const most = Math.max(1, ...sums);
  return counts.map(([details = 0, notes = 0, warnings = 0, failures = 0], index) => {
    const sum = sums[index] ?? 0;
    if (sum === 0) return { notes: 0, warnings: 0, failures: 0 };
    const height = Math.max(Math.sqrt(sum / most), least);
    const part = (count: number) => (count === 0 ? 0 : Math.max((height * count) / sum, least));
    const loud = { warnings: part(warnings), failures: part(failures) };
    const rest = details + notes === 0 ? 0 : Math.max(height - loud.warnings - loud.failures, least / 2);
    return { notes: rest, ...loud };
  });
}

export const barAt = (time: number, { from, step }: Bars): number => Math.floor((time - from) / step);
export const timeOf = (bar: number, { from, step }: Bars): number => from + bar * step;

/** The bars within a time; `null` where none is. */
export function brushOf(bars: Bars, since: number | null, until: number | null): Brush | null {
  if (since === null && until === null) return null;
  const last = bars.counts.length;
  const first = since === null ? 0 : Math.max(0, Math.min(last, Math.round((since - bars.from) / bars.step)));
  const end =
    until === null ? last : Math.max(0, Math.min(last, Math.round((until - bars.from) / bars.step)));
  return first < last && end > 0 ? { first: Math.min(first, last - 1), end: Math.max(end, first + 1) } : null;
}

/** Drawn with the mouse from one bar to another, in either direction. */
export function drawn(from: number, to: number, count: number): Brush {
  const [a, b] = from <= to ? [from, to] : [to, from];
  return { first: Math.max(0, Math.min(a, count - 1)), end: Math.max(1, Math.min(b + 1, count)) };
}

/** SPEC: UX.md, row 23: "Slider pair: ←→ one bar, Shift ×10". Also Home and End; an edge never passes the other. */
export function moveEdge(
  brush: Brush,
  edge: Edge,
  { key, shiftKey }: { key: string; shiftKey: boolean },
  count: number,
): Brush | null {
  const by = shiftKey ? 10 : 1;
  const steps: Record<string, number> = {
    ...{ ArrowLeft: -by, ArrowDown: -by, ArrowRight: by, ArrowUp: by },
    ...{ PageDown: -10, PageUp: 10, Home: -count, End: count },
  };
  const step = steps[key];
  if (step === undefined) return null;
  return edge === 'first'
    ? { ...brush, first: Math.max(0, Math.min(brush.first + step, brush.end - 1)) }
    : { ...brush, end: Math.min(count, Math.max(brush.end + step, brush.first + 1)) };
}

export function sums(bars: Bars, brush: Brush | null): { lines: number; warnings: number; failures: number } {
  const chosen = brush ? bars.counts.slice(brush.first, brush.end) : bars.counts;
  const of = (level: number) => chosen.reduce((sum, bar) => sum + (bar[level] ?? 0), 0);
  return { lines: of(0) + of(1) + of(2) + of(3), warnings: of(2), failures: of(3) };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[10_000, 30_000, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY, 91 * DAY, 365 * DAY],
];

/** Round moments under the bars, at most so many; `days` when they are days rather than times of a day. */
export function ticks(bars: Bars, most: number): { at: number; share: number; days: boolean }[] {
  const length = bars.step * bars.counts.length;
  const step = STEPS.find((candidate) => length / candidate <= most) ?? 365 * DAY;
  const shift = new Date(bars.from).getTimezoneOffset() * MINUTE;
  const found = [];
  for (let at = Math.ceil((bars.from - shift) / step) * step + shift; at < bars.from + length; at += step)
    found.push({ at, share: (at - bars.from) / length, days: step >= DAY });
  // A word at the very edge would be cut.
  return found.filter(({ share }) => share > 0.03 && share < 0.97);
}
