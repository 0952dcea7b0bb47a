/**
 * Authorities and certificates of servers as a test wants them, right or wrong in any way: other names, dates, uses, keys.
 * Made with @peculiar/x509 in a few milliseconds.
 */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const DAY = 86_400_000;
export const PURPOSE = {
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
  mail: '1.3.6.1.5.5.7.3.4',
} as const;

export interface CertificateOptions {
  /** dNSNames; `*.example.org` too. */
  readonly dns?: readonly string[];
  /** SRVNames (RFC 4985), such as `_xmpp-server.example.org`. */
  readonly srv?: readonly string[];
  /** XmppAddrs (RFC 6120 §13.7.1.4). */
  readonly xmpp?: readonly string[];
  readonly ip?: readonly string[];
  /** The common name. Default: the first dNSName. */
  readonly name?: string;
  /** Days from now. Default -1 and 30. */
  readonly from?: number;
  readonly to?: number;
  /** Extended key usages; undefined: none said. Default serverAuth, nothing for an authority. */
  readonly purposes?: readonly string[] | undefined;
  /** Says that it may issue others. */
  readonly authority?: boolean;
  readonly pathLength?: number;
  /** DER of a NameConstraints extension's permitted and excluded dNSNames. */
  readonly permitted?: readonly string[];
  readonly excluded?: readonly string[];
  readonly key?: 'P-256' | 'Ed25519' | 'RSA-1024' | 'RSA-2048';
  readonly hash?: 'SHA-1' | 'SHA-256';
  /** A critical extension of no meaning. */
  readonly strange?: boolean;
  /** Whatever else a test wants in it. */
  readonly more?: readonly x509.Extension[];
}

export interface Issued {
  readonly pem: string;
  /** PEM of the private key. */
  readonly key: string;
  readonly der: Buffer;
  readonly keys: CryptoKeyPair;
  /** Issues another; `pem` and `der` are that one's alone. */
  issue(options: CertificateOptions): Promise<Issued>;
  /** Issues one for a key that is there already: a cross-signature, a renewal. */
  issueFor(whom: Issued, options: CertificateOptions): Promise<Issued>;
}

const der = (tag: number, ...parts: Uint8Array[]): Buffer<ArrayBuffer> => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
};
const [SEQUENCE, DNS_NAME, OTHER_NAME, IP_ADDRESS] = [0x30, 0x82, 0xa0, 0x87];
/** otherName [0] { type-id, value [0] EXPLICIT } */
const other = (id: string, tag: number, text: string) =>
  der(OTHER_NAME, Buffer.from(id, 'hex'), der(0xa0, der(tag, Buffer.from(text))));
const dnsName = (name: string) => der(DNS_NAME, Buffer.from(name));

function alternativeNames({
  dns = [],
  srv = [],
  xmpp = [],
  ip = [],
}: CertificateOptions): Buffer<ArrayBuffer> {
  return der(
    SEQUENCE,
    ...[
      ...dns.map(dnsName),
      ...srv.map((name) => other('06082b06010505070807', 0x16, name)),
      ...xmpp.map((name) => other('06082b06010505070805', 0x0c, name)),
      ...ip.map((address) => der(IP_ADDRESS, Buffer.from(address.split('.').map(Number)))),
    ],
  );
}

function constraints({ permitted = [], excluded = [] }: CertificateOptions): Buffer<ArrayBuffer> {
  const subtrees = (tag: number, names: readonly string[]) =>
    names.length > 0 ? [der(tag, ...names.map((name) => der(SEQUENCE, dnsName(name))))] : [];
  return der(SEQUENCE, ...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded));
}

function extensionsOf(options: CertificateOptions): x509.Extension[] {
  const { dns, srv, xmpp, ip, authority = false, pathLength, permitted, excluded, strange } = options;
  const purposes = 'purposes' in options ? options.purposes : authority ? undefined : [PURPOSE.server];
  return [
    ...(authority ? [new x509.BasicConstraintsExtension(true, pathLength, true)] : []),
    ...(purposes ? [new x509.ExtendedKeyUsageExtension([...purposes])] : []),
    ...((dns ?? srv ?? xmpp ?? ip)
      ? [new x509.Extension('2.5.29.17', false, alternativeNames(options))]
      : []),
    ...((permitted ?? excluded) ? [new x509.Extension('2.5.29.30', true, constraints(options))] : []),
    ...(strange ? [new x509.Extension('1.3.6.1.4.1.99999.1', true, Buffer.from([5, 0]))] : []),
    ...(options.more ?? []),
  ];
}

const algorithmOf = ({ key = 'P-256', hash = 'SHA-256' }: CertificateOptions) =>
  key === 'Ed25519'
    ? { name: 'Ed25519', hash }
    : key === 'P-256'
      ? { name: 'ECDSA', namedCurve: 'P-256', hash }
      : {
          name: 'RSASSA-PKCS1-v1_5',
          modulusLength: Number(key.slice(4)),
          publicExponent: Uint8Array.of(1, 0, 1),
          hash,
        };

let serial = 1;

async function make(
  options: CertificateOptions,
  issuer?: { name: string; key: CryptoKey; algorithm: object },
  theirs?: CryptoKeyPair,
): Promise<Issued> {
  const algorithm = algorithmOf(options);
  const keys =
    theirs ?? ((await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair);
  const subject = `CN=${options.name ?? options.dns?.[0] ?? 'somebody'}`;
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: issuer?.name ?? subject,
    publicKey: keys.publicKey,
    signingKey: issuer?.key ?? keys.privateKey,
    // The issuer's kind of key, and the hash this certificate is to be signed with.
    signingAlgorithm: { ...(issuer?.algorithm ?? algorithm), hash: algorithm.hash } as never,
    serialNumber: (serial++).toString(16).padStart(4, '0'),
    notBefore: new Date(Date.now() + (options.from ?? -1) * DAY),
    notAfter: new Date(Date.now() + (options.to ?? 30) * DAY),
    extensions: extensionsOf(options),
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    pem: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`,
    der: Buffer.from(certificate.rawData),
    keys,
    issue: (more) => make(more, { name: subject, key: keys.privateKey, algorithm }),
    issueFor: (whom, more) => make(more, { name: subject, key: keys.privateKey, algorithm }, whom.keys),
  };
}

/** An authority that has signed itself. */
export const makeAuthority = (name: string, options: CertificateOptions = {}): Promise<Issued> =>
  make({ authority: true, ...options, name });

/** A certificate that nobody but itself vouches for. */
export const makeSelfSigned = (options: CertificateOptions): Promise<Issued> => make(options);
