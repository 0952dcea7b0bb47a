/**
 * What a domain's zone says of its certificate. Pure but for the clock passed in.
 * Specs: RFC 6698 §2.1, RFC 7671, RFC 7673. It trusts the records it gets: names/find.ts gives only those DNSSEC vouches for.
 */
import { createHash, type X509Certificate } from 'node:crypto';
import type { TlsaRecord } from '../../dns/index.ts';

export const USAGE = { pkixTa: 0, pkixEe: 1, daneTa: 2, daneEe: 3 } as const;
const [EXACT, SHA_256, SHA_512] = [0, 1, 2];
const [CERTIFICATE, PUBLIC_KEY] = [0, 1];
const LENGTHS: Readonly<Record<number, number>> = { [SHA_256]: 32, [SHA_512]: 64 };

/**
 * The records that can be used. SPEC: RFC 6698 §4.1: what has an unknown usage, selector or matching type, or makes no sense, counts as
 * absent. RFC 7671 §9: of several digests of one thing only the strongest counts.
 */
export function usable(records: readonly TlsaRecord[]): TlsaRecord[] {
  const good = records.filter(
    ({ usage, selector, matching, data }) =>
      usage <= USAGE.daneEe &&
      selector <= PUBLIC_KEY &&
      matching <= SHA_512 &&
      data.length > 0 &&
      (matching === EXACT || data.length === LENGTHS[matching]),
  );
  return good.filter(
    (one) =>
      one.matching !== SHA_256 ||
      !good.some(
        ({ usage, selector, matching }) =>
          usage === one.usage && selector === one.selector && matching === SHA_512,
      ),
  );
}

/** Whether a record is of this certificate. */
export function fits({ selector, matching, data }: TlsaRecord, certificate: X509Certificate): boolean {
  const bytes =
    selector === CERTIFICATE
      ? certificate.raw
      : certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (matching === EXACT) return bytes.equals(data);
  return createHash(matching === SHA_256 ? 'sha256' : 'sha512')
    .update(bytes)
    .digest()
    .equals(data);
}

/** As a zone file writes it. */
export const tlsaWords = ({ usage, selector, matching, data }: TlsaRecord) =>
  `${usage} ${selector} ${matching} ${data.toString('hex').slice(0, 128)}`;
