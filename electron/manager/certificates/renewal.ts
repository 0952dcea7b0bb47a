/** When a certificate has to be made anew, and why. Pure. */
import ipaddr from 'ipaddr.js';
import type { Names } from './names.ts';

export interface Validity {
  readonly validFrom: number;
  readonly validUntil: number;
}

/** At two thirds of the lifetime, however long that is; never "30 days before", lifetimes are getting shorter. */
export function renewAt({ validFrom, validUntil }: Validity): number {
  return validFrom + Math.floor(((validUntil - validFrom) * 2) / 3);
}

const DAY_MS = 86_400_000;
/** A year for the server's last certificate under it, and a year for people to hand the successor out. */
const AUTHORITY_LEFT_MS = 730 * DAY_MS;

export type AuthorityDue = { readonly due: true; readonly because: 'time' | 'names' };

/** When the office's own authority needs a successor. @param missing domains the office serves and it may not sign for. */
export function authorityDue(facts: {
  readonly validUntil: number;
  readonly now: number;
  readonly missing: readonly string[];
}): AuthorityDue | { readonly due: false } {
  if (facts.missing.length > 0) return { due: true, because: 'names' };
  const late = facts.now >= facts.validUntil - AUTHORITY_LEFT_MS;
  return late ? { due: true, because: 'time' } : { due: false };
}

export interface Present extends Validity {
  readonly names: readonly string[];
  readonly keyMatches: boolean;
  /** Signed by the authority we have now. */
  readonly ours: boolean;
}

export type Renewal =
  | { readonly renew: false }
  | { readonly renew: true; readonly because: 'none' | 'key' | 'authority' | 'time' | 'names' };

/** One spelling for each address, as OpenSSL and we may write IPv6 differently. */
const spelling = (name: string) =>
  ipaddr.isValid(name) ? ipaddr.parse(name).toNormalizedString() : name.toLowerCase();

export function renewal(present: Present | undefined, wanted: Names, now: number): Renewal {
  if (!present) return { renew: true, because: 'none' };
  if (!present.keyMatches) return { renew: true, because: 'key' };
  if (!present.ours) return { renew: true, because: 'authority' };
  if (now >= renewAt(present)) return { renew: true, because: 'time' };
  const has = new Set(present.names.map(spelling));
  const missing = [...wanted.dns, ...wanted.ip].filter((name) => !has.has(spelling(name)));
  return missing.length > 0 ? { renew: true, because: 'names' } : { renew: false };
}
