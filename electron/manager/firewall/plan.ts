/**
 * The smallest change that lets a flow in: one rule for each flow and chain that does not, put as late as still does it, so
 * that what the office has comes first and stays as it is. Pure. Nothing is ever closed, moved or removed.
 */
import { interfaceTo } from './addresses.ts';
import { basicsNeeded, visitorOf } from './basics.ts';
import { type Judged, judgeChain, type Station, wayIn } from './evaluate.ts';
import type { Flow } from './flows.ts';
import type { Wanted } from './operations.ts';
import type { Chain, Family, Match, Owner, Rule, RuleSet, Visitor } from './rule-set.ts';
import { judgeHere, ownOf, type Seen } from './seen.ts';

export interface Insertion {
  readonly wanted: Wanted;
  /** Of the chain in the set: `inet filter input`, `v4 INPUT`. */
  readonly chain: string;
  readonly by: Owner;
  readonly families: readonly Family[];
  /** Before the rule that has this place now, from 0; the number of rules is the end. */
  readonly at: number;
  /** nftables' number of that rule; null at the end and elsewhere. */
  readonly before: number | null;
}

/** How a flow fares, for each family. */
export interface FlowState {
  readonly flow: Flow;
  readonly now: { readonly [family in Family]?: Judged };
}

/** Documentation addresses (RFC 5737, RFC 3849): somebody anywhere. */
const ANYWHERE: { readonly [family in Family]: string } = { v4: '203.0.113.77', v6: '2001:db8:77::77' };

/** The part of what was seen that decides. */
export type Here = Pick<Seen, 'set' | 'interface' | 'addresses'>;

export const flowStates = (here: Here, flows: readonly Flow[], families: readonly Family[]): FlowState[] =>
  incoming(flows).map((flow) => ({
    flow,
    now: Object.fromEntries(
      families.flatMap((family) => {
        const judged = visitors(flow, family, here.interface).map((visitor) => judgeHere(here, visitor));
        const worst = judged.find(({ verdict }) => verdict !== 'accept') ?? judged[0];
        return worst ? [[family, worst]] : [];
      }),
    ),
  }));

/** What to let in: a flow, or one of the network's own messages, and who comes by it. */
interface Need {
  readonly wanted: Wanted;
  readonly visitors: (family: Family) => readonly Omit<Visitor, 'own'>[];
}

export function insertions(
  here: Here & Partial<Pick<Seen, 'listeners'>>,
  flows: readonly Flow[],
  families: readonly Family[],
): Insertion[] {
  const planned: Insertion[] = [];
  for (const need of needsOf(here, flows)) {
    const met = families.flatMap((family) =>
      need
        .visitors(family)
        .filter((visitor) => judgeHere(here, visitor).verdict !== 'accept')
        .flatMap((visitor) => stationsOf(here, visitor)),
    );
    for (const chain of new Set(met.map((one) => one.chain))) {
      if (!isOursToOpen(chain)) continue;
      // Whom a rule for this port does not help even before all others came to another port by translation, say.
      const shut = met.filter((one) => one.chain === chain && !isOpen(here.set, one));
      const helped = shut.filter((one) => opens(here.set, chain, need.wanted, 0, [one]));
      if (helped.length === 0) continue;
      const at = latestPlace(here.set, chain, need.wanted, helped);
      const before = chain.rules[at]?.handle ?? null;
      planned.push({
        wanted: need.wanted,
        chain: chain.id,
        by: chain.by,
        families: chain.families,
        at,
        before,
      });
    }
  }
  return planned;
}

function needsOf(here: Here & Partial<Pick<Seen, 'listeners'>>, flows: readonly Flow[]): Need[] {
  const basics = basicsNeeded({ addresses: here.addresses, listeners: here.listeners ?? [] });
  return [
    ...incoming(flows).map((flow) => ({
      wanted: wantedOf(flow),
      visitors: (family: Family) => visitors(flow, family, here.interface),
    })),
    ...basics.flatMap((basic) =>
      basic.wanted
        ? [
            {
              wanted: basic.wanted,
              visitors: (family: Family) =>
                family === basic.family ? [visitorOf(basic, here.interface)] : [],
            },
          ]
        : [],
    ),
  ];
}

const wantedOf = ({ id, protocol, ports, from }: Flow): Wanted => ({
  ...{ id, protocol, ports: { ...ports } },
  from: from && [...from],
});

const isOpen = (set: RuleSet, { chain, passing }: Station) =>
  judgeChain(set, chain, passing).verdict === 'accept';

/** None where they are sent on to another machine: what a container has is not the office's. */
function stationsOf({ set, addresses }: Here, visitor: Omit<Visitor, 'own'>): readonly Station[] {
  const own = ownOf(addresses, visitor);
  const { stations, sent } = wayIn(set, { ...visitor, own }, (to) => interfaceTo(addresses, to));
  return sent?.to ? [] : stations;
}

/** The kernel's number for the translation of destinations (linux/netfilter_ipv4.h). */
const DSTNAT = -100;

/** Where people come in to this machine; behind a translation a port may be a container's, and the cable is asked for everybody. */
function isOursToOpen({ base, by, id }: Chain): boolean {
  if (base === null || base.nat) return false;
  if (by !== 'nftables') return base.hook === 'input' && /^v[46] INPUT( legacy)?$/.test(id);
  return base.hook === 'input' || (base.hook === 'prerouting' && base.priority < DSTNAT);
}

const incoming = (flows: readonly Flow[]) => flows.filter(({ direction }) => direction === 'in');

/** At the ends of the range, where a rule for a part of it would show. */
export function visitors(
  { from, ports, protocol }: Pick<Flow, 'from' | 'ports' | 'protocol'>,
  family: Family,
  by: string | null,
): Omit<Visitor, 'own'>[] {
  const addresses = from
    ? from.filter((network) => network.includes(':') === (family === 'v6'))
    : [ANYWHERE[family]];
  return addresses.flatMap((network) =>
    [...new Set([ports.from, Math.floor((ports.from + ports.to) / 2), ports.to])].map((port) => ({
      ...{ family, protocol, port, interface: by },
      from: network.replace(/\/.*$/, ''),
    })),
  );
}

/** Whether a rule at this place lets all of them in. */
function opens(set: RuleSet, chain: Chain, wanted: Wanted, at: number, met: readonly Station[]): boolean {
  const changed = withRule(set, chain.id, at, ruleFor(wanted));
  const own = changed.chains.find(({ id }) => id === chain.id)!;
  return met.every(({ passing }) => isOpen(changed, { chain: own, passing }));
}

/** Where a rule still does it: the earlier the surer, thus found by halving. At the head it does. */
function latestPlace(set: RuleSet, chain: Chain, wanted: Wanted, met: readonly Station[]): number {
  let [sure, end] = [0, chain.rules.length];
  while (sure < end) {
    const middle = Math.ceil((sure + end) / 2);
    if (opens(set, chain, wanted, middle, met)) sure = middle;
    else end = middle - 1;
  }
  return sure;
}

/** What the rule set becomes: for the preview, and for tests that nobody is locked out. */
export function afterwards(set: RuleSet, planned: readonly Insertion[]): RuleSet {
  let next = set;
  // From the end, so that places counted now are still right.
  const ordered = planned
    .map((each, order) => ({ ...each, order }))
    .sort((a, b) => b.at - a.at || b.order - a.order);
  for (const { chain, at, wanted } of ordered) next = withRule(next, chain, at, ruleFor(wanted));
  return next;
}

function withRule(set: RuleSet, id: string, at: number, rule: Rule): RuleSet {
  return {
    chains: set.chains.map((chain) =>
      chain.id === id ? { ...chain, rules: chain.rules.toSpliced(at, 0, rule) } : chain,
    ),
  };
}

function ruleFor(wanted: Wanted): Rule {
  const about = { text: wanted.id, effect: { is: 'accept' }, flow: wanted.id, handle: null } as const;
  if (wanted.protocol === 'icmpv6')
    return { ...about, when: [{ is: 'icmp', not: false, protocol: 'icmpv6', types: [wanted.type] }] };
  const { protocol, ports, from } = wanted;
  const when: Match[] = [{ is: 'port', not: false, protocol, ranges: [ports] }];
  if (from) when.push({ is: 'from', not: false, networks: from });
  return { ...about, when };
}
