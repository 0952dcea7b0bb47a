/**
 * Authorities an office can choose from. A table; the last word on terms, profiles and CAA names has each directory itself.
 * Sources: letsencrypt.org/docs/staging-environment, cloud.google.com/certificate-manager/docs/public-ca-tutorial (binding by key ID
 * and HMAC, to be used within seven days), github.com/acmesh-official/acme.sh/wiki/ZeroSSL.com-CA.
 */
import type { AuthorityId } from '../../../contract/acme.ts';

export interface KnownAuthority {
  readonly id: AuthorityId;
  readonly name: string;
  readonly directory: string;
  /** Its practice ground: what it issues is trusted by nobody, and its limits are far away. */
  readonly practice: AuthorityId | null;
  /** RFC 8555 §7.3.4. */
  readonly needsBinding: boolean;
  /** Where a person finds key ID and key. */
  readonly bindingAt: string | null;
  readonly website: string | null;
}

export const AUTHORITIES: Readonly<Record<AuthorityId, KnownAuthority>> = {
  letsencrypt: {
    ...{ id: 'letsencrypt', name: 'Let’s Encrypt', practice: 'letsencrypt-staging' },
    directory: 'https://acme-v02.api.letsencrypt.org/directory',
    ...{ needsBinding: false, bindingAt: null, website: 'https://letsencrypt.org/' },
  },
  'letsencrypt-staging': {
    ...{ id: 'letsencrypt-staging', name: 'Let’s Encrypt (staging)', practice: null },
    directory: 'https://acme-staging-v02.api.letsencrypt.org/directory',
    ...{ needsBinding: false, bindingAt: null, website: 'https://letsencrypt.org/docs/staging-environment/' },
  },
  google: {
    ...{ id: 'google', name: 'Google Trust Services', practice: null },
    directory: 'https://dv.acme-v02.api.pki.goog/directory',
    ...{ needsBinding: true, website: 'https://pki.goog/' },
    bindingAt: 'https://cloud.google.com/certificate-manager/docs/public-ca-tutorial',
  },
  zerossl: {
    ...{ id: 'zerossl', name: 'ZeroSSL', practice: null },
    directory: 'https://acme.zerossl.com/v2/DV90',
    ...{ needsBinding: true, website: 'https://zerossl.com/' },
    bindingAt: 'https://app.zerossl.com/developer',
  },
  custom: {
    ...{ id: 'custom', name: '', directory: '', practice: null },
    ...{ needsBinding: false, bindingAt: null, website: null },
  },
};

/** Who is asked when the chosen one cannot: in this order, those that have a binding or need none. */
export const SECONDS: readonly AuthorityId[] = ['letsencrypt', 'google', 'zerossl'];
