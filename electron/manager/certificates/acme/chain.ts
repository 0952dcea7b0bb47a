/** The certificate an authority gave, looked at before anybody uses it. Pure. */
import { createPrivateKey, X509Certificate } from 'node:crypto';

const ONE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const MOST = 20;

export type Looked =
  | { readonly good: true; readonly chain: string; readonly certificates: readonly X509Certificate[] }
  | { readonly good: false; readonly because: string };

/** SPEC: RFC 8555 §9.1: certificates in PEM, the end-entity one first, each followed by the one that certifies it. */
export function lookAt(text: string, keyPem: string, names: readonly string[]): Looked {
  const found = text.match(ONE) ?? [];
  if (found.length === 0 || found.length > MOST) return bad(`${found.length} certificates`);
  let certificates: X509Certificate[];
  try {
    certificates = found.map((pem) => new X509Certificate(pem));
  } catch (error) {
    return bad(`a certificate that cannot be read (${(error as Error).message})`);
  }
  const [leaf, ...rest] = certificates as [X509Certificate, ...X509Certificate[]];
  if (!leaf.checkPrivateKey(createPrivateKey(keyPem))) return bad('the certificate is for another key');
  const missing = names.filter((name) => !isOn(leaf, name));
  if (missing.length > 0) return bad(`the certificate does not have ${missing.join(', ')}`);
  const broken = rest.findIndex((issuer, at) => !certificates[at]!.checkIssued(issuer));
  if (broken >= 0) return bad(`certificate ${broken + 1} is not issued by the one after it`);
  return { good: true, chain: `${found.join('\n')}\n`, certificates };
}

const bad = (because: string): Looked => ({ good: false, because });

/** Exactly, and not by a wildcard: what was ordered has to be on it. */
const isOn = ({ subjectAltName = '' }: X509Certificate, name: string): boolean =>
  subjectAltName.toLowerCase().split(', ').includes(`dns:${name}`);

/**
 * Which of several chains to the same certificate (RFC 8555 §7.4.2: "use their own heuristics to decide which is optimal"): the one
 * that ends under the wished root; else the first in which nothing has expired, as happened with an old root in 2021.
 * @returns its place in the list, and why.
 */
export function chooseChain(
  chains: readonly (readonly X509Certificate[])[],
  { root, now }: { readonly root?: string | undefined; readonly now: number },
): { readonly at: number; readonly because: 'wished-root' | 'first-valid' | 'first' } {
  const endsUnder = (chain: readonly X509Certificate[]) =>
    root !== undefined && chain.at(-1)?.issuer.split('\n').includes(`CN=${root}`);
  const wished = chains.findIndex(endsUnder);
  if (wished >= 0) return { at: wished, because: 'wished-root' };
  const valid = chains.findIndex((chain) => chain.every(({ validTo }) => Date.parse(validTo) > now));
  return valid >= 0 ? { at: valid, because: 'first-valid' } : { at: 0, because: 'first' };
}
