/** How fast occupants, and rooms as a whole, may send. FEATURES S80: intervals and shapers. */
import type { Element } from 'ltx';
import { type Budget, createBudget } from '../../kernel/limits.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import type { MucOptions } from './options.ts';

const MAX_REMEMBERED = 20_000;

type Pace = Pick<
  MucOptions,
  'minMessageInterval' | 'minPresenceInterval' | 'userMessageShaper' | 'userPresenceShaper' | 'roomShaper'
>;

export interface Throttle {
  /** Throws `resource-constraint` when this is too fast. */
  pass(kind: 'message' | 'presence', stanza: Element, from: string, room: string): void;
}

export function createThrottle(pace: Pace, now: () => number): Throttle {
  const last = new Map<string, number>();
  const budgets = new Map<string, Budget>();
  const interval = { message: pace.minMessageInterval * 1000, presence: pace.minPresenceInterval * 1000 };
  const shaper = { message: pace.userMessageShaper, presence: pace.userPresenceShaper };
  const idle = !Object.values(pace).some((value) => value > 0);

  function refuseEarly(kind: 'message' | 'presence', key: string): void {
    if (interval[kind] === 0) return;
    const before = last.get(key);
    if (before !== undefined && now() - before < interval[kind])
      throw new StanzaError('resource-constraint', `one ${kind} in ${interval[kind] / 1000} seconds`);
    put(last, key, now());
  }

  function spend(perSecond: number, key: string, bytes: number): void {
    if (perSecond === 0) return;
    const budget = budgets.get(key) ?? createBudget(perSecond);
    put(budgets, key, budget);
    if (budget.spend(bytes, now()) > 0)
      throw new StanzaError('resource-constraint', `at most ${perSecond} bytes a second`);
  }

  return {
    pass(kind, stanza, from, room) {
      if (idle) return;
      const key = `${kind} ${room} ${from}`;
      refuseEarly(kind, key);
      const bytes = Buffer.byteLength(stanza.toString());
      spend(shaper[kind], key, bytes);
      if (kind === 'message') spend(pace.roomShaper, room, bytes);
    },
  };
}

/** The oldest goes when there are too many. */
function put<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_REMEMBERED && oldest !== undefined) map.delete(oldest);
}
