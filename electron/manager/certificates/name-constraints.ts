/**
 * The NameConstraints extension, RFC 5280 §4.2.1.10, in DER. The X.509 library has no builder for it; this is all of it
 * that we use: permitted subtrees of the kinds dNSName and iPAddress.
 */
import ipaddr from 'ipaddr.js';
import type { Limits } from './names.ts';

export const NAME_CONSTRAINTS_OID = '2.5.29.30';

function der(tag: number, content: Uint8Array): Buffer {
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length =
    content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const SEQUENCE = 0x30;
/** GeneralName's implicit tags: dNSName [2] IA5String, iPAddress [7] OCTET STRING. */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;
/** permittedSubtrees [0]. */
const PERMITTED = 0xa0;

/** Address and mask one behind the other, each 4 or 16 bytes. */
function network(cidr: string): Buffer {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const mask = bytes.map((_, index) => (0xff << (8 - Math.max(0, Math.min(8, bits - index * 8)))) & 0xff);
  return Buffer.from([...bytes, ...mask]);
}

export function nameConstraints({ names, networks }: Limits): Buffer {
  const bases = [
    ...names.map((name) => der(DNS_NAME, Buffer.from(name, 'ascii'))),
    ...networks.map((cidr) => der(IP_ADDRESS, network(cidr))),
  ];
  const subtrees = bases.map((base) => der(SEQUENCE, base));
  return der(SEQUENCE, der(PERMITTED, Buffer.concat(subtrees)));
}

/** Reads back what `nameConstraints` made. */
export function constrained(extension: Uint8Array): Limits {
  const [all] = children(extension);
  const [permitted] = all ? children(all.content) : [];
  const bases = permitted ? children(permitted.content).flatMap((subtree) => children(subtree.content)) : [];
  const of = (kind: number) => bases.filter(({ tag }) => tag === kind).map(({ content }) => content);
  return {
    names: of(DNS_NAME).map((content) => Buffer.from(content).toString('ascii')),
    networks: of(IP_ADDRESS).map((content) => {
      const half = content.length / 2;
      const address = ipaddr.fromByteArray([...content.subarray(0, half)]);
      const mask = ipaddr.fromByteArray([...content.subarray(half)]);
      return `${address}/${mask.prefixLengthFromSubnetMask()}`;
    }),
  };
}

/** The elements one behind the other in `bytes`; lengths as `der` writes them. */
function children(bytes: Uint8Array): { tag: number; content: Uint8Array }[] {
  const found: { tag: number; content: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at]!;
    const first = bytes[at + 1]!;
    const long = first >= 0x80 ? first - 0x80 : 0;
    const length =
      long === 0 ? first : bytes.subarray(at + 2, at + 2 + long).reduce((sum, byte) => sum * 256 + byte, 0);
    const start = at + 2 + long;
    found.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
