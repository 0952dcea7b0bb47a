/**
 * Messages without which the network itself does not work, and how the firewall treats them. Pure.
 * RFC 4890 lists for IPv6 what a firewall must let in; those that a connection depends on are opened by the plan, the rest is told.
 */
import type { Verdict } from './evaluate.ts';
import type { Wanted } from './operations.ts';
import type { Family, Visitor } from './rule-set.ts';
import { judgeHere, type Seen } from './seen.ts';

export type BasicWhat = 'neighbours' | 'packet-too-big' | 'errors' | 'echo' | 'dhcp6';

export interface Basic {
  readonly what: BasicWhat;
  readonly family: Family;
  /** What opens it; null: only told of. */
  readonly wanted: Wanted | null;
  /** One message of the kind. */
  readonly visitor: Omit<Visitor, 'interface' | 'family'>;
}

/** Somebody anywhere (RFC 5737, RFC 3849), and somebody on the same wire (RFC 4291 §2.5.6). */
const FAR = { v4: '203.0.113.77', v6: '2001:db8:77::77' } as const;
const NEAR = 'fe80::77';

/** `related`: conntrack knows for which connection an error comes. `untracked`: it never looks at neighbours' messages. */
const icmp6 = (what: BasicWhat, id: string, type: number, state: 'related' | 'untracked' | 'new'): Basic => ({
  ...{ what, family: 'v6' },
  wanted: state === 'new' ? null : { id: `icmpv6-${id}`, protocol: 'icmpv6', type },
  visitor: { protocol: 'icmpv6', port: type, from: state === 'untracked' ? NEAR : FAR.v6, state },
});

export const BASICS: readonly Basic[] = [
  // SPEC: RFC 4890 §4.4.1, messages that hosts cannot do without: neighbours and routers (RFC 4861).
  icmp6('neighbours', 'router', 134, 'untracked'),
  icmp6('neighbours', 'neighbour-asks', 135, 'untracked'),
  icmp6('neighbours', 'neighbour-answers', 136, 'untracked'),
  // SPEC: RFC 8201 §1: without "Packet Too Big" large messages vanish on some ways and small ones arrive.
  icmp6('packet-too-big', 'packet-too-big', 2, 'related'),
  icmp6('errors', 'unreachable', 1, 'related'),
  icmp6('errors', 'time-exceeded', 3, 'related'),
  icmp6('errors', 'parameter', 4, 'related'),
  icmp6('echo', 'echo', 128, 'new'),
  // SPEC: RFC 1191 §3, "fragmentation needed" is type 3 of ICMP.
  {
    ...{ what: 'packet-too-big', family: 'v4', wanted: null },
    visitor: { protocol: 'icmp', port: 3, from: FAR.v4, state: 'related' },
  },
  {
    ...{ what: 'echo', family: 'v4', wanted: null },
    visitor: { protocol: 'icmp', port: 8, from: FAR.v4, state: 'new' },
  },
  // SPEC: RFC 8415 §7.2, clients listen on 546; answers to a question to everybody are no answers to conntrack.
  {
    ...{ what: 'dhcp6', family: 'v6', wanted: null },
    visitor: { protocol: 'udp', port: 546, from: NEAR, state: 'new' },
  },
];

export interface BasicReport {
  readonly what: BasicWhat;
  readonly family: Family;
  /** The worst of its messages. */
  readonly now: { readonly verdict: Verdict; readonly text: string };
  readonly after: Verdict;
  /** This machine uses it: it has addresses of the family, or takes them by DHCP. */
  readonly needed: boolean;
}

/** Those this machine uses, and could not do without. */
export const basicsNeeded = (now: Pick<Seen, 'addresses' | 'listeners'>): Basic[] =>
  BASICS.filter((basic) => isNeeded(basic, now));

function isNeeded({ what, family }: Basic, { addresses, listeners }: Pick<Seen, 'addresses' | 'listeners'>) {
  if (what === 'echo') return false;
  if (what === 'dhcp6')
    return listeners.some(
      ({ protocol, port, families }) => protocol === 'udp' && port === 546 && families.includes('v6'),
    );
  return addresses.some((one) => one.global && one.family === family);
}

export const visitorOf = ({ visitor, family }: Basic, by: string | null): Omit<Visitor, 'own'> => ({
  ...visitor,
  ...{ family, interface: by },
});

/** @param later the same machine with the plan carried out. */
export function basicReports(now: Seen, later: Seen): BasicReport[] {
  const kinds = [...new Set(BASICS.map(({ what, family }) => `${what} ${family}`))];
  return kinds.map((kind) => {
    const own = BASICS.filter(({ what, family }) => `${what} ${family}` === kind);
    const worst = (seen: Seen) => {
      const judged = own.map((basic) => judgeHere(seen, visitorOf(basic, seen.interface)));
      return judged.find(({ verdict }) => verdict !== 'accept') ?? judged[0]!;
    };
    const { what, family } = own[0]!;
    const { verdict, text } = worst(now);
    return {
      what,
      family,
      now: { verdict, text },
      after: worst(later).verdict,
      needed: isNeeded(own[0]!, now),
    };
  });
}
