/**
 * What is kept instead of a password. Specs: RFC 5802 §3, RFC 7677.
 * One salt per account, and for each hash the StoredKey and ServerKey of SCRAM; the password cannot be read back.
 * All three hashes are made at once, so that a mechanism added later works for accounts that exist today.
 */
import { createHash, createHmac, createSecretKey, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

const derive = promisify(pbkdf2);

/** Digest names of node:crypto, in the order of preference. */
export const SCRAM_HASHES = ['sha512', 'sha256', 'sha1'] as const;
export type ScramHash = (typeof SCRAM_HASHES)[number];

const DIGEST_BYTES: Record<ScramHash, number> = { sha1: 20, sha256: 32, sha512: 64 };
const SALT_BYTES = 16;
const DECOY_BYTES = SALT_BYTES + 2 * (DIGEST_BYTES.sha1 + DIGEST_BYTES.sha256 + DIGEST_BYTES.sha512);
/** Rounds of PBKDF2 for new keys; raised, older keys are renewed as their passwords come by (`providers/internal.ts`). */
export const ITERATIONS = 10_000;

export interface ScramKeys {
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
}

/** Keys for each hash; accounts that came from elsewhere may lack some. */
export type Credentials = Readonly<Partial<Record<ScramHash, ScramKeys>>>;
/** Of accounts made here, and decoys. */
export type AllCredentials = Readonly<Record<ScramHash, ScramKeys>>;

const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));
const iterations = z.int().min(1);
const keysSchema = z.object({
  storedKey: base64,
  serverKey: base64,
  /** Where a hash was added later (XEP-0480) it has these of its own. */
  salt: base64.optional(),
  iterations: iterations.optional(),
});
const credentialsSchema = z.object({
  iterations,
  salt: base64,
  sha1: keysSchema.optional(),
  sha256: keysSchema.optional(),
  sha512: keysSchema.optional(),
});

/** Derives all keys from a prepared password (`preparePassword`), with a fresh salt. Tens of milliseconds, off-thread. */
export async function makeCredentials(prepared: string, rounds = ITERATIONS): Promise<AllCredentials> {
  const salt = newSalt();
  const [sha1, sha256, sha512] = await Promise.all([
    deriveKeys(prepared, salt, rounds, 'sha1'),
    deriveKeys(prepared, salt, rounds, 'sha256'),
    deriveKeys(prepared, salt, rounds, 'sha512'),
  ]);
  return { sha1, sha256, sha512 };
}

export const newSalt = (): Buffer => randomBytes(SALT_BYTES);

/** Does `prepared` hash to what is kept? The comparison takes the same time whatever the answer. */
export async function matchesCredentials(credentials: Credentials, prepared: string): Promise<boolean> {
  const hash = (['sha256', 'sha512', 'sha1'] as const).find((one) => credentials[one]);
  const kept = hash && credentials[hash];
  if (!hash || !kept) return false;
  const { storedKey } = await deriveKeys(prepared, kept.salt, kept.iterations, hash);
  return timingSafeEqual(storedKey, kept.storedKey);
}

/**
 * Credentials no password matches, for an account that does not exist. The salt is the same each time the same name is
 * asked for, because a salt that changed would tell a stranger that the name is unknown.
 */
export function decoyCredentials(secret: Buffer, account: string): AllCredentials {
  // WHY SHAKE256: as many bytes as are needed in one go, and, unlike SHA-2, a secret before the text makes it a MAC.
  const bytes = createHash('shake256', { outputLength: DECOY_BYTES }).update(secret).update(account).digest();
  let at = 0;
  const next = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const salt = next(SALT_BYTES);
  const keys = (hash: ScramHash): ScramKeys => ({
    ...{ salt, iterations: ITERATIONS },
    storedKey: next(DIGEST_BYTES[hash]),
    serverKey: next(DIGEST_BYTES[hash]),
  });
  return { sha1: keys('sha1'), sha256: keys('sha256'), sha512: keys('sha512') };
}

/** WHY a key object: createHmac makes one of a buffer in a slower way. */
export const hmac = (hash: ScramHash, key: Uint8Array, text: string): Buffer =>
  createHmac(hash, createSecretKey(key)).update(text).digest();

/**
 * The keys of a SaltedPassword a client has computed itself (XEP-0480 §3); undefined when it is not as long as the hash.
 */
export function keysFromSalted(
  hash: ScramHash,
  salted: Uint8Array,
  salt: Buffer,
  rounds: number,
): ScramKeys | undefined {
  if (salted.length !== DIGEST_BYTES[hash]) return undefined;
  const clientKey = hmac(hash, salted, 'Client Key');
  return {
    ...{ salt, iterations: rounds },
    storedKey: createHash(hash).update(clientKey).digest(),
    serverKey: hmac(hash, salted, 'Server Key'),
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
  const keys = keysFromSalted(hash, salted, salt, rounds);
  if (!keys) throw new Error('PBKDF2 answered with another length');
  return keys;
}

/** As kept in `AccountRow.credentials`: salt and rounds once, and again only where they differ. */
export function serialiseCredentials(credentials: Credentials): string {
  const [first] = SCRAM_HASHES.map((hash) => credentials[hash]).filter((keys) => keys !== undefined);
  if (!first) throw new Error('credentials without keys');
  const keys = (hash: ScramHash) => {
    const own = credentials[hash];
    if (!own) return undefined;
    const differs = !own.salt.equals(first.salt) || own.iterations !== first.iterations;
    return {
      storedKey: own.storedKey.toString('base64'),
      serverKey: own.serverKey.toString('base64'),
      ...(differs && { salt: own.salt.toString('base64'), iterations: own.iterations }),
    };
  };
  return JSON.stringify({
    iterations: first.iterations,
    salt: first.salt.toString('base64'),
    sha1: keys('sha1'),
    sha256: keys('sha256'),
    sha512: keys('sha512'),
  });
}

/** Throws when the text is not what `serialiseCredentials` wrote. */
export function parseCredentials(text: string): Credentials {
  const { salt, iterations, ...hashes } = credentialsSchema.parse(JSON.parse(text));
  const credentials: { [K in ScramHash]?: ScramKeys } = {};
  for (const hash of SCRAM_HASHES) {
    const keys = hashes[hash];
    if (keys)
      credentials[hash] = { ...keys, salt: keys.salt ?? salt, iterations: keys.iterations ?? iterations };
  }
  return credentials;
}
