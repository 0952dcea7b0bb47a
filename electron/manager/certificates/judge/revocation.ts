/** Whether the authority has withdrawn a certificate: by OCSP where it offers that, else by its list. Specs: RFC 6960, RFC 5280 §4.2.1.13 and §5. */
import 'reflect-metadata';
import { webcrypto, type X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { accessUrls } from './complete.ts';
import type { Revocation } from './judge.ts';
import { ocspRequest, readOcsp } from './ocsp.ts';
import { leafOf } from './order.ts';
import type { AskOutside } from './outside.ts';
import { certificatesIn } from './pem.ts';

const OCSP_BYTES = 64 * 1024;
/** Large authorities split their lists; one of more bytes is not read. */
const CRL_BYTES = 4 * 1024 * 1024;

export interface RevocationParts {
  readonly ask: AskOutside;
  readonly now: () => number;
}

/** @param chain PEM, with the issuer. Never throws: who cannot be asked is `unknown`, and why. */
export async function askRevocation(
  chain: string,
  { ask, now }: RevocationParts,
  signal?: AbortSignal,
): Promise<Revocation> {
  const given = certificatesIn(chain);
  const leaf = leafOf(given);
  const issuer = leaf && given.find((one) => one !== leaf && leaf.checkIssued(one));
  if (!leaf || !issuer) return notOffered('there is no issuer to ask');
  const [responder] = accessUrls(leaf, 'OCSP');
  const [list] = crlUrls(leaf);
  if (!responder && !list) return notOffered('the certificate names nobody to ask');
  try {
    if (responder) return await byOcsp(responder, { leaf, issuer, ask, now: now(), signal });
    return await byList(list!, { leaf, issuer, ask, now: now(), signal });
  } catch (error) {
    const detail = (error as Error).message.slice(0, 200);
    return { state: 'unknown', at: null, how: responder ? 'ocsp' : 'crl', detail };
  }
}

interface Asking {
  readonly leaf: X509Certificate;
  readonly issuer: X509Certificate;
  readonly ask: AskOutside;
  readonly now: number;
  readonly signal: AbortSignal | undefined;
}

const notOffered = (detail: string): Revocation => ({ state: 'not-offered', at: null, how: 'ocsp', detail });

async function byOcsp(url: string, { leaf, issuer, ask, now, signal }: Asking): Promise<Revocation> {
  const body = ocspRequest(leaf, issuer);
  const bytes = await ask({ url, body, type: 'application/ocsp-request', maxBytes: OCSP_BYTES, signal });
  const answer = readOcsp(bytes, { leaf, issuer, now });
  switch (answer.state) {
    case 'good':
      return { state: 'good', at: null, how: 'ocsp', detail: `${url} says good` };
    case 'revoked':
      return { state: 'revoked', at: answer.at, how: 'ocsp', detail: `${url} says revoked` };
    case 'unknown':
      return { state: 'unknown', at: null, how: 'ocsp', detail: answer.because };
  }
}

async function byList(url: string, { leaf, issuer, ask, now, signal }: Asking): Promise<Revocation> {
  const how = 'crl';
  const bytes = await ask({ url, maxBytes: CRL_BYTES, signal });
  const list = new x509.X509Crl(new Uint8Array(bytes));
  const publicKey = new x509.X509Certificate(new Uint8Array(issuer.raw)).publicKey;
  if (!(await list.verify({ publicKey }, webcrypto as unknown as Crypto)))
    return { state: 'unknown', at: null, how, detail: 'the list is not signed by the authority' };
  if (list.nextUpdate && list.nextUpdate.getTime() < now)
    return { state: 'unknown', at: null, how, detail: 'the list is out of date' };
  const entry = list.findRevoked(leaf.serialNumber.toLowerCase());
  if (!entry) return { state: 'good', at: null, how, detail: `not on ${url}` };
  return { state: 'revoked', at: entry.revocationDate.getTime(), how, detail: `on ${url}` };
}

function crlUrls(leaf: X509Certificate): string[] {
  const points = new x509.X509Certificate(new Uint8Array(leaf.raw)).getExtension(
    x509.CRLDistributionPointsExtension,
  );
  const names = points?.distributionPoints.flatMap(
    ({ distributionPoint }) => distributionPoint?.fullName ?? [],
  );
  return (names ?? [])
    .map(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? '')
    .filter((url) => /^https?:\/\//.test(url));
}
