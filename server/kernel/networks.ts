/** Lists of addresses and networks, as an operator writes them. Pure. */
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** One entry: `192.0.2.7`, `2001:db8::7`, `10.0.0.0/8`, `2001:db8::/32`. */
export const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'must be an IP address or a network such as 10.0.0.0/8',
});

/** Whether an address is one of these, or in one of these networks; false for what is no address. */
export function networkList(entries: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
}

/** This machine itself. */
export const LOOPBACK: readonly string[] = ['127.0.0.0/8', '::1'];
