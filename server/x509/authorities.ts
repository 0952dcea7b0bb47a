/** Who may vouch for others: the system's authorities, Node's own list, and those the operator adds. */
import { X509Certificate } from 'node:crypto';
import { getCACertificates, rootCertificates } from 'node:tls';

export interface Authorities {
  /** Those that may have issued a certificate, by name only: no signature is checked here. */
  issuersOf(certificate: X509Certificate): readonly X509Certificate[];
  has(certificate: X509Certificate): boolean;
}

const ONE_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The system's authorities and Node's own list, and `more`.
 * WHY both: an old system lacks the new ones, Windows loads its own on demand only, and a container has none at all.
 * @param more PEM text of further authorities, such as a partner's private one, or of a partner's own certificate.
 * @param common instead of those of the system: for tests.
 */
export function createAuthorities(
  more: readonly string[] = [],
  common: () => readonly string[] = () => [...rootCertificates, ...getCACertificates('system')],
): Authorities {
  const own = more.flatMap(readAll);
  // WHY late: reading some 150 certificates is for those who talk to other servers.
  let known: ReadonlyMap<string, readonly X509Certificate[]> | undefined;
  const all = () => (known ??= bySubject([...own, ...common().flatMap(readAll)]));
  return {
    issuersOf: ({ issuer }) => all().get(issuer) ?? [],
    has: (certificate) =>
      (all().get(certificate.subject) ?? []).some(
        ({ fingerprint256 }) => fingerprint256 === certificate.fingerprint256,
      ),
  };
}

function bySubject(certificates: readonly X509Certificate[]): Map<string, X509Certificate[]> {
  const known = new Map<string, X509Certificate[]>();
  const seen = new Set<string>();
  for (const certificate of certificates) {
    if (seen.has(certificate.fingerprint256)) continue;
    seen.add(certificate.fingerprint256);
    known.set(certificate.subject, [...(known.get(certificate.subject) ?? []), certificate]);
  }
  return known;
}

/** What a system's list holds that OpenSSL cannot read is of no use to it either. */
const readAll = (pem: string): X509Certificate[] =>
  (pem.match(ONE_CERTIFICATE) ?? []).map(readOne).filter((one) => one !== undefined);

function readOne(pem: string | Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** Of what a peer has sent; undefined for what is no certificate. */
export const readCertificate = (der: Buffer): X509Certificate | undefined => readOne(der);
