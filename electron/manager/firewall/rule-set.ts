/** A firewall's rules as far as they decide about somebody who comes in: one shape for every kind of firewall. */
import type { PortRange, Protocol } from './flows.ts';

export type Family = 'v4' | 'v6';
export const FAMILIES: readonly Family[] = ['v4', 'v6'];

/** Who decides with a chain: its own program is the one that changes it. */
export type Owner = 'nftables' | 'iptables' | 'iptables-legacy';

/** Three values: a rule may look at something we do not model, and then nobody knows. */
export type Match =
  | { readonly is: 'family'; readonly family: Family }
  | { readonly is: 'protocol'; readonly not: boolean; readonly values: readonly string[] }
  /** Of one protocol, or of whichever (null): a visitor of another is not met at all. */
  | {
      readonly is: 'port';
      readonly not: boolean;
      readonly protocol: Protocol | null;
      readonly ranges: readonly PortRange[];
    }
  /** Messages of the network itself, by their type; whoever has none is not met at all. */
  | {
      readonly is: 'icmp';
      readonly not: boolean;
      readonly protocol: 'icmp' | 'icmpv6';
      readonly types: readonly number[];
    }
  /** Where from, and where to: networks in CIDR notation, or `first-last`. */
  | { readonly is: 'from' | 'to'; readonly not: boolean; readonly networks: readonly string[] }
  /** By which one comes in, or goes on; a `*` or `+` at the end stands for any ending. */
  | { readonly is: 'interface' | 'out'; readonly not: boolean; readonly names: readonly string[] }
  /** Of the connection, as conntrack has it; who comes in for the first time is `new`, one who was sent on `dnat`. */
  | { readonly is: 'state'; readonly not: boolean; readonly states: readonly string[] }
  /** One of these rows, each with all it says: what sets of joined keys are made of. */
  | { readonly is: 'any'; readonly not: boolean; readonly of: readonly (readonly Match[])[] }
  /** Of everybody who comes in, or of nobody. */
  | { readonly is: 'certain'; readonly holds: boolean }
  | { readonly is: 'unknown'; readonly text: string };

export type Effect =
  | { readonly is: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly is: 'jump' | 'goto'; readonly chain: string }
  /** Address translation: another port, another machine or container, or both. */
  | { readonly is: 'send'; readonly to: string | null; readonly port: number | null }
  /** From here on conntrack knows nothing of the visitor. */
  | { readonly is: 'untrack' }
  /** It decides, and we cannot tell how: a program of its own is asked, say. */
  | { readonly is: 'unknown' };

export interface Rule {
  /** As the firewall writes it. */
  readonly text: string;
  readonly when: readonly Match[];
  readonly effect: Effect;
  /** The flow it was made for, when it is one of ours. */
  readonly flow: string | null;
  /** nftables' own number for it. */
  readonly handle: number | null;
}

/** The stations on the way in, in this order; `forward` instead of `input` for who is sent on to another machine. */
export type Hook = 'ingress' | 'prerouting' | 'input' | 'forward';

export interface Base {
  readonly hook: Hook;
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
  /** It translates addresses and refuses nobody. */
  readonly nat: boolean;
}

export interface Chain {
  /** Unique in the set: `inet filter input`, `v4 INPUT`, `v4 nat PREROUTING`. */
  readonly id: string;
  readonly by: Owner;
  readonly families: readonly Family[];
  /** Where everybody who comes in passes; null for those only jumped to. */
  readonly base: Base | null;
  readonly rules: readonly Rule[];
}

export interface RuleSet {
  readonly chains: readonly Chain[];
}

/** Somebody who comes in: for the first time, unless said otherwise, and alone, so that no limit is reached. */
export interface Visitor {
  readonly family: Family;
  readonly protocol: Protocol | 'icmp' | 'icmpv6';
  /** Of ICMP the type. */
  readonly port: number;
  /** An address of the world where it does not matter which. */
  readonly from: string;
  /** Null where we do not know by which they come. */
  readonly interface: string | null;
  /** As conntrack sees it; `new` without it. */
  readonly state?: 'new' | 'related' | 'untracked';
  /** Addresses of this machine, to one of which they come. */
  readonly own?: readonly string[];
}

/** What our rules are marked with, in every firewall's own comment: found again by it, and removed by nothing else. */
export const TAG = 'chatelaine:';
export const flowOfTag = (comment: string | undefined): string | null =>
  comment?.startsWith(TAG) ? comment.slice(TAG.length) : null;
