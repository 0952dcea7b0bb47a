/**
 * Reads `iptables-save` and `ip6tables-save` (iptables-save(8), iptables-extensions(8)). Pure.
 * Only the table `filter` decides who comes in. What is not understood becomes `unknown` and keeps its text.
 */
import type { PortRange, Protocol } from '../flows.ts';
import {
  type Chain,
  type Effect,
  type Family,
  flowOfTag,
  type Match,
  type Rule,
  type RuleSet,
} from '../rule-set.ts';

type Mutable = Omit<Chain, 'rules'> & { rules: Rule[] };

export function readIptables(family: Family, saved: string): RuleSet {
  const chains = new Map<string, Mutable>();
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    if (table !== 'filter') continue;
    const declared = /^:(\S+) (ACCEPT|DROP|-)/.exec(line);
    if (declared) {
      const [, name = '', policy] = declared;
      const input =
        name === 'INPUT'
          ? { priority: 0, policy: policy === 'DROP' ? ('drop' as const) : ('accept' as const) }
          : null;
      chains.set(name, { id: `${family} ${name}`, families: [family], input, rules: [] });
    }
    const appended = /^(?:\[\d+:\d+\] )?-A (\S+) ?(.*)$/.exec(line);
    if (appended)
      chains.get(appended[1]!)?.rules.push(readRule(family, line.trim(), words(appended[2] ?? '')));
  }
  return { chains: [...chains.values()] };
}

/** Words as iptables-save writes them: in quotation marks where they hold a blank. */
const words = (text: string): string[] =>
  [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

function readRule(family: Family, text: string, args: readonly string[]): Rule {
  const when: Match[] = [];
  let effect: Effect = { is: 'continue' };
  let comment: string | undefined;
  let not = false;
  let protocol: Protocol | null = null;
  for (let at = 0; at < args.length; at++) {
    const [word = '', value = ''] = [args[at], args[at + 1]];
    const take = (match: Match | undefined) => {
      at++;
      when.push(match ?? { is: 'unknown', text: `${word} ${value}` });
    };
    if (word === '!') {
      not = true;
      continue;
    }
    if (word === '-p') {
      if (value === 'tcp' || value === 'udp') protocol = not ? null : value;
      take({ is: 'protocol', not, values: [value] });
    } else if (word === '--dport' || word === '--dports') take(portsOf(value, protocol, not));
    else if (word === '-s') take({ is: 'from', not, networks: [value] });
    else if (word === '-i') take({ is: 'interface', not, names: [value] });
    else if (word === '--dst-type') take(ofDestination(value, not));
    // Source routing (RFC 5095 forbids it): none of our visitors does it.
    else if (word === '--rt-type') take({ is: 'certain', holds: not });
    else if (word === '--ctstate' || word === '--state')
      take({ is: 'state', not, states: value.toLowerCase().split(',') });
    else if (word === '-j' || word === '-g') {
      effect = effectOf(family, word, value);
      at++;
      // What follows says how it refuses or logs.
      if (effect.is !== 'jump' && effect.is !== 'goto') break;
    } else if (word === '--comment') {
      comment = value;
      at++;
    } else if (word === '-m') at++;
    // Of an interface on the way out: nobody who comes in has one.
    else take(undefined);
    not = false;
  }
  return { text, when, effect, flow: flowOfTag(comment), handle: null };
}

/** Who comes in comes to an address of this machine. */
function ofDestination(type: string, not: boolean): Match | undefined {
  if (!['LOCAL', 'MULTICAST', 'BROADCAST', 'ANYCAST'].includes(type)) return undefined;
  return { is: 'certain', holds: (type === 'LOCAL') !== not };
}

function portsOf(value: string, protocol: Protocol | null, not: boolean): Match | undefined {
  const ranges = value.split(',').map((part): PortRange | undefined => {
    const found = /^(\d+)(?::(\d+))?$/.exec(part);
    return found ? { from: Number(found[1]), to: Number(found[2] ?? found[1]) } : undefined;
  });
  return ranges.every((range) => range !== undefined)
    ? { is: 'port', not, protocol, ranges: ranges as PortRange[] }
    : undefined;
}

/** Targets that end the way of whoever comes in; those of other kinds (LOG, MARK …) let the next rule decide. */
function effectOf(family: Family, word: string, target: string): Effect {
  if (target === 'ACCEPT') return { is: 'accept' };
  if (target === 'DROP' || target === 'REJECT' || target === 'TARPIT') return { is: 'drop' };
  if (target === 'RETURN') return { is: 'return' };
  if (/^(LOG|NFLOG|ULOG|MARK|CONNMARK|TRACE|AUDIT|SET|CT|NOTRACK|TCPMSS|TTL|HL|DSCP|CLASSIFY)$/.test(target))
    return { is: 'continue' };
  return { is: word === '-g' ? 'goto' : 'jump', chain: `${family} ${target}` };
}
