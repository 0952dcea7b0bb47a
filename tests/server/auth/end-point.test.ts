/** The hash of `tls-server-end-point` by the way a certificate is signed (RFC 5929 §4.1). */
import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { expect, it } from 'vitest';
import { endPoint } from '../../../server/net/channel-binding.ts';
import { derChildren } from '../../../server/x509/der.ts';

x509.cryptoProvider.set(webcrypto as Crypto);

async function certificate(algorithm: Record<string, unknown>): Promise<Buffer> {
  const keys = (await webcrypto.subtle.generateKey(algorithm as unknown as EcKeyGenParams, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=test', keys, signingAlgorithm: algorithm as unknown as Algorithm },
    ...{ notBefore: new Date(0), notAfter: new Date(2e12) },
  });
  return Buffer.from(made.rawData);
}

const rsa = (name: string, hash: string) => ({
  ...{ name, hash, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), saltLength: 32 },
});
const ec = (hash: string) => ({ name: 'ECDSA', namedCurve: 'P-256', hash });

it.each<[string, Record<string, unknown>, string]>([
  // "if the certificate's signatureAlgorithm uses […] either MD5 […] or SHA-1 […], then use SHA-256"
  ['RSA with SHA-1', rsa('RSASSA-PKCS1-v1_5', 'SHA-1'), 'sha256'],
  ['RSA-PSS with SHA-1, the default it leaves out', rsa('RSA-PSS', 'SHA-1'), 'sha256'],
  // "[…] neither MD5 nor SHA-1, then use the hash function associated with the certificate's signatureAlgorithm"
  ['RSA with SHA-256', rsa('RSASSA-PKCS1-v1_5', 'SHA-256'), 'sha256'],
  ['RSA with SHA-384', rsa('RSASSA-PKCS1-v1_5', 'SHA-384'), 'sha384'],
  ['RSA with SHA-512', rsa('RSASSA-PKCS1-v1_5', 'SHA-512'), 'sha512'],
  ['RSA-PSS with SHA-256', rsa('RSA-PSS', 'SHA-256'), 'sha256'],
  ['RSA-PSS with SHA-384', rsa('RSA-PSS', 'SHA-384'), 'sha384'],
  ['ECDSA with SHA-256', ec('SHA-256'), 'sha256'],
  ['ECDSA with SHA-384', ec('SHA-384'), 'sha384'],
  ['ECDSA with SHA-512', ec('SHA-512'), 'sha512'],
])('%s', async (_what, algorithm, hash) => {
  const der = await certificate(algorithm);
  expect(endPoint(der)?.toString('hex')).toBe(createHash(hash).update(der).digest('hex'));
});

it('MD5 becomes SHA-256', async () => {
  const sha256 = await certificate(rsa('RSASSA-PKCS1-v1_5', 'SHA-256'));
  // No library signs with MD5 any more: its object identifier differs from that of SHA-256 in the last byte.
  const hex = sha256.toString('hex').replaceAll('2a864886f70d01010b', '2a864886f70d010104');
  const md5 = Buffer.from(hex, 'hex');
  expect(endPoint(md5)?.toString('hex')).toBe(createHash('sha256').update(md5).digest('hex'));
});

it('Ed25519 has no hash of its own, and so no binding', async () => {
  expect(endPoint(await certificate({ name: 'Ed25519' }))).toBeUndefined();
});

it('what is not DER gives none, and reads nothing behind the end', async () => {
  const der = await certificate(ec('SHA-256'));
  for (const length of [0, 1, 2, 3, 4, 100, der.length - 1])
    expect(endPoint(der.subarray(0, length))).toBeUndefined();
  expect(derChildren(Buffer.from('3084ffffffff00', 'hex'))).toEqual([]);
  expect(derChildren(Buffer.from('3088ffffffffffffffff', 'hex'))).toEqual([]);
});
