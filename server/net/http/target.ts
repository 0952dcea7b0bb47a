/** What a request is for: path, query and host name, without tricks. Pure. Specs: RFC 9110 §7, RFC 9112 §3. */
import { HttpError } from '../../kernel/http.ts';

export interface Target {
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  /** The host name in lower case, without port; empty when HTTP/1.0 named none. */
  readonly name: string;
}

const MAX_TARGET = 4096;
const ABSOLUTE = /^https?:\/\/([^/?#]*)/i;
const AUTHORITY = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._~-]{1,255})(?::\d{1,5})?$/i;

/**
 * @param rawHosts every Host header there was.
 * Throws an HttpError for what cannot be meant honestly.
 */
export function readTarget(target: string, rawHosts: readonly string[]): Target {
  if (target.length > MAX_TARGET) throw new HttpError(414);
  // RFC 9112 §3.2: "A server MUST respond with a 400 (Bad Request) status code to any […] request message that contains more
  // than one Host header field line or a Host header field with an invalid field value."
  if (rawHosts.length > 1) throw new HttpError(400);
  // RFC 9112 §3.2.2: the absolute form has to be taken as well, and its host takes the place of the header's.
  const absolute = ABSOLUTE.exec(target);
  const name = readName(absolute?.[1] ?? rawHosts[0] ?? '');
  const [path = '', ...query] = target.slice(absolute?.[0].length ?? 0).split('?');
  if (!absolute && !path.startsWith('/')) throw new HttpError(400);
  return { segments: readPath(path), query: new URLSearchParams(query.join('?')), name };
}

function readName(authority: string): string {
  if (authority === '') return '';
  const name = AUTHORITY.exec(authority)?.[1];
  if (name === undefined) throw new HttpError(400);
  return name.toLowerCase().replace(/\.$/, '');
}

/** Decoded segment by segment, so that an encoded slash or dot is never one of the path's. */
function readPath(path: string): string[] {
  if (path === '/' || path === '') return [];
  return path.slice(1).split('/').map(readSegment);
}

function readSegment(raw: string): string {
  let segment: string;
  try {
    segment = decodeURIComponent(raw);
  } catch {
    throw new HttpError(400);
  }
  // Nothing of ours has a name like that.
  if (segment === '') throw new HttpError(404);
  if (segment === '.' || segment === '..' || /[/\\\u0000-\u001f\u007f]/.test(segment))
    throw new HttpError(400);
  return segment;
}
