/** When a domain is looked at again. Pure. */
import type { DnsReport } from '../../contract/dns.ts';

/** A look, as far as the next one depends on it. */
export type Outcome =
  /** All that matters is as planned. */
  | 'right'
  /** Something is not, or not yet. */
  | 'wrong'
  /** Nobody could be asked: the network is away. */
  | 'unknown';

export function outcomeOf({ plan, findings }: DnsReport): Outcome {
  const rows = plan.filter(({ record }) => record.need !== 'optional');
  if (rows.length > 0 && rows.every(({ state }) => state === 'not-checked')) return 'unknown';
  const isBroken = findings.some(({ severity, dependsOn }) => severity === 'broken' && dependsOn === null);
  return rows.every(({ state }) => state === 'found') && !isBroken ? 'right' : 'wrong';
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** While it is not right: somebody has just changed something, then somebody will, then nobody hurries. Elapsed time behind each. */
const NOT_YET = [
  ...Array.from({ length: 10 }, () => MINUTE), // 10 min
  ...Array.from({ length: 10 }, () => 5 * MINUTE), // 1 h
  ...Array.from({ length: 10 }, () => 30 * MINUTE), // 6 h
  ...Array.from({ length: 42 }, () => HOUR), // 2 days
] as const;
const LATER = 6 * HOUR;
/** While somebody looks at the page. */
const WATCHED = 30_000;
/** One bad look after a long good time may be our own network: the next one tells. */
const DOUBT = 2 * MINUTE;

/**
 * Milliseconds until the next look.
 * @param outcomes since it was right for the last time, or since the plan changed; the newest last.
 */
export function nextLook(
  outcomes: { readonly last: Outcome; readonly bad: number; readonly wasRight: boolean },
  isWatched: boolean,
): number {
  const { last, bad, wasRight } = outcomes;
  if (last === 'right') return DAY;
  if (isWatched) return WATCHED;
  if (wasRight && bad === 1) return DOUBT;
  return NOT_YET[bad - 1] ?? LATER;
}
