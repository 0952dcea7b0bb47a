/**
 * Reads nftables' rule set: `nft -j list ruleset` for what rules mean (libnftables-json(5)), `nft -a list ruleset` for how
 * they are written. Pure. What is not understood becomes `unknown` and keeps its text.
 */
import type { PortRange } from '../flows.ts';
import {
  type Chain,
  type Effect,
  type Family,
  flowOfTag,
  type Match,
  type Rule,
  type RuleSet,
} from '../rule-set.ts';

type Json = Record<string, unknown>;

/** Throws an Error when `json` is not what nft writes. */
export function readNftables(json: string, listing: string): RuleSet {
  const { nftables } = JSON.parse(json) as { nftables?: Json[] };
  if (!Array.isArray(nftables)) throw new Error('not a rule set of nftables');
  const sets = new Map<string, unknown[]>();
  const chains = new Map<string, Mutable>();
  const texts = textsByHandle(listing);
  for (const { set, chain, rule } of nftables as { set?: Json; chain?: Json; rule?: Json }[]) {
    if (set) sets.set(`${set.family} ${set.table} @${set.name}`, (set.elem as unknown[] | undefined) ?? []);
    if (chain) {
      const families = FAMILIES[String(chain.family)];
      const id = `${chain.family} ${chain.table} ${chain.name}`;
      if (families) chains.set(id, { id, families, input: inputOf(chain), rules: [] });
    }
    if (rule) {
      const table = `${rule.family} ${rule.table}`;
      const handle = Number(rule.handle);
      const text = texts.get(`${table} ${rule.chain} ${handle}`) ?? JSON.stringify(rule.expr).slice(0, 300);
      const about = { text, handle, flow: flowOfTag(rule.comment as string | undefined) };
      const made = readRule((rule.expr as Json[] | undefined) ?? [], table, sets);
      chains.get(`${table} ${rule.chain}`)?.rules.push(...made.map((each) => ({ ...about, ...each })));
    }
  }
  return { chains: [...chains.values()] };
}

type Mutable = Omit<Chain, 'rules'> & { rules: Rule[] };

const FAMILIES: Readonly<Record<string, readonly Family[]>> = { ip: ['v4'], ip6: ['v6'], inet: ['v4', 'v6'] };

/** Where filtering happens; address translation at the same hook lets everybody pass. */
function inputOf({ hook, type, prio, policy }: Json): Chain['input'] {
  if (hook !== 'input' || type !== 'filter') return null;
  return { priority: Number(prio), policy: policy === 'drop' ? 'drop' : 'accept' };
}

/** A rule, or for a verdict map one for each of its rows. */
function readRule(
  expressions: readonly Json[],
  table: string,
  sets: ReadonlyMap<string, unknown[]>,
): { when: Match[]; effect: Effect }[] {
  const when: Match[] = [];
  for (const expression of expressions) {
    const [kind = '', value] = Object.entries(expression)[0] ?? [];
    const effect = effectOf(kind, value, table);
    if (effect) return [{ when, effect }];
    if (kind === 'vmap') return ofMap(when, value as Json, table, sets);
    if (kind === 'match') when.push(matchOf(value as Json, table, sets));
    // Counting, logging and marking decide nothing; all else (limits, xt, hashes) may.
    else if (!['counter', 'log', 'mangle', 'notrack', 'ct helper'].includes(kind))
      when.push({ is: 'unknown', text: kind });
  }
  return [{ when, effect: { is: 'continue' } }];
}

function effectOf(kind: string, value: unknown, table: string): Effect | undefined {
  if (kind === 'accept' || kind === 'drop' || kind === 'return' || kind === 'continue') return { is: kind };
  // Refused or silently dropped: nobody comes in.
  if (kind === 'reject') return { is: 'drop' };
  if (kind === 'jump' || kind === 'goto')
    return { is: kind, chain: `${table} ${(value as { target?: string }).target}` };
  return undefined;
}

function ofMap(
  when: readonly Match[],
  { key, data }: Json,
  table: string,
  sets: ReadonlyMap<string, unknown[]>,
): { when: Match[]; effect: Effect }[] {
  const rows = (data as { set?: unknown[] } | undefined)?.set;
  if (!Array.isArray(rows))
    return [{ when: [...when, { is: 'unknown', text: 'vmap' }], effect: { is: 'drop' } }];
  return rows.map((row) => {
    const [right, verdict] = row as [unknown, Json];
    const [kind = '', value] = Object.entries(verdict)[0] ?? [];
    const match = matchOf({ op: '==', left: key, right }, table, sets);
    return { when: [...when, match], effect: effectOf(kind, value, table) ?? { is: 'continue' } };
  });
}

function matchOf({ op, left, right }: Json, table: string, sets: ReadonlyMap<string, unknown[]>): Match {
  const unknown: Match = { is: 'unknown', text: JSON.stringify(left).slice(0, 100) };
  if (op !== '==' && op !== '!=' && op !== 'in') return unknown;
  const not = op === '!=';
  const values = listOf(right, table, sets);
  if (!values) return unknown;
  const { meta, payload, ct, fib } = left as { meta?: Json; payload?: Json; ct?: Json; fib?: Json };
  const names = values.map(String);
  // Who comes in comes to an address of this machine.
  if (fib?.result === 'type' && JSON.stringify(fib.flags) === '["daddr"]')
    return { is: 'certain', holds: names.includes('local') !== not };
  if (ct?.key === 'state') return { is: 'state', not, states: names };
  if (meta?.key === 'l4proto') return { is: 'protocol', not, values: names.map(protocolName) };
  if (meta?.key === 'nfproto') return familyOf(names, not) ?? unknown;
  if (meta?.key === 'iifname' || meta?.key === 'iif') return { is: 'interface', not, names };
  if (payload?.field === 'dport') return portMatch(payload.protocol, values, not) ?? unknown;
  if (payload?.field === 'saddr') {
    const networks = values.map(networkOf);
    return networks.every((network) => network !== undefined)
      ? { is: 'from', not, networks: networks as string[] }
      : unknown;
  }
  if ((payload?.field === 'protocol' && payload.protocol === 'ip') || payload?.field === 'nexthdr')
    return { is: 'protocol', not, values: names.map(protocolName) };
  // `icmp type …` is for ICMP alone, whatever the type: never for TCP or UDP.
  if (payload?.protocol === 'icmp' || payload?.protocol === 'icmpv6')
    return { is: 'protocol', not: false, values: [String(payload.protocol)] };
  return unknown;
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

/** The numbers of IANA that nft writes where it has no name. */
const protocolName = (value: string) =>
  ({ '6': 'tcp', '17': 'udp', '58': 'icmpv6', '1': 'icmp' })[value] ?? value;

const familyOf = (names: readonly string[], not: boolean): Match | undefined => {
  const is4 = names.includes('ipv4');
  if (names.length !== 1 || (!is4 && !names.includes('ipv6'))) return undefined;
  return { is: 'family', family: is4 !== not ? 'v4' : 'v6' };
};

function listOf(right: unknown, table: string, sets: ReadonlyMap<string, unknown[]>): unknown[] | undefined {
  if (typeof right === 'string' && right.startsWith('@')) return sets.get(`${table} ${right}`);
  if (Array.isArray(right)) return right;
  const set = (right as { set?: unknown } | null)?.set;
  if (set !== undefined) return Array.isArray(set) ? set : [set];
  return [right];
}

function rangeOf(value: unknown): PortRange | undefined {
  if (typeof value === 'number') return { from: value, to: value };
  const range = (value as { range?: [number, number] } | null)?.range;
  return range && typeof range[0] === 'number' ? { from: range[0], to: range[1] } : undefined;
}

function networkOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { prefix } = (value ?? {}) as { prefix?: { addr: string; len: number } };
  return prefix ? `${prefix.addr}/${prefix.len}` : undefined;
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
