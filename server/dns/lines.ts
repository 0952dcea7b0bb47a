/** Records as lines that people and zone files write (RFC 1035 §5.1), from dns-packet's words. Pure. */
import { isIPv6 } from 'node:net';
import type * as packet from 'dns-packet';

export interface RecordLine {
  /** Lower case, without a final dot. */
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** Names in it are lower case and end in a dot; texts stand in quotation marks. */
  readonly value: string;
}

/** One record as dns-packet has read it. */
export interface WireRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly data?: unknown;
}

/** Undefined for a type nobody here asks for, or data that cannot be read. */
export function lineOf({ name, type, ttl = 0, data }: WireRecord): RecordLine | undefined {
  const write = Object.hasOwn(WRITERS, type) ? WRITERS[type] : undefined;
  if (!write || data === undefined || data === null) return undefined;
  return { name: name.replace(/\.$/, '').toLowerCase(), type, ttl, value: write(data as never) };
}

const absolute = (name: string) => `${printable(name.replace(/\.$/, '').toLowerCase())}.`;
const hex = (bytes: Buffer) => bytes.toString('hex').toUpperCase();
/** What a stranger's zone has in a name must not reach a terminal or a page as it is. */
const printable = (text: string) =>
  text.replace(/[^\x21-\x7e]/g, (letter) => `\\${String(letter.codePointAt(0)! % 1000).padStart(3, '0')}`);

/** SPEC: RFC 1035 §5.1: a backslash before a character that is to be itself, or before three digits for an octet. */
function quoted(part: string | Buffer): string {
  const octets = typeof part === 'string' ? Buffer.from(part) : part;
  const text = Array.from(octets, (octet) => {
    if (octet === 0x22 || octet === 0x5c) return `\\${String.fromCharCode(octet)}`;
    return octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : `\\${String(octet).padStart(3, '0')}`;
  });
  return `"${text.join('')}"`;
}

/** SPEC: RFC 5952: one spelling for an IPv6 address. */
const canonical = (address: string) =>
  isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;

const WRITERS: Readonly<Record<string, (data: never) => string>> = {
  A: (address: string) => address,
  AAAA: (address: string) => canonical(address),
  CNAME: absolute,
  DNAME: absolute,
  NS: absolute,
  SRV: ({ priority = 0, weight = 0, port, target }: packet.SrvData) =>
    `${priority} ${weight} ${port} ${absolute(target)}`,
  MX: ({ preference = 0, exchange }: packet.MxData) => `${preference} ${absolute(exchange)}`,
  TXT: (data: packet.TxtData) => [data].flat().map(quoted).join(' '),
  CAA: ({ flags = 0, tag, value }: packet.CaaData) => `${flags} ${printable(tag)} ${quoted(value)}`,
  TLSA: ({ usage, selector, matchingType, certificate }: packet.TlsaData) =>
    `${usage} ${selector} ${matchingType} ${hex(certificate)}`,
  SOA: ({ mname, rname, serial, refresh, retry, expire, minimum }: packet.SoaData) =>
    [absolute(mname), absolute(rname), serial, refresh, retry, expire, minimum].join(' '),
  DS: ({ keyTag, algorithm, digestType, digest }: packet.DsData) =>
    `${keyTag} ${algorithm} ${digestType} ${hex(digest)}`,
  DNSKEY: ({ flags, algorithm }: packet.DnskeyData) => `${flags} 3 ${algorithm}`,
  RRSIG: ({ typeCovered, algorithm, expiration, inception, keyTag, signersName }: packet.RrsigData) =>
    `${typeCovered} ${algorithm} ${inception} ${expiration} ${keyTag} ${absolute(signersName)}`,
};
