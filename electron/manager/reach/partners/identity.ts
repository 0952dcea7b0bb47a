/** This installation's own key (Ed25519, RFC 8032): with it partners know who asks, and who answered. It stays in `secrets/`. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
  verify,
} from 'node:crypto';
import { join } from 'node:path';
import { privateFolder, readIfThere, writeAtomically } from '../../files.ts';

export interface Identity {
  /** 32 bytes, base64url. */
  readonly key: string;
  /** Base64url. */
  sign(text: string): string;
}

/** Made when it is needed first. Throws for a key that somebody damaged: another one would be a stranger to all partners. */
export async function openIdentity(dataDir: string): Promise<Identity> {
  const folder = join(dataDir, 'secrets');
  const file = join(folder, 'reach-key.pem');
  const kept = await readIfThere(file);
  const secret = kept === undefined ? generateKeyPairSync('ed25519').privateKey : createPrivateKey(kept);
  if (kept === undefined) {
    await privateFolder(folder);
    await writeAtomically(file, secret.export({ type: 'pkcs8', format: 'pem' }) as string);
  }
  return identityOf(secret);
}

export const newIdentity = (): Identity => identityOf(generateKeyPairSync('ed25519').privateKey);

function identityOf(secret: KeyObject): Identity {
  const { x } = createPublicKey(secret).export({ format: 'jwk' }) as { x: string };
  return { key: x, sign: (text) => signBytes(null, Buffer.from(text), secret).toString('base64url') };
}

/** Whether the holder of `key` signed `text`. Never throws. */
export function isSigned(text: string, signature: string, key: string): boolean {
  try {
    // SPEC: RFC 8037 §2: `x` holds the public key, base64url.
    const made = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' });
    return verify(null, Buffer.from(text), made, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}
