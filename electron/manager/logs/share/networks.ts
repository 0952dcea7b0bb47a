/** IP addresses as other ones from the ranges for documentation, neighbours staying neighbours. */
import { isIPv4, isIPv6 } from 'node:net';

/** These say nothing about anybody. */
const NOBODYS = /^(?:127\.|0\.0\.0\.0$|255\.255\.255\.255$|::1?$)/;
/**
 * SPEC: RFC 5737 §3: "The blocks 192.0.2.0/24 (TEST-NET-1), 198.51.100.0/24 (TEST-NET-2), and 203.0.113.0/24 (TEST-NET-3) are provided
 * for use in documentation." In each 16 networks of 14 computers; then RFC 2544's range for benchmarks, of 512 networks.
 */
const BLOCKS = ['192.0.2', '198.51.100', '203.0.113'];
const HOSTS = 14;

export interface Networks {
  /** Undefined for an address that is nobody's, and for what is no address. The same for the same. */
  standIn(address: string): string | undefined;
}

export function createNetworks(): Networks {
  const networks = new Map<string, { number: number; hosts: number }>();
  const addresses = new Map<string, string>();
  const counts = { 4: 0, 6: 0 };

  function place(key: string, family: 4 | 6, most: number): { number: number; host: number } {
    let network = networks.get(key);
    if (!network || network.hosts >= most) {
      network = { number: counts[family]++, hosts: 0 };
      networks.set(key, network);
    }
    network.hosts++;
    return { number: network.number, host: network.hosts };
  }
  return {
    standIn(address) {
      const plain = address.toLowerCase().replace(/%.*$/, '');
      const v4 = isIPv4(plain);
      if ((!v4 && !isIPv6(plain)) || NOBODYS.test(plain)) return undefined;
      const known = addresses.get(plain);
      if (known !== undefined) return known;
      // SPEC: RFC 4291 §2.5.1: interface identifiers of 64 bits; an office's IPv4 network has 256 addresses.
      const shown = v4
        ? v4Of(place(plain.split('.').slice(0, 3).join('.'), 4, HOSTS))
        : v6Of(place(expanded(plain).slice(0, 4).join(':'), 6, 65_000));
      addresses.set(plain, shown);
      return shown;
    },
  };
}

function v4Of({ number, host }: { number: number; host: number }): string {
  const block = BLOCKS[Math.floor(number / 16)];
  if (block !== undefined) return `${block}.${(number % 16) * 16 + host}`;
  const rest = (number - BLOCKS.length * 16) % 512;
  return `198.${18 + Math.floor(rest / 256)}.${rest % 256}.${host}`;
}

/** SPEC: RFC 3849 §2: "The prefix allocated for documentation purposes is 2001:DB8::/32." */
const v6Of = ({ number, host }: { number: number; host: number }): string =>
  `2001:db8:0:${number.toString(16)}::${host.toString(16)}`;

function expanded(address: string): string[] {
  const [head = '', tail] = address.split('::', 2);
  const parts = (text: string | undefined) => (text ? text.split(':') : []);
  const [before, after] = [parts(head), parts(tail)];
  const missing = Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: tail === undefined ? 0 : missing }, () => '0'), ...after].map(
    (part) => part.replace(/^0+(?=.)/, ''),
  );
}
