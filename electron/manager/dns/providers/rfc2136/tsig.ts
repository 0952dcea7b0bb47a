/**
 * Messages signed with a shared key (TSIG, RFC 8945), and answers whose signature is checked. Pure but for the time handed in.
 * One signature for each message, HMAC-SHA256 and HMAC-SHA512; transfers over several messages are not done here.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { CLASS, wireName } from './message.ts';

export const ALGORITHMS = { 'hmac-sha256': 'sha256', 'hmac-sha512': 'sha512' } as const;
export type Algorithm = keyof typeof ALGORITHMS;

export interface TsigKey {
  readonly name: string;
  readonly algorithm: Algorithm;
  readonly secret: Buffer;
}

const TSIG = 250;
/** RFC 8945 §10: 300 s are recommended. */
const FUDGE_S = 300;

/** RFC 8945 §3: what is wrong with a signature, by its number. */
const ERRORS: Readonly<Record<number, TsigFault>> = {
  16: 'BADSIG',
  17: 'BADKEY',
  18: 'BADTIME',
  22: 'BADTRUNC',
};
export type TsigFault = 'BADSIG' | 'BADKEY' | 'BADTIME' | 'BADTRUNC' | 'missing' | 'not-theirs';

export interface Signed {
  readonly message: Buffer;
  /** Part of what the answer's signature is made over. */
  readonly mac: Buffer;
}

/** @param seconds since the epoch. */
export function sign(message: Buffer, key: TsigKey, seconds: number): Signed {
  const id = message.readUInt16BE(0);
  const mac = digest(key, [
    message,
    variables(key, { seconds, fudge: FUDGE_S, error: 0, other: Buffer.alloc(0) }),
  ]);
  const data = Buffer.concat([
    wireName(key.algorithm),
    time(seconds, FUDGE_S),
    u16(mac.length),
    mac,
    u16(id, 0, 0),
  ]);
  const signed = Buffer.concat([message, wireName(key.name), u16(TSIG, CLASS.any, 0, 0, data.length), data]);
  // SPEC: RFC 8945 §5.1: the TSIG record is added to the additional section, and its count goes up by one.
  signed.writeUInt16BE(message.readUInt16BE(10) + 1, 10);
  return { message: signed, mac };
}

/** Whether an answer was made by who has the key, in answer to what was signed; undefined: it was. */
export function faultOf(
  answer: Buffer,
  key: TsigKey,
  request: Signed,
  seconds: number,
): TsigFault | undefined {
  const found = lastRecord(answer);
  if (!found || found.type !== TSIG) return 'missing';
  const { data, at } = found;
  const afterName = skipName(data, 0);
  const signedAt = data.readUIntBE(afterName, 6);
  const fudge = data.readUInt16BE(afterName + 6);
  const macLength = data.readUInt16BE(afterName + 8);
  const mac = data.subarray(afterName + 10, afterName + 10 + macLength);
  const rest = afterName + 10 + macLength;
  const error = data.readUInt16BE(rest + 2);
  const other = data.subarray(rest + 6, rest + 6 + data.readUInt16BE(rest + 4));
  // SPEC: RFC 8945 §5.3.2: answers about a bad key or signature are not signed themselves.
  if (error !== 0) return ERRORS[error] ?? 'BADSIG';
  const message = Buffer.from(answer.subarray(0, at));
  message.writeUInt16BE(data.readUInt16BE(rest), 0);
  message.writeUInt16BE(answer.readUInt16BE(10) - 1, 10);
  const wanted = digest(key, [
    // SPEC: RFC 8945 §4.3.1: an answer's signature begins with that of its question.
    ...[u16(request.mac.length), request.mac, message],
    variables(key, { seconds: signedAt, fudge, error, other }),
  ]);
  if (mac.length !== wanted.length || !timingSafeEqual(mac, wanted)) return 'not-theirs';
  return Math.abs(seconds - signedAt) > fudge ? 'BADTIME' : undefined;
}

const digest = ({ algorithm, secret }: TsigKey, parts: Buffer[]): Buffer =>
  createHmac(ALGORITHMS[algorithm], secret).update(Buffer.concat(parts)).digest();

interface Variables {
  readonly seconds: number;
  readonly fudge: number;
  readonly error: number;
  readonly other: Buffer;
}

/** SPEC: RFC 8945 §4.3.3: "Also included in the digest is certain information present in the TSIG RR." */
const variables = ({ name, algorithm }: TsigKey, { seconds, fudge, error, other }: Variables): Buffer =>
  Buffer.concat([
    // The key's name in canonical wire format, class ANY, TTL 0.
    ...[wireName(name), u16(CLASS.any, 0, 0), wireName(algorithm)],
    ...[time(seconds, fudge), u16(error, other.length), other],
  ]);

/** 48 bits of seconds, 16 of how far clocks may be apart. */
const time = (seconds: number, fudge: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeUIntBE(seconds, 0, 6);
  bytes.writeUInt16BE(fudge, 6);
  return bytes;
};

const u16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value, at * 2);
  return bytes;
};

/** Where a name ends: at its zero, or behind a pointer (RFC 1035 §4.1.4). Throws a RangeError beyond the end. */
function skipName(message: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const length = message.readUInt8(at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    at += length + 1;
  }
}

/** The last record of a message, which a signature has to be. Throws a RangeError for what is cut off. */
function lastRecord(message: Buffer): { type: number; at: number; data: Buffer } | undefined {
  let at = 12;
  for (let questions = message.readUInt16BE(4); questions > 0; questions--) at = skipName(message, at) + 4;
  const records = [6, 8, 10].reduce((sum, offset) => sum + message.readUInt16BE(offset), 0);
  let last: { type: number; at: number; data: Buffer } | undefined;
  for (let count = 0; count < records; count++) {
    const begin = at;
    at = skipName(message, at);
    const length = message.readUInt16BE(at + 8);
    last = { type: message.readUInt16BE(at), at: begin, data: message.subarray(at + 10, at + 10 + length) };
    at += 10 + length;
  }
  return last;
}
