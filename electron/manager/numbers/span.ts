/** Points as a page draws them: a value for each piece of time, and null where nobody counted. Pure. */
import { type NumberId, type NumberSeries, numberId } from '../../contract/numbers.ts';
import { kindOf } from './series.ts';
import type { Point } from './store.ts';

/** @param at when each piece begins, in order. @param points of these pieces, in any order. */
export function seriesOf(at: readonly number[], points: readonly Point[]): Record<NumberId, NumberSeries> {
  const place = new Map(at.map((time, index) => [time, index]));
  const empty = (): (number | null)[] => at.map(() => null);
  const series = Object.fromEntries(
    numberId.options.map((id) => [id, { value: empty(), low: empty(), high: empty() }]),
  ) as Record<NumberId, NumberSeries>;
  for (const { at: time, series: id, n, low, high, sum } of points) {
    const index = place.get(time);
    if (index === undefined) continue;
    const of = series[id];
    of.value[index] = kindOf(id) === 'flow' ? sum : sum / n;
    of.low[index] = low;
    of.high[index] = high;
  }
  return series;
}
