/** What a match of nftables means (nft(8), "EXPRESSIONS"). Pure. What is not understood becomes `unknown`. */
import type { Family, Match } from '../rule-set.ts';
import { icmpTypesOf, type Json, listOf, networkOf, rangeOf, type Sets } from './values.ts';

/** All of these hold together; a key such as `ip saddr` also says of which family it is. */
export function matchOf({ op, left, right }: Json, table: string, sets: Sets): Match[] {
  const unknown: Match = { is: 'unknown', text: JSON.stringify(left).slice(0, 100) };
  if (op !== '==' && op !== '!=' && op !== 'in') return [unknown];
  const not = op === '!=';
  const keys = (left as { concat?: unknown[] } | null)?.concat;
  if (keys) return [joined(keys, right, not, table, sets) ?? unknown];
  const masked = (left as { '&'?: unknown[] } | null)?.['&'];
  if (masked) return tcpFlags(masked, op, right) ?? [unknown];
  const values = listOf(right, table, sets);
  const { meta, payload, ct, fib } = (left ?? {}) as { meta?: Json; payload?: Json; ct?: Json; fib?: Json };
  if (payload) {
    if (payload.field === 'flags' && payload.protocol === 'tcp')
      return tcpFlags([left, null], op, right) ?? [unknown];
    return [
      ...impliedBy(payload.protocol),
      ...(values ? [ofPayload(payload, values, not) ?? unknown] : [unknown]),
    ];
  }
  if (!values) return [unknown];
  const names = values.map(String);
  return [
    (meta && ofMeta(meta, names, not)) ??
      (ct && ofConnection(ct, names, not)) ??
      (fib && ofRoute(fib, values, not)) ??
      unknown,
  ];
}

/** Rows of joined keys: each key of a row beside its own part of the value. */
function joined(
  keys: readonly unknown[],
  right: unknown,
  not: boolean,
  table: string,
  sets: Sets,
): Match | undefined {
  const rows = listOf(right, table, sets);
  const of = rows?.map((row) => {
    const parts = (row as { concat?: unknown[] } | null)?.concat ?? [];
    return keys.flatMap((key, at) => matchOf({ op: '==', left: key, right: parts[at] }, table, sets));
  });
  return of && { is: 'any', not, of };
}

/** A header is only there in packets of its own kind. */
function impliedBy(header: unknown): Match[] {
  const family = ({ ip: 'v4', ip6: 'v6' } as const)[String(header)];
  return family ? [{ is: 'family', family }] : [];
}

function ofPayload(
  { protocol: of, field }: Json,
  values: readonly unknown[],
  not: boolean,
): Match | undefined {
  if (field === 'dport') return portMatch(of, values, not);
  if (field === 'saddr' || field === 'daddr') {
    const networks = values.map(networkOf);
    if (of === 'ether' || networks.includes(undefined)) return undefined;
    return { is: field === 'saddr' ? 'from' : 'to', not, networks: networks as string[] };
  }
  if ((field === 'protocol' && of === 'ip') || (field === 'nexthdr' && of === 'ip6'))
    return { is: 'protocol', not, values: values.map(protocolName) };
  if (of === 'icmp' || of === 'icmpv6') {
    const types = field === 'type' ? icmpTypesOf(values, of) : undefined;
    // Never for TCP or UDP, whatever the type.
    return types
      ? { is: 'icmp', not, protocol: of, types }
      : {
          is: 'any',
          not: false,
          of: [
            [
              { is: 'protocol', not: false, values: [of] },
              { is: 'unknown', text: of },
            ],
          ],
        };
  }
  return undefined;
}

function ofMeta({ key }: Json, names: readonly string[], not: boolean): Match | undefined {
  switch (key) {
    case 'l4proto':
      return { is: 'protocol', not, values: names.map(protocolName) };
    case 'nfproto':
      return familyOf(names, not);
    case 'iifname':
    case 'iif':
      return { is: 'interface', not, names };
    case 'oifname':
    case 'oif':
      return { is: 'out', not, names };
    case 'pkttype':
      // Who opens a connection writes to one machine.
      return { is: 'certain', holds: (names.includes('host') || names.includes('unicast')) !== not };
    default:
      return undefined;
  }
}

function ofConnection({ key }: Json, names: readonly string[], not: boolean): Match | undefined {
  if (key === 'state' || key === 'status') return { is: 'state', not, states: names };
  return key === 'direction' ? { is: 'certain', holds: names.includes('original') !== not } : undefined;
}

/** SPEC: nft(8), "FIB EXPRESSIONS". Our visitors come to an address of this machine, by the way answers to them leave. */
function ofRoute({ result, flags }: Json, values: readonly unknown[], not: boolean): Match | undefined {
  if (result === 'type' && JSON.stringify(flags) === '["daddr"]')
    return { is: 'certain', holds: values.includes('local') !== not };
  if ((result === 'oif' || result === 'oifname') && values.every((value) => typeof value === 'boolean'))
    return { is: 'certain', holds: values.includes(true) !== not };
  return undefined;
}

/** `tcp dport 22` is for TCP alone; `th dport` for whatever has ports. */
function portMatch(of: unknown, values: readonly unknown[], not: boolean): Match | undefined {
  const ranges = values.map(rangeOf);
  if (!ranges.every((range) => range !== undefined)) return undefined;
  const protocol = of === 'th' ? null : of;
  // SCTP and the like: none of our visitors.
  if (protocol !== null && protocol !== 'tcp' && protocol !== 'udp')
    return { is: 'protocol', not: false, values: [String(of)] };
  return { is: 'port', not, protocol, ranges };
}

/** SPEC: RFC 9293 §3.5, who opens a connection sends SYN alone. */
function tcpFlags([key, mask]: readonly unknown[], op: unknown, right: unknown): Match[] | undefined {
  const { payload } = (key ?? {}) as { payload?: Json };
  if (payload?.protocol !== 'tcp' || payload.field !== 'flags') return undefined;
  const words = (value: unknown): string[] | undefined => {
    if (value === 0) return [];
    if (typeof value === 'string') return [value];
    const list = Array.isArray(value) ? value : (value as { set?: unknown; '|'?: unknown } | null)?.['|'];
    return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : undefined;
  };
  const [wanted, seen] = [words(right), mask === null ? ['syn'] : words(mask)];
  if (!wanted || !seen) return undefined;
  const flags = seen.includes('syn') ? ['syn'] : [];
  const equal = flags.length === wanted.length && flags.every((flag) => wanted.includes(flag));
  const holds = op === 'in' ? wanted.some((flag) => flags.includes(flag)) : equal === (op === '==');
  return [
    { is: 'protocol', not: false, values: ['tcp'] },
    { is: 'certain', holds },
  ];
}

/** The names and numbers of IANA for what we tell apart. */
const protocolName = (value: unknown) =>
  ({ '6': 'tcp', '17': 'udp', '58': 'icmpv6', 'ipv6-icmp': 'icmpv6', '1': 'icmp' })[String(value)] ??
  String(value);

function familyOf(names: readonly string[], not: boolean): Match | undefined {
  if (names.length !== 1) return undefined;
  const family: Family | undefined = ({ ipv4: 'v4', ipv6: 'v6' } as const)[names[0]!];
  if (!family) return undefined;
  return { is: 'family', family: not ? (family === 'v4' ? 'v6' : 'v4') : family };
}
