/** Who is really there: the peer itself, or whom a trusted reverse proxy speaks for. Pure. Specs: RFC 7239. */
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { readForwarded } from './forwarded.ts';

export interface Peer {
  readonly address: string;
  /** Under TLS up to the first hop we trust. */
  readonly secure: boolean;
  /** A trusted reverse proxy stands between. */
  readonly forwarded: boolean;
}

/**
 * The headers our reverse proxies write. One kind only counts: a proxy passes the other on as the person sent it, and so it would be
 * the person's own word.
 */
export type ForwardedBy = 'x-forwarded' | 'forwarded';

/** Who connected, as the socket says. */
export interface Nearest {
  readonly address: string;
  readonly encrypted: boolean;
}

export interface ProxyRules {
  readonly isTrusted: (address: string) => boolean;
  readonly by?: ForwardedBy | undefined;
}

/** Strangers' headers are not even read. */
export function peerOf(socket: Nearest, headers: IncomingHttpHeaders, { isTrusted, by }: ProxyRules): Peer {
  if (isTrusted(socket.address)) {
    const read = by === 'forwarded' ? byForwarded : byOldHeaders;
    const found = read(socket, headers, isTrusted);
    if (found) return { ...found, forwarded: true };
  }
  return { address: socket.address, secure: socket.encrypted, forwarded: false };
}

type Found = Pick<Peer, 'address' | 'secure'> | undefined;

/**
 * COMPAT: X-Forwarded-For and X-Forwarded-Proto are what nginx, Apache, Caddy and HAProxy are told to write everywhere.
 * Each proxy adds the address it saw on the right, so the last that is not a proxy of ours is the person's; everything left of it is what
 * the person wrote.
 */
function byOldHeaders(
  socket: Nearest,
  headers: IncomingHttpHeaders,
  isTrusted: ProxyRules['isTrusted'],
): Found {
  const chain = headers['x-forwarded-for'];
  const proto = headers['x-forwarded-proto'];
  if (chain === undefined && proto === undefined) return undefined;
  const hops = String(chain ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => isIP(hop) !== 0);
  return {
    address: hops.findLast((hop) => !isTrusted(hop)) ?? hops[0] ?? socket.address,
    secure: socket.encrypted || String(proto).split(',').at(-1)?.trim().toLowerCase() === 'https',
  };
}

/** RFC 7239 §5.2: the last `for` is what the nearest proxy saw. One that hides where a request is from is where it is from for us. */
function byForwarded(
  socket: Nearest,
  headers: IncomingHttpHeaders,
  isTrusted: ProxyRules['isTrusted'],
): Found {
  const header = headers.forwarded;
  if (header === undefined) return undefined;
  const hops = readForwarded(header) ?? [];
  let found: Pick<Peer, 'address' | 'secure'> = { address: socket.address, secure: socket.encrypted };
  for (const { address, proto } of hops.toReversed()) {
    found = { address: address ?? found.address, secure: proto === 'https' };
    if (address === undefined || !isTrusted(address)) break;
  }
  return found;
}
