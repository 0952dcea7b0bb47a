/** A way to a STUN server: datagrams, or a stream with or without TLS. What comes is whole messages; the rest is dropped. */
import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { lengthOf } from './message.ts';

export interface Wire {
  /** Whether what is sent may get lost, so that it has to be sent again. */
  readonly lossy: boolean;
  send(bytes: Buffer): void;
  /** The next message; rejects when there will be none. */
  next(): Promise<Buffer>;
  close(): void;
}

/** A relay's answer is some hundred bytes; whoever sends more is none. */
const MAX_BYTES = 4096;
const MAX_WAITING = 32;

export interface Place {
  readonly address: string;
  readonly port: number;
}

/** Connected, so that nobody else is heard. Resolves once it is bound. */
export function datagrams({ address, port }: Place): Promise<Wire> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const mailbox = createMailbox();
  socket.on('message', (bytes) => mailbox.put(bytes));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(port, address, () => {
      socket.off('error', reject);
      // ICMP's "port unreachable" comes as an error on a connected socket.
      socket.on('error', (error) => mailbox.fail(error));
      resolve({
        lossy: true,
        send: (bytes) => socket.send(bytes, () => undefined),
        next: mailbox.next,
        close: () => closed(socket, mailbox),
      });
    });
  });
}

function closed(socket: Datagrams, mailbox: Mailbox): void {
  mailbox.fail(new Error('closed'));
  socket.close();
}

/** @param socket an open connection. */
export function stream(socket: Duplex): Wire {
  const mailbox = createMailbox();
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    // What is no STUN from its first byte on never becomes any.
    if (pending.length > MAX_BYTES || (pending[0] ?? 0) > 3) return mailbox.fail(new Foreign(pending));
    for (let end = lengthOf(pending); end !== undefined && pending.length >= end; end = lengthOf(pending)) {
      mailbox.put(pending.subarray(0, end));
      pending = pending.subarray(end);
    }
  });
  socket.on('error', (error) => mailbox.fail(error));
  socket.on('close', () => mailbox.fail(new Error('closed')));
  return {
    lossy: false,
    send: (bytes) => void socket.write(bytes),
    next: mailbox.next,
    close: () => void socket.destroy(),
  };
}

/** Something else speaks there. */
export class Foreign extends Error {
  readonly said: string;
  constructor(bytes: Buffer) {
    super('not STUN');
    this.said = bytes.subarray(0, 200).toString('latin1');
  }
}

interface Mailbox {
  put(bytes: Buffer): void;
  fail(error: Error): void;
  next(): Promise<Buffer>;
}

function createMailbox(): Mailbox {
  const arrived: Buffer[] = [];
  const waiting: { resolve: (bytes: Buffer) => void; reject: (error: Error) => void }[] = [];
  let over: Error | undefined;
  return {
    put(bytes) {
      const taker = waiting.shift();
      if (taker) taker.resolve(bytes);
      else if (arrived.length < MAX_WAITING) arrived.push(bytes);
    },
    fail(error) {
      over ??= error;
      for (const { reject } of waiting.splice(0)) reject(over);
    },
    next() {
      const there = arrived.shift();
      if (there) return Promise.resolve(there);
      if (over) return Promise.reject(over);
      return new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
    },
  };
}
