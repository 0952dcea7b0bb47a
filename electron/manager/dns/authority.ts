/** Who is to sign the certificate of a domain, as CAA names it (RFC 8659 §4.2). Pure. */
import type { Office } from '../settings.ts';

/** What each authority says of itself (`caaIdentities` of its directory, RFC 8555 §7.1.1). */
const IDENTITIES: Readonly<Record<string, string>> = {
  letsencrypt: 'letsencrypt.org',
  'letsencrypt-staging': 'letsencrypt.org',
  google: 'pki.goog',
  zerossl: 'sectigo.com',
};

/** Null: nobody is, or one that we do not know. */
export function authorityOf(office: Office | null, domain: string): string | null {
  const source = office?.certificates?.[domain];
  return source?.from === 'authority' ? (IDENTITIES[source.authority] ?? null) : null;
}
