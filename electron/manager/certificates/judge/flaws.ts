/** What can be wrong with the server's own certificate, whoever issued it: a table of looks. Pure. Specs: RFC 5280, RFC 9325 §4.5, RFC 7633. */
import 'reflect-metadata';
import type { X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { type Reading, readingOf } from '../../../../server/x509/index.ts';
import type { CertificateFindingCode } from '../../../contract/findings/certificates.ts';
import type { DoctorFinding, FindingData } from '../../../contract/findings/finding.ts';

export interface Flaw {
  readonly code: CertificateFindingCode;
  readonly data?: FindingData;
  /** Where it is not the kind's. */
  readonly who?: DoctorFinding['who'];
}

const DAY_MS = 86_400_000;
/** Apple's devices refuse more, of private authorities too (support article HT210176); public authorities keep to far less. */
const MAX_DAYS = 825;
const MIN_RSA_BITS = 2048;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_USE = '2.5.29.37.0';
/** RFC 7633 §4: id-pe-tlsfeature. */
const TLS_FEATURE = '1.3.6.1.5.5.7.1.24';

const USES: Readonly<Record<string, string>> = {
  [CLIENT_AUTH]: 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
};

export const commonName = (dn: string): string => /^CN=(.*)$/m.exec(dn)?.[1] ?? dn.replaceAll('\n', ', ');

/** `RSA, 1024 bits`, `P-256`. */
export function keyWords({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type?.startsWith('rsa')) return `RSA, ${details?.modulusLength} bits`;
  if (type === 'ec') return details?.namedCurve ?? 'elliptic curve';
  return type ?? 'unknown';
}

/** Curves that clients and peers have in common. */
const USUAL_CURVES: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/** Of one certificate of a path, the server's own or one above it. */
export function strengthFlaw(certificate: X509Certificate, isRoot: boolean): Flaw | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = certificate.publicKey;
  const of = commonName(certificate.subject);
  const key = keyWords(certificate);
  if (type?.startsWith('rsa') && (details?.modulusLength ?? 0) < MIN_RSA_BITS)
    return { code: 'certificate.weak-key', data: { of, key } };
  if (type === 'ec' && /^(?:secp(?:1\d\d|2[01]\d)|sect1|prime192)/.test(details?.namedCurve ?? ''))
    return { code: 'certificate.weak-key', data: { of, key } };
  if (!isRoot && readingOf(certificate).weakSignature)
    return { code: 'certificate.weak-signature', data: { of } };
  return undefined;
}

type Look = (leaf: X509Certificate, reading: Reading) => Flaw | undefined;

/** Each looks at one thing; those before the names are told first. */
export const LOOKS: readonly Look[] = [
  (_, { purposes }) =>
    purposes && !purposes.includes(SERVER_AUTH) && !purposes.includes(ANY_USE)
      ? { code: 'certificate.not-for-servers', data: { uses: purposes.map((one) => USES[one] ?? one) } }
      : undefined,
  (_, { unknown }) =>
    unknown.length > 0
      ? {
          code: 'certificate.malformed',
          data: { detail: `critical extensions of unknown meaning: ${unknown.join(', ')}` },
        }
      : undefined,
  (leaf) => (leaf.ca ? { code: 'certificate.is-authority' } : undefined),
  (leaf) => {
    const days = Math.round((leaf.validToDate.getTime() - leaf.validFromDate.getTime()) / DAY_MS);
    return days > MAX_DAYS ? { code: 'certificate.too-long', data: { days } } : undefined;
  },
  (leaf) =>
    leaf.publicKey.asymmetricKeyType === 'ec' &&
    !USUAL_CURVES.has(leaf.publicKey.asymmetricKeyDetails?.namedCurve ?? '')
      ? { code: 'certificate.unusual-key', data: { key: keyWords(leaf) } }
      : ['ed25519', 'ed448'].includes(leaf.publicKey.asymmetricKeyType ?? '')
        ? { code: 'certificate.unusual-key', data: { key: keyWords(leaf) } }
        : undefined,
  (leaf) => (mustStaple(leaf) ? { code: 'certificate.must-staple' } : undefined),
];

/** RFC 7633: a server that shows such a certificate has to staple an OCSP answer; ours does not, as hardly an authority gives one any more. */
function mustStaple(leaf: X509Certificate): boolean {
  try {
    return new x509.X509Certificate(new Uint8Array(leaf.raw)).getExtension(TLS_FEATURE) !== null;
  } catch {
    return false; // What only one of two readers can read is not told by this look.
  }
}

/** P8: said of a good certificate, and no flaw. */
export const isServerOnly = ({ purposes }: Reading): boolean =>
  purposes?.includes(SERVER_AUTH) === true && !purposes.includes(CLIENT_AUTH);
