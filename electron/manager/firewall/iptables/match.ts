/** For whom a rule of iptables is (iptables(8), iptables-extensions(8)). Pure. What is not understood becomes `unknown`. */
import ipaddr from 'ipaddr.js';
import type { PortRange, Protocol } from '../flows.ts';
import type { Match } from '../rule-set.ts';
import type { Ipsets } from './ipset.ts';
import type { Target } from './target.ts';

/** Words as iptables-save writes them: in quotation marks where they hold a blank. */
export const wordsOf = (text: string): string[] =>
  [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

export interface Read {
  readonly when: Match[];
  readonly comment: string | undefined;
  readonly target: Target | undefined;
}

const NOBODY: Match = { is: 'certain', holds: false };
const EVERYBODY: Match = { is: 'certain', holds: true };

/** Options without a value, and what they say of somebody who comes alone and for the first time. */
const FLAGS: Readonly<Record<string, Match>> = {
  // SPEC: iptables-extensions(8), "rpfilter": `--invert` is who comes by a way on which no answer goes back.
  '--invert': NOBODY,
  '--validmark': EVERYBODY,
  '--loose': EVERYBODY,
  // "recent": put on the list; asked whether one is on it already.
  '--set': EVERYBODY,
  '--update': NOBODY,
  '--rcheck': NOBODY,
  '--limit-iface-in': EVERYBODY,
  '--connlimit-saddr': EVERYBODY,
  '--connlimit-daddr': EVERYBODY,
  '--hashlimit-rate-match': EVERYBODY,
  '--rsource': EVERYBODY,
  '--rdest': EVERYBODY,
  '--rttl': EVERYBODY,
  '--reap': EVERYBODY,
};

/** Options with a value that change nothing of the answer: names and sizes of lists. */
const DETAILS =
  /^--(name|mask|seconds|hitcount|limit-burst|hashlimit-(burst|mode|srcmask|dstmask|name|htable-\w+)|connlimit-mask|ctdir)$/;
/** Limits from above: who comes alone is under them. Of those from below nobody can promise that. */
const OVER = /^--(connlimit-above|hashlimit-above)$/;

export function readMatches(args: readonly string[], ipsets?: Ipsets): Read {
  const when: Match[] = [];
  let comment: string | undefined;
  let target: Target | undefined;
  let not = false;
  let protocol: Protocol | null = null;
  for (let at = 0; at < args.length; at++) {
    const [word = '', value = ''] = [args[at], args[at + 1]];
    if (word === '!') {
      not = true;
      continue;
    }
    if (word === '-j' || word === '-g') {
      target = { go: word === '-g' ? 'goto' : 'jump', name: value, args: args.slice(at + 2) };
      break;
    }
    if (word === '-m') at++;
    else if (word === '--comment') {
      comment = value;
      at++;
    } else if (FLAGS[word]) {
      const match = FLAGS[word];
      when.push(not && match.is === 'certain' ? { is: 'certain', holds: !match.holds } : match);
    } else if (word === '--tcp-flags') {
      when.push(tcpFlags(value, args[at + 2] ?? '', not));
      at += 2;
    } else if (word === '--match-set') {
      when.push(ofSet(value, args[at + 2] ?? '', not, ipsets));
      at += 2;
    } else {
      if (word === '-p' && !not && (value === 'tcp' || value === 'udp')) protocol = value;
      // An option we do not know may have no value: what comes behind it must not be lost.
      const hasValue = value !== '' && value !== '!' && !value.startsWith('-');
      if (!DETAILS.test(word))
        when.push(
          (hasValue ? matchOf(word, value, not, protocol) : undefined) ?? {
            is: 'unknown',
            text: `${word} ${value}`,
          },
        );
      if (hasValue && word.startsWith('-')) at++;
    }
    not = false;
  }
  return { when, comment, target };
}

function matchOf(word: string, value: string, not: boolean, protocol: Protocol | null): Match | undefined {
  switch (word) {
    case '-p':
      return { is: 'protocol', not, values: [value === 'ipv6-icmp' ? 'icmpv6' : value] };
    case '--dport':
    case '--dports':
      return portsOf(value, protocol, not);
    case '-s':
    case '-d':
      return ipaddr.isValid(value) || ipaddr.isValidCIDR(value)
        ? { is: word === '-s' ? 'from' : 'to', not, networks: [value] }
        : undefined;
    case '--src-range':
    case '--dst-range':
      return value.split('-').every((end) => ipaddr.isValid(end))
        ? { is: word === '--src-range' ? 'from' : 'to', not, networks: [value] }
        : undefined;
    case '-i':
      return { is: 'interface', not, names: [value] };
    case '-o':
      return { is: 'out', not, names: [value] };
    case '--dst-type':
      return ofDestination(value, not);
    case '--pkt-type':
      return { is: 'certain', holds: (value === 'unicast') !== not };
    // Source routing (RFC 5095 forbids it): none of our visitors does it.
    case '--rt-type':
      return { is: 'certain', holds: not };
    case '--ctstate':
    case '--state':
      return { is: 'state', not, states: value.toLowerCase().split(',') };
    case '--icmp-type':
    case '--icmpv6-type': {
      const of = word === '--icmp-type' ? 'icmp' : 'icmpv6';
      const type = /^(\d{1,3})(?:\/\d+)?$/.exec(value)?.[1];
      if (value === 'any') return { is: 'protocol', not: false, values: [of] };
      return type === undefined ? undefined : { is: 'icmp', not, protocol: of, types: [Number(type)] };
    }
    // SPEC: RFC 4861 §7.1.1, neighbours' messages come with 255.
    case '--hl-eq':
      return value === '255' ? EVERYBODY : undefined;
    default:
      return OVER.test(word) ? { is: 'certain', holds: not } : undefined;
  }
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

/** SPEC: RFC 9293 §3.5, who opens a connection sends SYN alone. */
function tcpFlags(mask: string, set: string, not: boolean): Match {
  const looked = mask === 'ALL' ? ['SYN'] : mask.split(',').filter((flag) => flag === 'SYN');
  const wanted = set === 'NONE' ? [] : set === 'ALL' ? ['FIN', 'SYN', 'RST'] : set.split(',');
  const holds = looked.length === wanted.length && looked.every((flag) => wanted.includes(flag));
  return { is: 'certain', holds: holds !== not };
}

/** Sets of addresses, by where one comes from; of ports or both, nobody knows. */
function ofSet(name: string, direction: string, not: boolean, ipsets?: Ipsets): Match {
  const networks = direction === 'src' ? ipsets?.get(name) : undefined;
  return networks
    ? { is: 'from', not, networks }
    : { is: 'unknown', text: `--match-set ${name} ${direction}` };
}
