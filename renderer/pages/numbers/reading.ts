/** How values and moments are read on a chart, in the language in force. */
import { useCallback } from 'react';
import type { NumberRange } from '../../api/types.ts';
import { type Format, useFormat } from '../../words/format.ts';
import type { Unit } from './charts.ts';

const NBSP = '\u00A0';

const VALUES: Readonly<Record<Unit, (value: number, format: Format) => string>> = {
  count: (value, format) =>
    format.number(Math.abs(value) < 10 ? Math.round(value * 10) / 10 : Math.round(value)),
  bytes: (value, format) => format.bytes(value),
  milliseconds: (value, format) => `${format.number(Math.round(value * 10) / 10)}${NBSP}ms`,
  days: (value, format) => format.days(Math.round(value)),
};

/** Hours of the day, days of the week, dates. */
const AXIS: Readonly<Record<NumberRange, 'time' | 'date'>> = {
  ...{ hour: 'time', day: 'time', week: 'date', month: 'date', year: 'date' },
};

/** Bytes go in powers of two: 64 MB rather than 47.7. */
const POWERS = Array.from({ length: 50 }, (_, power) => 2 ** power);
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((one) => [one, one * 1_000, one * 1_000_000]);

export const STEPS: Readonly<Record<Unit, readonly number[] | undefined>> = {
  ...{ bytes: POWERS, count: WHOLE.sort((a, b) => a - b), milliseconds: undefined, days: undefined },
};

export function useReading(unit: Unit, range: NumberRange) {
  const format = useFormat();
  const value = useCallback((one: number) => VALUES[unit](one, format), [unit, format]);
  const time = useCallback(
    (at: number, where: 'axis' | 'line') => {
      if (where === 'axis') return AXIS[range] === 'time' ? format.time(at) : format.dayMonth(at);
      if (range === 'year') return format.date(at);
      if (range === 'hour' || range === 'day') return format.time(at);
      return `${format.weekday(at)}, ${format.time(at)}`;
    },
    [range, format],
  );
  return { value, time };
}
