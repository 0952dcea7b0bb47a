/**
 * Many questions to many servers at once, each asked once, within bounds. What a server said is kept for as long as one
 * look at a domain takes; a look that comes later asks anew.
 */
import {
  type LookOptions,
  type LookQuestion,
  type LookType,
  look,
  NoAnswer,
  type Said,
} from '../../../../server/dns/index.ts';
import { systemCode } from '../../problem.ts';
import type { AskedServer } from './askers.ts';

/** What came of one question to one server. */
export interface Heard {
  readonly asker: AskedServer;
  readonly name: string;
  readonly type: LookType;
  readonly said: Said | null;
  /**
   * Why that is no answer: `timeout`, `unreachable` (no way there from here), `refused` (nobody listens, or it will not tell
   * us), `servfail`, `bogus`, `lame` (not a server of that zone), `unreadable`; null when it is one.
   */
  readonly problem: HeardProblem | null;
  /** In technical words, for an expert. */
  readonly detail: string;
}
export type HeardProblem =
  | 'timeout'
  | 'unreachable'
  | 'refused'
  | 'servfail'
  | 'bogus'
  | 'lame'
  | 'unreadable';

export interface Asking {
  /** Never rejects but with the signal's reason; the same question to the same server is asked once. */
  ask(asker: AskedServer, name: string, type: LookType): Promise<Heard>;
  /** Everything heard so far, in the order it was asked. */
  heard(): readonly Heard[];
  readonly signal: AbortSignal;
}

export interface AskingParts {
  readonly signal: AbortSignal;
  /** After each answer: how many of how many so far. */
  readonly progress?: ((answered: number, questions: number) => void) | undefined;
  /** In place of server/dns, in tests. */
  readonly look?: typeof look;
  /** For resolvers over HTTPS, besides the usual ones, in PEM. */
  readonly authorities?: readonly string[] | undefined;
  /** How long each try waits. Default: 2 and 4 s, 6 s elapsed. */
  readonly patienceMs?: readonly number[] | undefined;
}

const PATIENCE_MS = [2000, 4000];
const MOST_AT_ONCE = 32;
/** A zone of a stranger decides how much there is to ask. */
const MOST_QUESTIONS = 3000;
/** After so many questions in a row that it left unanswered, a server is not asked any more. */
const MOST_SILENCES = 2;

export function createAsking(parts: AskingParts): Asking {
  const { signal, progress, authorities, patienceMs = PATIENCE_MS } = parts;
  const lookAt = parts.look ?? look;
  const asked = new Map<string, Promise<Heard>>();
  const all: Heard[] = [];
  const silences = new Map<string, number>();
  const turn = limited(MOST_AT_ONCE);
  let answered = 0;

  async function tryIt(asker: AskedServer, question: LookQuestion): Promise<Heard> {
    const base = { asker, name: question.name, type: question.type };
    let last: Heard = { ...base, said: null, problem: 'timeout', detail: 'no answer' };
    for (const timeoutMs of patienceMs) {
      if ((silences.get(asker.id) ?? 0) >= MOST_SILENCES)
        return { ...last, detail: 'not asked: it has not answered before' };
      const over: LookOptions['over'] = asker.over === 'doh' ? 'https' : asker.over;
      const url = asker.url ?? undefined;
      try {
        const said = await lookAt(asker.server, question, { over, url, authorities, timeoutMs, signal });
        silences.set(asker.id, 0);
        return { ...base, said, ...judge(asker, said) };
      } catch (error) {
        signal.throwIfAborted();
        const { problem, detail } = whyNot(error);
        last = { ...base, said: null, problem, detail };
        if (problem !== 'timeout') return last;
      }
    }
    silences.set(asker.id, (silences.get(asker.id) ?? 0) + 1);
    return last;
  }

  return {
    signal,
    heard: () => all,
    ask(asker, name, type) {
      const key = `${asker.id} ${type} ${name}`;
      const known = asked.get(key);
      if (known) return known;
      if (asked.size >= MOST_QUESTIONS) {
        const detail = `not asked: more than ${MOST_QUESTIONS} questions about one domain`;
        return Promise.resolve({ asker, name, type, said: null, problem: 'unreadable', detail });
      }
      const mine = turn(async () => {
        signal.throwIfAborted();
        const recursion = asker.kind !== 'zone';
        // Signatures make answers long; those of the keys tell how long they all hold.
        const heard = await tryIt(asker, { name, type, recursion, signatures: type === 'DNSKEY' });
        all.push(heard);
        answered += 1;
        progress?.(answered, asked.size);
        return heard;
      });
      // Whoever has stopped waiting does not hear of it any more.
      mine.catch(() => undefined);
      asked.set(key, mine);
      return mine;
    },
  };
}

/** RFC 8914 §4: the codes that say the signatures are at fault, and not the network. */
const BOGUS = new Set([6, 7, 8, 9, 10, 11, 12]);

function judge(asker: AskedServer, said: Said): Pick<Heard, 'problem' | 'detail'> {
  const { code, extended, authoritative, answers } = said;
  const words = extended
    ? `, extended error ${extended.code}${extended.text ? ` (${extended.text})` : ''}`
    : '';
  const detail = `${code}${words}`;
  if (code === 'REFUSED' || code === 'NOTAUTH')
    return { problem: asker.kind === 'zone' ? 'lame' : 'refused', detail };
  if (code !== 'NOERROR' && code !== 'NXDOMAIN')
    return { problem: extended && BOGUS.has(extended.code) ? 'bogus' : 'servfail', detail };
  // SPEC: RFC 1034 §4.2.2 has a delegation lead to servers that hold the zone; one without AA only passes on what others said.
  if (asker.kind === 'zone' && !authoritative && answers.length > 0)
    return { problem: 'lame', detail: `${detail}, not authoritative` };
  return { problem: null, detail };
}

const UNREACHABLE = new Set([
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EINVAL',
  'EPERM',
  'EACCES',
]);

function whyNot(error: unknown): { problem: HeardProblem; detail: string } {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof NoAnswer) return { problem: 'timeout', detail };
  const code = systemCode(error) ?? '';
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return { problem: 'refused', detail };
  if (code === 'ETIMEDOUT') return { problem: 'timeout', detail };
  return { problem: UNREACHABLE.has(code) ? 'unreachable' : 'unreadable', detail };
}

/** At most `most` at a time, in turn. */
function limited(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
