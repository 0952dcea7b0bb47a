/**
 * age's passphrase, by Node's own scrypt: seven times as fast as the library's, and the key of a file is known to whoever locks it.
 * Specs: C2SP age, "scrypt recipient stanza"; RFC 7914; RFC 8439.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { type Identity, type Recipient, Stanza } from 'age-encryption';

/** The library's own default: about a second, and 256 MB for that time. */
const LOG_N = 18;
/** One of somebody else's that would take minutes is not tried. */
const MAX_LOG_N = 20;
const LABEL = 'age-encryption.org/v1/scrypt';
const SALT = 16;
const FILE_KEY = 16;
const TAG = 16;
/** The key is used once, so its nonce need not differ. */
const NONCE = Buffer.alloc(12);
const CIPHER = 'chacha20-poly1305';

const stretch = promisify<string, Buffer, number, object, Buffer>(scrypt);

function wrappingKey(passphrase: string, salt: Uint8Array, logN: number): Promise<Buffer> {
  const N = 2 ** logN;
  const salted = Buffer.concat([Buffer.from(LABEL), salt]);
  return stretch(passphrase, salted, 32, { N, r: 8, p: 1, maxmem: 128 * 8 * N * 2 });
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

export const passphraseRecipient = (passphrase: string): Recipient => ({
  async wrapFileKey(fileKey) {
    const salt = randomBytes(SALT);
    const cipher = createCipheriv(CIPHER, await wrappingKey(passphrase, salt, LOG_N), NONCE, {
      authTagLength: TAG,
    });
    const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    return [new Stanza(['scrypt', base64(salt), String(LOG_N)], body)];
  },
});

export const passphraseIdentity = (passphrase: string): Identity => ({
  async unwrapFileKey(stanzas) {
    const [stanza] = stanzas;
    const [type, salt = '', logN = ''] = stanza?.args ?? [];
    // It stands alone: with another way in beside it, whoever knows that one could make us believe it is by these words.
    if (!stanza || stanzas.length !== 1 || type !== 'scrypt' || !/^[1-9]\d?$/.test(logN)) return null;
    if (Number(logN) > MAX_LOG_N || stanza.body.length !== FILE_KEY + TAG) return null;
    const key = await wrappingKey(passphrase, Buffer.from(salt, 'base64'), Number(logN));
    const decipher = createDecipheriv(CIPHER, key, NONCE, { authTagLength: TAG });
    decipher.setAuthTag(stanza.body.subarray(FILE_KEY));
    try {
      return Buffer.concat([decipher.update(stanza.body.subarray(0, FILE_KEY)), decipher.final()]);
    } catch {
      return null;
    }
  },
});
