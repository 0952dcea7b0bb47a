/**
 * What a rule set does with somebody who comes in: walks the chains as the kernel does. Pure.
 * A rule that looks at what we do not model makes the answer `unknown`, unless all that may follow says the same.
 */
import ipaddr from 'ipaddr.js';
import type { Chain, Match, Rule, RuleSet, Visitor } from './rule-set.ts';

export type Verdict = 'accept' | 'drop' | 'unknown';

/** The verdict, and which chain and rule gave it; `rule` -1 is the chain's policy. */
export interface Judged {
  readonly verdict: Verdict;
  readonly chain: string | null;
  readonly rule: number;
  readonly text: string;
}

/** Jumps within jumps; the kernel allows 16. */
const MAX_DEPTH = 16;

/** Every base chain has its say, in order: one `drop` is final, one `accept` only ends its own chain. */
export function judge(set: RuleSet, visitor: Visitor): Judged {
  const chains = inputChains(set, visitor);
  let doubt: Judged | undefined;
  for (const chain of chains) {
    const judged = judgeChain(set, chain, visitor);
    if (judged.verdict === 'drop') return judged;
    if (judged.verdict === 'unknown') doubt ??= judged;
  }
  return doubt ?? { verdict: 'accept', chain: null, rule: -1, text: '' };
}

export const inputChains = (set: RuleSet, { family }: Pick<Visitor, 'family'>): Chain[] =>
  set.chains
    .filter(({ input, families }) => input !== null && families.includes(family))
    .sort((a, b) => a.input!.priority - b.input!.priority);

/** What one base chain says, with the place in that very chain where it was decided. */
export function judgeChain(set: RuleSet, chain: Chain, visitor: Visitor): Judged {
  const found = walk(set, chain, visitor, 0);
  if (found.verdict !== 'none') return { ...found, verdict: found.verdict, chain: chain.id };
  const policy = chain.input!.policy;
  // In doubt whether a rule before has taken the visitor: certain only if that rule would have done the same.
  const verdict = found.maybe.every((one) => one === policy) ? policy : 'unknown';
  const rule = verdict === 'unknown' ? found.rule : -1;
  return { verdict, chain: chain.id, rule, text: rule < 0 ? `policy ${policy}` : found.text };
}

interface Walked {
  readonly verdict: Verdict | 'none';
  /** What rules in doubt would have decided. */
  readonly maybe: readonly ('accept' | 'drop')[];
  readonly rule: number;
  readonly text: string;
}

function walk(set: RuleSet, chain: Chain, visitor: Visitor, depth: number): Walked {
  const maybe: ('accept' | 'drop')[] = [];
  let first = { rule: -1, text: '' };
  /** A rule in doubt may have sent the visitor back before the rest was read. */
  let mayBeGone = false;
  const doubt = (verdicts: readonly ('accept' | 'drop')[], at: number, rule: Rule) => {
    if (verdicts.length === 0) return;
    maybe.push(...verdicts);
    if (first.rule < 0) first = { rule: at, text: rule.text };
  };
  for (const [at, rule] of chain.rules.entries()) {
    const applies = all(rule.when, visitor);
    if (applies === 'no') continue;
    const inner = effectOf(set, rule, visitor, depth);
    if (inner.verdict === 'return') {
      if (applies === 'yes') return { verdict: 'none', maybe, ...first };
      mayBeGone = true;
      continue;
    }
    doubt(inner.maybe, at, rule);
    if (inner.verdict === 'none') continue;
    if (inner.verdict === 'unknown') return { verdict: 'unknown', maybe, rule: at, text: rule.text };
    const verdict = inner.verdict;
    if (applies === 'maybe') {
      doubt([verdict], at, rule);
      continue;
    }
    if (mayBeGone) {
      doubt([verdict], at, rule);
      return { verdict: 'none', maybe, ...first };
    }
    return maybe.every((one) => one === verdict)
      ? { verdict, maybe, rule: at, text: rule.text }
      : { verdict: 'unknown', maybe, ...first };
  }
  return { verdict: 'none', maybe, ...first };
}

function effectOf(
  set: RuleSet,
  { effect }: Rule,
  visitor: Visitor,
  depth: number,
): { readonly verdict: Verdict | 'none' | 'return'; readonly maybe: readonly ('accept' | 'drop')[] } {
  switch (effect.is) {
    case 'accept':
    case 'drop':
      return { verdict: effect.is, maybe: [] };
    case 'return':
      return { verdict: 'return', maybe: [] };
    case 'continue':
      return { verdict: 'none', maybe: [] };
    case 'jump':
    case 'goto': {
      const target = set.chains.find(({ id }) => id === effect.chain);
      if (!target || depth >= MAX_DEPTH) return { verdict: 'unknown', maybe: [] };
      const inner = walk(set, target, visitor, depth + 1);
      // After `goto` nobody comes back: what the target leaves open ends as if this chain had ended.
      if (effect.is === 'goto' && inner.verdict === 'none') return { verdict: 'return', maybe: inner.maybe };
      return inner;
    }
  }
}

type Applies = 'yes' | 'no' | 'maybe';

function all(when: readonly Match[], visitor: Visitor): Applies {
  let applies: Applies = 'yes';
  for (const match of when) {
    const one = holds(match, visitor);
    if (one === 'no') return 'no';
    if (one === 'maybe') applies = 'maybe';
  }
  return applies;
}

function holds(match: Match, visitor: Visitor): Applies {
  switch (match.is) {
    case 'family':
      return match.family === visitor.family ? 'yes' : 'no';
    case 'protocol':
      return yes(match.values.includes(visitor.protocol) || match.values.includes('all'), match.not);
    case 'port':
      if (match.protocol !== null && match.protocol !== visitor.protocol) return 'no';
      return yes(
        match.ranges.some(({ from, to }) => visitor.port >= from && visitor.port <= to),
        match.not,
      );
    case 'from':
      return yes(
        match.networks.some((network) => isIn(visitor.from, network)),
        match.not,
      );
    case 'interface': {
      // Nobody from outside comes in by the loopback; by which of the others we may not know.
      const others = match.names.filter((name) => name !== 'lo');
      if (others.length === 0) return yes(visitor.interface === 'lo', match.not);
      if (visitor.interface === null) return 'maybe';
      return yes(
        match.names.some((name) => isLike(visitor.interface!, name)),
        match.not,
      );
    }
    case 'state':
      return yes(match.states.includes('new'), match.not);
    case 'certain':
      return match.holds ? 'yes' : 'no';
    case 'unknown':
      return 'maybe';
  }
}

const yes = (is: boolean, not: boolean): Applies => (is !== not ? 'yes' : 'no');

const isLike = (name: string, pattern: string) =>
  /[*+]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function isIn(address: string, network: string): boolean {
  const [range, bits] = network.includes('/')
    ? ipaddr.parseCIDR(network)
    : ([ipaddr.parse(network), null] as const);
  const parsed = ipaddr.parse(address);
  if (range.kind() !== parsed.kind()) return false;
  return parsed.match(range, bits ?? (range.kind() === 'ipv4' ? 32 : 128));
}
