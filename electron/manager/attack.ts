/**
 * Whether somebody guesses passwords. Pure.
 * WHY not by the number of wrong passwords alone: a colleague's phone with an old password knocks every minute, for days.
 */
import type { Attempt } from './engines/attempts.ts';

/** How many, never who or what was tried. */
export interface Attack {
  readonly shape: 'many-accounts' | 'many-addresses';
  readonly accounts: number;
  readonly addresses: number;
  readonly tries: number;
}

const WINDOW_MS = 60 * 60_000;
/** One address that is wrong for so many accounts is nobody's phone. */
const ACCOUNTS = 4;
/** One account that is wrong from so many addresses has not so many phones. */
const ADDRESSES = 8;

const GUESSES: ReadonlySet<Attempt['stopped']> = new Set(['wrong-password', 'unknown-name', 'throttled']);

/** @param attempts those the server remembers, in any order. */
export function attackOf(attempts: readonly Attempt[], now: number): Attack | null {
  const guesses = attempts.filter(
    ({ stopped, account, at }) => GUESSES.has(stopped) && account !== null && now - at < WINDOW_MS,
  );
  const accountsOf = countBy(
    guesses,
    ({ source }) => source,
    ({ account }) => account,
  );
  const sourcesOf = countBy(
    guesses,
    ({ account }) => account,
    ({ source }) => source,
  );
  const isAttack = {
    'many-accounts': (one: Attempt) => (accountsOf.get(one.source)?.size ?? 0) >= ACCOUNTS,
    'many-addresses': (one: Attempt) => (sourcesOf.get(one.account)?.size ?? 0) >= ADDRESSES,
  };
  for (const shape of ['many-accounts', 'many-addresses'] as const) {
    const theirs = guesses.filter(isAttack[shape]);
    if (theirs.length === 0) continue;
    return {
      shape,
      accounts: new Set(theirs.map(({ account }) => account)).size,
      addresses: new Set(theirs.map(({ source }) => source)).size,
      tries: theirs.reduce((total, { times }) => total + times, 0),
    };
  }
  return null;
}

function countBy<K, V>(
  guesses: readonly Attempt[],
  key: (guess: Attempt) => K,
  value: (guess: Attempt) => V,
): Map<K, Set<V>> {
  const found = new Map<K, Set<V>>();
  for (const guess of guesses) {
    const values = found.get(key(guess)) ?? new Set<V>();
    found.set(key(guess), values.add(value(guess)));
  }
  return found;
}
