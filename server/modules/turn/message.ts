/** STUN messages and TURN's ChannelData: bytes into meaning and back (RFC 8489 §5, RFC 8656 §12.4). Pure. */
import { crc32 } from 'node:zlib';
import { ATTRIBUTE, MAGIC_COOKIE } from './attributes.ts';
import { INTEGRITY_BYTES, type Key, sign } from './integrity.ts';

export type Kind = 'request' | 'indication' | 'success' | 'error';
const KINDS: readonly Kind[] = ['request', 'indication', 'success', 'error'];

export interface Attribute {
  readonly type: number;
  readonly value: Buffer;
  /** Where it begins in the message. */
  readonly offset: number;
}

export interface Message {
  readonly kind: Kind;
  readonly method: number;
  /** 96 bits. */
  readonly transaction: Buffer;
  /** Without those that have to be ignored. */
  readonly attributes: readonly Attribute[];
  readonly bytes: Buffer;
}

export const HEADER_BYTES = 20;
/** More is no honest message. */
const MAX_ATTRIBUTES = 40;
/** RFC 8489 §14.7. */
const FINGERPRINT_XOR = 0x5354554e;

const padded = (length: number): number => (length + 3) & ~3;

/** Undefined for whatever is not exactly one whole message: it is dropped without an answer (RFC 8489 §6.3). */
export function readMessage(bytes: Buffer): Message | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0]! > 0x3f) return undefined;
  if (bytes.readUInt32BE(4) !== MAGIC_COOKIE) return undefined;
  const length = bytes.readUInt16BE(2);
  // RFC 8489 §5: "the last 2 bits of this field are always zero".
  if (length % 4 !== 0 || length + HEADER_BYTES !== bytes.length) return undefined;
  const attributes = readAttributes(bytes);
  if (!attributes) return undefined;
  const type = bytes.readUInt16BE(0);
  return {
    kind: KINDS[((type >> 7) & 2) | ((type >> 4) & 1)]!,
    method: (type & 0x000f) | ((type & 0x00e0) >> 1) | ((type & 0x3e00) >> 2),
    transaction: bytes.subarray(8, HEADER_BYTES),
    attributes,
    bytes,
  };
}

function readAttributes(bytes: Buffer): Attribute[] | undefined {
  const found: Attribute[] = [];
  let last = 0;
  for (let offset = HEADER_BYTES; offset < bytes.length; ) {
    // RFC 8489 §14.7: the fingerprint is the last attribute.
    if (last === ATTRIBUTE.fingerprint || found.length >= MAX_ATTRIBUTES) return undefined;
    const type = bytes.readUInt16BE(offset);
    const length = bytes.readUInt16BE(offset + 2);
    const end = offset + 4 + length;
    if (end > bytes.length) return undefined;
    const value = bytes.subarray(offset + 4, end);
    if (type === ATTRIBUTE.fingerprint && !isFingerprint(bytes, offset, value)) return undefined;
    if (counts(type, found)) found.push({ type, value, offset });
    last = type;
    offset += 4 + padded(length);
  }
  return found;
}

/**
 * RFC 8489 §9: "agents MUST ignore all attributes that follow MESSAGE-INTEGRITY, with the exception of the
 * MESSAGE-INTEGRITY-SHA256 and FINGERPRINT attributes."
 */
function counts(type: number, earlier: readonly Attribute[]): boolean {
  const { messageIntegrity, messageIntegritySha256, fingerprint } = ATTRIBUTE;
  const has = (wanted: number) => earlier.some((one) => one.type === wanted);
  if (type === fingerprint) return true;
  if (has(messageIntegritySha256)) return false;
  return !has(messageIntegrity) || type === messageIntegritySha256;
}

function isFingerprint(bytes: Buffer, offset: number, value: Buffer): boolean {
  return (
    value.length === 4 && value.readUInt32BE(0) === (crc32(bytes.subarray(0, offset)) ^ FINGERPRINT_XOR) >>> 0
  );
}

/** The first of its type: RFC 8489 §14, the others are ignored. */
export const attribute = ({ attributes }: Message, type: number): Buffer | undefined =>
  attributes.find((one) => one.type === type)?.value;

export interface Draft {
  readonly kind: Kind;
  readonly method: number;
  readonly transaction: Buffer;
  readonly attributes: readonly (readonly [type: number, value: Buffer])[];
  /** Signs it. */
  readonly key?: Key | undefined;
  readonly fingerprint?: boolean;
}

export function writeMessage({ kind, method, transaction, attributes, key, fingerprint }: Draft): Buffer {
  const body = attributes.reduce((sum, [, value]) => sum + 4 + padded(value.length), 0);
  const signature = key ? 4 + INTEGRITY_BYTES[key.hash] : 0;
  const bytes = Buffer.alloc(HEADER_BYTES + body + signature + (fingerprint ? 8 : 0));
  const bits = KINDS.indexOf(kind);
  const spread = (method & 0x000f) | ((method & 0x0070) << 1) | ((method & 0x0f80) << 2);
  bytes.writeUInt16BE(spread | ((bits & 2) << 7) | ((bits & 1) << 4), 0);
  bytes.writeUInt16BE(bytes.length - HEADER_BYTES, 2);
  bytes.writeUInt32BE(MAGIC_COOKIE, 4);
  transaction.copy(bytes, 8);
  let offset = HEADER_BYTES;
  const put = (type: number, value: Buffer) => {
    bytes.writeUInt16BE(type, offset);
    bytes.writeUInt16BE(value.length, offset + 2);
    value.copy(bytes, offset + 4);
    offset += 4 + padded(value.length);
  };
  for (const [type, value] of attributes) put(type, value);
  if (key) {
    const sha256 = key.hash === 'sha256';
    put(
      sha256 ? ATTRIBUTE.messageIntegritySha256 : ATTRIBUTE.messageIntegrity,
      sign(bytes.subarray(0, offset), key),
    );
  }
  if (fingerprint) {
    const check = Buffer.alloc(4);
    check.writeUInt32BE((crc32(bytes.subarray(0, offset)) ^ FINGERPRINT_XOR) >>> 0);
    put(ATTRIBUTE.fingerprint, check);
  }
  return bytes;
}

export interface ChannelData {
  readonly channel: number;
  readonly data: Buffer;
}

/**
 * RFC 8656 §12: channels are numbered from 0x4000 to 0x4FFF. COMPAT: RFC 5766 §11 went up to 0x7FFF, its clients (coturn's
 * among them) take any of those, and nothing else comes in on this port that they could be mistaken for.
 */
export const isChannel = (number: number): boolean => number >= 0x4000 && number <= 0x7fff;

export type Sort = 'stun' | 'channel';

/** By the first byte (RFC 8656 §12, table 3); undefined for what is dropped. */
export function sortOf(first: number | undefined): Sort | undefined {
  if (first === undefined || first > 127) return undefined;
  return first <= 3 ? 'stun' : first >= 64 ? 'channel' : undefined;
}

/** Undefined when it is shorter than it says; "then the message is silently discarded" (§12.6). */
export function readChannelData(bytes: Buffer): ChannelData | undefined {
  if (bytes.length < 4) return undefined;
  const end = 4 + bytes.readUInt16BE(2);
  if (end > bytes.length) return undefined;
  return { channel: bytes.readUInt16BE(0), data: bytes.subarray(4, end) };
}

/** @param pad §12.5: over TCP and TLS "the ChannelData message MUST be padded to a multiple of four bytes". */
export function writeChannelData({ channel, data }: ChannelData, pad: boolean): Buffer {
  const length = 4 + data.length;
  const bytes = Buffer.alloc(pad ? padded(length) : length);
  bytes.writeUInt16BE(channel, 0);
  bytes.writeUInt16BE(data.length, 2);
  data.copy(bytes, 4);
  return bytes;
}
