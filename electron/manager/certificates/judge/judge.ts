/**
 * A certificate as clients and peers will judge it: its chain, times, strength, uses and names, and what the zone and the authority say. Pure.
 * Specs: RFC 5280 §6, RFC 9525, RFC 6120 §13.7, RFC 8659. It asks nobody: what was asked elsewhere (complete.ts, revocation.ts) comes in.
 */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { getCACertificates, rootCertificates } from 'node:tls';
import {
  type Authorities,
  createAuthorities,
  type Presented,
  readingOf,
  wordsOf,
} from '../../../../server/x509/index.ts';
import { type CertificateFindingCode, certificateFinding } from '../../../contract/findings/certificates.ts';
import type { DoctorFinding, FindingData } from '../../../contract/findings/finding.ts';
import { type CertificateFacts, readCertificate } from '../read.ts';
import { type Caa, caaFlaw } from './caa.ts';
import { commonName, type Flaw, isServerOnly, LOOKS, strengthFlaw } from './flaws.ts';
import { nameFlaws } from './name-flaws.ts';
import { type Coverage, coverage, type WantedName } from './names.ts';
import { isSelfIssued, order } from './order.ts';
import { chainFlaws } from './path-flaws.ts';
import { certificatesIn, pemOf } from './pem.ts';

export type { Coverage, WantedName } from './names.ts';

/** Whom strangers trust, and besides them whom this office's own devices trust. */
export interface JudgeAuthorities extends Authorities {
  /** One of the office's own. */
  isOwn?(certificate: X509Certificate): boolean;
}

/**
 * Those every system has (Mozilla's list, as Node carries it), whatever this computer's administrator has added; and those this process
 * was told of when it was started (NODE_EXTRA_CA_CERTS), as companies behind a proxy of their own do.
 * @param own PEM of authorities the office's devices were told to trust.
 * @param common instead of Mozilla's: for tests.
 */
export function publicAuthorities(
  own: readonly string[] = [],
  common: readonly string[] = [...rootCertificates, ...getCACertificates('extra')],
): JudgeAuthorities {
  const ours = createAuthorities(own, () => []);
  return { ...createAuthorities(own, () => common), isOwn: ours.has };
}

export interface JudgeParts {
  /** PEM, as it lies in a file or was shown by a server. */
  readonly chain: string;
  /** PEM of the private key, where it is at hand. */
  readonly key?: string | undefined;
  /** What it is about, for the findings: a file, a domain. */
  readonly subject: string;
  readonly wanted: readonly WantedName[];
  readonly authorities: JudgeAuthorities;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** PEM of intermediates that were missing and have been fetched (complete.ts). */
  readonly fetched?: string | undefined;
  /** What the zone allows; undefined: not asked. */
  readonly caa?: Caa | undefined;
  readonly revocation?: Revocation | undefined;
  /** Somebody renews it by itself, and tells when that does not work: then its end is not told here. */
  readonly renews?: boolean;
}

/** What the authority says of it (revocation.ts). */
export interface Revocation {
  readonly state: 'good' | 'revoked' | 'unknown' | 'not-offered';
  readonly at: number | null;
  readonly how: 'ocsp' | 'crl';
  /** One exact English sentence. */
  readonly detail: string;
}

export interface Judgement {
  /** What is wrong, worst first. */
  readonly findings: DoctorFinding[];
  /** What is as it should be and worth a sentence (server-auth only). */
  readonly remarks: DoctorFinding[];
  readonly facts: CertificateFacts | undefined;
  readonly coverage: Coverage[];
  /** Put in order and completed, in PEM: leaf first, without the public root. Empty when there is none. */
  readonly chain: string;
}

const RANK = { broken: 0, warning: 1, info: 2 } as const;

/** Decides; never throws, whatever it is given. */
export function judge(parts: JudgeParts): Judgement {
  const about = (code: CertificateFindingCode, data: FindingData = {}, subject = parts.subject) =>
    certificateFinding(code, { subject, data });
  const nothing = (finding: DoctorFinding): Judgement => ({
    ...{ findings: [finding], remarks: [], facts: undefined, coverage: [], chain: '' },
  });

  const given = certificatesIn(parts.chain);
  if (given.length === 0) return nothing(about('certificate.unreadable'));
  const key = parts.key === undefined ? undefined : readKey(parts.key);
  if (parts.key !== undefined && !key) return nothing(about('certificate.key-unreadable'));
  const mine = key && given.find((one) => fits(one, key));
  if (key && !mine)
    return nothing(about('certificate.key-mismatch', { names: [commonName(given[0]!.subject)] }));

  try {
    return judgeRead(parts, given, mine, about);
  } catch (error) {
    // OpenSSL parses some keys and names only when they are used.
    return nothing(about('certificate.malformed', { detail: (error as Error).message.slice(0, 200) }));
  }
}

function judgeRead(
  parts: JudgeParts,
  given: readonly X509Certificate[],
  mine: X509Certificate | undefined,
  about: (code: CertificateFindingCode, data?: FindingData, subject?: string) => DoctorFinding,
): Judgement {
  const { authorities, now } = parts;
  const fetched = certificatesIn(parts.fetched ?? '');
  const ordered = order([...given, ...fetched], { authorities, now }, mine)!;
  const { leaf, path, chain } = ordered;
  const reading = readingOf(leaf);
  const facts = readCertificate(leaf.toString());
  const covered = coverage(reading.names, parts.wanted);
  const own = isSelfIssued(leaf) && !authorities.has(leaf);
  const links = path.ok ? path.certificates : chain;
  const time = timeFlaw(facts, now, parts.renews === true);
  const flaws: Flaw[] = [
    ...(time ? [time] : []),
    ...(own
      ? [{ code: 'certificate.self-signed' } as const]
      : chainFlaws({ given, fetched, ordered, authorities, now })),
    ...links.flatMap((one, at) => strengthFlaw(one, at > 0 && authorities.has(one)) ?? []),
    ...LOOKS.flatMap((look) => look(leaf, reading) ?? []).filter(
      // A certificate that signed itself says so as a rule: that is told already.
      ({ code }) => !(own && code === 'certificate.is-authority'),
    ),
    ...revocationFlaws(parts.revocation),
  ];
  const caa = caaFlaw(leaf, parts.caa);
  const findings = [
    ...flaws.map(({ code, data, who }) => ({ ...about(code, data), ...(who && { who }) })),
    ...nameFlaws(reading.names, covered, leaf, parts.subject).map(({ code, data, subject, severity }) => ({
      ...about(code, data, subject),
      ...(severity && { severity }),
    })),
    ...(caa ? [about(caa.code, caa.data)] : []),
  ].sort((one, other) => RANK[one.severity] - RANK[other.severity]);
  return {
    findings,
    remarks: isServerOnly(reading) ? [about('certificate.server-only')] : [],
    facts,
    coverage: covered,
    chain: pemOf(chain),
  };
}

function timeFlaw(
  { validFrom, validUntil }: CertificateFacts,
  now: number,
  renews: boolean,
): Flaw | undefined {
  if (now >= validUntil) return { code: 'certificate.expired', data: { until: validUntil } };
  if (now < validFrom) return { code: 'certificate.not-yet-valid', data: { from: validFrom } };
  // WHY a sixth: whoever renews at two thirds has had half of what was left by then.
  const late = now >= validUntil - (validUntil - validFrom) / 6;
  return late && !renews ? { code: 'certificate.ends-soon', data: { until: validUntil } } : undefined;
}

function revocationFlaws(said: Revocation | undefined): Flaw[] {
  if (said?.state === 'revoked') return [{ code: 'certificate.revoked', data: { at: said.at } }];
  if (said?.state === 'unknown')
    return [{ code: 'certificate.revocation-unknown', data: { detail: said.detail } }];
  return [];
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** Whether `key` is the private half of `certificate`. */
export function fits(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.checkPrivateKey(key);
  } catch {
    return false;
  }
}

export const namesOf = (names: readonly Presented[]): string[] => names.slice(0, 50).map(wordsOf);
