/** Reads a certificate into the shape the page shows. */
import { X509Certificate } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { z } from 'zod';
import type { certificate as shape } from '../../contract/shapes.ts';
import { renewAt } from './renewal.ts';

export type CertificateFacts = z.infer<typeof shape>;

/** `sha1`: its other fingerprint; some programs show no other. */
export type ReadCertificate = CertificateFacts & { readonly sha1: string };

const commonName = (dn: string) => /^CN=(.*)$/m.exec(dn)?.[1] ?? dn.replaceAll('\n', ', ');

/** Subject alternative names without their kinds; empty when there are none. */
function alternativeNames(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '')
    .split(', ')
    .map((entry) => entry.replace(/^(DNS|IP Address):/, ''))
    .map((name) => (ipaddr.isValid(name) ? ipaddr.parse(name).toString() : name))
    .filter(Boolean);
}

/** @param pem one certificate or a chain, of which the first is read. Throws when it is none. */
export function readCertificate(pem: string): ReadCertificate {
  const certificate = new X509Certificate(pem);
  const validFrom = Date.parse(certificate.validFrom);
  const validUntil = Date.parse(certificate.validTo);
  return {
    subject: commonName(certificate.subject),
    issuer: commonName(certificate.issuer),
    names: alternativeNames(certificate),
    validFrom,
    validUntil,
    renewsAt: renewAt({ validFrom, validUntil }),
    fingerprint: certificate.fingerprint256,
    sha1: certificate.fingerprint,
  };
}
