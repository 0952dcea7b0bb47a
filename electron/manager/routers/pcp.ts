/**
 * PCP (RFC 6887): MAP for a port of ours, over IPv4 (a translation) and IPv6 (a hole in the router's firewall); ANNOUNCE asks
 * whether anybody speaks it. Sixty bytes each way. THIRD_PARTY is not used: only for this computer itself is anything asked.
 */
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { type Lease, type Refusal, type RouterClient, RouterRefused, type Transport } from './client.ts';
import { ask } from './datagram.ts';
import { isLostByPcp, watchEpoch } from './epoch.ts';

export const PORT = 5351;
const VERSION = 2;
/** SPEC: RFC 6887 §8.1.1: "Initial retransmission time, SHOULD be 3 seconds". Twice, then others are tried. */
const WAITS_MS = [3000, 2000];

const ANNOUNCE = 0;
const MAP = 1;
const HEAD = 24;
const MAP_BYTES = 36;

/** RFC 6887 §7.4. */
const REFUSALS: Readonly<Record<number, [Refusal, string]>> = {
  1: ['not-offered', 'UNSUPP_VERSION'],
  2: ['not-allowed', 'NOT_AUTHORIZED'],
  3: ['strange', 'MALFORMED_REQUEST'],
  4: ['not-offered', 'UNSUPP_OPCODE'],
  5: ['not-offered', 'UNSUPP_OPTION'],
  6: ['strange', 'MALFORMED_OPTION'],
  7: ['offline', 'NETWORK_FAILURE'],
  8: ['full', 'NO_RESOURCES'],
  9: ['not-offered', 'UNSUPP_PROTOCOL'],
  10: ['full', 'USER_EX_QUOTA'],
  11: ['taken', 'CANNOT_PROVIDE_EXTERNAL'],
  // Somebody translates between us and whoever answers.
  12: ['not-allowed', 'ADDRESS_MISMATCH'],
  13: ['full', 'EXCESSIVE_REMOTE_PEERS'],
};

/** IANA's numbers of the two. */
const NUMBERS: Readonly<Record<Transport, number>> = { tcp: 6, udp: 17 };

/** RFC 6887 §5: IPv4 addresses travel as IPv4-mapped IPv6 addresses. */
function addressBytes(address: string): Buffer {
  const parsed = ipaddr.parse(address.replace(/%.*$/, ''));
  const whole = parsed.kind() === 'ipv4' ? (parsed as ipaddr.IPv4).toIPv4MappedAddress() : parsed;
  return Buffer.from(whole.toByteArray());
}

/** SPEC: RFC 6887 §8.1: "The PCP client MUST include the source IP address of the PCP message in the PCP request." */
export function encodeHead(opcode: number, seconds: number, source: string): Buffer {
  const head = Buffer.alloc(HEAD);
  head[0] = VERSION;
  head[1] = opcode;
  head.writeUInt32BE(seconds, 4);
  addressBytes(source).copy(head, 8);
  return head;
}

export interface MapRequest {
  readonly transport: Transport;
  readonly port: number;
  /** 0 takes it away. */
  readonly seconds: number;
  /** 12 bytes in hex. */
  readonly nonce: string;
  readonly source: string;
}

export function encodeMap({ transport, port, seconds, nonce, source }: MapRequest): Buffer {
  const body = Buffer.alloc(MAP_BYTES);
  Buffer.from(nonce, 'hex').copy(body, 0, 0, 12);
  body[12] = NUMBERS[transport];
  body.writeUInt16BE(port, 16);
  // SPEC: RFC 6887 §15.1, to delete: "Suggested External Port fields MUST be set to zero on transmission".
  body.writeUInt16BE(seconds === 0 ? 0 : port, 18);
  // SPEC: RFC 6887 §11.1: without a wish "it MUST use the address-family-specific all-zeros address".
  addressBytes(isIPv6(source) ? '::' : '0.0.0.0').copy(body, 20);
  return Buffer.concat([encodeHead(MAP, seconds, source), body]);
}

export interface PcpAnswer {
  readonly seconds: number;
  readonly epoch: number;
  readonly rest: Buffer;
}

/** An answer to `opcode`; undefined for other bytes. Throws `RouterRefused`. */
export function readAnswer(bytes: Buffer, opcode: number): PcpAnswer | undefined {
  if (bytes.length < 4) return undefined;
  // SPEC: RFC 6887 §9: a NAT-PMP router answers with its own version, and result 1: "UNSUPP_VERSION".
  if (bytes[0] === 0 && bytes.readUInt16BE(2) === 1) throw new RouterRefused('not-offered', 'NAT-PMP only');
  // SPEC: RFC 6887 §8.3: "Responses shorter than 24 octets, longer than 1100 octets, or not a multiple of 4 octets are invalid
  // and ignored."
  if (bytes.length < HEAD || bytes.length % 4 !== 0 || bytes[0] !== VERSION || bytes[1] !== 128 + opcode)
    return undefined;
  const result = bytes[3]!;
  if (result !== 0) {
    const [because, said] = REFUSALS[result] ?? ['strange', 'unknown'];
    throw new RouterRefused(because, `PCP ${result} ${said}`);
  }
  return { seconds: bytes.readUInt32BE(4), epoch: bytes.readUInt32BE(8), rest: bytes.subarray(HEAD) };
}

export interface Mapped {
  readonly inside: number;
  readonly outside: number;
  /** Null where it tells none. */
  readonly address: string | null;
}

/** What MAP answers; undefined where it is the answer to another question (§11.4: nonce, protocol and port are compared). */
export function readMapped(rest: Buffer, { nonce, transport, port }: MapRequest): Mapped | undefined {
  if (rest.length < MAP_BYTES) throw new RouterRefused('strange', 'a short answer');
  const same = rest.subarray(0, 12).equals(Buffer.from(nonce, 'hex')) && rest[12] === NUMBERS[transport];
  if (!same || rest.readUInt16BE(16) !== port) return undefined;
  const address = ipaddr.process(ipaddr.fromByteArray([...rest.subarray(20, 36)]).toString());
  const nowhere = address.range() === 'unspecified';
  return { inside: port, outside: rest.readUInt16BE(18), address: nowhere ? null : address.toString() };
}

export function createPcp(parts: {
  readonly gateway: string;
  readonly source: string;
  readonly now: () => number;
  /** The router lost the doors it had. */
  readonly lost: () => void;
}): RouterClient {
  const { gateway, source } = parts;
  const heard = watchEpoch(isLostByPcp, parts.now, parts.lost);
  const question = { gateway, source, port: PORT, waits: WAITS_MS };

  async function map(
    request: MapRequest,
    signal: AbortSignal,
  ): Promise<Mapped & { readonly seconds: number }> {
    const read = (bytes: Buffer) => {
      const answer = readAnswer(bytes, MAP);
      const mapped = answer && readMapped(answer.rest, request);
      return answer && mapped && { ...answer, ...mapped };
    };
    const answer = await ask({ ...question, bytes: encodeMap(request), read }, signal);
    heard(answer.epoch);
    return answer;
  }

  async function hello(signal: AbortSignal) {
    const bytes = encodeHead(ANNOUNCE, 0, source);
    const { epoch } = await ask(
      { ...question, bytes, read: (answer) => readAnswer(answer, ANNOUNCE) },
      signal,
    );
    heard(epoch);
    // There is no question about the address alone: it comes with a door (§11.6).
    return { address: null };
  }

  return {
    ...{ protocol: 'pcp', family: isIPv6(source) ? 'v6' : 'v4', hello },
    async map({ transport, port, nonce }, seconds, signal): Promise<Lease> {
      const mapped = await map({ transport, port, nonce, seconds, source }, signal);
      if (mapped.seconds === 0) throw new RouterRefused('strange', 'a door for no time at all');
      return {
        port: mapped.outside,
        seconds: mapped.seconds,
        address: mapped.address,
        there: false,
        token: null,
      };
    },
    async unmap({ transport, port, nonce }, signal) {
      await map({ transport, port, nonce, seconds: 0, source }, signal);
    },
    async holds(_, signal) {
      // What was lost is told by the count that comes with every answer.
      await hello(signal);
      return true;
    },
  };
}
