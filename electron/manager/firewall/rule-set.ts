/** A firewall's rules as far as they decide about somebody who comes in: one shape for every kind of firewall. */
import type { PortRange, Protocol } from './flows.ts';

export type Family = 'v4' | 'v6';
export const FAMILIES: readonly Family[] = ['v4', 'v6'];

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
  /** Networks in CIDR notation. */
  | { readonly is: 'from'; readonly not: boolean; readonly networks: readonly string[] }
  /** A `*` or `+` at the end stands for any ending. */
  | { readonly is: 'interface'; readonly not: boolean; readonly names: readonly string[] }
  /** Of the connection, as conntrack has it; who comes in for the first time is `new`. */
  | { readonly is: 'state'; readonly not: boolean; readonly states: readonly string[] }
  /** Of everybody who comes in, or of nobody. */
  | { readonly is: 'certain'; readonly holds: boolean }
  | { readonly is: 'unknown'; readonly text: string };

export type Effect =
  | { readonly is: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly is: 'jump' | 'goto'; readonly chain: string };

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

export interface Chain {
  /** Unique in the set: `inet filter input`, `v4 INPUT`. */
  readonly id: string;
  readonly families: readonly Family[];
  /** Where everybody who comes in begins, in the order of priorities; null for those only jumped to. */
  readonly input: { readonly priority: number; readonly policy: 'accept' | 'drop' } | null;
  readonly rules: readonly Rule[];
}

export interface RuleSet {
  readonly chains: readonly Chain[];
}

/** Somebody who comes in for the first time. */
export interface Visitor {
  readonly family: Family;
  readonly protocol: Protocol;
  readonly port: number;
  /** An address of the world where it does not matter which. */
  readonly from: string;
  /** Null where we do not know by which they come. */
  readonly interface: string | null;
}

/** What our rules are marked with, in every firewall's own comment: found again by it, and removed by nothing else. */
export const TAG = 'chatelaine:';
export const flowOfTag = (comment: string | undefined): string | null =>
  comment?.startsWith(TAG) ? comment.slice(TAG.length) : null;
