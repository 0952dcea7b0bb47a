/** Makes keys and certificates: the office's own authority, and the server's leaf under it. Touches no disk. */
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { constrained, NAME_CONSTRAINTS_OID, nameConstraints } from './name-constraints.ts';
import { type Limits, type NameFacts, type Names, permitted } from './names.ts';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 60 * 60 * 1000;
const AUTHORITY_DAYS = 3650;
const LEAF_DAYS = 365;
/** Clocks of colleagues' devices may be behind. */
const BACKDATE_MS = 60 * 60 * 1000;

export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

const provider = webcrypto as unknown as Crypto;

/** A new P-256 key, PKCS #8 in PEM. */
export async function newKey(): Promise<string> {
  const pair = await provider.subtle.generateKey(CURVE, true, ['sign', 'verify']);
  return x509.PemConverter.encode(await provider.subtle.exportKey('pkcs8', pair.privateKey), 'PRIVATE KEY');
}

async function keyPair(pem: string): Promise<CryptoKeyPair> {
  const key = createPrivateKey(pem);
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    privateKey: await provider.subtle.importKey('pkcs8', new Uint8Array(der), CURVE, true, ['sign']),
    publicKey: await provider.subtle.importKey('spki', new Uint8Array(spki), CURVE, true, ['verify']),
  };
}

/** SPEC: RFC 5280 §4.1.2.2: "Certificate users MUST be able to handle serialNumber values up to 20 octets"; positive, so 0x00… to 0x7f…. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** A name in a distinguished name, with the characters RFC 4514 §2.4 wants escaped. */
const escapeDn = (text: string) => text.replace(/[\\,+"<>;=#]/g, (character) => `\\${character}`);

/**
 * The office's own authority: 10 years, may sign for this office's names only, and vouch for one more authority: its own successor.
 * @param since of a successor, so that the two have different names.
 */
export async function issueAuthority(
  facts: NameFacts,
  now: number,
  since?: string,
): Promise<KeyAndCertificate> {
  const key = await newKey();
  const keys = await keyPair(key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serialNumber(),
      name: `CN=${escapeDn(`Chatelaine authority of ${facts.domain}${since ? ` since ${since}` : ''}`)}, O=${escapeDn(facts.domain)}`,
      notBefore: new Date(now - BACKDATE_MS),
      notAfter: new Date(now + AUTHORITY_DAYS * DAY_MS),
      keys,
      signingAlgorithm: SIGNING,
      extensions: [
        new x509.BasicConstraintsExtension(true, 1, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        new x509.Extension(NAME_CONSTRAINTS_OID, true, arrayBuffer(nameConstraints(permitted(facts)))),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, provider),
      ],
    },
    provider,
  );
  return { key, certificate: certificate.toString('pem') };
}

/** The successor's key, vouched for by the one before it, held to the same names and to no further authorities. In PEM. */
export async function crossSign(parts: {
  readonly old: KeyAndCertificate;
  readonly next: Pick<KeyAndCertificate, 'certificate'>;
  readonly now: number;
}): Promise<string> {
  const issuer = new x509.X509Certificate(parts.old.certificate);
  const subject = new x509.X509Certificate(parts.next.certificate);
  const constraints = subject.getExtension(NAME_CONSTRAINTS_OID);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: subject.subject,
      issuer: issuer.subject,
      notBefore: new Date(parts.now - BACKDATE_MS),
      notAfter: issuer.notAfter,
      publicKey: subject.publicKey,
      signingKey: (await keyPair(parts.old.key)).privateKey,
      signingAlgorithm: SIGNING,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        ...(constraints ? [constraints] : []),
        await x509.SubjectKeyIdentifierExtension.create(subject.publicKey, false, provider),
        await x509.AuthorityKeyIdentifierExtension.create(issuer, false, provider),
      ],
    },
    provider,
  );
  return certificate.toString('pem');
}

export interface LeafRequest {
  readonly authority: KeyAndCertificate;
  readonly names: Names;
  /** The server's own key; it stays the same over renewals, so that chain and key never disagree on the disk. */
  readonly key: string;
  readonly now: number;
}

/** The server's certificate: one year, TLS server use only. Returns it in PEM, without the authority's. */
export async function issueLeaf({ authority, names, key, now }: LeafRequest): Promise<string> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const keys = await keyPair(key);
  const until = Math.min(now + LEAF_DAYS * DAY_MS, issuer.notAfter.getTime());
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serialNumber(),
      subject: `CN=${escapeDn(names.dns[0] ?? 'chatelaine')}`,
      issuer: issuer.subject,
      notBefore: new Date(now - BACKDATE_MS),
      notAfter: new Date(until),
      publicKey: keys.publicKey,
      signingKey: (await keyPair(authority.key)).privateKey,
      signingAlgorithm: SIGNING,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...names.dns.map((value) => ({ type: 'dns' as const, value })),
          ...names.ip.map((value) => ({ type: 'ip' as const, value })),
        ]),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, provider),
        await x509.AuthorityKeyIdentifierExtension.create(issuer, false, provider),
      ],
    },
    provider,
  );
  return certificate.toString('pem');
}

const arrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** What an authority made here may sign. */
export function limitsOf(authority: string): Limits {
  const extension = new x509.X509Certificate(authority).getExtension(NAME_CONSTRAINTS_OID);
  return extension ? constrained(new Uint8Array(extension.value)) : { names: [], networks: [] };
}
