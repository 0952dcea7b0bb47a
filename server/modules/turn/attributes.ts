/** The numbers of STUN and TURN (RFC 8489 §18, RFC 8656 §18 and §19), and the values that are more than bytes. Pure. */
import { isIPv6, SocketAddress } from 'node:net';
import type { Endpoint } from '../../kernel/ports.ts';

export const MAGIC_COOKIE = 0x2112a442;

export const METHOD = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const;

export const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  evenPort: 0x0018,
  requestedTransport: 0x0019,
  messageIntegritySha256: 0x001c,
  passwordAlgorithm: 0x001d,
  userhash: 0x001e,
  xorMappedAddress: 0x0020,
  reservationToken: 0x0022,
  additionalAddressFamily: 0x8000,
  addressErrorCode: 0x8001,
  passwordAlgorithms: 0x8002,
  fingerprint: 0x8028,
} as const;

/** RFC 8489 §14: types from 0x0000 to 0x7FFF must be understood, or the message is not. DONT-FRAGMENT (0x001A) is none of ours. */
const KNOWN: ReadonlySet<number> = new Set(Object.values(ATTRIBUTE));
export const mustBeKnown = (type: number): boolean => type < 0x8000 && !KNOWN.has(type);

/** RFC 8489 §14.8, RFC 8656 §19. */
export const REASONS = {
  400: 'Bad Request',
  401: 'Unauthenticated',
  403: 'Forbidden',
  420: 'Unknown Attribute',
  437: 'Allocation Mismatch',
  438: 'Stale Nonce',
  440: 'Address Family not Supported',
  441: 'Wrong Credentials',
  442: 'Unsupported Transport Protocol',
  443: 'Peer Address Family Mismatch',
  486: 'Allocation Quota Reached',
  500: 'Server Error',
  508: 'Insufficient Capacity',
} as const;
export type ErrorCode = keyof typeof REASONS;

export type Family = 'ipv4' | 'ipv6';
const FAMILY_BYTE: Readonly<Record<Family, number>> = { ipv4: 1, ipv6: 2 };
export const familyOf = (address: string): Family => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** REQUESTED-ADDRESS-FAMILY and its like: one byte, three reserved. */
export function readFamily(value: Buffer): Family | undefined {
  if (value.length !== 4) return undefined;
  return value[0] === 1 ? 'ipv4' : value[0] === 2 ? 'ipv6' : undefined;
}

const word = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
};
export const lifetimeValue = word;

/** Class and number (RFC 8489 §14.8): the hundreds, then the rest. */
export const errorValue = (code: ErrorCode): Buffer =>
  Buffer.concat([Buffer.from([0, 0, Math.floor(code / 100), code % 100]), Buffer.from(REASONS[code])]);

/** RFC 8656 §18.13. */
export const addressErrorValue = (family: Family, code: ErrorCode): Buffer =>
  Buffer.concat([
    Buffer.from([FAMILY_BYTE[family], 0, Math.floor(code / 100), code % 100]),
    Buffer.from(REASONS[code]),
  ]);

/** RFC 8489 §14.2: the cookie, and for IPv6 the transaction behind it. */
function mask(transaction: Buffer): Buffer {
  return Buffer.concat([word(MAGIC_COOKIE), transaction]);
}

export function xorAddress({ address, port }: Endpoint, transaction: Buffer): Buffer {
  const family = familyOf(address);
  const bytes = addressBytes(address);
  const over = mask(transaction);
  const value = Buffer.alloc(4 + bytes.length);
  value[1] = FAMILY_BYTE[family];
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  for (let at = 0; at < bytes.length; at++) value[4 + at] = bytes[at]! ^ over[at]!;
  return value;
}

/** Undefined when it is no address. */
export function readXorAddress(value: Buffer, transaction: Buffer): Endpoint | undefined {
  const length = value[1] === 1 ? 4 : value[1] === 2 ? 16 : undefined;
  if (length === undefined || value.length !== 4 + length) return undefined;
  const over = mask(transaction);
  const bytes = value.subarray(4).map((byte, at) => byte ^ over[at]!);
  return { address: addressText(bytes), port: value.readUInt16BE(2) ^ (MAGIC_COOKIE >>> 16) };
}

function addressBytes(address: string): Uint8Array {
  if (!isIPv6(address)) return Uint8Array.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const [front, back] = [groups(head), groups(tail ?? '')];
  const gap = tail === undefined ? 0 : 8 - front.length - back.length;
  const all = [...front, ...Array<number>(gap).fill(0), ...back];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}

function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

/** As the system writes it, so that addresses can be compared as text. */
function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const view = Buffer.from(bytes);
  const full = Array.from({ length: 8 }, (_, at) => view.readUInt16BE(at * 2).toString(16)).join(':');
  return new SocketAddress({ address: full, family: 'ipv6' }).address;
}
