/**
 * What a rule set does with somebody who comes in: walks the chains as the kernel does. Pure.
 * A rule that looks at what we do not model makes the answer `unknown`, unless all that may follow says the same.
 */
import { type Applies, all, type Passing } from './match.ts';
import type { Chain, Effect, Family, Hook, Rule, RuleSet, Visitor } from './rule-set.ts';

export type Verdict = 'accept' | 'drop' | 'unknown';

/** The verdict, and which chain and rule gave it; `rule` -1 is the chain's policy. */
export interface Judged {
  readonly verdict: Verdict;
  readonly chain: string | null;
  readonly rule: number;
  readonly text: string;
  /** Where address translation sends them instead; null: they stay, at the port they came to. */
  readonly sent: Sent | null;
}

/** `to` null: another port of this machine. */
export interface Sent {
  readonly to: string | null;
  readonly port: number;
  /** The rule that sends them. */
  readonly text: string;
}

/** Chains jumped from, so that a circle is seen, which the kernel would refuse. */
type Path = readonly string[];
const BEFORE: readonly Hook[] = ['ingress', 'prerouting'];

/** Every base chain has its say, in order: one `drop` is final, one `accept` only ends its own chain. */
export function judge(set: RuleSet, visitor: Visitor, outOf?: (to: string) => string | null): Judged {
  const { stations, sent } = wayIn(set, visitor, outOf);
  let doubt: Judged | undefined;
  for (const { chain, passing } of stations) {
    const judged = { ...judgeChain(set, chain, passing), sent };
    if (judged.verdict === 'drop') return judged;
    if (judged.verdict === 'unknown') doubt ??= judged;
  }
  return doubt ?? { verdict: 'accept', chain: null, rule: -1, text: '', sent };
}

/** A chain somebody passes, and how they look when they do. */
export interface Station {
  readonly chain: Chain;
  readonly passing: Passing;
}

/**
 * The chains somebody passes, in order. SPEC: nft(8), "ADDRESS FAMILIES" and the table of priorities: ingress, prerouting, then
 * input, or forward for who was sent on to another machine; chains of one hook by their priority.
 * @param outOf by which interface an address is reached, where somebody is sent on.
 */
export function wayIn(
  set: RuleSet,
  visitor: Visitor,
  outOf: (to: string) => string | null = () => null,
): { readonly stations: readonly Station[]; readonly sent: Sent | null } {
  const stations: Station[] = [];
  let passing: Passing = { ...visitor, state: visitor.state ?? 'new', sent: false, to: null, out: '' };
  let sent: Sent | null = null;
  for (const chain of BEFORE.flatMap((hook) => basesOf(set, visitor, hook))) {
    if (!chain.base!.nat) {
      stations.push({ chain, passing });
      passing = { ...passing, state: tracked(set, chain, passing) };
      continue;
    }
    // SPEC: only the first packet of a connection is asked about, and the first translation stands.
    if (sent || passing.state !== 'new') continue;
    const found = walk(set, chain, passing, []);
    if (found.verdict === 'none' || found.verdict === 'accept') {
      if (found.maybe.length > 0) stations.push({ chain, passing });
      continue;
    }
    if (found.verdict !== 'send' || found.maybe.length > 0) {
      stations.push({ chain, passing });
      continue;
    }
    const port = found.send?.port ?? passing.port;
    const to = found.send?.to ?? null;
    sent = { to, port, text: found.text };
    passing = { ...passing, port, sent: true, to, out: to === null ? '' : outOf(to) };
  }
  const last: Hook = sent?.to ? 'forward' : 'input';
  for (const chain of basesOf(set, visitor, last)) stations.push({ chain, passing });
  return { stations, sent };
}

const basesOf = (set: RuleSet, { family }: Pick<Visitor, 'family'>, hook: Hook): Chain[] =>
  set.chains
    .filter(({ base, families }) => base?.hook === hook && families.includes(family))
    .sort((a, b) => a.base!.priority - b.base!.priority);

/** Chains that refuse or let in at the machine's own door. */
export const inputChains = (set: RuleSet, about: { readonly family: Family }): Chain[] =>
  basesOf(set, about, 'input');

/** What one base chain says, with the place in that very chain where it was decided. */
export function judgeChain(set: RuleSet, chain: Chain, passing: Passing): Omit<Judged, 'sent'> {
  const found = walk(set, chain, passing, []);
  // A chain that translates stands on the way only where nobody knows what it does.
  if (chain.base!.nat) return { verdict: 'unknown', chain: chain.id, rule: found.rule, text: found.text };
  if (found.verdict === 'accept' || found.verdict === 'drop' || found.verdict === 'unknown')
    return { verdict: found.verdict, rule: found.rule, text: found.text, chain: chain.id };
  const policy = chain.base!.policy;
  // In doubt whether a rule before has taken the visitor: certain only if that rule would have done the same.
  const verdict = found.maybe.every((one) => one === policy) ? policy : 'unknown';
  const rule = verdict === 'unknown' ? found.rule : -1;
  return { verdict, chain: chain.id, rule, text: rule < 0 ? `policy ${policy}` : found.text };
}

type Decision = 'accept' | 'drop' | 'send';

interface Walked {
  readonly verdict: Decision | 'unknown' | 'none';
  /** What rules in doubt would have decided. */
  readonly maybe: readonly Decision[];
  readonly rule: number;
  readonly text: string;
  readonly send?: { readonly to: string | null; readonly port: number | null };
}

function walk(set: RuleSet, chain: Chain, visitor: Passing, path: Path): Walked {
  const maybe: Decision[] = [];
  let first = { rule: -1, text: '' };
  /** A rule in doubt may have sent the visitor back before the rest was read. */
  let mayBeGone = false;
  const doubt = (verdicts: readonly Decision[], at: number, rule: Rule) => {
    if (verdicts.length === 0) return;
    maybe.push(...verdicts);
    if (first.rule < 0) first = { rule: at, text: rule.text };
  };
  for (const [at, rule] of chain.rules.entries()) {
    const applies = all(rule.when, visitor);
    if (applies === 'no') continue;
    const inner = effectOf(set, rule, visitor, [...path, chain.id]);
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
      ? { verdict, maybe, rule: at, text: inner.text ?? rule.text, ...(inner.send && { send: inner.send }) }
      : { verdict: 'unknown', maybe, ...first };
  }
  return { verdict: 'none', maybe, ...first };
}

interface Inner {
  readonly verdict: Walked['verdict'] | 'return';
  readonly maybe: readonly Decision[];
  readonly send?: Walked['send'];
  /** Of the rule in a chain jumped to that sends somebody on. */
  readonly text?: string;
}

function effectOf(set: RuleSet, { effect }: Rule, visitor: Passing, path: Path): Inner {
  switch (effect.is) {
    case 'accept':
    case 'drop':
    case 'unknown':
      return { verdict: effect.is, maybe: [] };
    case 'send':
      return { verdict: 'send', maybe: [], send: effect };
    case 'return':
      return { verdict: 'return', maybe: [] };
    case 'continue':
    case 'untrack':
      return { verdict: 'none', maybe: [] };
    case 'jump':
    case 'goto': {
      const target = set.chains.find(({ id }) => id === effect.chain);
      if (!target || path.includes(target.id)) return { verdict: 'unknown', maybe: [] };
      const inner = walk(set, target, visitor, path);
      // After `goto` nobody comes back: what the target leaves open ends as if this chain had ended.
      if (effect.is === 'goto' && inner.verdict === 'none') return { verdict: 'return', maybe: inner.maybe };
      const { verdict, maybe, send, text } = inner;
      return { verdict, maybe, ...(send && { send, text }) };
    }
  }
}

/** What conntrack knows after a chain that may have told it to look away; null: nobody can tell. */
function tracked(set: RuleSet, chain: Chain, passing: Passing, path: Path = []): Passing['state'] {
  let state = passing.state;
  for (const { when, effect } of chain.rules) {
    const applies: Applies = all(when, passing);
    if (applies === 'no') continue;
    const inner = innerState(set, effect, { ...passing, state }, [...path, chain.id]);
    if (inner !== state) state = applies === 'yes' ? inner : null;
  }
  return state;
}

function innerState(set: RuleSet, effect: Effect, passing: Passing, path: Path): Passing['state'] {
  if (effect.is === 'untrack') return 'untracked';
  if (effect.is !== 'jump' && effect.is !== 'goto') return passing.state;
  const target = set.chains.find(({ id }) => id === effect.chain);
  return target && !path.includes(target.id) ? tracked(set, target, passing, path) : passing.state;
}
