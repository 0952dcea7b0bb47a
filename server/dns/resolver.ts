/**
 * Asks name servers until one knows: in turn, with patience that grows, and remembers the answer.
 * Specs: RFC 1035 §7, RFC 2308, RFC 5452, RFC 6840 §5.7.
 * They have to be resolvers (recursion), as a system's are; it walks no tree of its own and checks no signatures itself.
 */
import { type Answer, DnsError, type RecordType } from './answer.ts';
import { createCache } from './cache.ts';
import { exchange, SilentServer } from './exchange.ts';
import type { Question, Reply } from './message.ts';
import { type NameServer, systemNameServers } from './servers.ts';

export interface Resolver {
  /**
   * @param name ASCII, without a final dot. Aliases are followed.
   * Rejects with a DnsError when nobody could tell, or with the signal's reason.
   */
  ask<Type extends RecordType>(name: string, type: Type, signal?: AbortSignal): Promise<Answer<Type>>;
}

export interface ResolverParts {
  /** Absent: those of the system, looked up anew for each question. */
  readonly servers?: readonly NameServer[] | undefined;
  /** For those of the system: the way to them is trusted. */
  readonly vouched?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly now?: (() => number) | undefined;
  /** How long to wait for each server, round by round. */
  readonly patienceMs?: readonly number[] | undefined;
}

/** About ten seconds with one server: 1.5, 4.5, 9.5 s elapsed. */
const PATIENCE_MS = [1500, 3000, 5000];
/** More are not worth the wait. */
const MAX_SERVERS = 3;
/** Aliases that need questions of their own. */
const MAX_ALIASES = 8;
/** RFC 1035 §2.3.4. Labels of service names begin with an underscore (RFC 8552). */
const NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

export function createResolver({
  servers,
  vouched = false,
  signal: ending,
  now = Date.now,
  patienceMs = PATIENCE_MS,
}: ResolverParts): Resolver {
  const cache = createCache(now);

  async function ask<Type extends RecordType>(
    given: string,
    type: Type,
    own?: AbortSignal,
  ): Promise<Answer<Type>> {
    const signal = own ? AbortSignal.any([ending, own]) : ending;
    signal.throwIfAborted();
    const question = { name: given.toLowerCase(), type };
    const known = cache.get(question);
    if (known) return known;
    const answer = await follow(question, signal);
    cache.put(question, answer);
    return answer as Answer<Type>;
  }

  async function follow(question: Question, signal: AbortSignal): Promise<Answer> {
    let { name } = question;
    let [secure, ttl] = [true, Number.POSITIVE_INFINITY];
    for (let hops = 0; hops <= MAX_ALIASES; hops++) {
      if (!NAME.test(name))
        throw new DnsError('dns.invalid-name', `${JSON.stringify(name)} cannot be asked for`);
      const reply = await anyServer({ name, type: question.type }, signal);
      if (reply.is === 'answer') {
        const { answer } = reply;
        return { ...answer, secure: secure && answer.secure, ttl: Math.min(ttl, answer.ttl) };
      }
      name = reply.to.replace(/\.$/, '').toLowerCase();
      [secure, ttl] = [secure && reply.secure, Math.min(ttl, reply.ttl)];
    }
    throw new DnsError(
      'dns.failed',
      `${question.type} of ${question.name}: a chain of aliases without an end`,
    );
  }

  /** From server to server, and around again for those that were silent. */
  async function anyServer(
    question: Question,
    signal: AbortSignal,
  ): Promise<Extract<Reply, { is: 'answer' | 'alias' }>> {
    let asked = (servers ?? systemNameServers(vouched)).slice(0, MAX_SERVERS);
    const said: string[] = [];
    let bogus = false;
    for (const timeoutMs of patienceMs) {
      const silent: NameServer[] = [];
      for (const server of asked) {
        const outcome = await exchange(server, question, { timeoutMs, signal }).catch((error: Error) => {
          signal.throwIfAborted();
          return error;
        });
        if (outcome instanceof SilentServer) silent.push(server);
        else if (outcome instanceof Error) said.push(`${server.address}: ${outcome.message}`);
        else if (outcome.is === 'failure') {
          said.push(`${server.address}: ${outcome.because}`);
          bogus ||= outcome.bogus;
        } else return vouchedBy(server, outcome);
      }
      asked = silent;
    }
    for (const server of asked) said.push(`${server.address}: no answer`);
    const code = bogus ? 'dns.bogus' : asked.length > 0 ? 'dns.timeout' : 'dns.failed';
    throw new DnsError(
      code,
      `${question.type} of ${question.name}: ${said.join('; ') || 'there is no name server to ask'}`,
    );
  }

  return { ask };
}

/** RFC 4035 §4.9.3: a resolver's AD bit is worth what the way to it is worth. */
function vouchedBy<R extends Extract<Reply, { is: 'answer' | 'alias' }>>(
  { vouches }: NameServer,
  reply: R,
): R {
  if (vouches) return reply;
  return reply.is === 'answer'
    ? { ...reply, answer: { ...reply.answer, secure: false } }
    : { ...reply, secure: false };
}
