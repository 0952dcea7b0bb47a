/** The way out of this computer, as each system tells it: the router's address. Pure readers; nothing here depends on a language. */
import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The two routers: the same box mostly, by its two addresses. IPv6 with its zone: `fe80::1%eth0`. */
export interface Gateways {
  readonly v4: string | null;
  readonly v6: string | null;
}

/** Rows of text as words. */
const rows = (text: string): string[][] => text.split(/\r?\n/).map((line) => line.trim().split(/\s+/));

interface Candidate {
  readonly gateway: string;
  readonly metric: number;
}
const best = (candidates: readonly Candidate[]): string | null =>
  [...candidates].sort((one, other) => one.metric - other.metric)[0]?.gateway ?? null;

/** Linux: `/proc/net/route` (addresses in hex, lowest byte first). */
export function readProcRoute(text: string): string | null {
  const found = rows(text).flatMap(([, destination, gateway = '', , , , metric, mask]): Candidate[] => {
    if (destination !== '00000000' || mask !== '00000000' || !/^[0-9A-F]{8}$/i.test(gateway)) return [];
    const bytes = [...Buffer.from(gateway, 'hex').reverse()];
    return bytes.every((byte) => byte === 0) ? [] : [{ gateway: bytes.join('.'), metric: Number(metric) }];
  });
  return best(found);
}

const RTF_GATEWAY = 0x2;

/** Linux: `/proc/net/ipv6_route`. */
export function readProcRoute6(text: string): string | null {
  const found = rows(text).flatMap((row): Candidate[] => {
    const [destination = '', length, , , next = '', metric = '', , , flags = '', device = ''] = row;
    if (!/^0{32}$/.test(destination) || length !== '00' || !/^[0-9a-f]{32}$/i.test(next)) return [];
    if ((Number.parseInt(flags, 16) & RTF_GATEWAY) === 0) return [];
    const address = ipaddr.fromByteArray([...Buffer.from(next, 'hex')]).toString();
    return [{ gateway: withZone(address, device), metric: Number.parseInt(metric, 16) }];
  });
  return best(found);
}

/** macOS: `netstat -rn`: `default  192.168.1.1  UGScg  en0`. */
export function readNetstat(text: string): Gateways {
  const found = rows(text).flatMap(([destination, gateway = '']) =>
    destination === 'default' ? [gateway] : [],
  );
  return {
    v4: found.find((one) => isIPv4(one)) ?? null,
    v6: found.find((one) => isIPv6(one)) ?? null,
  };
}

/** Windows: `route print`: destination, mask, gateway, interface, metric; for IPv6 interface number, metric, destination, gateway. */
export function readRoutePrint(text: string): Gateways {
  const v4 = rows(text).flatMap(([destination, mask, gateway = '', , metric]): Candidate[] =>
    destination === '0.0.0.0' && mask === '0.0.0.0' && isIPv4(gateway)
      ? [{ gateway, metric: Number(metric) }]
      : [],
  );
  const v6 = rows(text).flatMap(([zone = '', metric, destination, gateway = '']): Candidate[] =>
    destination === '::/0' && isIPv6(gateway)
      ? [{ gateway: withZone(gateway, zone), metric: Number(metric) }]
      : [],
  );
  return { v4: best(v4), v6: best(v6) };
}

/** A link-local address is one of its card's network only. */
const withZone = (address: string, zone: string): string =>
  /^fe[89ab]/i.test(address) && !address.includes('%') ? `${address}%${zone}` : address;
