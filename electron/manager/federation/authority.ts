/** A partner's private authority, or its own certificate, as somebody pastes it: what of it counts, and what it is. Pure. */
import { X509Certificate } from 'node:crypto';
import type { TrustedCertificate } from '../../contract/index.ts';
import { problem } from '../problem.ts';

/** A private authority with its intermediates; a whole system's list is none. */
const MOST = 10;
const ONE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const PRIVATE = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * The certificates of a text and nothing else of it; empty for none. Refused with `input.invalid`: `private-key`, `malformed`, `too-many`,
 * `expired`.
 */
export function readAuthority(typed: string, now: number): string {
  const refused = (reason: string) => problem('input.invalid', { field: 'authority', reason });
  if (typed.trim() === '') return '';
  // WHY refused whole: whoever pasted it has to know that it is out in the world now.
  if (PRIVATE.test(typed)) throw refused('private-key');
  const found = typed.match(ONE) ?? [];
  if (found.length === 0) throw refused('malformed');
  if (found.length > MOST) throw refused('too-many');
  const certificates = found.map((pem) => {
    try {
      return new X509Certificate(pem);
    } catch {
      throw refused('malformed');
    }
  });
  if (certificates.some(({ validTo }) => Date.parse(validTo) <= now)) throw refused('expired');
  return certificates.map((certificate) => certificate.toString().trim()).join('\n');
}

const commonName = (name: string) => /^CN=(.*)$/m.exec(name)?.[1] ?? name.replaceAll('\n', ', ');

/** What stands in such a text. */
export const authorityFacts = (pem: string): TrustedCertificate[] =>
  (pem.match(ONE) ?? []).map((text) => {
    const certificate = new X509Certificate(text);
    return {
      subject: commonName(certificate.subject),
      fingerprint: certificate.fingerprint256,
      validUntil: Date.parse(certificate.validTo),
      authority: certificate.ca,
    };
  });
