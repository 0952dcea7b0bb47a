/** What the first bytes on a stream's connection are, when they are no stream. Pure. Specs: RFC 8446 §5.1, RFC 9112 §3. */
import type { AttemptStop } from './attempts.ts';

const HANDSHAKE = 22;
const METHOD = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|CONNECT|TRACE|PATCH|PRI) /;
const METHOD_BYTES = 8;

/** @returns undefined for what may be the beginning of a stream (`<`, after white space or a byte order mark). */
export function stopOfFirstWords(bytes: Uint8Array): AttemptStop | undefined {
  const [first, second] = bytes;
  // RFC 8446 §5.1: a record's type, then "legacy_record_version", whose first byte is 3.
  if (first === HANDSHAKE && (second === undefined || second === 3)) return 'tls-too-soon';
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, METHOD_BYTES)).toString(
    'latin1',
  );
  if (METHOD.test(text)) return 'http';
  return /^(\xef\xbb\xbf)?\s*(<|$)/.test(text) ? undefined : 'not-xmpp';
}
