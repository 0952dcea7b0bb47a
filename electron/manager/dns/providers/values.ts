/**
 * Values of records as different providers write them, in the one way of contract/records.ts, and compared. Pure.
 * Specs: RFC 1035 §5.1 (presentation format), RFC 4343 (case), RFC 5952 (IPv6 text), RFC 8659 §4.1, RFC 6698 §2.2.
 */
import ipaddr from 'ipaddr.js';
import type { RecordSet, RecordType } from '../../../contract/records.ts';

/** `xmpp` of `xmpp.example.org` below `example.org`; `@` for the zone's own name. */
export function relativeName(name: string, zone: string): string {
  if (name === zone) return '@';
  if (!name.endsWith(`.${zone}`)) throw new Error(`${name} does not lie in ${zone}`);
  return name.slice(0, -zone.length - 1);
}

/** What lies in `zone`, as far as names tell. */
export const liesIn = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

/** The zone with the longest name that `name` lies in: a delegated part has a zone of its own. */
export function zoneOf<Zone extends { readonly name: string }>(
  name: string,
  zones: readonly Zone[],
): Zone | undefined {
  return zones
    .filter((zone) => liesIn(name, zone.name))
    .sort((one, other) => other.name.length - one.name.length)[0];
}

/** SPEC: RFC 1035 §5.1: names that do not end in a dot are relative to the origin. Made absolute, in lower case. */
function absolute(name: string, zone: string): string {
  const lower = name.toLowerCase();
  if (lower === '@') return `${zone}.`;
  return lower.endsWith('.') ? lower : `${lower}.${zone}.`;
}

/** SPEC: RFC 1035 §3.3: a character-string is at most 255 bytes. */
const STRING_BYTES = 255;

/** A text as the presentation format has it: strings of at most 255 bytes in quotation marks. */
export function quoteText(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const strings: string[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += STRING_BYTES)
    strings.push(quoteBytes(bytes.subarray(at, at + STRING_BYTES)));
  return strings.join(' ');
}

/** SPEC: RFC 1035 §5.1: `\DDD` is the octet of that decimal number, `\X` is X without its meaning. */
export const quoteBytes = (bytes: Buffer): string =>
  `"${[...bytes]
    .map((byte) => {
      if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
      return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
    })
    .join('')}"`;

/** The strings of a value in presentation format; what stands without quotation marks is one, too. */
export const stringsOf = (value: string): Buffer[] =>
  (value.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/gs) ?? []).map(bytesOf);

function bytesOf(string: string): Buffer {
  const inner = string.startsWith('"') ? string.slice(1, -1) : string;
  const parts: Buffer[] = [];
  for (const [, decimal, escaped, plain] of inner.matchAll(/\\(\d{3})|\\(.)|([^\\]+)/gs))
    parts.push(
      decimal === undefined ? Buffer.from(escaped ?? plain ?? '') : Buffer.of(Number(decimal) & 0xff),
    );
  return Buffer.concat(parts);
}

/** The text of a value in presentation format, all its strings in one. */
export const textOf = (value: string): string => Buffer.concat(stringsOf(value)).toString('utf8');

const words = (value: string): string[] => value.trim().split(/\s+/);

/** An address in its one spelling (RFC 5952), or as it came when it is none. */
const address = (value: string): string =>
  ipaddr.isValid(value.trim()) ? ipaddr.parse(value.trim()).toString() : value.trim();

const CANONICAL: { readonly [Type in RecordType]: (value: string, zone: string) => string } = {
  A: address,
  AAAA: address,
  CNAME: (value, zone) => absolute(value.trim(), zone),
  NS: (value, zone) => absolute(value.trim(), zone),
  MX(value, zone) {
    const [preference = '', target = '.'] = words(value);
    return `${Number(preference)} ${absolute(target, zone)}`;
  },
  SRV(value, zone) {
    const [priority, weight, port, target = '.'] = words(value);
    return `${Number(priority)} ${Number(weight)} ${Number(port)} ${absolute(target, zone)}`;
  },
  TXT: (value) => quoteText(textOf(value)),
  // SPEC: RFC 8659 §4.1: tags are matched without regard to case.
  CAA(value) {
    const [flags = '', tag = '', ...rest] = words(value);
    return `${Number(flags)} ${tag.toLowerCase()} ${quoteText(textOf(rest.join(' ')))}`;
  },
  TLSA(value) {
    const [usage, selector, matching, ...hex] = words(value);
    return `${Number(usage)} ${Number(selector)} ${Number(matching)} ${hex.join('').toLowerCase()}`;
  },
};

/** One value in its one spelling, names in it absolute; `zone` is where relative ones belong. */
export const canonical = (type: RecordType, value: string, zone: string): string =>
  CANONICAL[type](value, zone);

/** A set as it is handed on: canonical values, each once, in a fixed order. */
export function canonicalSet(set: RecordSet, zone: string): RecordSet {
  const values = [...new Set(set.values.map((value) => canonical(set.type, value, zone)))].sort();
  return { name: set.name.toLowerCase().replace(/\.$/, ''), type: set.type, ttl: set.ttl, values };
}

/** Whether two sets say the same; how long it may be remembered is not part of that. Null and no values are alike. */
export function sameValues(one: RecordSet | null, other: RecordSet | null): boolean {
  const read = (set: RecordSet | null) => (set ? canonicalSet(set, set.name).values.join('\n') : '');
  return read(one) === read(other);
}

/** `NAME TYPE`: what a set is called wherever it is spoken of. */
export const keyOf = ({ name, type }: Pick<RecordSet, 'name' | 'type'>): string => `${name} ${type}`;
