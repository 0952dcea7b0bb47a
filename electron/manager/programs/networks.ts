/** Addresses and networks as a person types them: `192.0.2.7`, `2001:db8::/64`. Pure. */
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Why an entry cannot be one. */
export type NetworkFault = 'address' | 'too-wide';

/** Fewer bits name a good part of the internet: a slip, or a wish this door is not for. */
const WIDEST = { ipv4: 8, ipv6: 16 } as const;
const LONGEST = { ipv4: 32, ipv6: 128 } as const;

interface Network {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly bits: number;
}

/** The entry read, or undefined for what is none. */
function read(entry: string): Network | undefined {
  const [address = '', length, ...more] = entry.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  // A zone such as fe80::1%eth0 is this computer's own way of writing, not an address somebody comes from.
  if (isIP(address) === 0 || address.includes('%') || more.length > 0) return undefined;
  if (length === undefined) return { address, family, bits: LONGEST[family] };
  if (!/^\d{1,3}$/.test(length) || Number(length) > LONGEST[family]) return undefined;
  return { address, family, bits: Number(length) };
}

/** What is wrong with an entry; undefined when it is one somebody may be let in from. */
export function networkFault(entry: string): NetworkFault | undefined {
  const network = read(entry);
  if (!network) return 'address';
  if (isIPv4Within(network)) return 'too-wide';
  return network.bits < WIDEST[network.family] ? 'too-wide' : undefined;
}

/** RFC 4291 §2.5.5.2: `::ffff:0:0/96` is all of IPv4 once more; what holds it, or a part of it, lets in by that other name. */
function isIPv4Within({ address, family, bits }: Network): boolean {
  if (family !== 'ipv6') return false;
  const [outer, mapped] = [new BlockList(), new BlockList()];
  outer.addSubnet(address, bits, family);
  mapped.addSubnet('::ffff:0:0', 96, 'ipv6');
  return bits < 96 ? outer.check('::ffff:0:0', 'ipv6') : mapped.check(address, 'ipv6');
}

const LOOPBACK: readonly string[] = ['127.0.0.0/8', '::1'];

/** Whether all of `entry` is within one of these networks, or on this computer. */
export function isWithin(entry: string, networks: readonly string[]): boolean {
  const inner = read(entry);
  return (
    inner !== undefined &&
    [...LOOPBACK, ...networks].some((network) => {
      const outer = read(network);
      if (!outer || outer.family !== inner.family || outer.bits > inner.bits) return false;
      const list = new BlockList();
      list.addSubnet(outer.address, outer.bits, outer.family);
      return list.check(inner.address, inner.family);
    })
  );
}
