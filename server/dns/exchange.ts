/** One question to one resolver: a datagram, or a connection where the answer does not fit (RFC 1035 §4.2, RFC 7766). */
import { randomInt } from 'node:crypto';
import { encodeQuestion, type Question, type Reply, readReply } from './message.ts';
import type { NameServer } from './servers.ts';
import { overTcp, overUdp, type Wire } from './transport.ts';

export interface ExchangeOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** No answer in time. */
export class SilentServer extends Error {}

/** What one server says, never `truncated`. Rejects with a SilentServer, with what the network says, or the signal's reason. */
export async function exchange(
  server: NameServer,
  question: Question,
  options: ExchangeOptions,
): Promise<Exclude<Reply, { is: 'truncated' | 'stray' }>> {
  const until = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  try {
    const reply = await overUdp(server, spelled(question), until);
    const whole =
      reply.is === 'truncated' || reply.is === 'stray'
        ? await overTcp(server, spelled(question), until)
        : reply;
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

/** The question in a spelling of its own. */
function spelled(question: Question): Wire<Reply> {
  const spelling = spell(question.name);
  return {
    encode: (id) => encodeQuestion(question, id, spelling),
    read: (bytes, id) => readReply(bytes, question, id, spelling),
  };
}
