/** How a file is handed out: which part, and under which headers. Pure. Specs: RFC 9110 §13, §14; RFC 6266; XEP-0363 §9.1. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Entry } from './ledger.ts';

export type Download =
  | { readonly status: 200; readonly range: undefined }
  | { readonly status: 206; readonly range: { readonly start: number; readonly end: number } }
  | { readonly status: 304 | 412 | 416; readonly range: undefined };

/** Nothing in these can run, whatever a browser makes of them. SVG is a document with scripts, PDF a program of its own. */
const SAFE = /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|text\/plain)$/;

/** Everything about the file but which part of it. */
export function fileHeaders(id: string, entry: Entry, now: number): Record<string, string | number> {
  const media = mediaType(entry.type);
  const inline = SAFE.test(media);
  const left = entry.until === null ? Number.POSITIVE_INFINITY : Math.floor((entry.until - now) / 1000);
  return {
    // What a browser is to show is text in UTF-8; nobody can say in what a stranger's page would be.
    'content-type': media === 'text/plain' ? 'text/plain; charset=utf-8' : entry.type,
    'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeName(entry.name)}`,
    'x-content-type-options': 'nosniff',
    // XEP-0363 §9.1 has the first two; the sandbox keeps what runs in spite of all out of everybody's origin.
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    // Pages of other origins may show it: whoever has the address may have the file.
    'cross-origin-resource-policy': 'cross-origin',
    'accept-ranges': 'bytes',
    etag: etagOf(id),
    'last-modified': new Date(entry.at).toUTCString(),
    // It never changes; but it goes, and then copies must, too.
    'cache-control': `private, max-age=${Math.max(0, Math.min(86_400, left))}, immutable`,
  };
}

/** RFC 9110 §13.2.2: which of the conditions decides, and what becomes of the range. */
export function chooseDownload(headers: IncomingHttpHeaders, id: string, entry: Entry): Download {
  const etag = etagOf(id);
  const modified = Math.floor(entry.at / 1000) * 1000;
  // §13.2.2, steps 1 and 2: what must be the same, or not changed since, is refused when it is not.
  const match = headers['if-match'];
  const unmodified = Date.parse(headers['if-unmodified-since'] ?? '');
  if (match !== undefined ? !matchesStrongly(match, etag) : modified > unmodified)
    return { status: 412, range: undefined };
  const noneMatch = headers['if-none-match'];
  const since = Date.parse(headers['if-modified-since'] ?? '');
  // §13.1.3: beside If-None-Match, If-Modified-Since counts for nothing.
  if (noneMatch !== undefined ? matches(noneMatch, etag) : modified <= since)
    return { status: 304, range: undefined };
  const { range } = headers;
  if (range === undefined || !unchanged(headers['if-range'] as string | undefined, etag, modified))
    return { status: 200, range: undefined };
  return chooseRange(range, entry.size);
}

/** RFC 9110 §14.2: one range; what is malformed or more than one may be ignored, what cannot be satisfied is a 416. */
function chooseRange(text: string, size: number): Download {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(text) ?? [];
  if (first === '' && last === '') return { status: 200, range: undefined };
  // §14.1.2: "-500" are the last 500 bytes.
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return { status: 200, range: undefined };
  return start > end ? { status: 416, range: undefined } : { status: 206, range: { start, end } };
}

/** RFC 9110 §13.1.5: a range of what was changed since is a range of nothing. */
function unchanged(condition: string | undefined, etag: string, modified: number): boolean {
  if (condition === undefined) return true;
  return condition.startsWith('"') ? condition === etag : Date.parse(condition) === modified;
}

const matches = (list: string, etag: string): boolean =>
  list.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);

/** §13.1.1: "the origin server MUST use the strong comparison function": a weak validator is no match. */
const matchesStrongly = (list: string, etag: string): boolean =>
  list.split(',').some((one) => one.trim() === '*' || one.trim() === etag);

/** WHY half of the id: the other half stays out of logs and caches that keep validators. */
const etagOf = (id: string): string => `"${id.slice(0, 20)}"`;

export const mediaType = (type: string): string => type.split(';')[0]!.trim().toLowerCase();

/** RFC 8187 §3.2.1: attr-char, all else percent-encoded. */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
