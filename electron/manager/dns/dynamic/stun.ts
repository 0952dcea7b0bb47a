/**
 * From which address a STUN server sees us (RFC 8489): one Binding request over UDP, nothing else of the protocol.
 * `server` and `family` are given by the office's choice; nothing is asked that it does not name.
 */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

export type Family = 'v4' | 'v6';

/** RFC 8489 §5. */
const COOKIE = 0x2112a442;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
/** RFC 8489 §18.3.1. */
const XOR_MAPPED_ADDRESS = 0x0020;
/** SPEC: RFC 8489 §6.2.1 doubles the wait after each: sent at 0, 500 and 1500 ms, given up at 3500 ms. */
const SENT_AT_MS = [0, 500, 1500];
const GIVEN_UP_MS = 3500;
const USUAL_PORT = 3478;

/** `host`, `host:port` or `[v6]:port`; undefined for anything else. */
export function readStunServer(text: string): { host: string; port: number } | undefined {
  const found = /^(?:\[([0-9a-f:]+)\]|([a-z0-9.-]+))(?::(\d{1,5}))?$/i.exec(text.trim());
  const host = found?.[1] ?? found?.[2];
  const port = Number(found?.[3] ?? USUAL_PORT);
  return host && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

/** Rejects with what the network says, when nobody answers in time, or with the signal's reason. */
export async function askStun(server: string, family: Family, signal: AbortSignal): Promise<string> {
  const at = readStunServer(server);
  if (!at) throw new Error(`${server} is no server`);
  const { address } = await lookup(at.host, { family: family === 'v4' ? 4 : 6 });
  signal.throwIfAborted();
  const id = randomBytes(12);
  const request = encodeRequest(id);
  const socket = createSocket(family === 'v4' ? 'udp4' : 'udp6');
  const timers: NodeJS.Timeout[] = [];
  const answered = new Promise<string>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    socket.on('error', reject);
    socket.on('message', (bytes) => {
      const found = readAnswer(bytes, id);
      if (found) resolve(found);
    });
    // Connected, it hears that server only.
    socket.connect(at.port, address, () => {
      for (const ms of SENT_AT_MS) timers.push(setTimeout(() => socket.send(request, () => undefined), ms));
      timers.push(setTimeout(() => reject(new Error(`no answer in ${GIVEN_UP_MS} ms`)), GIVEN_UP_MS));
    });
  });
  return answered.finally(() => {
    for (const timer of timers) clearTimeout(timer);
    socket.close();
  });
}

/** SPEC: RFC 8489 §5: "the transaction ID MUST be uniformly and randomly chosen from the interval 0 .. 2**96-1". */
export function encodeRequest(id: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(BINDING_REQUEST, 0);
  head.writeUInt32BE(COOKIE, 4);
  return Buffer.concat([head, id]);
}

/** The address in an answer to the request `id`; undefined for what is none. Never throws. */
export function readAnswer(bytes: Buffer, id: Buffer): string | undefined {
  if (bytes.length < 20 || bytes.readUInt16BE(0) !== BINDING_SUCCESS) return undefined;
  if (bytes.readUInt32BE(4) !== COOKIE || !bytes.subarray(8, 20).equals(id)) return undefined;
  const end = Math.min(bytes.length, 20 + bytes.readUInt16BE(2));
  for (let at = 20; at + 4 <= end; ) {
    const length = bytes.readUInt16BE(at + 2);
    const value = bytes.subarray(at + 4, at + 4 + length);
    if (bytes.readUInt16BE(at) === XOR_MAPPED_ADDRESS) return unmask(value, bytes.subarray(4, 20));
    // SPEC: RFC 8489 §14: attributes are padded to a multiple of four bytes.
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return undefined;
}

/** SPEC: RFC 8489 §14.2: "X-Address is computed by XOR'ing the mapped IP address with the magic cookie", v6 with cookie and id. */
function unmask(value: Buffer, mask: Buffer): string | undefined {
  const address = value.subarray(4);
  const known = (value[1] === 0x01 && address.length === 4) || (value[1] === 0x02 && address.length === 16);
  if (!known) return undefined;
  return ipaddr.fromByteArray([...address].map((byte, at) => byte ^ mask[at]!)).toString();
}
