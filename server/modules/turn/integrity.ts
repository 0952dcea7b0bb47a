/** Who signed a message: MESSAGE-INTEGRITY and MESSAGE-INTEGRITY-SHA256 (RFC 8489 §14.5, §14.6). Pure. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type IntegrityHash = 'sha1' | 'sha256';

export interface Key {
  readonly hash: IntegrityHash;
  readonly secret: Buffer;
}

export const INTEGRITY_BYTES: Readonly<Record<IntegrityHash, number>> = { sha1: 20, sha256: 32 };

/** §18.5, by the number they have there. */
export const PASSWORD_ALGORITHMS: ReadonlyMap<number, 'md5' | 'sha256'> = new Map([
  [2, 'sha256'],
  [1, 'md5'],
]);

/** §18.5.1: a hash of name, realm and password with colons between. */
export const longTermKey = (
  algorithm: 'md5' | 'sha256',
  names: { username: string; realm: string; password: string },
): Buffer => createHash(algorithm).update(`${names.username}:${names.realm}:${names.password}`).digest();

/**
 * Signs what comes before the attribute; the length in the header is then as if the message ended with it (§14.5).
 */
export function sign(before: Buffer, { hash, secret }: Key): Buffer {
  const head = Buffer.from(before.subarray(0, 4));
  head.writeUInt16BE(before.length - 20 + 4 + INTEGRITY_BYTES[hash], 2);
  return createHmac(hash, secret).update(head).update(before.subarray(4)).digest();
}

/** @param offset where the attribute begins. */
export function isSigned(bytes: Buffer, offset: number, value: Buffer, key: Key): boolean {
  // §14.6: a truncated value is for usages that say so, and TURN does not.
  if (value.length !== INTEGRITY_BYTES[key.hash]) return false;
  return timingSafeEqual(sign(bytes.subarray(0, offset), key), value);
}
