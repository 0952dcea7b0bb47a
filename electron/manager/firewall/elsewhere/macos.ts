/**
 * macOS: the application firewall (socketfilterfw), which asks by program, and pf (pfctl(8), pf.conf(5)), which asks by port.
 * Written after Apple's and OpenBSD's manuals and never run there by us.
 */
import ipaddr from 'ipaddr.js';
import type { PortRange } from '../flows.ts';
import type { Command, OperationFlow } from '../operations.ts';
import { FAMILIES, type Match, type Rule, type RuleSet } from '../rule-set.ts';

export interface MacAnswer {
  /** `socketfilterfw --getglobalstate`, `--getblockall` and `--listapps`. */
  readonly state: string;
  readonly blockAll: string;
  readonly apps: string;
  /** `pfctl -s info` and `pfctl -s rules`; null: only the administrator may ask. */
  readonly pfInfo: string | null;
  readonly pfRules: string | null;
}

export const SOCKET_FILTER = '/usr/libexec/ApplicationFirewall/socketfilterfw';
export const ANCHOR = 'chatelaine';

/** @param program the file that listens: our server's Node. */
export function readMacos({ state, blockAll, apps, pfInfo, pfRules }: MacAnswer, program: string): RuleSet {
  const base = (priority: number, policy: 'accept' | 'drop') =>
    ({ hook: 'input', priority, policy, nat: false }) as const;
  const chains = [];
  if (/State = [12]|is enabled/i.test(state)) {
    const all = /State = 2/.test(state) || /block all.*enabled/i.test(blockAll);
    const mine = appVerdict(apps, program);
    const rule = (effect: Rule['effect'], text: string): Rule => ({
      text,
      when: [],
      effect,
      flow: null,
      handle: null,
    });
    const rules = all
      ? [rule({ is: 'drop' }, 'block all incoming connections')]
      : mine === undefined
        ? // A program signed by a known maker may be let in without being listed; else a window asks.
          [rule({ is: 'unknown' }, `${program} is not in the list of the application firewall`)]
        : [
            rule(
              { is: mine ? 'accept' : 'drop' },
              `${program} (${mine ? 'Allow' : 'Block'} incoming connections)`,
            ),
          ];
    chains.push({
      id: 'macos application',
      by: 'nftables' as const,
      families: FAMILIES,
      base: base(0, 'accept'),
      rules,
    });
  }
  if (pfInfo !== null && /^Status: Enabled/m.test(pfInfo))
    chains.push({
      ...{ id: 'macos pf', by: 'nftables' as const, families: FAMILIES, base: base(1, 'accept') },
      rules: readPf(pfRules ?? ''),
    });
  return { chains };
}

/** `1 : /usr/local/bin/node`, and on the line below `( Allow incoming connections )`. */
function appVerdict(apps: string, program: string): boolean | undefined {
  const lines = apps.split('\n');
  const at = lines.findIndex((line) => /^\s*\d+\s*:\s*/.test(line) && line.trim().endsWith(program));
  const verdict = at < 0 ? undefined : lines.slice(at, at + 2).join(' ');
  if (verdict === undefined) return undefined;
  if (/Allow/.test(verdict)) return true;
  return /Block/.test(verdict) ? false : undefined;
}

/**
 * SPEC: pf.conf(5): rules are evaluated from first to last, and the last that matches decides; one with `quick` decides at once. As a
 * list in which the first one decides: all that are quick, then the others from the last to the first.
 */
export function readPf(rules: string): Rule[] {
  const read = rules.split('\n').flatMap((line) => pfRule(line.trim()) ?? []);
  return [...read.filter(({ quick }) => quick), ...read.filter(({ quick }) => !quick).reverse()].map(
    ({ rule }) => rule,
  );
}

function pfRule(line: string): { rule: Rule; quick: boolean } | undefined {
  const words = line.split(/\s+/);
  const [action = ''] = words;
  const about = { text: line, flow: null, handle: null };
  // What stands in somebody's anchor is not in this list: it may decide, too. Apple's own are empty.
  if (action === 'anchor' && !/com\.apple/.test(line) && !line.includes(`"${ANCHOR}"`))
    return { quick: true, rule: { ...about, when: [{ is: 'unknown', text: line }], effect: { is: 'drop' } } };
  if ((action !== 'pass' && action !== 'block') || words.includes('out')) return undefined;
  const when = pfMatches(words);
  return {
    quick: words.includes('quick'),
    rule: { ...about, when, effect: { is: action === 'pass' ? 'accept' : 'drop' } },
  };
}

/** SPEC: pf.conf(5), grammar: `[ af ] [ protospec ] hosts`, `from … to … port …`. */
function pfMatches(words: readonly string[]): Match[] {
  const when: Match[] = [];
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  if (words.includes('inet')) when.push({ is: 'family', family: 'v4' });
  if (words.includes('inet6')) when.push({ is: 'family', family: 'v6' });
  const protocol = after('proto');
  if (protocol)
    when.push({ is: 'protocol', not: false, values: [protocol === 'ipv6-icmp' ? 'icmpv6' : protocol] });
  const by = after('on');
  if (by) when.push({ is: 'interface', not: false, names: [by === 'lo0' ? 'lo' : by] });
  const from = after('from');
  if (from && from !== 'any')
    when.push(
      ipaddr.isValid(from) || ipaddr.isValidCIDR(from)
        ? { is: 'from', not: false, networks: [from] }
        : { is: 'unknown', text: from },
    );
  const to = words.indexOf('to');
  if (to >= 0 && words[to + 1] !== 'any') when.push({ is: 'unknown', text: `to ${words[to + 1]}` });
  const port = words.indexOf('port', Math.max(to, 0));
  if (port >= 0 && to >= 0) {
    const range = portsOf(words.slice(port + 1));
    const of = protocol === 'tcp' || protocol === 'udp' ? protocol : null;
    when.push(
      range ? { is: 'port', not: false, protocol: of, ranges: [range] } : { is: 'unknown', text: 'port' },
    );
  }
  // A port of who comes: nobody knows which it is.
  if (words.indexOf('port') >= 0 && words.indexOf('port') < to)
    when.push({ is: 'unknown', text: 'from port' });
  return when;
}

/** `= 22`, `5000:5100`; names of services as pfctl writes those it knows. */
function portsOf([first = '', second = '']: readonly string[]): PortRange | undefined {
  const written = first === '=' ? second : first;
  const [, from, to] = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(written) ?? [];
  const named = (
    { ssh: 22, http: 80, https: 443, 'xmpp-client': 5222, 'xmpp-server': 5269 } as Record<string, number>
  )[written];
  if (named !== undefined) return { from: named, to: named };
  return from === undefined ? undefined : { from: Number(from), to: Number(to ?? from) };
}

/** Lets the program in; whoever has switched the firewall off needs nothing. */
export const applicationCommands = (program: string): Command[] => [
  { program: SOCKET_FILTER, args: ['--add', program] },
  { program: SOCKET_FILTER, args: ['--unblockapp', program] },
];

/** All doors as the rules of one anchor, which takes the place of what was in it; the main rules have to name it. */
export function pfCommands(flows: readonly OperationFlow[]): Command[] {
  const lines = flows.map(({ protocol, ports, from }) => {
    const sources = from === null ? 'any' : `{ ${from.join(', ')} }`;
    const range = ports.from === ports.to ? `${ports.from}` : `${ports.from}:${ports.to}`;
    return `pass in quick proto ${protocol} from ${sources} to any port ${range}`;
  });
  return [{ program: 'pfctl', args: ['-a', ANCHOR, '-f', '-'], input: `${lines.join('\n')}\n` }];
}
