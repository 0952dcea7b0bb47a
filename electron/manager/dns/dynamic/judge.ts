/**
 * What the public addresses are, from what this machine has and what others see; and when that is believed. Pure.
 * A single wrong answer changes nothing: two sources have to agree, or one has to say the same twice.
 */
import ipaddr from 'ipaddr.js';
import type { AddressLook } from '../../../contract/dns-providers.ts';
import type { Family } from './stun.ts';

export interface SourceAnswer {
  /** `stun:host`, an https address, `router`, or `own` for this machine's own. */
  readonly source: string;
  readonly family: Family;
  /** Null: it did not answer, or saw none. */
  readonly address: string | null;
  readonly said: string;
}

/** One look: everything that was heard, and what to make of it. */
export interface Judged {
  readonly v4: Verdict;
  readonly v6: Verdict;
  readonly network: AddressLook['network'];
}

/**
 * `sure`: more than one say so, or this machine has it itself. `once`: one says so. `none`: nobody knows of one.
 * `split`: they contradict each other.
 */
export type Verdict =
  | { readonly is: 'sure' | 'once'; readonly address: string; readonly because: string }
  | { readonly is: 'none' | 'split'; readonly because: string };

/** RFC 6598, RFC 1918, RFC 4193, RFC 3927 and the like: nobody out there can come to these. */
const rangeOf = (address: string): string => {
  const parsed = ipaddr.parse(address);
  return parsed.range();
};
export const isPublic = (address: string): boolean =>
  ipaddr.isValid(address) && rangeOf(address) === 'unicast';
/** SPEC: RFC 6598 §7: 100.64.0.0/10 is shared address space, for what lies between a provider and its customers. */
const isCarrier = (address: string): boolean =>
  ipaddr.isValid(address) && rangeOf(address) === 'carrierGradeNat';

export interface JudgeFacts {
  /** This machine's own, loopback and link-local left out. */
  readonly own: readonly string[];
  readonly answers: readonly SourceAnswer[];
  /** The router's address towards the provider, where the router tells (PCP, NAT-PMP, UPnP). */
  readonly router: string | null;
  readonly published: { readonly v4: string | null; readonly v6: string | null };
}

export function judge(facts: JudgeFacts): Judged {
  const v4 = verdict('v4', facts);
  return { v4, v6: verdict('v6', facts), network: networkOf(v4, facts) };
}

const familyOf = (address: string): Family => (address.includes(':') ? 'v6' : 'v4');

function verdict(family: Family, { own, answers, router, published }: JudgeFacts): Verdict {
  const mine = own.filter((address) => familyOf(address) === family && isPublic(address));
  const seen = answers.flatMap((one) =>
    one.family === family && one.address !== null && isPublic(one.address) ? [one.address] : [],
  );
  const told = router !== null && familyOf(router) === family && isPublic(router) ? [...seen, router] : seen;
  if (family === 'v6' && mine.length > 0) return chosen(mine, published.v6);
  const both = mine.find((address) => seen.includes(address));
  if (both) return { is: 'sure', address: both, because: 'own-and-seen' };
  // Nobody was asked, or nobody answered: a public address on the machine itself is one.
  if (told.length === 0)
    return mine[0] ? chosen(mine, published.v4) : { is: 'none', because: 'nobody-knows' };
  const [first, ...others] = told as [string, ...string[]];
  if (others.some((address) => address !== first)) return { is: 'split', because: 'contradicting' };
  return others.length > 0
    ? { is: 'sure', address: first, because: 'agreed' }
    : { is: 'once', address: first, because: 'one-source' };
}

/**
 * Which of several of its own: the one that is published while the machine still has it, else the one whose second half is
 * the same (the provider gave another prefix), else the one that looks meant to stay.
 */
function chosen(mine: readonly string[], published: string | null): Verdict {
  if (published !== null && mine.some((one) => same(one, published)))
    return { is: 'sure', address: published, because: 'still-ours' };
  const half =
    published === null ? undefined : mine.find((one) => interfaceOf(one) === interfaceOf(published));
  // SPEC: RFC 8981 makes temporary addresses beside the one that stays; those have no pattern.
  const stays = half ?? [...mine].sort((one, other) => one.length - other.length)[0]!;
  return { is: 'sure', address: stays, because: half ? 'same-interface' : 'own' };
}

const same = (one: string, other: string) => ipaddr.parse(one).toString() === ipaddr.parse(other).toString();

/** The last 64 bits of an IPv6 address. */
const interfaceOf = (address: string): string =>
  address.includes(':') ? ipaddr.parse(address).toByteArray().slice(8).join('.') : address;

/** What stands between this machine and the world, for IPv4. */
function networkOf(v4: Verdict, { own, router }: JudgeFacts): AddressLook['network'] {
  const mine = own.filter((address) => familyOf(address) === 'v4');
  const address = 'address' in v4 ? v4.address : null;
  // The provider gives no address of its own: nobody can come in by IPv4, whatever is set on the router.
  if (mine.some(isCarrier) || (router !== null && isCarrier(router))) return 'carrier';
  if (address !== null && mine.includes(address)) return 'public';
  if (router !== null && address !== null && router !== address)
    return isPublic(router) ? 'carrier' : 'double';
  if (router !== null && !isPublic(router)) return 'double';
  return address !== null && mine.length > 0 ? 'router' : 'unknown';
}

/** What a family's address was last, and what has been heard once. */
export interface Believed {
  readonly address: string | null;
  /** Said by one source, and not yet again. */
  readonly pending: string | null;
}

/** What to believe after one more look. Silence and contradictions change nothing. */
export function believe(before: Believed, found: Verdict): Believed & { readonly because: string } {
  if (!('address' in found)) return { ...before, because: found.because };
  if (before.address !== null && same(before.address, found.address))
    return { address: before.address, pending: null, because: 'unchanged' };
  if (found.is === 'sure') return { address: found.address, pending: null, because: found.because };
  if (before.pending !== null && same(before.pending, found.address))
    return { address: found.address, pending: null, because: 'said-twice' };
  return { address: before.address, pending: found.address, because: 'said-once' };
}

/** How long until the next look, by what the last one gave. */
export const INTERVALS_MS = {
  // Providers change addresses once a day, or when the router starts again; a record's own TTL is five minutes.
  usual: 5 * 60_000,
  // Somebody said something new: ask again soon.
  pending: 60_000,
  // Nobody answered: the line is away. 1, 3, 8, 18 min elapsed, then every half hour.
  silent: [60_000, 2 * 60_000, 5 * 60_000, 10 * 60_000, 30 * 60_000],
} as const;

export function nextLookMs(facts: { readonly pending: boolean; readonly silences: number }): number {
  const { silent, pending, usual } = INTERVALS_MS;
  if (facts.silences > 0) return silent[Math.min(facts.silences, silent.length) - 1]!;
  return facts.pending ? pending : usual;
}
