/**
 * DNS UPDATE as it stands on the wire, and answers to it (RFC 2136 §2, RFC 1035 §4). Pure.
 * dns-packet writes and reads records; here are the sections, and classes that it does not know.
 */
import * as packet from 'dns-packet';
import type { RecordSet, RecordType } from '../../../../contract/records.ts';
import { quoteBytes, stringsOf, textOf } from '../values.ts';

const HEADER_BYTES = 12;
/** SPEC: RFC 2136 §2.2: "The Opcode value that identifies an UPDATE message is five (5)." */
const UPDATE = 5 << 11;
/** RFC 1035 §3.2.4, RFC 2136 §2.4. */
export const CLASS = { in: 1, none: 254, any: 255 } as const;
/** RFC 1035 §3.2.2, RFC 3596, RFC 2782, RFC 6698, RFC 8659. */
const TYPES: Readonly<Record<RecordType | 'SOA', number>> = {
  ...{ A: 1, NS: 2, CNAME: 5, SOA: 6, MX: 15, TXT: 16, AAAA: 28, SRV: 33, TLSA: 52, CAA: 257 },
};

/** SPEC: RFC 1035 §3.1: labels of at most 63 bytes, each after its length, a zero at the end. */
export function wireName(name: string): Buffer {
  const labels = name.replace(/\.$/, '').toLowerCase().split('.').filter(Boolean);
  const parts = labels.map((label) => {
    const bytes = Buffer.from(label, 'latin1');
    if (bytes.length > 63) throw new Error(`${label} is too long for a label`);
    return Buffer.concat([Buffer.of(bytes.length), bytes]);
  });
  return Buffer.concat([...parts, Buffer.of(0)]);
}

const u16 = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value, at * 2);
  return bytes;
};

/** A question for one set, without recursion. */
export const encodeQuery = (id: number, name: string, type: RecordType | 'SOA'): Buffer =>
  Buffer.concat([u16(id, 0, 1, 0, 0, 0), wireName(name), u16(TYPES[type], CLASS.in)]);

type Wire = packet.Answer;

/** What has to be so, and what is then done. Sets of no values are none. */
export interface Update {
  readonly zone: string;
  /** As they were read; empty: there must be no such set. */
  readonly expected: readonly Wire[];
  readonly set: RecordSet;
}

/** One UPDATE that puts a set in place of another, or does nothing when the other is not there. */
export function encodeUpdate(id: number, { zone, expected, set }: Update): Buffer {
  const { name, type, ttl, values } = set;
  const prerequisites =
    expected.length === 0
      ? // SPEC: RFC 2136 §2.4.3: "CLASS must be specified as NONE"; the set must not exist.
        [bare(name, type, CLASS.none)]
      : // SPEC: RFC 2136 §2.4.2: "the sets be identical in their extent"; "TTL must be specified as zero (0)".
        expected.map((one) => record({ ...one, name, ttl: 0 } as Wire));
  const changes = [
    // SPEC: RFC 2136 §2.5.2: "If no such RRset exists, then this Update RR will be silently ignored".
    bare(name, type, CLASS.any),
    // SPEC: RFC 2136 §2.5.1: "RRs are added to the Update Section whose NAME, TYPE, TTL, RDLENGTH and RDATA are those being added".
    ...values.map((value) => record(asWire(name, type, ttl, value))),
  ];
  return update(id, zone, prerequisites, changes);
}

/** An UPDATE without a change: whether the key is one, and the zone may be updated with it. */
export const encodeNothing = (id: number, zone: string): Buffer => update(id, zone, [], []);

const update = (id: number, zone: string, prerequisites: Buffer[], changes: Buffer[]): Buffer =>
  Buffer.concat([
    u16(id, UPDATE, 1, prerequisites.length, changes.length, 0),
    // SPEC: RFC 2136 §2.3: "the ZTYPE must be SOA, and the ZCLASS is the zone's class."
    ...[wireName(zone), u16(TYPES.SOA, CLASS.in), ...prerequisites, ...changes],
  ]);

/** A record without data, of a class that means something. */
const bare = (name: string, type: RecordType, kind: number): Buffer =>
  Buffer.concat([wireName(name), u16(TYPES[type], kind, 0, 0, 0)]);

/** dns-packet writes whole messages: of one with a single record, all that is not its header. */
const record = (answer: Wire): Buffer =>
  packet.encode({ type: 'response', id: 0, answers: [answer] }).subarray(HEADER_BYTES);

function asWire(name: string, type: RecordType, ttl: number, value: string): Wire {
  const at = { name, ttl, class: 'IN' } as const;
  const parts = value.split(' ');
  const [first, second, third] = parts.map(Number) as [number, number, number];
  switch (type) {
    case 'SRV': {
      const data = { priority: first, weight: second, port: third, target: parts[3]! };
      return { ...at, type, data };
    }
    case 'MX':
      return { ...at, type, data: { preference: first, exchange: parts[1]! } };
    case 'TXT':
      return { ...at, type, data: stringsOf(value) };
    case 'CAA': {
      const data = { flags: first, tag: parts[1] as 'issue', value: textOf(parts.slice(2).join(' ')) };
      return { ...at, type, data };
    }
    case 'TLSA': {
      const certificate = Buffer.from(parts[3]!, 'hex');
      return { ...at, type, data: { usage: first, selector: second, matchingType: third, certificate } };
    }
    default:
      return { ...at, type, data: value };
  }
}

/** RFC 2136 §2.2, RFC 1035 §4.1.1. */
export const RCODES = [
  ...['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'],
  ...['YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH', 'NOTZONE'],
] as const;
export type Rcode = (typeof RCODES)[number] | 'OTHER';

export const rcodeOf = (message: Buffer): Rcode => RCODES[message.readUInt16BE(2) & 0x0f] ?? 'OTHER';

/** The records of a set in an answer, as they came; those of other names and types are left out. */
export function recordsOf(message: Buffer, name: string, type: RecordType | 'SOA'): Wire[] {
  const { answers = [] } = packet.decode(message);
  return answers.filter((one) => one.type === type && one.name.toLowerCase() === name);
}

/** The value of a record in presentation format. */
export function presented(record: Wire): string {
  const data = (record as { data: unknown }).data as never;
  return PRESENTED[record.type as RecordType]?.(data) ?? '';
}

const dotted = (name: string) => `${name.replace(/\.$/, '')}.`;
const PRESENTED: { readonly [Type in RecordType]: (data: never) => string } = {
  A: (address: string) => address,
  AAAA: (address: string) => address,
  CNAME: dotted,
  NS: dotted,
  MX: ({ preference = 0, exchange }: packet.MxData) => `${preference} ${dotted(exchange)}`,
  SRV: ({ priority = 0, weight = 0, port, target }: packet.SrvData) =>
    `${priority} ${weight} ${port} ${dotted(target)}`,
  TXT: (data: packet.TxtData) =>
    [data]
      .flat()
      .map((one) => quoteBytes(Buffer.from(one)))
      .join(' '),
  CAA: ({ flags = 0, tag, value }: packet.CaaData) => `${flags} ${tag} ${quoteBytes(Buffer.from(value))}`,
  TLSA: ({ usage, selector, matchingType, certificate }: packet.TlsaData) =>
    `${usage} ${selector} ${matchingType} ${Buffer.from(certificate).toString('hex')}`,
};
