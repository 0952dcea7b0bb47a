/** What is wrong with the way from a certificate to an authority, and with the chain that is sent along. Pure. Specs: RFC 5280 §6.1, RFC 8446 §4.4.2. */
import type { X509Certificate } from 'node:crypto';
import type { PathCode } from '../../../../server/x509/index.ts';
import { commonName, type Flaw } from './flaws.ts';
import type { JudgeAuthorities } from './judge.ts';
import { isSelfIssued, type Ordered, withoutCopies } from './order.ts';

interface ChainParts {
  /** As they were sent, copies and all. */
  readonly given: readonly X509Certificate[];
  readonly fetched: readonly X509Certificate[];
  readonly ordered: Ordered;
  readonly authorities: JudgeAuthorities;
  readonly now: number;
}

const same = (one: X509Certificate, other: X509Certificate) => one.fingerprint256 === other.fingerprint256;
const isAmong = (list: readonly X509Certificate[]) => (one: X509Certificate) =>
  list.some((other) => same(one, other));
const named = (one: X509Certificate) => commonName(one.subject);

export function chainFlaws(parts: ChainParts): Flaw[] {
  const { given, ordered } = parts;
  const { path } = ordered;
  const refusal = path.ok ? undefined : refusalFlaw(path.code, path.because, parts);
  if (refusal) return [refusal];
  if (!path.ok) return [];
  // Intermediates only: the one at the end is everybody's own.
  const missing = path.certificates.slice(1, -1).find((one) => !isAmong(given)(one));
  if (missing)
    return [{ code: 'certificate.chain-incomplete', data: { issuer: named(missing), repaired: true } }];
  return [
    ...(ordered.reordered ? [{ code: 'certificate.chain-order' } as const] : []),
    ...extraFlaws(parts, path.certificates),
  ];
}

function extraFlaws({ given, ordered, now }: ChainParts, path: readonly X509Certificate[]): Flaw[] {
  const extra = ordered.extra.filter(isAmong(given));
  const expired = extra.find((one) => now >= one.validToDate.getTime());
  if (expired)
    return [
      {
        code: 'certificate.expired-in-chain',
        data: { issuer: named(expired), until: expired.validToDate.getTime() },
      },
    ];
  const copies = given.filter((one, at) => given.findIndex((other) => same(one, other)) !== at);
  // The same authority under another signature (cross-signed) leads older devices to a root they know.
  const crossed = (one: X509Certificate) =>
    path.some((other) => other.subject === one.subject && other.publicKey.equals(one.publicKey)) ||
    path.some((other) => other.issuer === one.subject && other.checkIssued(one));
  const strangers = extra.filter((one) => !crossed(one) && !leadsOn(one, extra, path));
  const names = withoutCopies([...copies, ...strangers])
    .map(named)
    .slice(0, 12);
  return names.length > 0 ? [{ code: 'certificate.chain-extra', data: { names } }] : [];
}

/** A root or intermediate above a cross-signed one. */
const leadsOn = (
  one: X509Certificate,
  extra: readonly X509Certificate[],
  path: readonly X509Certificate[],
): boolean =>
  extra.some(
    (other) =>
      other !== one &&
      other.checkIssued(one) &&
      path.some((link) => link.subject === other.subject && link.publicKey.equals(other.publicKey)),
  );

/** Undefined for what the looks at the certificate itself tell already. */
function refusalFlaw(code: PathCode, because: string, parts: ChainParts): Flaw | undefined {
  const { ordered, given, now, authorities } = parts;
  const { leaf, chain } = ordered;
  const top = chain.at(-1)!;
  const inTime = (one: X509Certificate) =>
    now < one.validToDate.getTime() && now >= one.validFromDate.getTime();
  switch (code) {
    case 'certificate.expired':
    case 'certificate.not-yet-valid': {
      if (!inTime(leaf)) return undefined;
      const issuer = [...chain.slice(1), ...authorities.issuersOf(top)].find((one) => !inTime(one));
      const name = issuer ? named(issuer) : commonName(leaf.issuer);
      return { code: 'certificate.issuer-expired', data: { issuer: name, detail: because } };
    }
    case 'certificate.weak':
      return undefined;
    case 'certificate.name-constraint':
      return { code: 'certificate.name-constraint', data: { detail: because } };
    case 'certificate.wrong-purpose':
    case 'certificate.malformed':
      return because.startsWith('it ') ? undefined : aboveFlaw(leaf, because);
    case 'certificate.self-signed':
    case 'certificate.unknown-authority':
    case 'certificate.chain-incomplete': {
      // Trusted, or signed with the very key that is here: then it is not unknown, but may not.
      const issued = (one: X509Certificate) => top.checkIssued(one) && top.verify(one.publicKey);
      const reached = chain.length > 1 && (authorities.has(top) || authorities.issuersOf(top).some(issued));
      const forger = given.find(
        (one) => !same(one, top) && one.subject === top.issuer && top.verify(one.publicKey),
      );
      if (reached || forger || chain.slice(1).some(({ ca }) => !ca)) return aboveFlaw(leaf, because);
      if (isSelfIssued(top)) return { code: 'certificate.unknown-authority', data: { issuer: named(top) } };
      const data = { issuer: commonName(top.issuer), repaired: false };
      // What nobody could find, a person has to bring.
      return { code: 'certificate.chain-incomplete', data, who: 'you' };
    }
  }
}

const aboveFlaw = (leaf: X509Certificate, detail: string): Flaw => ({
  code: 'certificate.issuer-no-authority',
  data: { issuer: commonName(leaf.issuer), detail },
});
