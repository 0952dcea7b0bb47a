/** From a password to what opens a PFX: keys, and the proof that the password is right. Specs: RFC 7292 §5 and appendix B, RFC 8018 §6.2. */
import { createDecipheriv, createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type BerValue, berChildren, integer, octets, oid } from './ber.ts';
import { decryptRc2 } from './rc2.ts';

/** A file from elsewhere says how long we are to calculate, for each of its parts; programs say 2,048 to 600,000. */
const MAX_ROUNDS = 3_000_000;
/** A round of ours holds everything else up, and takes as long as five of PBKDF2 beside it. */
const OWN_COST = 5;
const DIGEST_BYTES = new Map([
  ['sha1', 20],
  ['sha256', 32],
  ['sha384', 48],
  ['sha512', 64],
]);

const DIGESTS: Readonly<Record<string, string>> = {
  '2b0e03021a': 'sha1',
  '608648016503040201': 'sha256',
  '608648016503040202': 'sha384',
  '608648016503040203': 'sha512',
};
/** hmacWithSHA1 and its successors. */
const PRFS: Readonly<Record<string, string>> = {
  '2a864886f70d0207': 'sha1',
  '2a864886f70d0209': 'sha256',
  '2a864886f70d020a': 'sha384',
  '2a864886f70d020b': 'sha512',
};
const CIPHERS: Readonly<Record<string, { name: string; key: number }>> = {
  '608648016503040102': { name: 'aes-128-cbc', key: 16 },
  '608648016503040116': { name: 'aes-192-cbc', key: 24 },
  '60864801650304012a': { name: 'aes-256-cbc', key: 32 },
  '2a864886f70d0307': { name: 'des-ede3-cbc', key: 24 },
};
/** RFC 7292 appendix C: pbeWithSHAAnd…, all with SHA-1. */
const OLD_CIPHERS: Readonly<Record<string, { name: 'des-ede3-cbc' | 'rc2'; key: number }>> = {
  '2a864886f70d010c0103': { name: 'des-ede3-cbc', key: 24 },
  '2a864886f70d010c0105': { name: 'rc2', key: 16 },
  '2a864886f70d010c0106': { name: 'rc2', key: 5 },
};
const PBES2 = '2a864886f70d01050d';
const PBKDF2 = '2a864886f70d01050c';

/** Locked in a way we do not know: nothing a password could open. */
export class UnknownLock extends Error {}

/** RFC 7292 B.1: UTF-16, most significant byte first, with a zero at the end; `undefined` is no password at all, not even that zero. */
function bmp(password: string | undefined): Buffer {
  if (password === undefined) return Buffer.alloc(0);
  return Buffer.from(`${password}\0`, 'utf16le').swap16();
}

/** What one file may still ask of us, over all its parts: a hundred that are bounded each would hold everything up for minutes. */
export interface Work {
  rounds: number;
}
export const newWork = (): Work => ({ rounds: MAX_ROUNDS });

function spend(rounds: number, work: Work): number {
  if (rounds < 1 || rounds > work.rounds) throw new UnknownLock('too many rounds');
  work.rounds -= rounds;
  return rounds;
}

interface Derivation {
  readonly work: Work;
  readonly password: string | undefined;
  readonly salt: Buffer;
  readonly rounds: number;
  readonly digest: string;
}

/** RFC 7292 B.2. @param purpose 1: a key, 2: an initial value, 3: a MAC key. */
function derive(
  { work, password, salt, rounds, digest }: Derivation,
  purpose: number,
  length: number,
): Buffer {
  const block = digest === 'sha384' || digest === 'sha512' ? 128 : 64;
  const fill = (bytes: Buffer) => {
    const size = block * Math.ceil(bytes.length / block);
    return Buffer.from(Array.from({ length: size }, (_, at) => bytes[at % bytes.length]!));
  };
  const diversifier = Buffer.alloc(block, purpose);
  const input = Buffer.concat([fill(salt), fill(bmp(password))]);
  const found: Buffer[] = [];
  for (let size = 0; size < length; size += DIGEST_BYTES.get(digest)!) {
    spend(rounds * OWN_COST, work);
    let sum: Buffer = createHash(digest).update(diversifier).update(input).digest();
    for (let round = 1; round < rounds; round++) sum = createHash(digest).update(sum).digest();
    found.push(sum);
    const added = fill(sum).subarray(0, block);
    for (let at = 0; at < input.length; at += block) addOne(input.subarray(at, at + block), added);
  }
  return Buffer.concat(found).subarray(0, length);
}

/** input + added + 1, as numbers of as many bits. */
function addOne(input: Buffer, added: Buffer): void {
  let carry = 1;
  for (let at = input.length - 1; at >= 0; at--) {
    carry += input[at]! + added[at]!;
    input[at] = carry & 0xff;
    carry >>= 8;
  }
}

/** Opens what an AlgorithmIdentifier says how to open. Throws `UnknownLock`, or anything when the password is wrong. */
export async function decrypt(
  algorithm: BerValue,
  bytes: Buffer,
  password: string | undefined,
  work: Work,
): Promise<Buffer> {
  const [id, parameters] = berChildren(algorithm.content);
  const name = oid(id!);
  if (name === PBES2) return decryptPbes2(parameters!, bytes, password, work);
  const old = OLD_CIPHERS[name];
  if (!old) throw new UnknownLock(`algorithm ${name}`);
  const [salt, rounds] = berChildren(parameters!.content);
  const from = { work, password, salt: octets(salt!), rounds: integer(rounds!), digest: 'sha1' };
  const [key, iv] = [derive(from, 1, old.key), derive(from, 2, 8)];
  return old.name === 'rc2' ? decryptRc2(bytes, key, iv) : decipher(old.name, key, iv, bytes);
}

async function decryptPbes2(
  parameters: BerValue,
  bytes: Buffer,
  password: string | undefined,
  work: Work,
): Promise<Buffer> {
  const [kdf, scheme] = berChildren(parameters.content);
  const [kdfId, kdfParameters] = berChildren(kdf!.content);
  const [schemeId, iv] = berChildren(scheme!.content);
  const cipher = CIPHERS[oid(schemeId!)];
  if (oid(kdfId!) !== PBKDF2 || !cipher) throw new UnknownLock(`algorithm ${oid(schemeId!)}`);
  const [salt, rounds, ...rest] = berChildren(kdfParameters!.content);
  const prf = rest.find(({ tag }) => tag === 0x30);
  const digest = prf ? PRFS[oid(berChildren(prf.content)[0]!)] : 'sha1';
  if (!digest) throw new UnknownLock('an unknown pseudo-random function');
  // WHY UTF-8: PBES2 takes octets (RFC 8018), and OpenSSL, Java and Windows agree on these.
  const key = await promisify(pbkdf2)(
    password ?? '',
    octets(salt!),
    spend(integer(rounds!), work),
    cipher.key,
    digest,
  );
  return decipher(cipher.name, key, octets(iv!), bytes);
}

function decipher(name: string, key: Buffer, iv: Buffer, bytes: Buffer): Buffer {
  const machine = createDecipheriv(name, key, iv);
  return Buffer.concat([machine.update(bytes), machine.final()]);
}

/**
 * Whether `password` is that of the file: MacData { mac DigestInfo, macSalt, iterations DEFAULT 1 } over the contents.
 * Undefined for a way of proof we do not know (PBMAC1): then opening it is the proof.
 */
export function isPassword(
  mac: BerValue,
  contents: Buffer,
  password: string | undefined,
  work: Work,
): boolean | undefined {
  const [info, salt, rounds] = berChildren(mac.content);
  const [algorithm, value] = berChildren(info!.content);
  const digest = DIGESTS[oid(berChildren(algorithm!.content)[0]!)];
  if (!digest || !salt) return undefined;
  const from = { work, password, salt: octets(salt), rounds: rounds ? integer(rounds) : 1, digest };
  const key = derive(from, 3, DIGEST_BYTES.get(digest)!);
  const wanted = octets(value!);
  const found = createHmac(digest, key).update(contents).digest();
  return found.length === wanted.length && timingSafeEqual(found, wanted);
}

/**
 * Whether a locked key (RFC 5958 §3: EncryptedPrivateKeyInfo) asks for more rounds than any program does. OpenSSL would do them all,
 * and everything else would wait for it.
 */
export function asksTooMuch(der: Buffer): boolean {
  try {
    const [outer] = berChildren(der);
    const [algorithm] = berChildren(outer!.content);
    const [id, parameters] = berChildren(algorithm!.content);
    const [first, second] = berChildren(parameters!.content);
    // PBES2 has a key derivation of its own, { salt, rounds }; the older ways are just that.
    const rounds = oid(id!) === PBES2 ? berChildren(berChildren(first!.content)[1]!.content)[1] : second;
    return rounds?.tag === 0x02 && (rounds.content.length > 4 || integer(rounds) > MAX_ROUNDS);
  } catch {
    return false; // Not locked, or no key at all: whoever reads it says so.
  }
}
