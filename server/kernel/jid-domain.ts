/**
 * The domainpart of addresses: an IP literal or a domain name.
 *
 * RFC 7622 §3.2; IDNA2008 (RFC 5890 to 5893, 5895) with UTS #46 (tr46) for case, A-labels and DNS lengths.
 * "BÜCHER.example." and "xn--bcher-kva.example" are the same domain, written "bücher.example".
 * Nothing is looked up here.
 */
import { isIPv6, SocketAddress } from 'node:net';
import { toASCII, toUnicode } from 'tr46';
import { contextHolds, isIdentifier, isULabel, mapWidth } from './precis-rules.ts';

/** SPEC: RFC 7622 §3.2: "A domainpart MUST NOT be zero octets in length and MUST NOT be more than 1023 octets in length." */
const MAX_DOMAIN = 1023;
/** SPEC: RFC 1035 §2.3.4: names of 255 octets on the wire, which are 253 in text. */
const MAX_NAME = 253;
/** In lower case, with labels of at most 63 bytes: nearly every domain there is. */
const PLAIN_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
/** RFC 5890 §2.3.1: labels with hyphens at third and fourth place are reserved; A-labels are of them. */
const RESERVED_LABEL = /(?:^|\.)..--/;
/** Nontransitional, as IDNA2008 is: ß and ς are letters of their own. */
const UTS46 = { checkBidi: true, checkHyphens: true, checkJoiners: true, useSTD3ASCIIRules: true } as const;

/** A domainpart as it is compared: lower case, with U-labels, without a final dot. Undefined when it is none. */
export function prepareDomain(text: string): string | undefined {
  if (text.length > MAX_DOMAIN + 1) return undefined;
  // SPEC: RFC 7622 §3.1: "domainpart = IP-literal / IPv4address / ifqdn"; an IPv4 address is written like a plain name.
  if (text.startsWith('[')) return prepareLiteral(text);
  const plain = withoutFinalDot(text);
  if (PLAIN_NAME.test(plain) && !RESERVED_LABEL.test(plain))
    return plain.length <= MAX_NAME ? plain : undefined;
  return prepareName(text);
}

function prepareName(given: string): string | undefined {
  // RFC 5895 §2, mappings 2 and 4: fullwidth and halfwidth characters; the ideographic full stop becomes a dot.
  const narrow = withoutFinalDot(mapWidth(given).replaceAll('\u3002', '.'));
  // SPEC: RFC 7622 §3.2.1: "consists only of Unicode code points that are allowed in NR-LDH labels or U-labels".
  // WHY before UTS #46: it would make "iv" of "Ⅳ" and drop invisible characters, which IDNA2008 refuses.
  if (!isIdentifier(narrow)) return undefined;
  // SPEC: RFC 7622 §3.2.1: "each A-label MUST be converted to a U-label".
  const { domain, error } = toUnicode(narrow, UTS46);
  if (error) return undefined;
  if (!domain.split('.').every((label) => label !== '' && isULabel(label) && contextHolds(label)))
    return undefined;
  // SPEC: RFC 5890 §2.3.2.1: a U-label has an A-label, which is a DNS label and so of at most 63 octets.
  return toASCII(domain, { ...UTS46, verifyDNSLength: true }) === null ? undefined : domain;
}

/**
 * SPEC: RFC 7622 §3.2: "If the domainpart includes a final character considered to be a label separator (dot) by
 * [RFC1034], this character MUST be stripped".
 */
const withoutFinalDot = (name: string) => (name.endsWith('.') ? name.slice(0, -1) : name);

/** RFC 3986 §3.2.2: "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
const IP_FUTURE = /^v[0-9a-f]+\.[a-z0-9._~!$&'()*+,;=:-]+$/;

/**
 * `[…]`: an IPv6 address, in the one spelling of RFC 5952, so that equal ones are equal text.
 * WHY no zone ("%25eth0", RFC 6874): it names an interface of one machine and is no address to anybody else; RFC 9844 has
 * withdrawn it.
 */
function prepareLiteral(text: string): string | undefined {
  if (!text.endsWith(']') || text.length > MAX_DOMAIN) return undefined;
  const inside = text.slice(1, -1).toLowerCase();
  if (IP_FUTURE.test(inside)) return `[${inside}]`;
  if (!isIPv6(inside) || inside.includes('%')) return undefined;
  return `[${new SocketAddress({ address: inside, family: 'ipv6' }).address}]`;
}
