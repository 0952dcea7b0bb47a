/** The request for a certificate (PKCS #10, RFC 2986) as RFC 8555 §7.4 wants it. */
import 'reflect-metadata';
import { createHash, createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const provider = webcrypto as unknown as Crypto;

type Algorithms = { readonly key: object; readonly signing: object };
const EC = (namedCurve: string, hash: string): Algorithms => ({
  key: { name: 'ECDSA', namedCurve },
  signing: { name: 'ECDSA', hash },
});
const BY_CURVE: Readonly<Record<string, Algorithms>> = {
  prime256v1: EC('P-256', 'SHA-256'),
  secp384r1: EC('P-384', 'SHA-384'),
};
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/**
 * @param names those of the order, all and no others: 'The CSR MUST indicate the exact same set of requested identifiers as the
 *   initial new-order request.' (RFC 8555 §7.4)
 * @returns DER in base64url. Throws for a key nobody certifies.
 */
export async function certificateRequest(keyPem: string, names: readonly string[]): Promise<string> {
  const key = createPrivateKey(keyPem);
  const { key: algorithm, signing } = algorithmsOf(key);
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const { subtle } = provider;
  const privateKey = await subtle.importKey('pkcs8', new Uint8Array(pkcs8), algorithm as never, true, [
    'sign',
  ]);
  const publicKey = await subtle.importKey('spki', new Uint8Array(spki), algorithm as never, true, [
    'verify',
  ]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      // WHY no subject: a common name may have 64 letters only, and authorities leave it out or take the first name.
      keys: { privateKey, publicKey },
      signingAlgorithm: signing as never,
      extensions: [
        new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      ],
    },
    provider,
  );
  return Buffer.from(request.rawData).toString('base64url');
}

function algorithmsOf(key: ReturnType<typeof createPrivateKey>): Algorithms {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048) return { key: RSA, signing: RSA };
  const found = type === 'ec' ? BY_CURVE[details?.namedCurve ?? ''] : undefined;
  if (!found) throw new Error('authorities certify keys of P-256, P-384 and RSA from 2048 bits');
  return found;
}

/** What a key is known by: SHA-256 of its public half (SPKI), hex. */
export function keyPrint(keyPem: string): string {
  const spki = createPublicKey(createPrivateKey(keyPem)).export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(spki).digest('hex');
}
