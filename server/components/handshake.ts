/** The handshake (XEP-0114 §3): what proves that a component knows the secret. Pure. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** XEP-0114 §3: "Hash the concatenated string according to the SHA1 algorithm, i.e., SHA1( concat (sid, password))." */
export const digestOf = (streamId: string, secret: string): string =>
  createHash('sha1').update(streamId).update(secret).digest('hex');

/** XEP-0114 §3: "Convert the hash output to all lowercase characters." Compared in the same time whatever was sent. */
export function provesSecret(given: string, streamId: string, secret: string): boolean {
  const expected = Buffer.from(digestOf(streamId, secret));
  const actual = Buffer.from(given.trim());
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
