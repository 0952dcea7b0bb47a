/** What happened between two looks at counters that begin anew with each process. Pure. */
import type { NumberId } from '../../contract/numbers.ts';
import { kindOf, type Values } from './series.ts';

/** Counters as they stood. */
export interface Seen {
  readonly at: number;
  /** Of the process that counts. */
  readonly startedAt: number;
  readonly values: Values;
}

/** Longer ago, nobody knows any more in which minute it happened: the machine slept, or its clock was put right. */
const LONGEST_MS = 10 * 60_000;

/** The clock of the process and ours are read one after the other. */
const SAME_START_MS = 2_000;

/**
 * Levels unchanged; of each counter what it grew by, left out where that cannot be known.
 * @param before null: we have not looked before.
 */
export function sinceLast(now: Seen, before: Seen | null): Values {
  const values: Values = {};
  for (const [id, value] of Object.entries(now.values) as [NumberId, number][]) {
    const grown = kindOf(id) === 'level' ? value : growth(value, before?.values[id], now, before);
    if (grown !== undefined) values[id] = grown;
  }
  return values;
}

function growth(value: number, last: number | undefined, now: Seen, before: Seen | null): number | undefined {
  const isSame = before !== null && Math.abs(before.startedAt - now.startedAt) < SAME_START_MS;
  if (!isSame || last === undefined || value < last) {
    // A process begins at nothing: all it counted happened since its start.
    const age = now.at - now.startedAt;
    return age >= 0 && age <= LONGEST_MS ? value : undefined;
  }
  const passed = now.at - before.at;
  return passed > 0 && passed <= LONGEST_MS ? value - last : undefined;
}
