/** A TURN client for tests: builds each message by hand, so that it can be wrong in any way. Written with the server's own codec,
 * which coturn's client checks from outside (tests/interop/turn.test.ts). */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { ATTRIBUTE, METHOD, readXorAddress, xorAddress } from '../../server/modules/turn/attributes.ts';
import { createCutter } from '../../server/modules/turn/framing.ts';
import { type Key, longTermKey } from '../../server/modules/turn/integrity.ts';
import { attribute, type Message, readMessage, writeMessage } from '../../server/modules/turn/message.ts';

export type Value = readonly [type: number, value: Buffer];
export type Transport = 'udp' | 'tcp' | 'tls';

export interface TurnClient {
  readonly port: number;
  raw(bytes: Buffer): void;
  /** The next that comes, whatever it is. */
  next(): Promise<Buffer>;
  /** Unsigned. */
  request(method: number, values?: readonly Value[]): Promise<Message>;
  /** Signed with what the server asks for; `change` may spoil it. */
  signed(method: number, values?: readonly Value[], change?: Partial<Signature>): Promise<Message>;
  indicate(method: number, values: readonly Value[]): void;
  /** Resolves when the server has closed the connection. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface Signature {
  username: string;
  password: string;
  realm: string;
  nonce: string;
  hash: Key['hash'];
  algorithm: 'md5' | 'sha256';
}

export async function turnClient(parts: {
  transport: Transport;
  port: number;
  username?: string;
  password?: string;
  ca?: string;
  /** Sends from this address. */
  local?: string;
}): Promise<TurnClient> {
  const { transport, port, username = '', password = '' } = parts;
  const arrived: Buffer[] = [];
  const waiting: ((bytes: Buffer) => void)[] = [];
  const found = (bytes: Buffer) => {
    const taker = waiting.shift();
    if (taker) taker(bytes);
    else arrived.push(bytes);
  };
  const wire = await (transport === 'udp' ? datagrams(port, found, parts.local) : stream(parts, found));
  let challenge: { realm: string; nonce: string } | undefined;

  const client: TurnClient = {
    port: wire.port,
    closed: wire.closed,
    close: wire.close,
    raw: wire.send,
    next() {
      const there = arrived.shift();
      return there ? Promise.resolve(there) : new Promise((resolve) => waiting.push(resolve));
    },
    request: async (method, values = []) => {
      const transaction = randomBytes(12);
      wire.send(writeMessage({ kind: 'request', method, transaction, attributes: values }));
      return answered(transaction);
    },
    async signed(method, values = [], change = {}) {
      if (!challenge) {
        const answer = await client.request(METHOD.refresh);
        challenge = {
          realm: text(answer, ATTRIBUTE.realm),
          nonce: text(answer, ATTRIBUTE.nonce),
        };
      }
      const with_: Signature = {
        username,
        password,
        ...challenge,
        hash: 'sha1',
        algorithm: 'md5',
        ...change,
      };
      const transaction = randomBytes(12);
      wire.send(
        writeMessage({
          ...{ kind: 'request', method, transaction },
          attributes: [
            ...values,
            [ATTRIBUTE.username, Buffer.from(with_.username)],
            [ATTRIBUTE.realm, Buffer.from(with_.realm)],
            [ATTRIBUTE.nonce, Buffer.from(with_.nonce)],
          ],
          key: { hash: with_.hash, secret: longTermKey(with_.algorithm, with_) },
        }),
      );
      return answered(transaction);
    },
    indicate: (method, attributes) =>
      wire.send(writeMessage({ kind: 'indication', method, transaction: randomBytes(12), attributes })),
  };

  async function answered(transaction: Buffer): Promise<Message> {
    const bytes = await client.next();
    const message = readMessage(bytes);
    if (!message?.transaction.equals(transaction)) throw new Error(`no answer: ${bytes.toString('hex')}`);
    return message;
  }
  return client;
}

interface Wire {
  readonly port: number;
  send(bytes: Buffer): void;
  readonly closed: Promise<void>;
  close(): void;
}

async function datagrams(port: number, found: (bytes: Buffer) => void, local = '127.0.0.1'): Promise<Wire> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, local, resolve));
  socket.on('message', found);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    ...{ port: socket.address().port, closed },
    send: (bytes) => socket.send(bytes, port, '127.0.0.1'),
    close: () => socket.close(),
  };
}

async function stream(
  { transport, port, ca }: { transport: Transport; port: number; ca?: string },
  found: (bytes: Buffer) => void,
): Promise<Wire> {
  const socket =
    transport === 'tls'
      ? connectTls({ port, host: '127.0.0.1', servername: 'test', ca, ALPNProtocols: ['stun.turn'] })
      : connectTcp(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
  });
  const cutter = createCutter();
  (socket as Duplex).on(
    'data',
    (chunk: Buffer) => void cutter.push(chunk, (bytes) => found(Buffer.from(bytes))),
  );
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return {
    ...{ port: socket.localPort!, closed },
    send: (bytes) => void socket.write(bytes),
    close: () => void socket.destroy(),
  };
}

export const text = (message: Message, type: number): string => attribute(message, type)?.toString() ?? '';

/** `success`, or the number of the error. */
export function outcome(message: Message): string | number {
  const error = attribute(message, ATTRIBUTE.errorCode);
  return error ? error[2]! * 100 + error[3]! : message.kind;
}

export const addressIn = (message: Message, type: number) =>
  readXorAddress(attribute(message, type) ?? Buffer.alloc(0), message.transaction);

/** XOR-PEER-ADDRESS for a message whose transaction is not known yet: IPv4 is masked with the cookie alone. */
export const peer = (address: string, port = 9): Value => [
  ATTRIBUTE.xorPeerAddress,
  xorAddress({ address, port }, Buffer.alloc(12)),
];
export const UDP: Value = [ATTRIBUTE.requestedTransport, Buffer.from([17, 0, 0, 0])];
export const number = (type: number, value: number): Value => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return [type, bytes];
};
