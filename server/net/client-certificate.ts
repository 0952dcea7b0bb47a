/**
 * Whose certificate a client has shown. Specs: RFC 6120 §13.7.1.4, XEP-0178 1.2 §2.
 * Certificates say an XMPP address as a subjectAltName of the form id-on-xmppAddr. Pure but for the clock passed in.
 * It does not log anybody in: auth/sasl.ts asks.
 */
import type { X509Certificate } from 'node:crypto';
import { type Jid, parseJid } from '../kernel/jid.ts';
import { type DerValue, derChildren } from '../x509/der.ts';

/** OIDs as hex of their DER content. */
const SUBJECT_ALT_NAME = '551d11';
/** 1.3.6.1.5.5.7.8.5 */
const ID_ON_XMPP_ADDR = '2b06010505070805';
/** Extended key usage, as Node writes it: clientAuth. */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

const [OID, UTF8_STRING, CONTEXT_0, CONTEXT_3] = [0x06, 0x0c, 0xa0, 0xa3];

/**
 * The addresses of `host` in a client's certificate, if one of `authorities` has issued it, and for this use.
 * WHY no chains: an office's authority signs its people's certificates itself.
 */
export function clientAddresses(
  certificate: X509Certificate | undefined,
  authorities: readonly X509Certificate[],
  host: string,
  now: number,
): readonly Jid[] {
  if (!certificate || !isTrusted(certificate, authorities, now)) return [];
  return xmppAddresses(certificate.raw).filter(
    ({ local, domain, isBare }) => local !== '' && domain === host && isBare,
  );
}

function isTrusted(leaf: X509Certificate, authorities: readonly X509Certificate[], now: number): boolean {
  const inTime = ({ validFrom, validTo }: X509Certificate) =>
    Date.parse(validFrom) <= now && now < Date.parse(validTo);
  const usage: readonly string[] | undefined = leaf.keyUsage;
  if (leaf.ca || !inTime(leaf) || (usage && !usage.includes(CLIENT_AUTH))) return false;
  return authorities.some(
    (one) => one.ca && inTime(one) && leaf.checkIssued(one) && leaf.verify(one.publicKey),
  );
}

/** All of them, in the order they stand; what is no address is left out. */
export function xmppAddresses(der: Buffer): readonly Jid[] {
  const names = extension(der, SUBJECT_ALT_NAME);
  if (!names) return [];
  return derChildren(names.content)
    .map(xmppName)
    .map((text) => (text === undefined ? undefined : parseJid(text)))
    .filter((jid) => jid !== undefined);
}

/** RFC 5280 §4.2.1.6: otherName [0] ::= SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY }, here a UTF8String. */
function xmppName(name: DerValue): string | undefined {
  if (name.tag !== CONTEXT_0) return undefined;
  const [type, value] = derChildren(name.content);
  if (type?.tag !== OID || type.content.toString('hex') !== ID_ON_XMPP_ADDR || value?.tag !== CONTEXT_0)
    return undefined;
  const [text] = derChildren(value.content);
  return text?.tag === UTF8_STRING ? text.content.toString('utf8') : undefined;
}

/** RFC 5280 §4.1: tbsCertificate.extensions [3] EXPLICIT SEQUENCE OF SEQUENCE { extnID, critical DEFAULT FALSE, extnValue }. */
function extension(der: Buffer, id: string): DerValue | undefined {
  const [certificate] = derChildren(der);
  const [body] = certificate ? derChildren(certificate.content) : [];
  const wrapped = body && derChildren(body.content).find(({ tag }) => tag === CONTEXT_3);
  const [list] = wrapped ? derChildren(wrapped.content) : [];
  for (const each of list ? derChildren(list.content) : []) {
    const [name, ...rest] = derChildren(each.content);
    if (name?.content.toString('hex') !== id) continue;
    const value = rest.at(-1);
    return value && derChildren(value.content)[0];
  }
  return undefined;
}
