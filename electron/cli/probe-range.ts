/**
 * Ranges of warnings. Spec: Monitoring Plugins Development Guidelines, "Threshold and Ranges". Pure.
 * A range is `[@]start:end`; without a colon it is an end and begins at nought, `~` is no end below, and `@` turns it inside out.
 */

export interface Range {
  readonly text: string;
  /** Whether this value is one to be told of. */
  alarms(value: number): boolean;
}

const RANGE = /^(@?)(?:(~|-?\d+(?:\.\d+)?):)?(-?\d+(?:\.\d+)?)?$/;

/** Undefined for what is no range. */
export function readRange(text: string): Range | undefined {
  const found = RANGE.exec(text);
  if (!found || !/\d/.test(text)) return undefined;
  const [, inside = '', start, end] = found;
  const low = start === undefined ? 0 : start === '~' ? Number.NEGATIVE_INFINITY : Number(start);
  const high = end === undefined ? Number.POSITIVE_INFINITY : Number(end);
  if (low > high) return undefined;
  return {
    text,
    alarms: (value) => (value >= low && value <= high) === (inside === '@'),
  };
}
