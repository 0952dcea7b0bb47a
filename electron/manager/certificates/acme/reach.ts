/** Where the office's names lead, as the world sees it: here, to another computer, to an inner network, nowhere. */
import ipaddr from 'ipaddr.js';
import type { Office } from '../../settings.ts';
import type { NameLookup } from './lookup.ts';
import type { Leads } from './way.ts';

export interface ReachParts {
  readonly lookup: NameLookup;
  /** Of this machine's network cards. */
  readonly addresses: () => readonly string[];
  readonly office: () => Office;
  /** Where SRV points. */
  readonly serverHost: (office: Office) => string;
}

export interface Reach {
  /** None where nobody answers. */
  addresses(name: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Whether a name leads to an address of this machine itself: then nobody answering there is no router's doing. */
  isHere(name: string, signal: AbortSignal): Promise<boolean>;
  /** Addresses that are this machine's, or the internet box's in front of it. */
  ours(signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** @param inside the authority is in the office's own network, and reaches inner addresses. */
  leads(name: string, ours: ReadonlySet<string>, inside: boolean, signal: AbortSignal): Promise<Leads>;
}

export function createReach({ lookup, addresses: cards, office, serverHost }: ReachParts): Reach {
  const addresses: Reach['addresses'] = async (name, signal) => (await lookup.addresses(name, signal)) ?? [];
  return {
    addresses,
    async isHere(name, signal) {
      const ours = new Set(cards());
      return (await addresses(name, signal)).some((address) => ours.has(address));
    },
    async ours(signal) {
      const now = office();
      const known = [...cards(), ...published(now)];
      if (published(now).length > 0) return new Set(known);
      // Nobody wrote the public address down: it is where programs are sent.
      return new Set([...known, ...(await addresses(serverHost(now), signal))]);
    },
    async leads(name, ours, inside, signal) {
      const found = await lookup.addresses(name, signal);
      if (found === undefined) return 'unknown';
      if (found.length === 0) {
        const exists = await lookup.exists(name, signal);
        return exists === undefined ? 'unknown' : exists ? 'nowhere' : 'missing';
      }
      // WHY all of them: an authority takes any, and IPv6 first.
      if (!found.every((address) => ours.has(address))) return found.some(isInner) ? 'private' : 'elsewhere';
      // What a person wrote down as public is believed; in an office whose own name server leads everybody here to inner
      // addresses, the world is led to the public one.
      if (inside || published(office()).length > 0 || !found.some(isInner)) return 'here';
      return 'private';
    },
  };
}

const published = ({ addresses }: Office): string[] => [...(addresses?.v4 ?? []), ...(addresses?.v6 ?? [])];

/** Of a network behind an internet box, or of this machine alone: nobody outside reaches it. */
const INNER = ['private', 'loopback', 'linkLocal', 'carrierGradeNat', 'uniqueLocal', 'unspecified'];
const isInner = (address: string): boolean =>
  ipaddr.isValid(address) && INNER.includes(ipaddr.process(address).range());
