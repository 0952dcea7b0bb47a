/** Who is asked: name servers of a zone, public resolvers, and what this computer uses itself. */
import { type NameServer, systemNameServers } from '../../../../server/dns/index.ts';
import type { Asker, PublicResolver } from '../../../contract/dns.ts';

/** Somebody to ask, and how. */
export interface AskedServer extends Asker {
  readonly server: NameServer;
  /** RFC 8484's address; null where it is not asked over HTTPS. */
  readonly url: string | null;
}

/**
 * Well known, run by different people, with addresses that are easy to compare, and all three ways in; neither keeps who
 * asked for what (their own words). The office may name others.
 */
export const USUAL_RESOLVERS: readonly PublicResolver[] = [
  { name: 'Quad9', address: '9.9.9.9', port: 53, url: 'https://dns.quad9.net/dns-query' },
  { name: 'Cloudflare', address: '1.1.1.1', port: 53, url: 'https://cloudflare-dns.com/dns-query' },
];

const textOf = (address: string, port: number) => {
  const host = address.includes(':') ? `[${address}]` : address;
  return port === 53 ? address : `${host}:${port}`;
};

/** A name server of a zone, at one of its addresses. */
export function zoneAsker(name: string, address: string, over: 'udp' | 'tcp' = 'udp'): AskedServer {
  return {
    ...{ id: `${name}/${address}${over === 'tcp' ? '/tcp' : ''}`, kind: 'zone', name, address, over },
    ...{ server: { address, port: 53, vouches: false }, url: null },
  };
}

/** A public resolver, once for each way in. */
export function resolverAskers({ name, address, port, url }: PublicResolver): AskedServer[] {
  const server = { address, port, vouches: false };
  const at = { kind: 'resolver', name, address, server } as const;
  return [
    { ...at, id: `${textOf(address, port)}/udp`, over: 'udp', url: null },
    { ...at, id: `${textOf(address, port)}/tcp`, over: 'tcp', url: null },
    ...(url === null ? [] : [{ ...at, id: url, over: 'doh', url } as const]),
  ];
}

/** How many of the system's are asked; one is what programs use, the next is for when it is silent. */
const MOST_SYSTEM = 2;

export const systemAskers = (servers: readonly NameServer[] = systemNameServers()): AskedServer[] =>
  servers.slice(0, MOST_SYSTEM).map((server) => ({
    ...{ id: `system/${textOf(server.address, server.port)}`, kind: 'system', name: '', over: 'udp' },
    ...{ address: server.address, server, url: null },
  }));
