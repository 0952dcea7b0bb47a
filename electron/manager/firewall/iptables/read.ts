/**
 * Reads `iptables-save` and `ip6tables-save` (iptables-save(8), iptables-extensions(8)), all tables that are on the way in.
 * Pure. What is not understood becomes `unknown` and keeps its text.
 */
import {
  type Base,
  type Chain,
  type Family,
  flowOfTag,
  type Owner,
  type Rule,
  type RuleSet,
} from '../rule-set.ts';
import type { Ipsets } from './ipset.ts';
import { readMatches, wordsOf } from './match.ts';
import { targetOf } from './target.ts';

type Mutable = Omit<Chain, 'rules'> & { rules: Rule[] };

export interface IptablesParts {
  readonly family: Family;
  readonly saved: string;
  /** Written by the programs of the kernel's old tables. */
  readonly legacy?: boolean;
  /** What sets of addresses hold; without it nobody knows. */
  readonly ipsets?: Ipsets;
}

export function readIptables({ family, saved, legacy = false, ipsets }: IptablesParts): RuleSet {
  const chains = new Map<string, Mutable>();
  const by: Owner = legacy ? 'iptables-legacy' : 'iptables';
  let table = '';
  const idOf = (name: string) =>
    [family, ...(table === 'filter' ? [] : [table]), name, ...(legacy ? ['legacy'] : [])].join(' ');
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const declared = /^:(\S+) (ACCEPT|DROP|-)/.exec(line);
    if (declared) {
      const [, name = '', policy] = declared;
      const base = baseOf(table, name, policy === 'DROP' ? 'drop' : 'accept');
      chains.set(idOf(name), { id: idOf(name), by, families: [family], base, rules: [] });
    }
    const appended = /^(?:\[\d+:\d+\] )?-A (\S+) ?(.*)$/.exec(line);
    if (!appended) continue;
    const args = wordsOf(appended[2] ?? '');
    const { when, comment, target } = readMatches(args, ipsets);
    const text = line.trim().replace(/^\[\d+:\d+\] /, '');
    chains
      .get(idOf(appended[1]!))
      ?.rules.push({ text, when, effect: targetOf(target, idOf), flow: flowOfTag(comment), handle: null });
  }
  return { chains: [...chains.values()] };
}

/** SPEC: the kernel's numbers (linux/netfilter_ipv4.h): in which order the tables of one hook are asked. */
const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  nat: -100,
  filter: 0,
  security: 50,
};
const HOOKS = { PREROUTING: 'prerouting', INPUT: 'input', FORWARD: 'forward' } as const;

function baseOf(table: string, name: string, policy: 'accept' | 'drop'): Base | null {
  const hook = Object.hasOwn(HOOKS, name) ? HOOKS[name as keyof typeof HOOKS] : undefined;
  const priority = PRIORITIES[table];
  const nat = table === 'nat';
  if (!hook || priority === undefined || (nat && hook !== 'prerouting')) return null;
  return { hook, priority, policy, nat };
}
