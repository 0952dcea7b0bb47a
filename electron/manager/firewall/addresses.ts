/** This machine's own addresses, from `ip -j addr` (ip-address(8)). Pure. */
import ipaddr from 'ipaddr.js';
import type { Family } from './rule-set.ts';

export interface OwnAddress {
  readonly family: Family;
  readonly address: string;
  readonly bits: number;
  readonly interface: string;
  /** The world can come to it. */
  readonly global: boolean;
}

/** Throws an Error where it is not what `ip` writes. */
export function readAddresses(json: string): OwnAddress[] {
  if (json.trim() === '') return [];
  const rows = JSON.parse(json) as { ifname?: string; addr_info?: Record<string, unknown>[] }[];
  return rows.flatMap(({ ifname = '', addr_info = [] }) =>
    addr_info.flatMap(({ local, prefixlen, scope }) => {
      if (typeof local !== 'string' || !ipaddr.isValid(local)) return [];
      return [
        {
          ...{ family: local.includes(':') ? ('v6' as const) : ('v4' as const), address: local },
          ...{ bits: Number(prefixlen), interface: ifname, global: scope === 'global' },
        },
      ];
    }),
  );
}

/** By which interface an address of a network of ours is reached: a container, say. Null where nobody knows. */
export function interfaceTo(addresses: readonly OwnAddress[], to: string): string | null {
  if (!ipaddr.isValid(to)) return null;
  const parsed = ipaddr.parse(to);
  const near = addresses.filter(({ address, bits }) => {
    const own = ipaddr.parse(address);
    return own.kind() === parsed.kind() && parsed.match(own, bits);
  });
  // The narrowest network is the one the kernel takes.
  return near.sort((a, b) => b.bits - a.bits)[0]?.interface ?? null;
}
