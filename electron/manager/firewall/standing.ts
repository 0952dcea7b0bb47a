/** One word about the firewall, for Home: whether what the office needs comes in at this computer. Pure. */
import type { FirewallFlow, FirewallSeen } from '../../contract/index.ts';

export interface Standing {
  /** `unknown`: nobody has looked, or a rule looks at what we do not understand. */
  readonly state: 'open' | 'closed' | 'unknown';
  /** Doors that are closed for one kind of address at least. */
  readonly closed: number;
  readonly at: number | null;
}

export function standingOf(seen: FirewallSeen | null): Standing {
  if (seen === null) return { state: 'unknown', closed: 0, at: null };
  const worst = seen.flows.map(worstOf);
  const closed = worst.filter((one) => one === 'drop').length;
  const state = closed > 0 ? 'closed' : worst.includes('unknown') ? 'unknown' : 'open';
  return { state, closed, at: seen.at };
}

function worstOf({ now }: FirewallFlow): 'accept' | 'drop' | 'unknown' {
  const verdicts = [now.v4, now.v6].map((one) => one?.verdict ?? 'accept');
  if (verdicts.includes('drop')) return 'drop';
  return verdicts.includes('unknown') ? 'unknown' : 'accept';
}
