/** How programs get in: found by the domain alone, or by what is typed. Pure. */
import type { DnsReport } from '../../contract/dns.ts';
import type { GuideWay } from '../../contract/guides.ts';

export interface WayFacts {
  /** As the office was set up. */
  readonly way: 'domain' | 'lan';
  /** The last look at the domain's DNS; null before there was one. */
  readonly report: DnsReport | null;
  /** Since when it has been right; null: never. */
  readonly rightAt: number | null;
  /** The server's own name, where SRV points. */
  readonly server: string;
  /** What this computer is called in its network: names and IP addresses, the best first. */
  readonly addresses: readonly string[];
}

export type Way = Pick<GuideWay, 'way' | 'because' | 'at' | 'hosts'>;

/**
 * RFC 6120 §3.2.1: a program looks up `_xmpp-client._tcp` (or, XEP-0368, `_xmpps-client._tcp`) and then the address of what
 * it names. Where both are there, it asks for an address and a password only.
 */
export function wayIn({ way, report, rightAt, server, addresses }: WayFacts): Way {
  const near = addresses.length > 0 ? [...addresses] : [server];
  if (way === 'lan') return { way: 'typed', because: 'lan', at: null, hosts: near };
  if (!report) return { way: 'typed', because: 'not-asked', at: null, hosts: [server, ...addresses] };
  const states = (purpose: RegExp) =>
    report.plan.filter(({ record }) => purpose.test(record.purpose)).map(({ state }) => state);
  const address = states(/^server\.address-/);
  const isThere = address.length === 0 || address.includes('found');
  const programs = states(/^programs\./);
  // One look that could not see is no proof against those before it.
  const unseen = [...address, ...programs].every((state) => state === 'not-checked');
  const found = unseen ? rightAt !== null : isThere && programs.includes('found');
  return {
    way: found ? 'found' : 'typed',
    because: found ? 'dns-right' : 'dns-trouble',
    at: report.at,
    hosts: isThere || unseen ? [server, ...addresses] : [...near, server].filter(isFirst),
  };
}

const isFirst = (one: string, index: number, all: readonly string[]): boolean => all.indexOf(one) === index;
