/**
 * Encryption of a backup: the age format (age-encryption.org/v1), so that `age -d` opens it without us. Header and keys are
 * the library's; the payload is done here with Node's own cipher, which is ten times as fast (69 against 667 MB/s measured).
 */
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { Decrypter, Encrypter } from 'age-encryption';
import { passphraseIdentity, passphraseRecipient } from './passphrase.ts';

/** What a backup is locked with: words a person keeps, or somebody's public key (`age1…`). */
export type Lock = { readonly passphrase: string } | { readonly recipient: string };
/** What opens it: the words, a private key (`AGE-SECRET-KEY-1…`), or for whoever just wrote it the key of that one file. */
export type Key =
  | { readonly passphrase: string }
  | { readonly identity: string }
  | { readonly fileKey: Uint8Array };

export interface Sealed {
  /** All before the payload. */
  readonly header: Buffer;
  readonly fileKey: Uint8Array;
}

/** Not encrypted with age, damaged, or locked with something else. */
export class LockedError extends Error {
  readonly because: 'not-age' | 'wrong-key' | 'damaged';
  constructor(because: LockedError['because'], cause?: unknown) {
    super(because, { cause });
    this.because = because;
  }
}

/** C2SP age, "Payload": chunks of 64 KiB, each with a tag of 16 bytes behind it. */
const CHUNK = 64 * 1024;
const TAG = 16;
const NONCE = 16;
/** A header has a stanza for each recipient, and ours has one. */
const MAX_HEADER = 64 * 1024;
const CIPHER = 'chacha20-poly1305';

/** A fresh key for one file, and the header that hands it to whoever has `lock`. Throws on a recipient that is none. */
export async function seal(lock: Lock): Promise<Sealed> {
  const encrypter = new Encrypter();
  // With a public key nobody here could open the header again; so the key is noted on its way into it.
  let fileKey = new Uint8Array(0);
  encrypter.addRecipient({
    wrapFileKey(key) {
      fileKey = Uint8Array.from(key);
      return [];
    },
  });
  encrypter.addRecipient('passphrase' in lock ? passphraseRecipient(lock.passphrase) : lock.recipient);
  return { header: await headerBy(encrypter), fileKey };
}

const headerBy = async (encrypter: Encrypter) =>
  headerOf(Buffer.from(await encrypter.encrypt(new Uint8Array(0))))!;

/** All up to the line that begins with `---`; undefined while that has not come. */
export function headerOf(bytes: Buffer): Buffer | undefined {
  const last = bytes.indexOf('\n--- ');
  const end = last < 0 ? -1 : bytes.indexOf('\n', last + 1);
  return end < 0 ? undefined : bytes.subarray(0, end + 1);
}

async function unlock(header: Buffer, key: Key): Promise<Uint8Array> {
  if ('fileKey' in key) return key.fileKey;
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity('passphrase' in key ? passphraseIdentity(key.passphrase) : key.identity);
    return await decrypter.decryptHeader(header);
  } catch (error) {
    throw new LockedError('wrong-key', error);
  }
}

/** C2SP age, "Payload": HKDF-SHA-256 of the file key, with the nonce as salt and the word payload. */
const payloadKey = (fileKey: Uint8Array, nonce: Uint8Array) =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32)));

/** STREAM's nonce: eleven bytes that count the chunks from zero, then 1 for the last one, else 0. */
function chunkNonce(counter: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(counter, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

/** The payload of one file, piece by piece and without a copy; `nonce` stands before it, behind the header. */
function createSealer(fileKey: Uint8Array, nonce: Uint8Array) {
  const key = payloadKey(fileKey, nonce);
  let counter = 0;
  let rest = Buffer.alloc(0);
  const chunk = (plain: Uint8Array, isLast: boolean): Buffer<ArrayBuffer>[] => {
    const cipher = createCipheriv(CIPHER, key, chunkNonce(counter, isLast), { authTagLength: TAG });
    counter += 1;
    const sealed = cipher.update(plain);
    // A stream's cipher: nothing is left for its end but the tag.
    cipher.final();
    return [sealed, cipher.getAuthTag()];
  };
  return {
    /** What can be written by now. One that fills a chunk may be the last: only what comes after it tells. */
    *push(piece: Uint8Array): Generator<Buffer<ArrayBuffer>> {
      const missing = CHUNK - rest.length;
      if (piece.length <= missing) {
        rest = Buffer.concat([rest, piece]);
        return;
      }
      yield* chunk(Buffer.concat([rest, piece.subarray(0, missing)]), false);
      let at = missing;
      for (; piece.length - at > CHUNK; at += CHUNK) yield* chunk(piece.subarray(at, at + CHUNK), false);
      rest = Buffer.from(piece.subarray(at));
    },
    end: () => chunk(rest, true),
  };
}

/** A stage between a file and what is in it: header, nonce, and the payload. */
export const encrypting = ({ header, fileKey }: Sealed) =>
  async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer<ArrayBuffer>> {
    const nonce = randomBytes(NONCE);
    yield Buffer.concat([header, nonce]);
    const sealer = createSealer(fileKey, nonce);
    for await (const piece of source) yield* sealer.push(piece);
    yield* sealer.end();
  };

/** Decrypts what a sealer, or `age`, made. Throws LockedError. */
export const decrypting = (key: Key) =>
  async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let rest: Buffer = Buffer.alloc(0);
    let payload: KeyObject | undefined;
    let counter = 0;
    const open = (sealed: Buffer, isLast: boolean): Buffer => {
      if (sealed.length < TAG) throw new LockedError('damaged');
      const decipher = createDecipheriv(CIPHER, payload!, chunkNonce(counter, isLast), {
        authTagLength: TAG,
      });
      counter += 1;
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()]);
      } catch (error) {
        throw new LockedError('damaged', error);
      }
    };
    for await (const piece of source) {
      rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      if (!payload) {
        const header = headerOf(rest);
        if (!header && rest.length > MAX_HEADER) throw new LockedError('not-age');
        if (!header || rest.length < header.length + NONCE) continue;
        const nonce = rest.subarray(header.length, header.length + NONCE);
        payload = payloadKey(await unlock(header, key), nonce);
        rest = rest.subarray(header.length + NONCE);
      }
      const out: Buffer[] = [];
      let at = 0;
      for (; rest.length - at > CHUNK + TAG; at += CHUNK + TAG)
        out.push(open(rest.subarray(at, at + CHUNK + TAG), false));
      rest = rest.subarray(at);
      if (out.length > 0) yield Buffer.concat(out);
    }
    if (!payload) throw new LockedError('not-age');
    yield open(rest, true);
  };

/** How the file begins: `age`, or `zstd` when it is not encrypted (RFC 8878 §3.1.1, Magic_Number). */
export function kindOf(beginning: Buffer): 'age' | 'zstd' | undefined {
  if (beginning.subarray(0, 22).toString('latin1') === 'age-encryption.org/v1\n') return 'age';
  return beginning.length >= 4 && beginning.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : undefined;
}
