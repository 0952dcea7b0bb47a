/** What was seen at a door, as a verdict with its because. Pure; the table is `tests/manager/reach/judge.test.ts`. */
import type { ReachBecause, ReachDoor, ReachVerdict } from '../../contract/reach.ts';
import { assertNever } from '../assert-never.ts';
import type { CertificateFlaw, CertificateSeen, Seen } from './seen.ts';

export interface Verdict {
  readonly verdict: ReachVerdict;
  readonly because: ReachBecause;
}

/** The certificates in force for a name: by fingerprint, with what our own look at them says. Empty: nobody knows (a stranger's domain). */
export type OwnCertificates = ReadonlyMap<string, CertificateFlaw | null>;

const FLAWS: Readonly<Record<CertificateFlaw, ReachBecause>> = {
  name: 'certificate-name',
  expired: 'certificate-expired',
  'not-yet': 'certificate-not-yet',
  untrusted: 'certificate-untrusted',
};

const verdict = (of: ReachVerdict, because: ReachBecause): Verdict => ({ verdict: of, because });

export function judge(door: Pick<ReachDoor, 'speech'>, seen: Seen, own: OwnCertificates): Verdict {
  switch (seen.is) {
    case 'answers':
      return ofAnswer(door, seen, own);
    case 'refused':
      return verdict('closed', 'refused');
    case 'silent':
      return verdict('filtered', 'no-answer');
    case 'no-way':
      return verdict('filtered', 'no-way');
    case 'other':
      return verdict('other-program', speaker(seen.said));
    case 'domain-unknown':
      return verdict('other-server', 'domain-unknown');
    // It is our server that says so, or one that lets nobody in: people are turned away.
    case 'turned-away':
      return verdict('closed', 'turned-away');
    case 'no-starttls':
      return verdict('no-encryption', 'no-starttls');
    case 'tls-failed':
      return verdict('no-encryption', 'tls-failed');
    case 'mute':
      return verdict('mute', 'says-nothing');
    case 'hangs-up':
      return verdict('mute', 'hangs-up');
    case 'relay-refused':
      return verdict('relay-broken', 'relay-refused');
    case 'relay-lost':
      return verdict('relay-broken', 'relay-lost');
    case 'unable':
      return verdict('not-checked', seen.why);
    default:
      return assertNever(seen);
  }
}

function ofAnswer(
  { speech }: Pick<ReachDoor, 'speech'>,
  { certificate, alpn }: Extract<Seen, { is: 'answers' }>,
  own: OwnCertificates,
): Verdict {
  if (speech === 'relay') return verdict('open', 'relays');
  if (!certificate) return verdict('open', 'answers');
  const flaw = flawOf(certificate, own);
  if (flaw !== null) return verdict('wrong-certificate', flaw);
  // SPEC: RFC 7301 §3.2: a server that knows none of the offered protocols refuses. One that says nothing is behind no shared port,
  // so that programs come in all the same.
  return verdict('open', alpn === false ? 'no-alpn' : 'right-server');
}

/** Ours is known here better than anywhere else: an office's own authority is trusted by its own devices, and by no stranger. */
function flawOf({ fingerprint, flaw }: CertificateSeen, own: OwnCertificates): ReachBecause | null {
  for (const [ours, known] of own) {
    if (!ours.startsWith(fingerprint)) continue;
    // Which name was asked for, and what day it is, they know as well as we do; whom our devices trust, they do not.
    const certain = flaw && flaw !== 'untrusted' ? flaw : known;
    return certain === null ? null : FLAWS[certain];
  }
  if (flaw !== undefined) return flaw === null ? null : FLAWS[flaw];
  // Somebody who could not judge it saw another than ours.
  return own.size > 0 ? 'certificate-not-ours' : null;
}

/** SPEC: RFC 4253 §4.2: "SSH-protoversion-softwareversion"; RFC 9112 §4: a status line begins with the version. */
function speaker(said: string): ReachBecause {
  if (/^SSH-\d/.test(said)) return 'speaks-ssh';
  return /^HTTP\/\d|<html/i.test(said) ? 'speaks-http' : 'speaks-other';
}
