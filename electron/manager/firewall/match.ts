/** Whether a rule is for somebody who passes: yes, no, or nobody can tell. Pure. */
import ipaddr from 'ipaddr.js';
import type { Match, Visitor } from './rule-set.ts';

export type Applies = 'yes' | 'no' | 'maybe';

/** A visitor on the way, with what the stations before have made of them. */
export interface Passing extends Omit<Visitor, 'state'> {
  /** Null where nobody can tell whether conntrack knows them. */
  readonly state: 'new' | 'related' | 'untracked' | null;
  /** Address translation has had them. */
  readonly sent: boolean;
  /** To which other machine they were sent; null: they come to this one. */
  readonly to: string | null;
  /** By which interface they go on; empty where they stay, null where nobody knows. */
  readonly out: string | null;
}

/** All of a rule's conditions together. */
export function all(when: readonly Match[], visitor: Passing): Applies {
  let applies: Applies = 'yes';
  for (const match of when) {
    const one = holds(match, visitor);
    if (one === 'no') return 'no';
    if (one === 'maybe') applies = 'maybe';
  }
  return applies;
}

function holds(match: Match, visitor: Passing): Applies {
  switch (match.is) {
    case 'family':
      return match.family === visitor.family ? 'yes' : 'no';
    case 'protocol':
      return yes(match.values.includes(visitor.protocol) || match.values.includes('all'), match.not);
    case 'port':
      if (!hasPorts(visitor) || (match.protocol !== null && match.protocol !== visitor.protocol)) return 'no';
      return yes(
        match.ranges.some(({ from, to }) => visitor.port >= from && visitor.port <= to),
        match.not,
      );
    case 'icmp':
      if (match.protocol !== visitor.protocol) return 'no';
      return yes(match.types.includes(visitor.port), match.not);
    case 'from':
      return yes(
        match.networks.some((network) => isIn(visitor.from, network)),
        match.not,
      );
    case 'to':
      return negated(isTo(match.networks, visitor), match.not);
    case 'interface':
      return negated(isBy(match.names, visitor.interface), match.not);
    case 'out':
      if (visitor.out === null) return 'maybe';
      return yes(
        match.names.some((name) => isLike(visitor.out!, name)),
        match.not,
      );
    case 'state': {
      if (visitor.sent && match.states.includes('dnat')) return yes(true, match.not);
      if (visitor.state === null) return 'maybe';
      return yes(match.states.includes(visitor.state), match.not);
    }
    case 'any': {
      const rows = match.of.map((row) => all(row, visitor));
      if (rows.includes('yes')) return yes(true, match.not);
      return rows.includes('maybe') ? 'maybe' : yes(false, match.not);
    }
    case 'certain':
      return match.holds ? 'yes' : 'no';
    case 'unknown':
      return 'maybe';
  }
}

const hasPorts = ({ protocol }: Passing) => protocol === 'tcp' || protocol === 'udp';
const yes = (is: boolean, not: boolean): Applies => (is !== not ? 'yes' : 'no');
const negated = (is: Applies, not: boolean): Applies => (is === 'maybe' ? is : yes(is === 'yes', not));

/** Nobody from outside comes in by the loopback; by which of the others we may not know. */
function isBy(names: readonly string[], by: string | null): Applies {
  const others = names.filter((name) => name !== 'lo');
  if (others.length === 0) return by === 'lo' ? 'yes' : 'no';
  if (by === null) return 'maybe';
  return names.some((name) => isLike(by, name)) ? 'yes' : 'no';
}

/** Who stays comes to one of our addresses, and we do not know which. */
function isTo(networks: readonly string[], { to, own }: Passing): Applies {
  const meets = (address: string) => networks.some((network) => isIn(address, network));
  if (to !== null) return meets(to) ? 'yes' : 'no';
  if (networks.some((network) => /\/0$/.test(network))) return 'yes';
  if (!own || own.length === 0) return 'maybe';
  const met = own.filter(meets).length;
  if (met === 0) return 'no';
  return met === own.length ? 'yes' : 'maybe';
}

const isLike = (name: string, pattern: string) =>
  /[*+]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

/** Of one kind only: an address of IPv4 is in no network of IPv6. */
function isIn(address: string, network: string): boolean {
  const parsed = ipaddr.parse(address);
  const between = network.split('-');
  if (between.length === 2) return isBetween(parsed, between as [string, string]);
  const [range, bits] = network.includes('/')
    ? ipaddr.parseCIDR(network)
    : ([ipaddr.parse(network), null] as const);
  if (range.kind() !== parsed.kind()) return false;
  return parsed.match(range, bits ?? (range.kind() === 'ipv4' ? 32 : 128));
}

function isBetween(address: ipaddr.IPv4 | ipaddr.IPv6, [first, last]: readonly [string, string]): boolean {
  const [from, to] = [ipaddr.parse(first), ipaddr.parse(last)];
  if (from.kind() !== address.kind() || to.kind() !== address.kind()) return false;
  const value = (one: ipaddr.IPv4 | ipaddr.IPv6) =>
    one.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return value(address) >= value(from) && value(address) <= value(to);
}
