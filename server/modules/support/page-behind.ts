/**
 * Pages in a browser must not use what an address may do without a token: whoever opens a page on an allowed machine lends it
 * that machine's address. Specs: Fetch Metadata Request Headers (W3C), RFC 9110 §7.2. Pure.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * Why a request without a token is a page's, or undefined.
 * @param hosts the served domains: they and what is below them are our names.
 */
export function pageBehind(headers: IncomingHttpHeaders, hosts: readonly string[]): string | undefined {
  if (headers.origin !== undefined) return 'it comes from a page in a browser';
  const site = headers['sec-fetch-site'];
  // `none` is an address typed in, or a bookmark: what it shows no page can read.
  if (site !== undefined && site !== 'none') return 'it comes from a page in a browser';
  // A name that was made to point here (DNS rebinding) is somebody else's.
  const name = nameOf(headers.host ?? '');
  const isOurs = hosts.some((host) => name === host || name.endsWith(`.${host}`));
  const here = name === '' || isIP(name) !== 0 || name === 'localhost' || isOurs;
  return here ? undefined : `${name} is no name of this server`;
}

const nameOf = (host: string): string =>
  (/^\[([^\]]+)\]/.exec(host)?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase();
