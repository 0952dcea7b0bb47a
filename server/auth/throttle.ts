/**
 * Slows down password guessing: per peer address and per account, over a sliding window.
 * Specs: RFC 6120 §6.4.5 (re-tries), §6.5.11 (temporary-auth-failure).
 * The decision is a pure function; the table around it is bounded and forgets the least recently failing key first.
 * It does not ban: an attempt that comes after the window is judged anew.
 */
import ipaddr from 'ipaddr.js';

export interface ThrottleLimits {
  readonly windowMs: number;
  readonly perAccount: number;
  /** Higher than for an account, because a whole office may share one public address. */
  readonly perAddress: number;
  readonly maxKeys: number;
}

export const THROTTLE_DEFAULTS: ThrottleLimits = {
  windowMs: 5 * 60_000,
  perAccount: 10,
  perAddress: 50,
  maxKeys: 10_000,
};

export type Verdict = { readonly allow: true } | { readonly allow: false; readonly retryAfterMs: number };

/** May another attempt be made `now`, given the times of earlier failures (ascending)? */
export function judge(failures: readonly number[], now: number, allowed: number, windowMs: number): Verdict {
  const recent = failures.filter((at) => at > now - windowMs);
  const decisive = recent.at(-allowed);
  if (recent.length < allowed || decisive === undefined) return { allow: true };
  return { allow: false, retryAfterMs: decisive + windowMs - now };
}

/**
 * Whom an address stands for: itself, or of IPv6 its /64, since a single customer has all of those.
 * @param address as text; anything else than an IP address stands for itself.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : parsed.toByteArray().slice(0, 8).join('.');
}

export interface Throttle {
  /** May this address try to log in to this account (bare address as text)? */
  check(address: string, account: string): Verdict;
  failed(address: string, account: string): void;
  /** A good log-in clears the account's failures, not the address's: a guesser may own an account here too. */
  succeeded(account: string): void;
  /** The operator vouches: what failed before, for the account and from the address, counts no more. */
  forgive(address: string, account: string): void;
}

export function createThrottle(parts: { clock: () => number; limits?: ThrottleLimits }): Throttle {
  const { clock, limits = THROTTLE_DEFAULTS } = parts;
  const failures = new Map<string, number[]>();

  function record(key: string, now: number, keep: number): void {
    const times = [...(failures.get(key) ?? []).filter((at) => at > now - limits.windowMs), now].slice(-keep);
    failures.delete(key);
    failures.set(key, times);
    const oldest = failures.keys().next().value;
    if (failures.size > limits.maxKeys && oldest !== undefined) failures.delete(oldest);
  }

  return {
    check(address, account) {
      const now = clock();
      const byAddress = judge(
        failures.get(`ip ${networkOf(address)}`) ?? [],
        now,
        limits.perAddress,
        limits.windowMs,
      );
      if (!byAddress.allow) return byAddress;
      return judge(failures.get(`account ${account}`) ?? [], now, limits.perAccount, limits.windowMs);
    },
    failed(address, account) {
      const now = clock();
      record(`ip ${networkOf(address)}`, now, limits.perAddress);
      record(`account ${account}`, now, limits.perAccount);
    },
    succeeded(account) {
      failures.delete(`account ${account}`);
    },
    forgive(address, account) {
      failures.delete(`ip ${networkOf(address)}`);
      failures.delete(`account ${account}`);
    },
  };
}

/** For `"limits": "off"`. */
export const noThrottle: Throttle = {
  check: () => ({ allow: true }),
  failed() {},
  succeeded() {},
  forgive() {},
};
