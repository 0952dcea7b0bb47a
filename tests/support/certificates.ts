/** Self-signed certificates for tests, made with @peculiar/x509 in a few milliseconds. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export interface TestCertificate {
  readonly chain: string;
  readonly key: string;
  /** The certificate as PEM, which is its own authority. */
  readonly pem: string;
}

/** Writes `<name>.pem` and `<name>.key` into `folder`; the certificate is for `names`. */
export async function makeCertificate(
  folder: string,
  name: string,
  names: readonly string[],
): Promise<TestCertificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${names[0]}`,
    keys: keys as CryptoKeyPair,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 30 * 86_400_000),
    extensions: [
      new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value }))),
      new x509.BasicConstraintsExtension(true, 0, true),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const key = join(folder, `${name}.key`);
  const chain = join(folder, `${name}.pem`);
  const pem = certificate.toString('pem');
  writeFileSync(chain, pem);
  writeFileSync(
    key,
    `-----BEGIN PRIVATE KEY-----\n${pkcs8.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`,
    {
      mode: 0o600,
    },
  );
  return { chain, key, pem };
}
