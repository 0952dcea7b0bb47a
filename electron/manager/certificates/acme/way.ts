/**
 * How each name is proved: the way that will work from what was found, why, and why not the others. Pure: tables.
 * Best first: what needs no open port and nobody's hand; then what is open already; then what has to be opened; a person last.
 */
import type { ProofWay } from '../../../contract/acme.ts';
import type { WayBecause } from '../../../contract/acme-words.ts';

/** Where a name leads, as the world sees it. */
export type Leads =
  /** To an address of this machine, or to the internet box in front of it. */
  | 'here'
  | 'elsewhere'
  /** To an address of an inner network. */
  | 'private'
  /** It has no address; there may be other records of it. */
  | 'nowhere'
  /** There is no such name. */
  | 'missing'
  /** The name servers did not answer. */
  | 'unknown';

export interface NameFacts {
  /** `*.` in front for a wildcard. */
  readonly name: string;
  readonly leads: Leads;
  /** Whether we may write its proof: directly, or where a CNAME of it leads. */
  readonly writable: boolean;
}

export interface MachineFacts {
  /** `web-server`: a program we know how to speak through has it. */
  readonly port80: 'free' | 'forbidden' | 'taken' | 'web-server';
  /** The folder of its website, if a person named it. */
  readonly webroot: string | null;
  /** It passes the authority's path on to us: tried, not believed. */
  readonly passesOn: boolean;
  /** Our server has 443 itself. */
  readonly port443: boolean;
  /** The line gives this office no address of its own (carrier-grade NAT). */
  readonly shared: boolean;
  /** What a person chose; null: whichever will work. */
  readonly wished: ProofWay | null;
}

export interface WayVerdict {
  readonly way: ProofWay;
  readonly possible: boolean;
  readonly because: WayBecause;
}

export interface ChosenWay {
  readonly name: string;
  /** Null: none will work. */
  readonly way: ProofWay | null;
  readonly because: WayBecause;
  /** All the others, best first. */
  readonly others: readonly WayVerdict[];
}

/** Best first. */
export const ORDER: readonly ProofWay[] = [
  'dns-provider',
  'tls-alpn',
  'http-listener',
  'http-webroot',
  'http-proxy',
  'dns-by-hand',
];

const yes = (way: ProofWay, because: WayBecause): WayVerdict => ({ way, possible: true, because });
const no = (way: ProofWay, because: WayBecause): WayVerdict => ({ way, possible: false, because });

/** What stands in the way of all that asks the name's own address. */
const UNREACHABLE: Readonly<Partial<Record<Leads, WayBecause>>> = {
  elsewhere: 'leads-elsewhere',
  private: 'private-address',
  nowhere: 'leads-nowhere',
  missing: 'not-in-dns',
  unknown: 'not-known',
};

/** One way for one name. */
export function judgeWay(way: ProofWay, name: NameFacts, machine: MachineFacts): WayVerdict {
  if (way === 'dns-provider') return name.writable ? yes(way, 'provider-writes') : no(way, 'no-provider');
  if (way === 'dns-by-hand') return yes(way, 'by-hand');
  // SPEC: RFC 8555 §7.1.3 and Let's Encrypt's challenge types: a wildcard has no address to ask.
  if (name.name.startsWith('*.')) return no(way, 'wildcard-needs-dns');
  const unreachable = UNREACHABLE[name.leads] ?? (machine.shared ? 'not-reachable' : undefined);
  if (unreachable) return no(way, unreachable);
  const { port80, port443, webroot, passesOn } = machine;
  const webServer = port80 === 'web-server' || port80 === 'taken';
  switch (way) {
    case 'tls-alpn':
      return port443 ? yes(way, 'port-443-ours') : no(way, 'port-443-not-ours');
    case 'http-listener':
      if (port80 === 'free') return yes(way, 'port-80-free');
      return no(way, port80 === 'forbidden' ? 'port-80-forbidden' : 'port-80-taken');
    case 'http-webroot':
      if (!webServer) return no(way, 'no-web-server');
      return webroot === null ? no(way, 'no-folder') : yes(way, 'folder-known');
    case 'http-proxy':
      if (!webServer) return no(way, 'no-web-server');
      return passesOn ? yes(way, 'rule-works') : no(way, 'no-rule');
  }
}

/** For every name. What a person wished is taken where it can work; a name it cannot work for has the best of the others. */
export function chooseWays(names: readonly NameFacts[], machine: MachineFacts): ChosenWay[] {
  return names.map((name) => {
    const verdicts = ORDER.map((way) => judgeWay(way, name, machine));
    const possible = verdicts.filter((one) => one.possible);
    const chosen = possible.find(({ way }) => way === machine.wished) ?? possible[0];
    const worst = verdicts.find(({ way }) => way === machine.wished) ?? verdicts[0]!;
    return {
      name: name.name,
      way: chosen?.way ?? null,
      because: isLast(chosen, machine) ? reasonOf(verdicts) : (chosen ?? worst).because,
      others: verdicts.filter((one) => one !== chosen),
    };
  });
}

/** By hand, because nothing else will do; not because somebody wants it so. */
const isLast = (chosen: WayVerdict | undefined, { wished }: MachineFacts): boolean =>
  chosen?.way === 'dns-by-hand' && wished !== 'dns-by-hand';

/** What keeps it from going by itself: with an open port it would. */
const reasonOf = (verdicts: readonly WayVerdict[]): WayBecause =>
  verdicts.find(({ way }) => way === 'http-listener')!.because;
