/** A name server of a test's own on loopback, UDP and TCP on one port, that answers as it is told, right or wrong. */
import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import * as packet from 'dns-packet';

/** Record lines by `NAME TYPE`, the name without a final dot: `{ 'example.org A': ['192.0.2.1'] }`. */
export type Zone = Record<string, readonly unknown[]>;

export interface Asked {
  readonly name: string;
  readonly type: string;
  readonly over: 'udp' | 'tcp';
}

/** What becomes of one question. Changes the answer that the zone gives, or the bytes of it; `undefined` says nothing. */
export interface Manners {
  readonly answer?: (asked: Asked, answer: packet.Packet) => packet.Packet | undefined;
  /** Datagrams instead of the one. */
  readonly datagrams?: (asked: Asked, bytes: Buffer) => readonly Buffer[];
}

export interface DnsServer {
  /** `127.0.0.1:5353` */
  readonly text: string;
  readonly port: number;
  /** Every question, in order. */
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

export const SECURE = packet.AUTHENTIC_DATA;
const TTL = 300;

const keyOf = (name: string, type: string) => `${name.toLowerCase()} ${type}`;

/** The records of a zone in dns-packet's words. */
function answerFrom(zone: Zone, { name, type }: Asked, secure: boolean): packet.Packet {
  const answers: packet.Answer[] = [];
  let at = name;
  for (let alias = zone[keyOf(at, 'CNAME')]; alias; alias = zone[keyOf(at, 'CNAME')]) {
    answers.push({ type: 'CNAME', name: at, ttl: TTL, data: String(alias[0]) });
    at = String(alias[0]);
    if (answers.length > 20) break;
  }
  for (const data of zone[keyOf(at, type)] ?? [])
    answers.push({ type, name: at, ttl: TTL, data } as packet.Answer);
  const exists = Object.keys(zone).some((key) => key.startsWith(`${at.toLowerCase()} `));
  const found = answers.some((each) => each.type === type);
  return {
    type: 'response',
    flags:
      packet.RECURSION_DESIRED |
      packet.RECURSION_AVAILABLE |
      (secure ? SECURE : 0) |
      (exists || answers.length > 0 ? 0 : 3),
    questions: [{ name, type: type as packet.RecordType }],
    answers,
    authorities: found
      ? []
      : [
          {
            type: 'SOA',
            name: 'example',
            ttl: TTL,
            data: {
              mname: 'ns.example',
              rname: 'root.example',
              serial: 1,
              refresh: 1,
              retry: 1,
              expire: 1,
              minimum: 30,
            },
          },
        ],
  };
}

/** @param secure whether it says that it has checked the signatures. */
export async function startDnsServer(
  zone: Zone,
  { answer, datagrams }: Manners = {},
  secure = false,
): Promise<DnsServer> {
  const asked: Asked[] = [];

  function reply(bytes: Buffer, over: Asked['over']): { one: Asked; bytes: Buffer } | undefined {
    const { id, questions } = packet.decode(bytes);
    const [question] = questions!;
    const one = { name: question!.name, type: question!.type, over };
    asked.push({ ...one, name: one.name.toLowerCase() });
    const plain = { ...answerFrom(zone, one, secure), id } as packet.Packet;
    const told = answer ? answer(asked.at(-1)!, plain) : plain;
    return told && { one: asked.at(-1)!, bytes: packet.encode(told) };
  }

  const tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk) => {
      const told = reply(chunk.subarray(2), 'tcp');
      if (!told) return;
      const head = Buffer.alloc(2);
      head.writeUInt16BE(told.bytes.length);
      socket.end(Buffer.concat([head, told.bytes]));
    });
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4');
  udp.on('message', (bytes, { address, port: from }) => {
    const told = reply(bytes, 'udp');
    if (!told) return;
    for (const each of datagrams?.(told.one, told.bytes) ?? [told.bytes]) udp.send(each, from, address);
  });
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));

  return {
    text: `127.0.0.1:${port}`,
    ...{ port, asked },
    async stop() {
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise<void>((resolve) => tcp.close(() => resolve()));
    },
  };
}
