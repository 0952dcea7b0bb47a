/**
 * Whether the certificate another server shows is really that of the domain it speaks for, in either direction.
 * Specs: RFC 6120 §13.7, RFC 9525, RFC 5280 §6, RFC 7671, RFC 7673.
 * Pure but for the clock passed in. It asks nobody whether a certificate was revoked, and does no TLS. See README.md.
 */
export { type Authorities, chainOf, createAuthorities } from '../../x509/index.ts';
export { judgePeer, type PeerParts } from './judge.ts';
export type { CertificateCode, Verdict } from './verdict.ts';
