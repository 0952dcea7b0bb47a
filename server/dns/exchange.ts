/**
 * One question to one name server: a datagram, or a connection where the answer does not fit (RFC 1035 §4.2, RFC 7766).
 *
 * SPEC: RFC 5452 §9.2: an unpredictable port and an unpredictable id for each question, and no answer taken from elsewhere.
 */
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { encodeQuestion, MAX_BYTES, type Question, type Reply, readReply } from './message.ts';
import type { NameServer } from './servers.ts';

export interface ExchangeOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** No answer in time. */
export class SilentServer extends Error {}

/** Datagrams that were not to our question, before we ask over a connection that nobody else can write into. */
const MAX_STRAYS = 3;

/** What one server says, never `truncated`. Rejects with a SilentServer, with what the network says, or the signal's reason. */
export async function exchange(
  server: NameServer,
  question: Question,
  options: ExchangeOptions,
): Promise<Exclude<Reply, { is: 'truncated' | 'stray' }>> {
  const until = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  try {
    const reply = await overUdp(server, question, until);
    const whole =
      reply.is === 'truncated' || reply.is === 'stray' ? await overTcp(server, question, until) : reply;
    if (whole.is === 'stray' || whole.is === 'truncated')
      return {
        is: 'failure',
        because: whole.is === 'stray' ? `unreadable: ${whole.because}` : 'cut off',
        bogus: false,
      };
    return whole;
  } catch (error) {
    options.signal.throwIfAborted();
    if (until.aborted) throw new SilentServer(`no answer in ${options.timeoutMs} ms`, { cause: error });
    throw error;
  }
}

/** The letters of a name in random case: bits that a forger has to guess, too (draft-vixie-dnsext-dns0x20). */
function spell(name: string): string {
  const bits = randomInt(2 ** 47);
  return name.replace(/[a-z]/g, (letter, at: number) =>
    Math.floor(bits / 2 ** (at % 47)) % 2 ? letter.toUpperCase() : letter,
  );
}

function overUdp(server: NameServer, question: Question, signal: AbortSignal): Promise<Reply> {
  const [id, spelling] = [randomInt(65536), spell(question.name)];
  // A new socket for each question gets a port of the system's choice; connected, it hears that server only.
  const socket = createSocket(server.address.includes(':') ? 'udp6' : 'udp4');
  const answered = new Promise<Reply>((resolve, reject) => {
    let strays = 0;
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    socket.on('error', reject);
    socket.on('message', (bytes) => {
      const reply = readReply(bytes, question, id, spelling);
      strays += reply.is === 'stray' ? 1 : 0;
      if (reply.is !== 'stray' || strays >= MAX_STRAYS) resolve(reply);
    });
    socket.once('connect', () => socket.send(encodeQuestion(question, id, spelling)));
    socket.connect(server.port, server.address);
    signal.throwIfAborted();
  });
  return answered.finally(() => socket.close());
}

function overTcp(server: NameServer, question: Question, signal: AbortSignal): Promise<Reply> {
  const [id, spelling] = [randomInt(65536), spell(question.name)];
  const socket = connect({ host: server.address, port: server.port });
  const answered = new Promise<Reply>((resolve, reject) => {
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
      else if (received.length >= length + 2)
        resolve(readReply(received.subarray(2, length + 2), question, id, spelling));
    });
    const bytes = encodeQuestion(question, id, spelling);
    const head = Buffer.alloc(2);
    head.writeUInt16BE(bytes.length);
    socket.end(Buffer.concat([head, bytes]));
    signal.throwIfAborted();
  });
  return answered.finally(() => socket.destroy());
}
