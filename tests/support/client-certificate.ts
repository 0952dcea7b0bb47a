/** Certificates of people, made by an authority of the tests: for log-ins with EXTERNAL. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const XMPP_ADDR = Buffer.from('06082b06010505070805', 'hex');

export interface Authority {
  readonly pem: string;
  /** A certificate for these addresses, and its key, in PEM. */
  issue(addresses: readonly string[], more?: IssueOptions): Promise<{ cert: string; key: string }>;
}

export interface IssueOptions {
  /** Days from now; negative ones are over. */
  readonly days?: number;
  readonly usage?: string;
}

const der = (tag: number, ...parts: Uint8Array[]) => {
  const content = Buffer.concat(parts);
  const length = content.length < 128 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
/** otherName [0] { id-on-xmppAddr, [0] UTF8String } */
const xmppName = (address: string) => der(0xa0, XMPP_ADDR, der(0xa0, der(0x0c, Buffer.from(address))));

const pemOf = (key: ArrayBuffer) =>
  `-----BEGIN PRIVATE KEY-----\n${Buffer.from(key).toString('base64')}\n-----END PRIVATE KEY-----\n`;

export async function createAuthority(name = 'CN=Office'): Promise<Authority> {
  const keys = (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as CryptoKeyPair;
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name, keys, signingAlgorithm: ALGORITHM },
    notBefore: new Date(Date.now() - 30 * DAY),
    notAfter: new Date(Date.now() + 30 * DAY),
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  return {
    pem: authority.toString('pem'),
    async issue(addresses, { days = 10, usage = CLIENT_AUTH } = {}) {
      const own = (await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])) as CryptoKeyPair;
      const certificate = await x509.X509CertificateGenerator.create({
        subject: 'CN=somebody',
        issuer: authority.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        notBefore: new Date(Date.now() - 20 * DAY),
        notAfter: new Date(Date.now() + days * DAY),
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.ExtendedKeyUsageExtension([usage]),
          new x509.Extension('2.5.29.17', false, der(0x30, ...addresses.map(xmppName))),
        ],
      });
      return {
        cert: certificate.toString('pem'),
        key: pemOf(await webcrypto.subtle.exportKey('pkcs8', own.privateKey)),
      };
    },
  };
}
