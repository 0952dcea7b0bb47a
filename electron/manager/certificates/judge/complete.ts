/** Fetches the certificates that are missing between a certificate and an authority, where it says they are. Spec: RFC 5280 §4.2.2.1 (caIssuers). */
import type { X509Certificate } from 'node:crypto';
import { findPath } from '../../../../server/x509/index.ts';
import type { JudgeAuthorities } from './judge.ts';
import { leafOf } from './order.ts';
import type { AskOutside } from './outside.ts';
import { certificateOf, certificatesIn, pemOf } from './pem.ts';

/** Real chains lack one. */
const MAX_FETCHED = 4;
const MAX_BYTES = 64 * 1024;

export interface CompleteParts {
  readonly ask: AskOutside;
  readonly authorities: JudgeAuthorities;
  readonly now: () => number;
}

/**
 * @param chain PEM. @returns PEM of what was missing; empty when nothing is, or it cannot be had: judging tells the rest.
 */
export async function fetchMissing(
  chain: string,
  { ask, authorities, now }: CompleteParts,
  signal?: AbortSignal,
): Promise<string> {
  const given = certificatesIn(chain);
  const leaf = leafOf(given);
  if (!leaf) return '';
  const fetched: X509Certificate[] = [];
  while (fetched.length < MAX_FETCHED) {
    const sent = [...given, ...fetched];
    const path = findPath(leaf, { sent, authorities, now: now() });
    // Whatever else is wrong with it, another certificate would not mend it.
    if (path.ok || !LEADS_NOWHERE.has(path.code)) break;
    const top = topOf(leaf, sent);
    const next = await issuerOf(top, ask, signal);
    if (!next || sent.some((one) => one.fingerprint256 === next.fingerprint256)) break;
    fetched.push(next);
  }
  return pemOf(fetched);
}

const LEADS_NOWHERE: ReadonlySet<string> = new Set([
  'certificate.chain-incomplete',
  'certificate.unknown-authority',
]);

function topOf(leaf: X509Certificate, sent: readonly X509Certificate[]): X509Certificate {
  const climbed = [leaf];
  for (;;) {
    const top = climbed.at(-1)!;
    const next = sent.find((one) => !climbed.includes(one) && top.checkIssued(one));
    if (!next) return top;
    climbed.push(next);
  }
}

async function issuerOf(
  top: X509Certificate,
  ask: AskOutside,
  signal: AbortSignal | undefined,
): Promise<X509Certificate | undefined> {
  for (const url of accessUrls(top, 'CA Issuers').slice(0, 2)) {
    try {
      const bytes = await ask({ url, maxBytes: MAX_BYTES, signal });
      const read = certificateOf(bytes) ?? certificatesIn(bytes.toString('latin1'))[0];
      // WHY checked here: what came in the clear is believed for its signature only.
      if (read && top.checkIssued(read) && top.verify(read.publicKey)) return read;
    } catch {
      // Not there, or not from here: it stays missing, and that is the finding.
    }
  }
  return undefined;
}

/** Of the authority information access: node:crypto writes one a line, `CA Issuers - URI:http://…`. */
export function accessUrls({ infoAccess }: X509Certificate, method: 'CA Issuers' | 'OCSP'): string[] {
  return (infoAccess ?? '')
    .split('\n')
    .filter((line) => line.startsWith(`${method} - URI:`))
    .map((line) => line.slice(method.length + 7).replace(/^"|"$/g, ''))
    .filter((url) => /^https?:\/\//.test(url));
}
