/** A password as it is kept: Argon2id (RFC 9106), by Node's own OpenSSL. */
import { argon2 as argon2Callback, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

const argon2 = promisify(argon2Callback);

/**
 * SPEC: OWASP Password Storage Cheat Sheet: "Use Argon2id with a minimum configuration of 19 MiB of memory, an iteration
 * count of 2, and 1 degree of parallelism." Kept beside each hash, so that they can grow.
 */
const COST = { memory: 19 * 1024, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

const base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/);
export const passwordHash = z.object({
  algorithm: z.literal('argon2id'),
  /** KiB. */
  memory: z.number().int().min(8).max(1_048_576),
  passes: z.number().int().min(1).max(100),
  parallelism: z.number().int().min(1).max(16),
  salt: base64.max(100),
  hash: base64.max(200),
});
export type PasswordHash = z.infer<typeof passwordHash>;

function derive(password: string, salt: Buffer, cost: Omit<PasswordHash, 'algorithm' | 'salt' | 'hash'>) {
  // The same word typed on a Mac and on Windows can be other bytes.
  const message = Buffer.from(password.normalize('NFC'), 'utf8');
  const { memory, passes, parallelism } = cost;
  return argon2('argon2id', { message, nonce: salt, memory, passes, parallelism, tagLength: TAG_BYTES });
}

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return { algorithm: 'argon2id', ...COST, salt: salt.toString('base64'), hash: hash.toString('base64') };
}

/** Takes as long for a wrong one as for the right one. */
export async function isPassword(password: string, kept: PasswordHash): Promise<boolean> {
  const expected = Buffer.from(kept.hash, 'base64');
  const found = await derive(password, Buffer.from(kept.salt, 'base64'), kept);
  return expected.length === found.length && timingSafeEqual(expected, found);
}
