/** What is said of a line of numbers: its mean, its most, how it moved, what is missing. Pure. */
import type { NumberSpan } from '../../api/types.ts';

export type Figures = {
  mean: number;
  sum: number;
  most: { at: number; value: number };
  first: number;
  last: number;
};

type Values = readonly (number | null)[];

/** @param high the most within each piece; without it, the value. Undefined where nothing was counted. */
export function figuresOf(at: readonly number[], values: Values, high: Values = values): Figures | undefined {
  const counted = values.flatMap((value, index) => (value === null ? [] : [{ index, value }]));
  const [first, last] = [counted[0], counted.at(-1)];
  if (!first || !last) return undefined;
  const sum = counted.reduce((total, { value }) => total + value, 0);
  const most = counted.reduce((best, one) =>
    (high[one.index] ?? one.value) > (high[best.index] ?? best.value) ? one : best,
  );
  return {
    ...{ sum, mean: sum / counted.length, first: first.value, last: last.value },
    most: { at: at[most.index]!, value: high[most.index] ?? most.value },
  };
}

/** How long nobody counted, since the first time somebody did; in ms. A piece or two at the edges is no gap. */
export function gapOf({ at, series, to }: NumberSpan): number {
  const values = series.managerMemory.value;
  const begin = values.findIndex((value) => value !== null);
  if (begin < 0) return 0;
  return values.reduce<number>((total, value, index) => {
    const isInside = index > begin && index < values.length - 1;
    return value === null && isInside ? total + ((at[index + 1] ?? to) - at[index]!) : total;
  }, 0);
}

/** Rows of a table nobody has to scroll for long: neighbours put together, at most so many. @returns the first and last index of each. */
export function rowsOf(length: number, most: number): { from: number; to: number }[] {
  const size = Math.max(1, Math.ceil(length / most));
  return Array.from({ length: Math.ceil(length / size) }, (_, row) => ({
    from: row * size,
    to: Math.min(length, (row + 1) * size) - 1,
  }));
}

/** Of the pieces put together: the sum of what happened, the mean of how it stood; null where nobody counted. */
export function together(values: Values, from: number, to: number, told: 'sum' | 'mean'): number | null {
  const counted = values.slice(from, to + 1).filter((value) => value !== null);
  if (counted.length === 0) return null;
  const sum = counted.reduce((total, value) => total + value, 0);
  return told === 'sum' ? sum : sum / counted.length;
}
