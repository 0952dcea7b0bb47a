/**
 * The bytes of one question to one server and back: a datagram, or a connection (RFC 1035 §4.2, RFC 7766).
 *
 * SPEC: RFC 5452 §9.2: an unpredictable port and an unpredictable id for each question, and no answer taken from elsewhere.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { MAX_BYTES } from './message.ts';
import type { NameServer } from './servers.ts';

/** How a question is written under an id, and what is made of what comes back. `stray`: it is no answer to it. */
export interface Wire<R extends { readonly is: string }> {
  encode(id: number): Buffer;
  read(bytes: Buffer, id: number): R;
}

/** Datagrams that were not to our question, before we ask over a connection that nobody else can write into. */
const MAX_STRAYS = 3;

/** The first answer that is no stray, or the last of several strays. Rejects with the signal's reason, or the network's. */
export function overUdp<R extends { readonly is: string }>(
  server: NameServer,
  wire: Wire<R>,
  signal: AbortSignal,
): Promise<R> {
  const id = randomInt(65536);
  // A new socket for each question gets a port of the system's choice; connected, it hears that server only.
  const socket = createSocket(server.address.includes(':') ? 'udp6' : 'udp4');
  const answered = new Promise<R>((resolve, reject) => {
    let strays = 0;
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    socket.on('error', reject);
    socket.on('message', (bytes) => {
      const reply = wire.read(bytes, id);
      strays += reply.is === 'stray' ? 1 : 0;
      if (reply.is !== 'stray' || strays >= MAX_STRAYS) resolve(reply);
    });
    socket.once('connect', () => socket.send(wire.encode(id)));
    socket.connect(server.port, server.address);
    signal.throwIfAborted();
  });
  return answered.finally(() => socket.close());
}

/** What stands in the one message that comes back. Rejects with the signal's reason, or the network's. */
export function overTcp<R extends { readonly is: string }>(
  server: NameServer,
  wire: Wire<R>,
  signal: AbortSignal,
): Promise<R> {
  const id = randomInt(65536);
  const socket = connect({ host: server.address, port: server.port });
  const answered = new Promise<R>((resolve, reject) => {
    let received = Buffer.alloc(0);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('closed before its answer was whole')));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      // RFC 1035 §4.2.2: a two byte length goes before each message.
      const length = received.length < 2 ? Number.POSITIVE_INFINITY : received.readUInt16BE(0);
      if (length !== Number.POSITIVE_INFINITY && length > MAX_BYTES)
        reject(new Error(`an answer of ${length} bytes`));
      else if (received.length >= length + 2) resolve(wire.read(received.subarray(2, length + 2), id));
    });
    const bytes = wire.encode(id);
    const head = Buffer.alloc(2);
    head.writeUInt16BE(bytes.length);
    socket.end(Buffer.concat([head, bytes]));
    signal.throwIfAborted();
  });
  return answered.finally(() => socket.destroy());
}
