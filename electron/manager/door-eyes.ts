/**
 * What the doctor and the certificates' judge can do at a door, for whoever looks whether it can be reached (reach/): the stream that is
 * offered, and the certificate as strangers judge it. Joins areas that do not know each other.
 */

import type { ServedHow } from '../contract/certificate-sources.ts';
import type { ReachSpeech } from '../contract/reach.ts';
import { type JudgeAuthorities, judge, publicAuthorities } from './certificates/judge/judge.ts';
import { certificatesIn } from './certificates/judge/pem.ts';
import { look } from './certificates/served/shown.ts';
import { tryDoor } from './doctor/protocol/stream.ts';
import { readIfThere } from './files.ts';
import type { OwnCertificates } from './reach/judge.ts';
import type { Eyes } from './reach/prober.ts';
import type { CertificateFlaw, CertificateSeen } from './reach/seen.ts';

const HOW: Readonly<Partial<Record<ReachSpeech, ServedHow>>> = {
  'client-starttls': 'xmpp-client-starttls',
  'client-direct': 'xmpp-client-direct',
  'server-starttls': 'xmpp-server-starttls',
  'server-direct': 'xmpp-server-direct',
  https: 'https',
  'stun-tls': 'turns',
};

/** The findings that keep a stranger's program away, as what is wrong with it. Worst first. */
const FLAWS: readonly (readonly [flaw: CertificateFlaw, codes: readonly string[]])[] = [
  ['expired', ['certificate.expired']],
  ['not-yet', ['certificate.not-yet-valid']],
  [
    'name',
    [
      'certificate.no-names',
      'certificate.other-names',
      'certificate.address-missing',
      'certificate.name-missing',
      'certificate.wildcard-reach',
      'certificate.xmpp-name-only',
    ],
  ],
];

/** A certificate as a stranger who asks for `name` judges it; undefined: it cannot be read. */
export function seenCertificate(
  chain: string,
  name: string,
  authorities: JudgeAuthorities,
  now: number,
): CertificateSeen | undefined {
  const [leaf] = certificatesIn(chain);
  if (!leaf) return undefined;
  const { findings } = judge({
    ...{ chain, subject: name, authorities, now, renews: true },
    wanted: [{ name, what: 'address', ports: [], required: true }],
  });
  const broken = findings.filter(({ severity }) => severity === 'broken').map(({ code }) => code);
  const known = FLAWS.find(([, codes]) => codes.some((code) => broken.includes(code)))?.[0];
  return {
    fingerprint: leaf.fingerprint256.replaceAll(':', '').toLowerCase(),
    names: (leaf.subjectAltName ?? '')
      .split(', ')
      .flatMap((one) => (one.startsWith('DNS:') ? [one.slice(4, 257)] : []))
      .slice(0, 5),
    // Whatever else is broken about it (a missing part of the chain, a weak key, a withdrawal), nobody trusts it.
    flaw: known ?? (broken.length > 0 ? 'untrusted' : null),
  };
}

/**
 * @param own PEM of authorities the office's devices were told to trust.
 * @param patienceMs how long a door may say nothing; tests wait less.
 */
export function createDoorEyes(
  own: readonly string[] = [],
  now: () => number = Date.now,
  patienceMs?: number,
): Eyes {
  const authorities = publicAuthorities(own);
  return {
    stream: (door, signal) => tryDoor(door, signal, patienceMs),
    async certificate({ speech, name }, { address, port }, signal) {
      const how = HOW[speech];
      if (!how) return null;
      const shown = await look({ how, name, host: address, port }, { signal });
      return shown.ok ? (seenCertificate(shown.chain, name, authorities, now()) ?? null) : null;
    },
  };
}

/**
 * The certificates in force, by fingerprint, with what is wrong with each; an office's own authority is trusted.
 * @param files where the chain of a domain's certificate lies.
 */
export async function ownCertificates(
  domains: readonly string[],
  files: (domain: string) => { readonly chain: string },
  own: readonly string[],
  now: number,
): Promise<OwnCertificates> {
  const authorities = publicAuthorities(own);
  const found = new Map<string, CertificateFlaw | null>();
  for (const domain of domains) {
    const chain = await readIfThere(files(domain).chain);
    const seen = chain === undefined ? undefined : seenCertificate(chain, domain, authorities, now);
    if (seen) found.set(seen.fingerprint, seen.flaw ?? null);
  }
  return found;
}
