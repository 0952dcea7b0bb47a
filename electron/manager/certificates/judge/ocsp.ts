/** Asks an OCSP responder's question and reads its answer. Pure. Spec: RFC 6960 §4. */
import { createHash, verify, type X509Certificate } from 'node:crypto';
import { type DerValue, derChildren, derValue } from '../../../../server/x509/index.ts';
import { certificateOf } from './pem.ts';

/** Identifier octets. */
const [SEQUENCE, INTEGER, OCTET_STRING, BIT_STRING, OBJECT_ID, NULL] = [0x30, 0x02, 0x04, 0x03, 0x06, 0x05];
const [CONTEXT_0, GENERALIZED_TIME, ENUMERATED] = [0xa0, 0x18, 0x0a];
const [GOOD, REVOKED] = [0x80, 0xa1];

const SHA1 = derValue(SEQUENCE, derValue(OBJECT_ID, Buffer.from('2b0e03021a', 'hex')), derValue(NULL));
/** id-pkix-ocsp-basic. */
const BASIC = '2b0601050507300101';
const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';

/** Signature algorithms as hex of their OIDs, and their hash for node:crypto. */
const HASHES: Readonly<Record<string, string | null>> = {
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2b6570': null,
};

export type OcspAnswer =
  | { readonly state: 'good' }
  | { readonly state: 'revoked'; readonly at: number | null }
  /** `because` is one exact English sentence. */
  | { readonly state: 'unknown'; readonly because: string };

const unknown = (because: string): OcspAnswer => ({ state: 'unknown', because });

/** SPEC: RFC 6960 §4.1.1: OCSPRequest { tbsRequest { requestList { Request { reqCert CertID } } } } */
export function ocspRequest(leaf: X509Certificate, issuer: X509Certificate): Buffer {
  const request = derValue(SEQUENCE, certificateId(leaf, issuer));
  return derValue(SEQUENCE, derValue(SEQUENCE, derValue(SEQUENCE, request)));
}

/**
 * CertID { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }.
 * WHY SHA-1: responders are asked for by it (RFC 5019 §2.1.1); nothing is proved by it.
 */
function certificateId(leaf: X509Certificate, issuer: X509Certificate): Buffer {
  const { subject, key } = bodyOf(issuer);
  const hash = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest();
  return derValue(
    SEQUENCE,
    ...[SHA1, derValue(OCTET_STRING, hash(subject)), derValue(OCTET_STRING, hash(key))],
    derValue(INTEGER, serialOf(leaf)),
  );
}

function fieldsOf(certificate: X509Certificate): DerValue[] {
  const [outer] = derChildren(certificate.raw);
  const [body] = derChildren(outer!.content);
  // TBSCertificate { version [0] EXPLICIT DEFAULT v1, serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, … }
  return derChildren(body!.content).filter(({ tag }, at) => !(at === 0 && tag === CONTEXT_0));
}

const serialOf = (certificate: X509Certificate): Buffer => fieldsOf(certificate)[0]!.content;

function bodyOf(certificate: X509Certificate): { subject: Buffer; key: Buffer } {
  const fields = fieldsOf(certificate);
  const bits = derChildren(fields[5]!.content).find(({ tag }) => tag === BIT_STRING);
  // The octet before the bits counts those of the last one that do not belong to them.
  return { subject: derValue(SEQUENCE, fields[4]!.content), key: bits!.content.subarray(1) };
}

export interface OcspParts {
  readonly leaf: X509Certificate;
  readonly issuer: X509Certificate;
  readonly now: number;
}

/** Never throws, whatever comes. */
export function readOcsp(bytes: Buffer, parts: OcspParts): OcspAnswer {
  const [response] = derChildren(bytes);
  const [status, wrapped] = derChildren(response?.content ?? Buffer.alloc(0));
  if (status?.tag !== ENUMERATED) return unknown('the answer cannot be read');
  if (status.content[0] !== 0) return unknown(`the responder answers with status ${status.content[0]}`);
  const [typed] = derChildren(wrapped?.content ?? Buffer.alloc(0));
  const [type, inner] = derChildren(typed?.content ?? Buffer.alloc(0));
  if (type?.content.toString('hex') !== BASIC) return unknown('the answer is of a kind we do not know');
  const [basic] = derChildren(inner?.content ?? Buffer.alloc(0));
  const [data, algorithm, signature, certificates] = derChildren(basic?.content ?? Buffer.alloc(0));
  if (!data || !algorithm || signature?.tag !== BIT_STRING) return unknown('the answer cannot be read');
  if (!isSigned({ data, algorithm, signature, certificates }, parts))
    return unknown('the answer is not signed by the authority');
  return statusIn(data, parts);
}

interface Signed {
  readonly data: DerValue;
  readonly algorithm: DerValue;
  readonly signature: DerValue;
  readonly certificates: DerValue | undefined;
}

/** SPEC: RFC 6960 §4.2.2.2: by the authority itself, or by a certificate it issued for that with id-kp-OCSPSigning. */
function isSigned({ data, algorithm, signature, certificates }: Signed, { issuer, now }: OcspParts): boolean {
  const hash = HASHES[derChildren(algorithm.content)[0]?.content.toString('hex') ?? ''];
  if (hash === undefined) return false;
  const [list] = derChildren(certificates?.content ?? Buffer.alloc(0));
  const delegated = derChildren(list?.content ?? Buffer.alloc(0))
    .slice(0, 5)
    .map(({ tag, content }) => certificateOf(derValue(tag, content)))
    .filter((one) => one !== undefined)
    .filter((one) => isDelegate(one, issuer, now));
  const bytes = derValue(data.tag, data.content);
  const bits = signature.content.subarray(1);
  return [issuer, ...delegated].some((one) => {
    try {
      return verify(hash, bytes, one.publicKey, bits);
    } catch {
      return false; // A key of another kind than the signature.
    }
  });
}

const isDelegate = (one: X509Certificate, issuer: X509Certificate, now: number): boolean =>
  (one.keyUsage as readonly string[] | undefined)?.includes(OCSP_SIGNING) === true &&
  one.checkIssued(issuer) &&
  one.verify(issuer.publicKey) &&
  now < one.validToDate.getTime() &&
  now >= one.validFromDate.getTime();

/** Clocks of responders may be ahead. */
const SKEW_MS = 10 * 60 * 1000;

/** ResponseData { version [0] DEFAULT v1, responderID [1]|[2], producedAt, responses SEQUENCE OF SingleResponse, … } */
function statusIn(data: DerValue, { leaf, issuer, now }: OcspParts): OcspAnswer {
  const wanted = certificateId(leaf, issuer);
  const responses = derChildren(data.content).find(({ tag }) => tag === SEQUENCE);
  for (const single of derChildren(responses?.content ?? Buffer.alloc(0)).slice(0, 20)) {
    const [id, status, from, until] = derChildren(single.content);
    if (!id || !status || !sameId(derValue(id.tag, id.content), wanted)) continue;
    if (from?.tag !== GENERALIZED_TIME || timeOf(from) > now + SKEW_MS)
      return unknown('the answer is from the future');
    const [next] = until?.tag === CONTEXT_0 ? derChildren(until.content) : [];
    if (next && timeOf(next) < now - SKEW_MS) return unknown('the answer is out of date');
    if (status.tag === GOOD) return { state: 'good' };
    if (status.tag !== REVOKED) return unknown('the responder does not know this certificate');
    const [at] = derChildren(status.content);
    return { state: 'revoked', at: at ? timeOf(at) : null };
  }
  return unknown('the answer is about another certificate');
}

/** Without the algorithm, whose parameters may be written in two ways. */
function sameId(one: Buffer, other: Buffer): boolean {
  const tail = (id: Buffer) =>
    derChildren(derChildren(id)[0]!.content)
      .slice(1)
      .map(({ content }) => content.toString('hex'))
      .join(' ');
  return tail(one) === tail(other);
}

/** `20261122115900Z`. */
function timeOf({ content }: DerValue): number {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(content.toString('latin1'));
  if (!found) return Number.NaN;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number);
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!);
}
