/** Values as nft writes them in JSON (libnftables-json(5)): lists, sets by name, ranges, networks. Pure. */
import ipaddr from 'ipaddr.js';
import type { PortRange } from '../flows.ts';

export type Json = Record<string, unknown>;

/** Elements of named sets and maps, by `inet filter @name`; undefined where they were too many to be listed. */
export type Sets = ReadonlyMap<string, readonly unknown[] | undefined>;

/** An element may carry a time-out, a counter or a comment around its value. */
export function bareValue(element: unknown): unknown {
  const wrapped = (element as { elem?: { val?: unknown } } | null)?.elem;
  return wrapped && 'val' in wrapped ? wrapped.val : element;
}

/** All the values a match allows; undefined where nobody knows them. */
export function listOf(right: unknown, table: string, sets: Sets): readonly unknown[] | undefined {
  if (typeof right === 'string' && right.startsWith('@'))
    return sets.get(`${table} ${right}`)?.map(bareValue);
  if (Array.isArray(right)) return right.map(bareValue);
  const set = (right as { set?: unknown } | null)?.set;
  if (typeof set === 'string') return listOf(set, table, sets);
  if (set !== undefined) return (Array.isArray(set) ? set : [set]).map(bareValue);
  return [right];
}

export function rangeOf(value: unknown): PortRange | undefined {
  if (typeof value === 'number') return { from: value, to: value };
  const range = (value as { range?: [unknown, unknown] } | null)?.range;
  if (typeof range?.[0] !== 'number' || typeof range[1] !== 'number') return undefined;
  return { from: range[0], to: range[1] };
}

/** CIDR, one address, or `first-last`; undefined for what is none of them. */
export function networkOf(value: unknown): string | undefined {
  if (typeof value === 'string') return ipaddr.isValid(value) ? value : undefined;
  const { prefix, range } = (value ?? {}) as { prefix?: { addr: string; len: number }; range?: unknown[] };
  if (prefix) return ipaddr.isValid(prefix.addr) ? `${prefix.addr}/${prefix.len}` : undefined;
  if (range?.length !== 2 || !range.every((end) => ipaddr.isValid(String(end)))) return undefined;
  return range.join('-');
}

/** SPEC: IANA, ICMPv6 and ICMP parameters, by the names nft has for them. */
const TYPES: Readonly<Record<'icmp' | 'icmpv6', Readonly<Record<string, number>>>> = {
  icmp: {
    ...{ 'echo-reply': 0, 'destination-unreachable': 3, 'source-quench': 4, redirect: 5, 'echo-request': 8 },
    ...{ 'router-advertisement': 9, 'router-solicitation': 10, 'time-exceeded': 11, 'parameter-problem': 12 },
  },
  icmpv6: {
    ...{ 'destination-unreachable': 1, 'packet-too-big': 2, 'time-exceeded': 3, 'parameter-problem': 4 },
    ...{ 'echo-request': 128, 'echo-reply': 129, 'mld-listener-query': 130, 'mld-listener-report': 131 },
    ...{ 'mld-listener-done': 132, 'mld-listener-reduction': 132, 'nd-router-solicit': 133 },
    ...{ 'nd-router-advert': 134, 'nd-neighbor-solicit': 135, 'nd-neighbor-advert': 136, 'nd-redirect': 137 },
    ...{ 'router-renumbering': 138, 'ind-neighbor-solicit': 141, 'ind-neighbor-advert': 142 },
    'mld2-listener-report': 143,
  },
};

export function icmpTypesOf(values: readonly unknown[], of: 'icmp' | 'icmpv6'): number[] | undefined {
  const types: number[] = [];
  for (const value of values) {
    const range = rangeOf(value);
    if (range) for (let type = range.from; type <= Math.min(range.to, 255); type++) types.push(type);
    else if (typeof value === 'string' && TYPES[of][value] !== undefined) types.push(TYPES[of][value]);
    else return undefined;
  }
  return types;
}
