/**
 * As much of STUN and TURN as a check needs, from the client's side: bytes into meaning and back. Pure. Specs: RFC 8489 §5, §14, RFC 8656 §18.
 * The server has a codec of its own (server/modules/turn), and this one was written without it: two that agree prove more than one.
 */
import { createHash, createHmac } from 'node:crypto';
import ipaddr from 'ipaddr.js';

export const METHOD = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  permission: 0x008,
} as const;

export const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
} as const;

const COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 20;
/** Bits of the type that tell the class (RFC 8489 §5, figure 3). */
const CLASS = { request: 0x0000, indication: 0x0010, success: 0x0100, error: 0x0110 } as const;
export type Kind = keyof typeof CLASS;

export type Value = readonly [type: number, value: Buffer];

export interface Message {
  readonly kind: Kind;
  readonly method: number;
  readonly id: Buffer;
  /** The first of each type (RFC 8489 §14: the others are ignored). */
  readonly values: ReadonlyMap<number, Buffer>;
}

/** `address`, as text, and port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A name and password for a while. */
export interface Credential {
  readonly username: string;
  readonly password: string;
}

/** SPEC: RFC 8489 §9.2.2: the key is MD5(username ":" realm ":" password), where no other algorithm was agreed on. */
export const keyOf = ({ username, password }: Credential, realm: string): Buffer =>
  createHash('md5').update(`${username}:${realm}:${password}`).digest();

const padded = (length: number) => (length + 3) & ~3;

export function write(
  { kind, method, id, values }: { kind: Kind; method: number; id: Buffer; values: readonly Value[] },
  key?: Buffer,
): Buffer {
  const parts = [Buffer.alloc(HEADER_BYTES), ...values.map(one)];
  const bytes = Buffer.concat(parts);
  bytes.writeUInt16BE(CLASS[kind] | (method & 0x0f), 0);
  bytes.writeUInt32BE(COOKIE, 4);
  id.copy(bytes, 8);
  // SPEC: RFC 8489 §14.5: the length is that of the message up to and including MESSAGE-INTEGRITY.
  bytes.writeUInt16BE(bytes.length - HEADER_BYTES + (key ? 4 + INTEGRITY_BYTES : 0), 2);
  if (!key) return bytes;
  const signature = createHmac('sha1', key).update(bytes).digest();
  return Buffer.concat([bytes, one([ATTRIBUTE.messageIntegrity, signature])]);
}

function one([type, value]: Value): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

/** Undefined for what is no whole message. Never throws. */
export function read(bytes: Buffer): Message | undefined {
  if (bytes.length < HEADER_BYTES || bytes[0]! > 0x3f || bytes.readUInt32BE(4) !== COOKIE) return undefined;
  if (bytes.readUInt16BE(2) + HEADER_BYTES !== bytes.length) return undefined;
  const type = bytes.readUInt16BE(0);
  const kind = (Object.keys(CLASS) as Kind[]).find((name) => CLASS[name] === (type & 0x0110))!;
  const values = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2);
    if (at + 4 + length > bytes.length) return undefined;
    const name = bytes.readUInt16BE(at);
    if (!values.has(name)) values.set(name, bytes.subarray(at + 4, at + 4 + length));
    at += 4 + padded(length);
  }
  return { kind, method: type & 0x0f, id: bytes.subarray(8, HEADER_BYTES), values };
}

/** How long the message is that begins here; undefined while its head is not there (RFC 8489 §6.2.2: over TCP nothing else frames it). */
export const lengthOf = (bytes: Buffer): number | undefined =>
  bytes.length < 4 ? undefined : HEADER_BYTES + bytes.readUInt16BE(2);

/** SPEC: RFC 8489 §14.2: XOR'ed with the magic cookie, and for IPv6 with cookie and transaction. */
function mask(bytes: readonly number[], id: Buffer): Buffer {
  const over = Buffer.alloc(16);
  over.writeUInt32BE(COOKIE, 0);
  id.copy(over, 4);
  return Buffer.from(bytes.map((byte, at) => byte ^ over[at]!));
}

export function writeAddress({ address, port }: Endpoint, id: Buffer): Buffer {
  const bytes = ipaddr.parse(address).toByteArray();
  const head = Buffer.alloc(4);
  head[1] = bytes.length === 4 ? 1 : 2;
  head.writeUInt16BE(port ^ (COOKIE >>> 16), 2);
  return Buffer.concat([head, mask(bytes, id)]);
}

export function readAddress(value: Buffer | undefined, id: Buffer): Endpoint | undefined {
  if (value?.length !== 8 && value?.length !== 20) return undefined;
  const bytes = mask([...value.subarray(4)], id);
  return {
    address: ipaddr.fromByteArray([...bytes]).toString(),
    port: value.readUInt16BE(2) ^ (COOKIE >>> 16),
  };
}

/** SPEC: RFC 8489 §14.8: the class is the hundreds, the number the rest. */
export function errorOf({ kind, values }: Message): number | undefined {
  const value = values.get(ATTRIBUTE.errorCode);
  return kind === 'error' && value && value.length >= 4 ? (value[2]! & 7) * 100 + value[3]! : undefined;
}
