/** Which names the office's certificate carries, and which its authority may ever sign. Pure. */
import ipaddr from 'ipaddr.js';

export interface Names {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

export interface NameFacts {
  readonly domain: string;
  /** This machine's name. */
  readonly hostname: string;
  readonly addresses: readonly string[];
  /** Further domains the office serves. */
  readonly others?: readonly string[] | undefined;
  /** What the office's own names are called; without it as `SERVICES` has them. */
  readonly services?: readonly string[] | undefined;
}

/** Hosts of the services, as subdomains of the served domain. Those that are not built yet get their certificate already. */
export const SERVICES: readonly string[] = ['conference', 'upload', 'pubsub', 'proxy', 'xmpp'];

/** Names by which this machine is known on its network: as it calls itself, and as mDNS announces it (RFC 6762). */
function machineNames(hostname: string): string[] {
  return hostname === 'localhost'
    ? ['localhost']
    : [hostname, `${hostname.split('.')[0]}.local`, 'localhost'];
}

/** What an authority may sign: DNS names with all below them, and networks. */
export interface Limits {
  readonly names: readonly string[];
  readonly networks: readonly string[];
}

/**
 * What the server's certificate is valid for. One name or address the authority may not sign would spoil all of it (a
 * machine that was given another name since): those are left out.
 */
export function leafNames(facts: NameFacts, { names, networks }: Limits): Names {
  const { domain, hostname, addresses } = facts;
  const services = facts.services ?? SERVICES.map((service) => `${service}.${domain}`);
  const own = [domain, ...services];
  return {
    dns: [...new Set([...own, ...machineNames(hostname)].filter((name) => isPermitted(name, names)))],
    ip: [...new Set(['127.0.0.1', '::1', ...addresses.filter((address) => isWithin(address, networks))])],
  };
}

/**
 * The subtrees an authority is confined to (RFC 5280 §4.2.1.10): even with its key stolen it can impersonate nothing
 * but this office. Addresses are the private ranges, so that a machine that moves within its network needs no new
 * authority, and those the machine has on the day.
 */
const PRIVATE_NETWORKS: readonly string[] = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
];

/** What the authority of this office is confined to. */
export function permitted({ domain, hostname, addresses, others = [] }: NameFacts): Limits {
  const own = addresses.filter((address) => !isWithin(address, PRIVATE_NETWORKS));
  return {
    names: [...new Set([domain, ...others, ...machineNames(hostname)])],
    networks: [
      ...PRIVATE_NETWORKS,
      ...own.map((address) => `${address}/${address.includes(':') ? 128 : 32}`),
    ],
  };
}

/** SPEC: RFC 5280 §4.2.1.10: "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side of the name satisfies the name constraint." */
export const isPermitted = (name: string, names: readonly string[]): boolean =>
  names.some(
    (one) => name.toLowerCase() === one.toLowerCase() || name.toLowerCase().endsWith(`.${one.toLowerCase()}`),
  );

function isWithin(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some((network) => {
    const [range, bits] = ipaddr.parseCIDR(network);
    return range.kind() === parsed.kind() && parsed.match(range, bits);
  });
}
