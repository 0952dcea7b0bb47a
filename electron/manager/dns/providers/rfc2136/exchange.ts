/** One signed message over a connection and its answer, checked (RFC 1035 §4.2.2, RFC 7766, RFC 8945). */
import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { faultOf, sign, type TsigFault, type TsigKey } from './tsig.ts';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

export const newId = (): number => randomInt(65_536);

const TIMEOUT_MS = 10_000;
/** RFC 1035 §4.2.2: the length before a message has two bytes. */
const MOST_BYTES = 65_535;

/** The answer, whose signature is not as it should be. */
export class TsigError extends Error {
  readonly fault: TsigFault;
  readonly answer: Buffer;

  constructor(fault: TsigFault, answer: Buffer) {
    super(`TSIG: ${fault}`);
    this.fault = fault;
    this.answer = answer;
  }
}

/**
 * Over TCP always: an update must not be doubled or lost as a datagram may be.
 * Rejects with a TsigError, with what the network says, or with the signal's reason.
 */
export async function exchangeSigned(
  server: ServerAddress,
  message: Buffer,
  key: TsigKey,
  parts: { readonly now: () => number; readonly signal: AbortSignal },
): Promise<Buffer> {
  const seconds = () => Math.floor(parts.now() / 1000);
  const signed = sign(message, key, seconds());
  const answer = await overTcp(server, signed.message, parts.signal);
  if (answer.length < 12 || answer.readUInt16BE(0) !== message.readUInt16BE(0))
    throw new Error('the answer is to another question');
  let fault: TsigFault | undefined;
  try {
    fault = faultOf(answer, key, signed, seconds());
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Error('the answer is cut off', { cause: error });
  }
  if (fault) throw new TsigError(fault, answer);
  return answer;
}

function overTcp({ host, port }: ServerAddress, message: Buffer, own: AbortSignal): Promise<Buffer> {
  own.throwIfAborted();
  const late = AbortSignal.timeout(TIMEOUT_MS);
  const signal = AbortSignal.any([own, late]);
  const socket = connect({ host, port });
  const answered = new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = () =>
      reject(
        late.aborted ? Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }) : own.reason,
      );
    signal.addEventListener('abort', stop, { once: true });
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('closed before its answer was whole')));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MOST_BYTES + 2) return reject(new Error('an answer without an end'));
      const received = Buffer.concat(chunks);
      const length = received.length < 2 ? Number.POSITIVE_INFINITY : received.readUInt16BE(0);
      if (received.length >= length + 2) resolve(received.subarray(2, length + 2));
    });
    const head = Buffer.alloc(2);
    head.writeUInt16BE(message.length);
    socket.write(Buffer.concat([head, message]));
  });
  return answered.finally(() => socket.destroy());
}
