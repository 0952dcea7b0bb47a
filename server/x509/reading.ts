/**
 * What a certificate says that node:crypto does not tell: names, constraints, path length, algorithms. Specs: RFC 5280 §4, RFC 4985.
 * Pure. What cannot be read counts as absent, but a critical extension we do not know is told.
 */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type DerValue, derChildren } from './der.ts';

/** A name in a subjectAltName. */
export type Presented =
  /** `example.org` or `*.example.org`, as it stands. */
  | { readonly type: 'dns'; readonly name: string }
  /** RFC 4985: `_xmpp-server.example.org`, as its two parts. */
  | { readonly type: 'srv'; readonly service: string; readonly name: string }
  /** RFC 6120 §13.7.1.4, as it stands. */
  | { readonly type: 'xmpp'; readonly address: string }
  | { readonly type: 'ip'; readonly bytes: Buffer };

/** RFC 5280 §4.2.1.10. */
export interface NameConstraints {
  readonly permitted: readonly Constraint[];
  readonly excluded: readonly Constraint[];
}
export type Constraint =
  | { readonly type: 'dns'; readonly name: string }
  | { readonly type: 'ip'; readonly bytes: Buffer }
  /** Of a kind none of our names is of: e-mail, directory, URI. */
  | { readonly type: 'other' };

export interface Reading {
  readonly names: readonly Presented[];
  readonly constraints: NameConstraints | undefined;
  /** How many authorities may stand between this one and the peer's certificate. */
  readonly pathLength: number;
  /** Extended key usages as OIDs; undefined when it says nothing. */
  readonly purposes: readonly string[] | undefined;
  /** Critical extensions we do not know, as hex of their OIDs. */
  readonly unknown: readonly string[];
  /** Signed with a hash that can be forged. */
  readonly weakSignature: boolean;
}

/** OIDs as hex of their DER content. */
const OID = {
  keyUsage: '551d0f',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  nameConstraints: '551d1e',
  certificatePolicies: '551d20',
  policyMappings: '551d21',
  policyConstraints: '551d24',
  extendedKeyUsage: '551d25',
  inhibitAnyPolicy: '551d36',
  /** 1.3.6.1.5.5.7.8.5 and .7 */
  xmppAddr: '2b06010505070805',
  srvName: '2b06010505070807',
} as const;

/** Policies are nothing we ask for, and so nothing a critical one could forbid (RFC 5280 §6.1.1 (c)). */
const KNOWN: ReadonlySet<string> = new Set(Object.values(OID));

/** MD5 and SHA-1 with RSA, SHA-1 with DSA and with ECDSA. */
const WEAK_SIGNATURES = new Set([
  '2a864886f70d010104',
  '2a864886f70d010105',
  '2a8648ce380403',
  '2a8648ce3d0401',
]);

/** Identifier octets. */
const [INTEGER, OCTET_STRING, OBJECT_ID, UTF8_STRING, IA5_STRING] = [0x02, 0x04, 0x06, 0x0c, 0x16];
const [CONTEXT_0, CONTEXT_1, CONTEXT_3] = [0xa0, 0xa1, 0xa3];
/** GeneralName, RFC 5280 §4.2.1.6. */
const [OTHER_NAME, DNS_NAME, IP_ADDRESS] = [0xa0, 0x82, 0x87];

const readings = new WeakMap<X509Certificate, Reading>();

/** Reads once; an authority is looked at again and again. */
export function readingOf(certificate: X509Certificate): Reading {
  const known = readings.get(certificate);
  if (known) return known;
  const reading = read(certificate);
  readings.set(certificate, reading);
  return reading;
}

function read(certificate: X509Certificate): Reading {
  const [outer] = derChildren(certificate.raw);
  const [body, algorithm] = outer ? derChildren(outer.content) : [];
  const extensions = body ? extensionsOf(body) : [];
  const value = (id: string) => extensions.find((each) => each.id === id)?.value;
  const [signature] = algorithm ? derChildren(algorithm.content) : [];
  return {
    names: namesIn(value(OID.subjectAltName)),
    constraints: constraintsIn(value(OID.nameConstraints)),
    pathLength: pathLengthIn(value(OID.basicConstraints)),
    // Node calls the extended ones keyUsage.
    purposes: certificate.keyUsage as readonly string[] | undefined,
    unknown: extensions.filter(({ id, critical }) => critical && !KNOWN.has(id)).map(({ id }) => id),
    weakSignature: WEAK_SIGNATURES.has(signature?.content.toString('hex') ?? ''),
  };
}

interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

/** RFC 5280 §4.1: extensions [3] EXPLICIT SEQUENCE OF SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }. */
function extensionsOf(body: DerValue): Extension[] {
  const wrapped = derChildren(body.content).find(({ tag }) => tag === CONTEXT_3);
  const [list] = wrapped ? derChildren(wrapped.content) : [];
  return derChildren(list?.content ?? EMPTY).flatMap((each) => {
    const parts = derChildren(each.content);
    const value = parts.find(({ tag }) => tag === OCTET_STRING);
    const id = parts[0]?.content.toString('hex') ?? '';
    return value
      ? [{ id, critical: parts.length > 2 && parts[1]!.content[0] !== 0, value: value.content }]
      : [];
  });
}

const EMPTY = Buffer.alloc(0);

function namesIn(value: Buffer | undefined): Presented[] {
  const [list] = derChildren(value ?? EMPTY);
  return derChildren(list?.content ?? EMPTY)
    .map(nameIn)
    .filter((name) => name !== undefined);
}

function nameIn({ tag, content }: DerValue): Presented | undefined {
  if (tag === DNS_NAME) return { type: 'dns', name: content.toString('latin1').toLowerCase() };
  if (tag === IP_ADDRESS) return { type: 'ip', bytes: content };
  if (tag !== OTHER_NAME) return undefined;
  const [kind, wrapped] = derChildren(content);
  if (kind?.tag !== OBJECT_ID || wrapped?.tag !== CONTEXT_0) return undefined;
  const [text] = derChildren(wrapped.content);
  const id = kind.content.toString('hex');
  if (id === OID.xmppAddr && text?.tag === UTF8_STRING)
    return { type: 'xmpp', address: text.content.toString('utf8') };
  if (id !== OID.srvName || text?.tag !== IA5_STRING) return undefined;
  // SPEC: RFC 4985 §2: the name is of the form _Service.Name.
  const [, service, name] = /^_([^.]+)\.(.+)$/.exec(text.content.toString('latin1').toLowerCase()) ?? [];
  return service && name ? { type: 'srv', service, name } : undefined;
}

/** SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL } */
function pathLengthIn(value: Buffer | undefined): number {
  const [sequence] = derChildren(value ?? EMPTY);
  const length = derChildren(sequence?.content ?? EMPTY).find(({ tag }) => tag === INTEGER);
  if (!length) return Number.POSITIVE_INFINITY;
  return length.content.length === 1 ? length.content[0]! : Number.POSITIVE_INFINITY;
}

/** SEQUENCE { permittedSubtrees [0], excludedSubtrees [1] }, each of SEQUENCE { base GeneralName, … } */
function constraintsIn(value: Buffer | undefined): NameConstraints | undefined {
  if (!value) return undefined;
  const [sequence] = derChildren(value);
  const parts = derChildren(sequence?.content ?? EMPTY);
  const subtrees = (wanted: number) =>
    derChildren(parts.find(({ tag }) => tag === wanted)?.content ?? EMPTY).map((subtree) =>
      baseOf(derChildren(subtree.content)[0]),
    );
  return { permitted: subtrees(CONTEXT_0), excluded: subtrees(CONTEXT_1) };
}

function baseOf(base: DerValue | undefined): Constraint {
  if (base?.tag === DNS_NAME) return { type: 'dns', name: base.content.toString('latin1').toLowerCase() };
  if (base?.tag === IP_ADDRESS) return { type: 'ip', bytes: base.content };
  return { type: 'other' };
}

/** An IP address as the octets of a certificate (RFC 5280 §4.2.1.6), or undefined. */
export function addressBytes(address: string): Buffer | undefined {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  if (isIP(address) !== 6) return undefined;
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const all =
    tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return Buffer.from(all.map((group: string) => group.padStart(4, '0')).join(''), 'hex');
}
