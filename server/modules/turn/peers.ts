/**
 * To whom is relayed. A relay stands inside the office's network and speaks for anybody with an account, so by default it
 * reaches the public internet and nothing else. Pure but for the list of this machine's own addresses.
 */
import { BlockList, isIPv6 } from 'node:net';

export interface PeerVerdict {
  readonly allow: boolean;
  readonly because: string;
}

export interface Peers {
  verdict(address: string): PeerVerdict;
}

/** What is not the public internet: RFC 6890 and the registries of special-purpose addresses it began. */
export const DENIED: readonly (readonly [network: string, because: string])[] = [
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared by a provider'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local, and the metadata of clouds'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'protocol assignments'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'benchmarks'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved, and broadcast'],
  // IPv4 in other clothes comes first: it would reach what is denied above.
  ['::ffff:0:0/96', 'IPv4 within IPv6'],
  ['::/96', 'unspecified, loopback, IPv4 within IPv6'],
  ['64:ff9b::/96', 'translated to IPv4'],
  ['64:ff9b:1::/48', 'translated to IPv4'],
  ['2002::/16', '6to4'],
  ['2001::/32', 'Teredo'],
  ['100::/64', 'discarded'],
  ['2001:db8::/32', 'documentation'],
  ['2001:2::/48', 'benchmarks'],
  ['2001:10::/28', 'no addresses (ORCHID)'],
  ['2001:20::/28', 'no addresses (ORCHID)'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'segment routing'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
];

const kind = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

function listOf(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    if (bits === undefined) list.addAddress(address, kind(address));
    else list.addSubnet(address, Number(bits), kind(address));
  }
  return (address) => list.check(address, kind(address));
}

const TABLE = DENIED.map(([network, because]) => ({
  has: listOf([network]),
  because,
  six: isIPv6(network.split('/')[0]!),
}));

/** Undefined for an address of the public internet. */
export const notPublic = (address: string): string | undefined =>
  // WHY by family: BlockList reads ::ffff:1.2.3.4 as 1.2.3.4, and 1.2.3.4 as it.
  TABLE.find(({ has, six }) => six === isIPv6(address) && has(address))?.because;

/**
 * @param parts.allow addresses and networks the operator lets it reach all the same, such as an office's own.
 * @param parts.deny others it must not.
 * @param parts.isOwn this machine's own addresses, public ones too: what listens here would take us for a neighbour.
 */
export function createPeers(parts: {
  allow: readonly string[];
  deny: readonly string[];
  isOwn: (address: string) => boolean;
}): Peers {
  const [allowed, denied] = [listOf(parts.allow), listOf(parts.deny)];
  return {
    verdict(address) {
      if (denied(address)) return { allow: false, because: 'denied by the operator' };
      if (allowed(address)) return { allow: true, because: 'allowed by the operator' };
      const special = notPublic(address);
      if (special !== undefined) return { allow: false, because: special };
      if (parts.isOwn(address)) return { allow: false, because: 'this machine' };
      return { allow: true, because: 'public' };
    },
  };
}
