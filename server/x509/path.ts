/**
 * From a peer's certificate to somebody we trust. Pure but for the clock passed in.
 * Specs: RFC 5280 §6.1, RFC 9525.
 */
import type { X509Certificate } from 'node:crypto';
import type { Authorities } from './authorities.ts';
import { outsideConstraints, wordsOf } from './names.ts';
import { type Reading, readingOf } from './reading.ts';

/** Why a path does not hold. */
export type PathCode = `certificate.${
  | 'self-signed'
  | 'unknown-authority'
  | 'chain-incomplete'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-purpose'
  | 'malformed'
  | 'name-constraint'
  | 'weak'}`;

export interface Refusal {
  readonly ok: false;
  readonly code: PathCode;
  readonly because: string;
}
export interface Path {
  readonly ok: true;
  /** The peer's certificate first, whom we trust last. */
  readonly certificates: readonly X509Certificate[];
}

export interface PathParts {
  /** What else the peer has sent, in any order. */
  readonly sent: readonly X509Certificate[];
  readonly authorities: Authorities;
  readonly now: number;
}

/** Real paths have three or four certificates. */
const MAX_LENGTH = 8;
/** Signatures checked for one peer: crossing and copied authorities must not cost us an afternoon. */
const MAX_CHECKS = 40;
/** RFC 5280 §4.2.1.12: serverAuth, and any. */
const PURPOSES = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

const refuse = (code: PathCode, because: string): Refusal => ({ ok: false, code, because });

/** The shortest way that holds; else why the most promising does not. */
export function findPath(leaf: X509Certificate, parts: PathParts): Path | Refusal {
  let checks = MAX_CHECKS;
  let refusal: Refusal | undefined;

  function climb(path: readonly X509Certificate[]): Path | undefined {
    const top = path.at(-1)!;
    if (parts.authorities.has(top)) return judge(path);
    const known = parts.authorities.issuersOf(top);
    const fresh = [...known, ...parts.sent].filter((one) => !path.some((other) => other.raw.equals(one.raw)));
    let issued = false;
    if (path.length < MAX_LENGTH)
      for (const issuer of fresh) {
        if (!top.checkIssued(issuer) || checks-- <= 0 || !top.verify(issuer.publicKey)) continue;
        issued = true;
        const found = climb([...path, issuer]);
        if (found) return found;
      }
    if (!issued) refusal ??= nobodyKnown(path);
    return undefined;
  }

  function judge(path: readonly X509Certificate[]): Path | undefined {
    const wrong = flawOf(path, parts.now);
    // A flaw on a path to somebody we trust tells more than that another path leads nowhere.
    if (wrong && (!refusal || NOWHERE.has(refusal.code))) refusal = wrong;
    return wrong ? undefined : { ok: true, certificates: path };
  }

  return climb([leaf]) ?? refusal ?? refuse('certificate.unknown-authority', 'it leads to nobody we trust');
}

/** It leads to nobody we trust: nothing is wrong with it but that. */
export const NOWHERE: ReadonlySet<string> = new Set([
  'certificate.self-signed',
  'certificate.unknown-authority',
  'certificate.chain-incomplete',
]);

function nobodyKnown(path: readonly X509Certificate[]): Refusal {
  const top = path.at(-1)!;
  const own = top.checkIssued(top) && top.verify(top.publicKey);
  if (own && path.length === 1)
    return refuse('certificate.self-signed', 'it has signed itself, and nobody we trust vouches for it');
  if (own)
    return refuse(
      'certificate.unknown-authority',
      `it leads to ${oneLine(top.subject)}, whom we do not know`,
    );
  const missing = `it is issued by ${oneLine(top.issuer)}, whose certificate was not sent along and whom we do not know`;
  return refuse(
    path.length === 1 ? 'certificate.chain-incomplete' : 'certificate.unknown-authority',
    missing,
  );
}

/** What is wrong with a path whose signatures hold, or undefined: RFC 5280 §6.1.3 to §6.1.5. */
export function flawOf(path: readonly X509Certificate[], now: number): Refusal | undefined {
  for (const [at, certificate] of path.entries()) {
    const reading = readingOf(certificate);
    const flaw =
      timeFlaw(certificate, now, at) ??
      (at === 0
        ? purposeFlaw(reading, certificate)
        : authorityFlaw(certificate, reading, path.slice(0, at))) ??
      strengthFlaw(certificate, reading, at === path.length - 1 && at > 0);
    if (flaw) return flaw;
  }
  return undefined;
}

const whose = (certificate: X509Certificate, at: number) =>
  at === 0 ? 'it' : `the certificate of ${oneLine(certificate.subject)}`;

export function timeFlaw(certificate: X509Certificate, now: number, at = 0): Refusal | undefined {
  const [from, to] = [certificate.validFromDate, certificate.validToDate];
  if (now >= to.getTime())
    return refuse('certificate.expired', `${whose(certificate, at)} ended on ${to.toISOString()}`);
  if (now < from.getTime())
    return refuse('certificate.not-yet-valid', `${whose(certificate, at)} begins on ${from.toISOString()}`);
  return undefined;
}

/**
 * WHY serverAuth is enough also of a server that connects to us: public authorities do not issue clientAuth any more, and a server is
 * who it is in either direction.
 */
function purposeFlaw({ purposes, unknown }: Reading, certificate: X509Certificate): Refusal | undefined {
  if (unknown.length > 0)
    return refuse(
      'certificate.malformed',
      `it has critical extensions we do not know: ${unknown.join(', ')}`,
    );
  if (purposes && !PURPOSES.some((one) => purposes.includes(one)))
    return refuse('certificate.wrong-purpose', `it is for ${purposes.join(', ')}, not for servers`);
  // A certificate that says it is an authority's and is shown by a server: many private ones are made so.
  return certificate.publicKey ? undefined : refuse('certificate.malformed', 'it has no public key');
}

function authorityFlaw(
  authority: X509Certificate,
  reading: Reading,
  below: readonly X509Certificate[],
): Refusal | undefined {
  const name = oneLine(authority.subject);
  // SPEC: RFC 5280 §6.1.4 (k): basicConstraints with cA, or the certificate cannot issue others.
  if (!authority.ca)
    return refuse('certificate.unknown-authority', `${name} has issued it, and is no authority`);
  if (reading.unknown.length > 0)
    return refuse(
      'certificate.malformed',
      `${name} has critical extensions we do not know: ${reading.unknown.join(', ')}`,
    );
  if (reading.purposes && !PURPOSES.some((one) => reading.purposes!.includes(one)))
    return refuse('certificate.wrong-purpose', `${name} may not vouch for servers`);
  // SPEC: RFC 5280 §4.2.1.9: how many non-self-issued intermediate certificates may follow; the last one is not counted.
  const between = below.slice(1).filter(({ subject, issuer }) => subject !== issuer).length;
  if (between > reading.pathLength)
    return refuse(
      'certificate.unknown-authority',
      `${name} allows ${reading.pathLength} authorities below it, and there are ${between}`,
    );
  for (const certificate of reading.constraints ? below : []) {
    const outside = outsideConstraints(readingOf(certificate).names, reading.constraints!);
    if (outside)
      return refuse('certificate.name-constraint', `${name} may not vouch for ${wordsOf(outside)}`);
  }
  return undefined;
}

const MIN_RSA_BITS = 2048;
const MIN_EC_CURVE = /^(?:secp(?:1\d\d|2[01]\d)|sect1|prime192)/;

/** RFC 9325 §4.5: keys and signatures that can be broken vouch for nothing; a trusted authority's own signature is not looked at. */
function strengthFlaw(
  certificate: X509Certificate,
  { weakSignature }: Reading,
  trusted: boolean,
): Refusal | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: key } = certificate.publicKey;
  const name = oneLine(certificate.subject);
  if (type?.startsWith('rsa') && (key?.modulusLength ?? 0) < MIN_RSA_BITS)
    return refuse('certificate.weak', `the key of ${name} has ${key?.modulusLength} bits only`);
  if (type === 'ec' && MIN_EC_CURVE.test(key?.namedCurve ?? ''))
    return refuse('certificate.weak', `the key of ${name} is on ${key?.namedCurve}`);
  if (weakSignature && !trusted)
    return refuse('certificate.weak', `the certificate of ${name} is signed with MD5 or SHA-1`);
  return undefined;
}

/** Node writes a name as lines. */
const oneLine = (name: string) => (name || '(no name)').replaceAll('\n', ', ').slice(0, 300);
