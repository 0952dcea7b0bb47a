/**
 * Which certificate of several is the server's own, and in which order the others stand behind it. Pure.
 * Spec: RFC 8446 §4.4.2: the sender's own first, then each one that certifies the one before; the trusted one may be left out.
 */
import type { X509Certificate } from 'node:crypto';
import { findPath, type Path, type Refusal } from '../../../../server/x509/index.ts';
import type { JudgeAuthorities } from './judge.ts';

export interface Ordered {
  readonly leaf: X509Certificate;
  /** Leaf first, as far as the issuers are there; without the trusted one at the end, unless that is all there is to send. */
  readonly chain: readonly X509Certificate[];
  /** What was given and is not in `chain` but for the trusted root. */
  readonly extra: readonly X509Certificate[];
  readonly reordered: boolean;
  readonly path: Path | Refusal;
}

const same = (one: X509Certificate, other: X509Certificate) => one.fingerprint256 === other.fingerprint256;

export const withoutCopies = (list: readonly X509Certificate[]): X509Certificate[] =>
  list.filter((one, at) => list.findIndex((other) => same(one, other)) === at);

export const isSelfIssued = (one: X509Certificate): boolean =>
  one.subject === one.issuer && one.checkIssued(one) && one.verify(one.publicKey);

/** The one that has issued none of the others; the first, when several might be. */
export function leafOf(given: readonly X509Certificate[]): X509Certificate | undefined {
  const last = given.filter((one) => !given.some((other) => other !== one && other.checkIssued(one)));
  return last.find(({ ca }) => !ca) ?? given.find(({ ca }) => !ca) ?? last[0] ?? given[0];
}

/** @param leaf as the private key says; otherwise as the certificates say. */
export function order(
  given: readonly X509Certificate[],
  { authorities, now }: { authorities: JudgeAuthorities; now: number },
  leaf = leafOf(given),
): Ordered | undefined {
  if (!leaf) return undefined;
  const distinct = withoutCopies(given);
  const sent = distinct.filter((one) => !same(one, leaf));
  const path = findPath(leaf, { sent, authorities, now });
  const climbed = path.ok ? [...path.certificates] : climb(leaf, sent);
  const top = climbed.at(-1)!;
  // SPEC: RFC 8446 §4.4.2: a certificate that specifies a trust anchor may be omitted. A private root is sent, for whoever wants to see it.
  const rootGoes = climbed.length > 1 && authorities.has(top) && !authorities.isOwn?.(top);
  const chain = rootGoes ? climbed.slice(0, -1) : climbed;
  const extra = distinct.filter((one) => !climbed.some((other) => same(one, other)));
  const wanted = climbed.filter((one) => distinct.some((other) => same(one, other)));
  const present = distinct.filter((one) => wanted.some((other) => same(one, other)));
  const reordered = present.some((one, at) => !same(one, wanted[at]!));
  return { leaf, chain, extra, reordered, path };
}

/** As far as issuers were given, when nobody trusted is at the end. */
function climb(leaf: X509Certificate, sent: readonly X509Certificate[]): X509Certificate[] {
  const chain = [leaf];
  for (;;) {
    const top = chain.at(-1)!;
    const next = sent.find(
      (one) => !chain.some((other) => same(one, other)) && top.checkIssued(one) && top.verify(one.publicKey),
    );
    if (!next) return chain;
    chain.push(next);
  }
}
