/**
 * Questions and answers as they stand on the wire (RFC 1035 §4, EDNS RFC 6891). Pure.
 * dns-packet reads and writes the bytes; here is what they mean, and whether an answer is one to our question.
 */
import * as packet from 'dns-packet';
import type { Answer, RecordOf, RecordType } from './answer.ts';

export interface Question {
  readonly name: string;
  readonly type: RecordType;
}

/** What fits into one packet everywhere (the DNS flag day of 2020). */
const UDP_BYTES = 1232;
/** No answer we ask for is longer; what is, was not meant well. */
export const MAX_BYTES = 16 * 1024;
/** Aliases followed within one answer. */
const MAX_ALIASES = 8;
const MAX_RECORDS = 64;

/**
 * A question with recursion desired.
 * @param spelling the name with letters in some case or other, which the answer has to repeat.
 */
export function encodeQuestion({ type }: Question, id: number, spelling: string): Buffer {
  return packet.encode({
    type: 'query',
    id,
    // RFC 6840 §5.7: AD in a query asks for AD in the answer, without the signatures themselves.
    flags: packet.RECURSION_DESIRED | packet.AUTHENTIC_DATA,
    questions: [{ type, name: spelling }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: UDP_BYTES,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
}

export type Reply =
  /** Not to our question: a forgery, or a server that cannot spell. */
  | { readonly is: 'stray'; readonly because: string }
  | { readonly is: 'truncated' }
  /** The server cannot tell. */
  | { readonly is: 'failure'; readonly because: string; readonly bogus: boolean }
  | { readonly is: 'alias'; readonly to: string; readonly secure: boolean; readonly ttl: number }
  | { readonly is: 'answer'; readonly answer: Answer };

/** Reads what came in answer to `encodeQuestion(question, id, spelling)`. Never throws. */
export function readReply(bytes: Buffer, question: Question, id: number, spelling: string): Reply {
  if (bytes.length > MAX_BYTES) return { is: 'stray', because: `${bytes.length} bytes` };
  let message: packet.DecodedPacket;
  try {
    message = packet.decode(bytes);
  } catch (error) {
    // Cut off in the middle of a record: the header says so, and TCP has the rest.
    if (bytes.length >= 12 && bytes.readUInt16BE(0) === id && bytes.readUInt16BE(2) & TRUNCATED)
      return { is: 'truncated' };
    return { is: 'stray', because: (error as Error).message };
  }
  const [asked, ...others] = message.questions ?? [];
  if (message.type !== 'response' || message.id !== id) return { is: 'stray', because: 'another id' };
  // RFC 5452 §9.1: the question section has to be the one that was sent; in its very spelling.
  if (others.length > 0 || asked?.name !== spelling || asked.type !== question.type)
    return { is: 'stray', because: 'another question' };
  if (message.flag_tc) return { is: 'truncated' };
  const code = (message as { rcode?: string }).rcode ?? '';
  if (code !== 'NOERROR' && code !== 'NXDOMAIN') {
    const { bogus, text } = extendedError(message);
    return { is: 'failure', because: [code, text].filter(Boolean).join(', '), bogus };
  }
  return interpret(message, question, code === 'NOERROR');
}

const TRUNCATED = 0x0200;

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

function interpret(message: packet.DecodedPacket, question: Question, found: boolean): Reply {
  const answers = (message.answers ?? []).slice(0, MAX_RECORDS) as Wire[];
  const secure = message.flag_ad;
  let name = question.name;
  let ttl = Number.POSITIVE_INFINITY;
  // RFC 1034 §3.6.2: from alias to alias, as far as this answer tells.
  for (let hops = 0; hops < MAX_ALIASES; hops++) {
    const alias = answers.find((each) => each.type === 'CNAME' && same(each.name, name));
    if (!alias) break;
    name = String(alias.data);
    ttl = Math.min(ttl, alias.ttl ?? 0);
  }
  const own = answers.filter((each) => each.type === question.type && same(each.name, name));
  const records = own
    .map((each) => READERS[question.type](each.data as never))
    .filter((each) => each !== undefined);
  for (const each of own) ttl = Math.min(ttl, each.ttl ?? 0);
  if (records.length === 0) {
    if (found && !same(name, question.name) && !authorityOf(message))
      return { is: 'alias', to: name, secure, ttl };
    ttl = Math.min(ttl, negativeTtl(message));
  }
  return { is: 'answer', answer: { records, exists: found, secure, name, ttl } };
}

/** dns-packet's own types of answers are a union too wide to work with. */
interface Wire {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly data: unknown;
}

const authorityOf = (message: packet.DecodedPacket): Wire | undefined =>
  ((message.authorities ?? []) as Wire[]).find(({ type }) => type === 'SOA');

/** RFC 2308 §5: the lesser of the SOA's own TTL and its last field; without an SOA it is not to be kept. */
function negativeTtl(message: packet.DecodedPacket): number {
  const soa = authorityOf(message);
  return soa ? Math.min(soa.ttl ?? 0, (soa.data as packet.SoaData).minimum ?? 0) : 0;
}

const withoutDot = (name: string) => name.replace(/\.$/, '').toLowerCase();

/** From dns-packet's words to ours; what cannot be used is left out. */
const READERS: { readonly [Type in RecordType]: (data: never) => RecordOf<Type> | undefined } = {
  A: (address: string) => ({ address }),
  AAAA: (address: string) => ({ address }),
  SRV: ({ priority = 0, weight = 0, port, target }: packet.SrvData) => ({
    ...{ priority, weight, port },
    target: withoutDot(target),
  }),
  TLSA: (data: packet.TlsaData) => ({
    ...{ usage: data.usage, selector: data.selector, matching: data.matchingType },
    // A copy: the rest of the message need not stay in memory with it.
    data: Buffer.from(data.certificate),
  }),
  TXT: (data: packet.TxtData) => ({
    text: Buffer.concat([data].flat().map((part) => Buffer.from(part))).toString('utf8'),
  }),
  CAA: ({ flags = 0, tag, value }: packet.CaaData) => ({ critical: (flags & 0x80) !== 0, tag, value }),
  NS: (target: string) => ({ target: withoutDot(target) }),
  SOA: ({ mname, serial = 0, minimum = 0 }: packet.SoaData) => ({
    ...{ server: withoutDot(mname), serial, negativeSeconds: minimum },
  }),
};

/** RFC 8914 §4: the codes that say the signatures are at fault, and not the network. */
const BOGUS = new Set([6, 7, 8, 9, 10, 11, 12]);
const EXTENDED_ERROR = 15;

function extendedError(message: packet.DecodedPacket): { bogus: boolean; text: string } {
  const opt = (message.additionals ?? []).find(({ type }) => type === 'OPT') as packet.OptAnswer | undefined;
  for (const option of (opt?.options ?? []) as { code: number; data?: Buffer }[]) {
    if (option.code !== EXTENDED_ERROR || !option.data || option.data.length < 2) continue;
    const code = option.data.readUInt16BE(0);
    const words = option.data
      .toString('utf8', 2)
      .replace(/[^\x20-\x7e]/g, '')
      .slice(0, 200);
    return { bogus: BOGUS.has(code), text: `extended error ${code}${words ? ` (${words})` : ''}` };
  }
  return { bogus: false, text: '' };
}
