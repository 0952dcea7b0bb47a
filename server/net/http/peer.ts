/** Who is really there: the peer itself, or whom a trusted reverse proxy speaks for. Pure. */

import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';

export interface Peer {
  readonly address: string;
  /** Under TLS up to the first hop we trust. */
  readonly secure: boolean;
  /** A trusted reverse proxy stands between. */
  readonly forwarded: boolean;
}

/** Addresses and networks (`10.0.0.0/8`) of reverse proxies. */
export function trusted(forwarders: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const entry of forwarders) {
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

/**
 * COMPAT: X-Forwarded-For and X-Forwarded-Proto are what nginx, Apache, Caddy and HAProxy are told to write everywhere.
 * Each proxy adds the address it saw on the right, so the last that is not a proxy of ours is the person's; everything left of it is what
 * the person wrote.
 */
export function peerOf(
  socket: { readonly address: string; readonly encrypted: boolean },
  headers: IncomingHttpHeaders,
  isTrusted: (address: string) => boolean,
): Peer {
  const direct = { address: socket.address, secure: socket.encrypted, forwarded: false };
  const chain = headers['x-forwarded-for'];
  const proto = headers['x-forwarded-proto'];
  if (!isTrusted(socket.address) || (chain === undefined && proto === undefined)) return direct;
  const hops = String(chain ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => isIP(hop) !== 0);
  return {
    address: hops.findLast((hop) => !isTrusted(hop)) ?? hops[0] ?? socket.address,
    secure: socket.encrypted || String(proto).split(',').at(-1)?.trim().toLowerCase() === 'https',
    forwarded: true,
  };
}
