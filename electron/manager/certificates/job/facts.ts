/** A chain as the page tells it, with what an expert wants to copy. */
import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import type { CertificateDetails } from '../../../contract/certificates.ts';
import { readCertificate } from '../read.ts';

const ONE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const MOST = 10;

/** SHA-256 of the public key (SubjectPublicKeyInfo), in hex: what a TLSA record 3 1 1 holds (RFC 6698 §2.1). */
export function publicKeyHash(certificate: string): string {
  const spki = new X509Certificate(certificate).publicKey.export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(spki).digest('hex');
}

function keyType(key: KeyObject): string {
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa') return `RSA ${modulusLength}`;
  if (key.asymmetricKeyType !== 'ec') return (key.asymmetricKeyType ?? 'unknown').toUpperCase();
  return `EC ${CURVES[namedCurve ?? ''] ?? namedCurve}`;
}

/** OpenSSL's names and those people know. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

const commonName = (dn: string) => /^CN=(.*)$/m.exec(dn)?.[1] ?? dn.replaceAll('\n', ', ');

/** @param chain PEM, leaf first. Throws when there is none in it. */
export function detailsOf(chain: string, local: boolean): CertificateDetails {
  const leaf = new X509Certificate(chain);
  const all = (chain.match(ONE) ?? []).slice(0, MOST).map((pem) => new X509Certificate(pem));
  return {
    ...readCertificate(chain),
    serial: leaf.serialNumber,
    publicKey: publicKeyHash(chain),
    keyType: keyType(leaf.publicKey),
    chain: all.map((one) => ({
      subject: commonName(one.subject),
      issuer: commonName(one.issuer),
      validUntil: Date.parse(one.validTo),
    })),
    local,
  };
}
