/**
 * One question to one server of our choice, and everything it says, for whoever wants to know why.
 * Specs: RFC 1035 §4, RFC 6891, RFC 8914, RFC 8484.
 * For a doctor: it follows no alias, remembers nothing, believes nothing. Who only wants to know asks a resolver (resolver.ts).
 */
import * as packet from 'dns-packet';
import { overHttps } from './https.ts';
import { lineOf, type RecordLine, type WireRecord } from './lines.ts';
import { MAX_BYTES } from './message.ts';
import type { NameServer } from './servers.ts';
import { overTcp, overUdp, type Wire } from './transport.ts';

export type LookType =
  | 'A'
  | 'AAAA'
  | 'CNAME'
  | 'SRV'
  | 'TXT'
  | 'CAA'
  | 'TLSA'
  | 'NS'
  | 'MX'
  | 'SOA'
  | 'DS'
  | 'DNSKEY';

export interface LookQuestion {
  /** ASCII, lower case, without a final dot; empty for the root. */
  readonly name: string;
  readonly type: LookType;
  /** To a resolver true, to a name server of the zone itself false. */
  readonly recursion: boolean;
  /** Signatures, too (the DO bit). */
  readonly signatures?: boolean;
}

/** What a server said. */
export interface Said {
  readonly is: 'said';
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED` … */
  readonly code: string;
  /** It is a name server of this very zone (AA). */
  readonly authoritative: boolean;
  /** It would ask others for us (RA). */
  readonly recursive: boolean;
  /** It has checked the signatures (AD). */
  readonly verified: boolean;
  /** It did not fit into a datagram. */
  readonly truncated: boolean;
  readonly answers: readonly RecordLine[];
  readonly authority: readonly RecordLine[];
  readonly additional: readonly RecordLine[];
  /** RFC 8914. */
  readonly extended: { readonly code: number; readonly text: string } | null;
}

/** Not an answer to our question, or not readable. */
interface Stray {
  readonly is: 'stray';
  readonly because: string;
}

export interface LookOptions {
  /** `udp` goes on over TCP where the answer was cut off, as RFC 7766 wants of everybody. */
  readonly over: 'udp' | 'tcp' | 'https';
  /** For `https`: RFC 8484's address. The connection goes to the server's own address all the same. */
  readonly url?: string | undefined;
  /** For `https`: authorities to believe besides the usual ones, in PEM. */
  readonly authorities?: readonly string[] | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** No answer in time. */
export class NoAnswer extends Error {}

/** RFC 1035 §2.3.4, and nothing that a terminal would not show: names come from zones of strangers. */
const NAME = /^(?=.{0,253}$)(?:[!-\-/-[\]-~]{1,63}(?:\.[!-\-/-[\]-~]{1,63})*)?$/;

/** Records kept of each part of an answer. */
const MAX_RECORDS = 64;

/**
 * Rejects with a NoAnswer, with what the network says (`ECONNREFUSED`, `ENETUNREACH` …), or the signal's reason.
 * An answer that says that there is none is an answer.
 */
export async function look(server: NameServer, question: LookQuestion, options: LookOptions): Promise<Said> {
  if (!NAME.test(question.name)) throw new Error(`${JSON.stringify(question.name)} cannot be asked for`);
  const until = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  const wire: Wire<Said | Stray> = {
    encode: (id) => encode(question, id),
    read: (bytes, id) => readSaid(bytes, id, question),
  };
  try {
    const first = await ask(server, wire, options, until);
    const whole =
      options.over === 'udp' && (first.is === 'stray' || first.truncated)
        ? await overTcp(server, wire, until)
        : first;
    if (whole.is === 'stray') throw new Error(`unreadable: ${whole.because}`);
    return { ...whole, truncated: whole.truncated || whole !== first };
  } catch (error) {
    options.signal.throwIfAborted();
    if (until.aborted) throw new NoAnswer(`no answer in ${options.timeoutMs} ms`, { cause: error });
    throw error;
  }
}

function ask(
  server: NameServer,
  wire: Wire<Said | Stray>,
  { over, url, authorities }: LookOptions,
  signal: AbortSignal,
): Promise<Said | Stray> {
  if (over === 'https') {
    if (url === undefined) throw new Error('over HTTPS a server has a URL');
    return overHttps({ url, address: server.address, authorities }, wire, signal);
  }
  return over === 'tcp' ? overTcp(server, wire, signal) : overUdp(server, wire, signal);
}

/** What fits into one packet everywhere (the DNS flag day of 2020). */
const UDP_BYTES = 1232;

function encode({ name, type, recursion, signatures }: LookQuestion, id: number): Buffer {
  // RFC 6840 §5.7: AD in a query asks for AD in the answer.
  const flags = recursion ? packet.RECURSION_DESIRED | packet.AUTHENTIC_DATA : 0;
  return packet.encode({
    ...{ type: 'query', id, flags, questions: [{ type, name: name || '.' }] },
    additionals: [
      {
        ...{ type: 'OPT', name: '.', udpPayloadSize: UDP_BYTES, extendedRcode: 0, ednsVersion: 0 },
        ...{ flags: signatures ? packet.DNSSEC_OK : 0, flag_do: signatures === true, options: [] },
      },
    ],
  });
}

/** dns-packet's own types of sections are a union too wide to work with. */
type Section = readonly WireRecord[] | undefined;

const TRUNCATED = 0x0200;
const CUT: Said = {
  ...{ is: 'said', code: 'NOERROR', truncated: true, extended: null },
  ...{ authoritative: false, recursive: false, verified: false },
  ...{ answers: [], authority: [], additional: [] },
};

/** What came in answer to a question under `id`. Never throws. */
export function readSaid(bytes: Buffer, id: number, question: LookQuestion): Said | Stray {
  if (bytes.length > MAX_BYTES) return { is: 'stray', because: `${bytes.length} bytes` };
  try {
    return interpret(packet.decode(bytes), id, question);
  } catch (error) {
    // Cut off in the middle of a record: the header says so, and TCP has the rest.
    const isCut = bytes.length >= 12 && bytes.readUInt16BE(0) === id && bytes.readUInt16BE(2) & TRUNCATED;
    if (isCut) return CUT;
    // Data that is none of its type.
    return { is: 'stray', because: (error as Error).message };
  }
}

function interpret(message: packet.DecodedPacket, id: number, { name, type }: LookQuestion): Said | Stray {
  const [asked, ...others] = message.questions ?? [];
  if (message.type !== 'response' || message.id !== id) return { is: 'stray', because: 'another id' };
  const { rcode: code = 'UNKNOWN' } = message as { rcode?: string };
  // SPEC: RFC 5452 §9.1, in our words: an answer counts only when its question is ours. A server that refuses (FORMERR, REFUSED) may
  // leave it out; one that says what there is, or that there is nothing, may not: it would take only a guessed id.
  const same = asked?.name.toLowerCase() === (name || '.') && asked.type === type;
  const tells = code === 'NOERROR' || code === 'NXDOMAIN';
  if (others.length > 0 || (asked ? !same : tells)) return { is: 'stray', because: 'another question' };
  const lines = (section: Section) =>
    (section ?? [])
      .slice(0, MAX_RECORDS)
      .map(lineOf)
      .filter((line) => line !== undefined);
  return {
    ...{ is: 'said', code },
    ...{ authoritative: message.flag_aa, recursive: message.flag_ra, verified: message.flag_ad },
    truncated: message.flag_tc,
    answers: lines(message.answers as Section),
    authority: lines(message.authorities as Section),
    additional: lines(message.additionals as Section),
    extended: extendedError(message.additionals as Section),
  };
}

const EXTENDED_ERROR = 15;

function extendedError(additional: Section): Said['extended'] {
  const opt = additional?.find(({ type }) => type === 'OPT') as
    | { readonly options?: readonly { readonly code: number; readonly data?: Buffer }[] }
    | undefined;
  for (const { code, data } of opt?.options ?? []) {
    if (code !== EXTENDED_ERROR || !data || data.length < 2) continue;
    const text = data.toString('utf8', 2).replace(/[^\x20-\x7e]/g, '');
    return { code: data.readUInt16BE(0), text: text.slice(0, 200) };
  }
  return null;
}
