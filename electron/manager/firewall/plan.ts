/**
 * The smallest change that lets a flow in: one rule for each flow and chain that does not, put as late as still does it, so
 * that what the office has comes first and stays as it is. Pure. Nothing is ever closed, moved or removed.
 */
import { inputChains, type Judged, judge, judgeChain } from './evaluate.ts';
import type { Flow } from './flows.ts';
import type { Chain, Family, Match, Rule, RuleSet, Visitor } from './rule-set.ts';

export interface Insertion {
  readonly flow: Flow;
  /** Of the chain in the set: `inet filter input`, `v4 INPUT`. */
  readonly chain: string;
  readonly families: readonly Family[];
  /** Before the rule that has this place now, from 0; the number of rules is the end. */
  readonly at: number;
  /** nftables' number of that rule; null at the end and elsewhere. */
  readonly before: number | null;
}

/** How a flow fares now, for each family. */
export interface FlowState {
  readonly flow: Flow;
  readonly now: { readonly [family in Family]?: Judged };
}

/** Documentation addresses (RFC 5737, RFC 3849): somebody anywhere. */
const ANYWHERE: { readonly [family in Family]: string } = { v4: '203.0.113.77', v6: '2001:db8:77::77' };

export interface PlanParts {
  readonly set: RuleSet;
  readonly flows: readonly Flow[];
  /** By which people of outside come in; null where nobody knows. */
  readonly interface: string | null;
  readonly families: readonly Family[];
}

export const flowStates = ({ set, flows, families, interface: by }: PlanParts): FlowState[] =>
  incoming(flows).map((flow) => ({
    flow,
    now: Object.fromEntries(
      families.flatMap((family) => {
        const judged = visitors(flow, family, by).map((visitor) => judge(set, visitor));
        const worst = judged.find(({ verdict }) => verdict !== 'accept') ?? judged[0];
        return worst ? [[family, worst]] : [];
      }),
    ),
  }));

export function insertions(parts: PlanParts): Insertion[] {
  let set = parts.set;
  const planned: Insertion[] = [];
  for (const flow of incoming(parts.flows)) {
    const wanting = parts.families.filter((family) =>
      visitors(flow, family, parts.interface).some((visitor) => judge(set, visitor).verdict !== 'accept'),
    );
    const chains = new Set(wanting.flatMap((family) => inputChains(set, { family })));
    for (const chain of chains) {
      const families = wanting.filter((family) => chain.families.includes(family));
      const met = families.flatMap((family) => visitors(flow, family, parts.interface));
      if (met.every((visitor) => judgeChain(set, chain, visitor).verdict === 'accept')) continue;
      const at = latestPlace(set, chain, flow, met);
      const before = parts.set.chains.find(({ id }) => id === chain.id)?.rules[at]?.handle ?? null;
      planned.push({ flow, chain: chain.id, families: chain.families, at, before });
    }
    // Whether more is needed for the next flow does not depend on ours: each is for its own ports.
    set = parts.set;
  }
  return planned;
}

const incoming = (flows: readonly Flow[]) => flows.filter(({ direction }) => direction === 'in');

/** At the ends of the range, where a rule for a part of it would show. */
function visitors({ from, ports, protocol }: Flow, family: Family, by: string | null): Visitor[] {
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

/** Where a rule still does it: the earlier the surer, thus found by halving. */
function latestPlace(set: RuleSet, chain: Chain, flow: Flow, met: readonly Visitor[]): number {
  const does = (at: number) => {
    const changed = withRule(set, chain.id, at, ruleFor(flow));
    const own = changed.chains.find(({ id }) => id === chain.id)!;
    return met.every((visitor) => judgeChain(changed, own, visitor).verdict === 'accept');
  };
  let [sure, end] = [0, chain.rules.length];
  while (sure < end) {
    const middle = Math.ceil((sure + end) / 2);
    if (does(middle)) sure = middle;
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
  for (const { chain, at, flow } of ordered) next = withRule(next, chain, at, ruleFor(flow));
  return next;
}

function withRule(set: RuleSet, id: string, at: number, rule: Rule): RuleSet {
  return {
    chains: set.chains.map((chain) =>
      chain.id === id ? { ...chain, rules: chain.rules.toSpliced(at, 0, rule) } : chain,
    ),
  };
}

function ruleFor({ id, protocol, ports, from }: Flow): Rule {
  const when: Match[] = [{ is: 'port', not: false, protocol, ranges: [ports] }];
  if (from) when.push({ is: 'from', not: false, networks: from });
  return { text: id, when, effect: { is: 'accept' }, flow: id, handle: null };
}
