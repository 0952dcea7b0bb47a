/**
 * NAT-PMP (RFC 6886): twelve bytes ask a router for a port, sixteen answer. IPv4 only.
 * Apple's boxes, miniupnpd and most that came after speak it; where PCP is there as well, that one is asked.
 */
import { type Lease, type RouterClient, RouterRefused, type Transport } from './client.ts';
import { ask } from './datagram.ts';
import { isLostByNatPmp, watchEpoch } from './epoch.ts';

export const PORT = 5351;
/** SPEC: RFC 6886 §3.1: 250 ms after the first sending, and each time twice as long; a box at home answers the first. */
const WAITS_MS = [250, 500, 1000, 2000];

const ADDRESS = 0;
const CODES: Readonly<Record<Transport, number>> = { udp: 1, tcp: 2 };

/** RFC 6886 §3.5. */
const REFUSALS: Readonly<Record<number, [ConstructorParameters<typeof RouterRefused>[0], string]>> = {
  1: ['not-offered', 'NAT-PMP 1 Unsupported Version'],
  2: ['not-allowed', 'NAT-PMP 2 Not Authorized/Refused'],
  3: ['offline', 'NAT-PMP 3 Network Failure'],
  4: ['full', 'NAT-PMP 4 Out of resources'],
  5: ['not-offered', 'NAT-PMP 5 Unsupported opcode'],
};

export const encodeAddress = (): Buffer => Buffer.from([0, ADDRESS]);

/** @param seconds 0 takes it away: then the port outside is 0 as well (§3.4). */
export function encodeMap(transport: Transport, port: number, seconds: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes[1] = CODES[transport];
  bytes.writeUInt16BE(port, 4);
  bytes.writeUInt16BE(seconds === 0 ? 0 : port, 6);
  bytes.writeUInt32BE(seconds, 8);
  return bytes;
}

interface Answer {
  readonly epoch: number;
  /** What follows the head, as long as it should be. */
  readonly rest: Buffer;
}

/** An answer to `code`; undefined for other bytes. Throws `RouterRefused`. */
export function readAnswer(bytes: Buffer, code: number): Answer | undefined {
  if (bytes.length < 4 || bytes[0] !== 0) return undefined;
  const result = bytes.readUInt16BE(2);
  // SPEC: RFC 6886 §3.5: a router of another version answers with version 0, and the code of nothing we asked.
  if (bytes[1] !== 128 + code && result !== 1) return undefined;
  if (result !== 0) {
    const [because, said] = REFUSALS[result] ?? ['strange', `NAT-PMP ${result}`];
    throw new RouterRefused(because, said);
  }
  if (bytes.length < (code === ADDRESS ? 12 : 16)) throw new RouterRefused('strange', 'a short answer');
  return { epoch: bytes.readUInt32BE(4), rest: bytes.subarray(8) };
}

export function createNatPmp(parts: {
  readonly gateway: string;
  readonly source: string;
  readonly now: () => number;
  /** The router lost the doors it had. */
  readonly lost: () => void;
}): RouterClient {
  const { gateway, source } = parts;
  const heard = watchEpoch(isLostByNatPmp, parts.now, parts.lost);
  async function exchange(bytes: Buffer, code: number, signal: AbortSignal): Promise<Buffer> {
    const read = (answer: Buffer) => readAnswer(answer, code);
    const { epoch, rest } = await ask({ gateway, source, port: PORT, bytes, waits: WAITS_MS, read }, signal);
    heard(epoch);
    return rest;
  }
  async function hello(signal: AbortSignal) {
    const rest = await exchange(encodeAddress(), ADDRESS, signal);
    const address = [...rest.subarray(0, 4)].join('.');
    return { address: address === '0.0.0.0' ? null : address };
  }
  return {
    ...{ protocol: 'nat-pmp', family: 'v4', hello },
    async map({ transport, port }, seconds, signal): Promise<Lease> {
      const rest = await exchange(encodeMap(transport, port, seconds), CODES[transport], signal);
      if (rest.readUInt16BE(0) !== port) throw new RouterRefused('strange', 'an answer about another port');
      const granted = rest.readUInt32BE(4);
      if (granted === 0) throw new RouterRefused('strange', 'a door for no time at all');
      return { port: rest.readUInt16BE(2), seconds: granted, address: null, there: false, token: null };
    },
    async unmap({ transport, port }, signal) {
      await exchange(encodeMap(transport, port, 0), CODES[transport], signal);
    },
    async holds(_, signal) {
      // What was lost is told by the count that comes with every answer.
      await hello(signal);
      return true;
    },
  };
}
