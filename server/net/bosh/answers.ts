/** The requests of a session that wait for an answer, and the answers that may be asked for again (XEP-0124 §8, §14.3). */
import type { TerminalCondition } from './body.ts';
import { writeBody } from './body.ts';
import type { BoshTerms } from './rules.ts';

/** Where an answer goes: one HTTP exchange. */
export interface Reply {
  /** The peer waits at the other end. */
  readonly open: boolean;
  send(body: string): void;
  /** Ends the session for the peer; with a status code where it is so old that it knows nothing else. */
  terminate(condition: TerminalCondition, legacy: boolean): void;
  /** §17: "Clients recover from these errors by resending all the preceding <body/> wrappers that have not received responses." */
  recover(): void;
}

export interface Answers {
  readonly waiting: number;
  /** Somebody is there to take an answer. */
  readonly listening: boolean;
  /** The last answer had payloads. */
  readonly lastCarried: boolean;
  hold(rid: number, reply: Reply, ms: number, late: () => void): void;
  /** Answers the oldest that waits. */
  answer(body: string, carries?: boolean): void;
  /** A request came again. False: its answer is not there any more. */
  repeat(rid: number, reply: Reply): boolean;
}

interface Waiting {
  readonly rid: number;
  reply: Reply;
  readonly timer: NodeJS.Timeout;
}

/** @param acknowledges the client wants to hear which requests have come (§9.1). */
export function createAnswers(terms: BoshTerms, acknowledges: boolean): Answers {
  const waiting: Waiting[] = [];
  /** By rid, the oldest first. */
  const remembered = new Map<number, string>();
  let highest = 0;
  let lastCarried = false;

  return {
    get waiting() {
      return waiting.length;
    },
    get listening() {
      return waiting.some(({ reply }) => reply.open);
    },
    get lastCarried() {
      return lastCarried;
    },
    hold(rid, reply, ms, late) {
      highest = rid;
      const timer = setTimeout(late, ms);
      timer.unref();
      waiting.push({ rid, reply, timer });
    },
    answer(body, carries = false) {
      const oldest = waiting.shift();
      if (!oldest) return;
      clearTimeout(oldest.timer);
      lastCarried = carries;
      // §9.1: not "in any response if the value would be the 'rid' of the request being responded to".
      const ack = acknowledges && highest > oldest.rid ? ` ack='${highest}'` : '';
      const whole = ack && !/^<body[^>]* ack=/.test(body) ? body.replace('<body', `<body${ack}`) : body;
      remembered.set(oldest.rid, whole);
      // §14.3: the buffer holds as many "as the maximum number of simultaneous requests allowed".
      for (const rid of remembered.keys()) if (remembered.size > terms.requests) remembered.delete(rid);
      oldest.reply.send(whole);
    },
    repeat(rid, reply) {
      const held = waiting.find((one) => one.rid === rid);
      if (held) {
        // §14.3: "it SHOULD respond immediately to the existing request with a recoverable binding condition […] and send
        // any future response to the latest request".
        held.reply.recover();
        held.reply = reply;
        return true;
      }
      const body = remembered.get(rid);
      if (body === undefined) return false;
      reply.send(body);
      return true;
    },
  };
}

/** §17.3. */
export const RECOVERABLE = writeBody({ type: 'error' });
