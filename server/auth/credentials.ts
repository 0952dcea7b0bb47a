/**
 * What is kept instead of a password. Specs: RFC 5802 §3, RFC 7677.
 * One salt per account, and for each hash the StoredKey and ServerKey of SCRAM; the password cannot be read back.
 * All three hashes are made at once, so that a mechanism added later works for accounts that exist today.
 */
import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

const derive = promisify(pbkdf2);

/** Digest names of node:crypto, in the order of preference. */
export const SCRAM_HASHES = ['sha512', 'sha256', 'sha1'] as const;
export type ScramHash = (typeof SCRAM_HASHES)[number];

const DIGEST_BYTES: Record<ScramHash, number> = { sha1: 20, sha256: 32, sha512: 64 };
const SALT_BYTES = 16;
/** Rounds of PBKDF2 for new keys; raised, older keys are renewed as their passwords come by (`providers/internal.ts`). */
export const ITERATIONS = 10_000;

export interface ScramKeys {
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

export interface Credentials {
  readonly salt: Buffer;
  readonly iterations: number;
  readonly keys: Readonly<Record<ScramHash, ScramKeys>>;
}

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
const keysSchema = z.object({ storedKey: base64, serverKey: base64 });
const credentialsSchema = z.object({
  iterations: z.int().min(1),
  salt: base64,
  sha1: keysSchema,
  sha256: keysSchema,
  sha512: keysSchema,
});

/** Derives all keys from a prepared password (`preparePassword`), with a fresh salt. Tens of milliseconds, off-thread. */
export async function makeCredentials(prepared: string, iterations = ITERATIONS): Promise<Credentials> {
  const salt = randomBytes(SALT_BYTES);
  const [sha1, sha256, sha512] = await Promise.all([
    deriveKeys(prepared, salt, iterations, 'sha1'),
    deriveKeys(prepared, salt, iterations, 'sha256'),
    deriveKeys(prepared, salt, iterations, 'sha512'),
  ]);
  return { salt, iterations, keys: { sha1, sha256, sha512 } };
}

/** Does `prepared` hash to what is kept? The comparison takes the same time whatever the answer. */
export async function matchesCredentials(credentials: Credentials, prepared: string): Promise<boolean> {
  const { salt, iterations, keys } = credentials;
  const { storedKey } = await deriveKeys(prepared, salt, iterations, 'sha256');
  return timingSafeEqual(storedKey, keys.sha256.storedKey);
}

/**
 * Credentials no password matches, for an account that does not exist. The salt is the same each time the same name is
 * asked for, because a salt that changed would tell a stranger that the name is unknown.
 */
export function decoyCredentials(secret: Buffer, account: string): Credentials {
  const bytes = (label: string, length: number) =>
    createHmac('sha512', secret).update(`${label}\0${account}`).digest().subarray(0, length);
  const keys = (hash: ScramHash): ScramKeys => ({
    storedKey: bytes(`stored ${hash}`, DIGEST_BYTES[hash]),
    serverKey: bytes(`server ${hash}`, DIGEST_BYTES[hash]),
  });
  return {
    salt: bytes('salt', SALT_BYTES),
    iterations: ITERATIONS,
    keys: { sha1: keys('sha1'), sha256: keys('sha256'), sha512: keys('sha512') },
  };
}

async function deriveKeys(
  password: string,
  salt: Buffer,
  rounds: number,
  hash: ScramHash,
): Promise<ScramKeys> {
  // RFC 5802 §3: "SaltedPassword := Hi(Normalize(password), salt, i)", "ClientKey := HMAC(SaltedPassword, "Client Key")",
  // "StoredKey := H(ClientKey)", "ServerKey := HMAC(SaltedPassword, "Server Key")"
  const salted = await derive(password, salt, rounds, DIGEST_BYTES[hash], hash);
  const clientKey = createHmac(hash, salted).update('Client Key').digest();
  return {
    storedKey: createHash(hash).update(clientKey).digest(),
    serverKey: createHmac(hash, salted).update('Server Key').digest(),
  };
}

/** As kept in `AccountRow.credentials`. */
export function serialiseCredentials(credentials: Credentials): string {
  const keys = (hash: ScramHash) => ({
    storedKey: credentials.keys[hash].storedKey.toString('base64'),
    serverKey: credentials.keys[hash].serverKey.toString('base64'),
  });
  return JSON.stringify({
    iterations: credentials.iterations,
    salt: credentials.salt.toString('base64'),
    sha1: keys('sha1'),
    sha256: keys('sha256'),
    sha512: keys('sha512'),
  });
}

/** Throws when the text is not what `serialiseCredentials` wrote. */
export function parseCredentials(text: string): Credentials {
  const { iterations, salt, sha1, sha256, sha512 } = credentialsSchema.parse(JSON.parse(text));
  return { iterations, salt, keys: { sha1, sha256, sha512 } };
}
