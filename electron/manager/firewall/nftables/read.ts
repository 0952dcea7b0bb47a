/**
 * Reads nftables' rule set: `nft -j list ruleset` for what rules mean (libnftables-json(5)), `nft -a -t list ruleset` for
 * how they are written. Pure. What is not understood becomes `unknown` and keeps its text.
 */
import {
  type Base,
  type Chain,
  type Effect,
  type Family,
  flowOfTag,
  type Hook,
  type Match,
  type Rule,
  type RuleSet,
} from '../rule-set.ts';
import { matchOf } from './match.ts';
import { type Json, listOf, type Sets } from './values.ts';

/**
 * Throws an Error when `json` is not what nft writes.
 * @param terse sets came without their elements, because there are too many: what is in one, nobody knows.
 */
export function readNftables(json: string, listing: string, terse = false): RuleSet {
  const { nftables } = JSON.parse(json) as { nftables?: Json[] };
  if (!Array.isArray(nftables)) throw new Error('not a rule set of nftables');
  const sets = new Map<string, unknown[] | undefined>();
  const chains = new Map<string, Mutable>();
  const devices = new Map<string, string[]>();
  const texts = textsByHandle(listing);
  type Row = { set?: Json; map?: Json; chain?: Json; rule?: Json };
  for (const { set, map, chain, rule } of nftables as Row[]) {
    const named = set ?? map;
    if (named)
      sets.set(
        `${named.family} ${named.table} @${named.name}`,
        terse ? undefined : ((named.elem as unknown[] | undefined) ?? []),
      );
    if (chain) {
      const families = FAMILIES[String(chain.family)];
      const id = `${chain.family} ${chain.table} ${chain.name}`;
      if (families) chains.set(id, { id, by: 'nftables', families, base: baseOf(chain), rules: [] });
      if (chain.dev !== undefined) devices.set(id, [chain.dev].flat().map(String));
    }
    if (rule) {
      const table = `${rule.family} ${rule.table}`;
      const handle = Number(rule.handle);
      const text = texts.get(`${table} ${rule.chain} ${handle}`) ?? JSON.stringify(rule.expr).slice(0, 300);
      const about = { text, handle, flow: flowOfTag(rule.comment as string | undefined) };
      const made = readRule((rule.expr as Json[] | undefined) ?? [], table, sets);
      const id = `${table} ${rule.chain}`;
      // A chain of one interface is asked about nobody who comes by another.
      const names = devices.get(id);
      const by: Match[] = names ? [{ is: 'interface', not: false, names }] : [];
      chains
        .get(id)
        ?.rules.push(...made.map(({ when, effect }) => ({ ...about, effect, when: [...by, ...when] })));
    }
  }
  return { chains: [...chains.values()] };
}

type Mutable = Omit<Chain, 'rules'> & { rules: Rule[] };

const FAMILIES: Readonly<Record<string, readonly Family[]>> = {
  ...{ ip: ['v4'], ip6: ['v6'], inet: ['v4', 'v6'] },
  // Before the kernel knows of what family a packet is.
  netdev: ['v4', 'v6'],
};
const HOOKS: readonly Hook[] = ['ingress', 'prerouting', 'input', 'forward'];

/** Chains on the way in; those for who leaves decide nothing here. */
function baseOf({ hook, type, prio, policy }: Json): Base | null {
  const at = HOOKS.find((one) => one === hook);
  if (!at || (type === 'nat' && at !== 'prerouting')) return null;
  return {
    ...{ hook: at, priority: Number(prio), nat: type === 'nat' },
    policy: policy === 'drop' ? 'drop' : 'accept',
  };
}

interface Made {
  readonly when: readonly Match[];
  readonly effect: Effect;
}

/** Counting, logging and marking decide nothing; putting somebody on a list or a fast lane neither. */
const NEUTRAL = [
  'counter',
  'log',
  'mangle',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'last',
  'flow',
  'dup',
];
/** SPEC: nft(8), "STATEMENTS": these ask a program, or answer themselves. */
const DECIDING = ['queue', 'synproxy', 'tproxy', 'fwd', 'snat', 'masquerade'];

/** A rule, or for a verdict map one for each of its rows. */
function readRule(expressions: readonly Json[], table: string, sets: Sets): Made[] {
  const when: Match[] = [];
  const made: Made[] = [];
  for (const expression of expressions) {
    const [kind = '', value] = Object.entries(expression)[0] ?? [];
    const effect = effectOf(kind, value, table);
    if (effect) return [...made, { when, effect }];
    if (kind === 'vmap') return [...made, ...ofMap(when, value as Json, table, sets)];
    if (kind === 'notrack') made.push({ when: [...when], effect: { is: 'untrack' } });
    else if (kind === 'match') when.push(...matchOf(value as Json, table, sets));
    else if (!NEUTRAL.includes(kind)) when.push(...limitOf(kind, value));
  }
  return [...made, { when, effect: { is: 'continue' } }];
}

/** Who comes alone is over no limit; whether under one, nobody can promise. */
function limitOf(kind: string, value: unknown): Match[] {
  const { inv, stmt } = (value ?? {}) as { inv?: boolean; stmt?: Json[] };
  if (kind === 'limit' || kind === 'ct count' || kind === 'quota')
    return [inv ? { is: 'certain', holds: false } : { is: 'unknown', text: kind }];
  if (kind !== 'set' && kind !== 'meter') return [{ is: 'unknown', text: kind }];
  return (stmt ?? []).flatMap((one) => {
    const [inner = '', what] = Object.entries(one)[0] ?? [];
    return NEUTRAL.includes(inner) ? [] : limitOf(inner, what);
  });
}

function effectOf(kind: string, value: unknown, table: string): Effect | undefined {
  if (kind === 'accept' || kind === 'drop' || kind === 'return' || kind === 'continue') return { is: kind };
  // Refused or silently dropped: nobody comes in.
  if (kind === 'reject') return { is: 'drop' };
  if (kind === 'jump' || kind === 'goto')
    return { is: kind, chain: `${table} ${(value as { target?: string }).target}` };
  if (kind === 'redirect' || kind === 'dnat') return sendOf(kind, (value ?? {}) as Json);
  return DECIDING.includes(kind) ? { is: 'unknown' } : undefined;
}

function sendOf(kind: 'redirect' | 'dnat', { addr, port }: Json): Effect {
  const simple = port === undefined || typeof port === 'number';
  if (!simple || (kind === 'dnat' && addr !== undefined && typeof addr !== 'string'))
    return { is: 'unknown' };
  return {
    is: 'send',
    to: typeof addr === 'string' ? addr : null,
    port: (port as number | undefined) ?? null,
  };
}

function ofMap(when: readonly Match[], { key, data }: Json, table: string, sets: Sets): Made[] {
  const rows = listOf(data, table, sets);
  if (!rows?.every((row) => Array.isArray(row))) return [{ when, effect: { is: 'unknown' } }];
  return (rows as [unknown, Json][]).map(([left, verdict]) => {
    const [kind = '', value] = Object.entries(verdict)[0] ?? [];
    const match = matchOf({ op: '==', left: key, right: unwrapped(left, key) }, table, sets);
    return { when: [...when, ...match], effect: effectOf(kind, value, table) ?? { is: 'unknown' } };
  });
}

/** The key of a row; of joined keys a list of the one row. */
function unwrapped(value: unknown, key: unknown): unknown {
  const bare = (value as { elem?: { val?: unknown } } | null)?.elem?.val ?? value;
  return (key as { concat?: unknown } | null)?.concat ? [bare] : bare;
}

/** Lines of `nft -a list ruleset` by where they stand: `inet filter input 9`. */
function textsByHandle(listing: string): Map<string, string> {
  const texts = new Map<string, string>();
  let [table, chain] = ['', ''];
  for (const line of listing.split('\n')) {
    const inTable = /^table (\S+ \S+) \{/.exec(line);
    const inChain = /^\tchain (\S+) \{/.exec(line);
    if (inTable) table = inTable[1]!;
    else if (inChain) chain = inChain[1]!;
    else {
      const rule = /^\t\t(.*) # handle (\d+)$/.exec(line);
      if (rule) texts.set(`${table} ${chain} ${rule[2]}`, rule[1]!);
    }
  }
  return texts;
}
