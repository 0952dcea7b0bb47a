/**
 * Proves the names of an order: each shown, seen, asked for and waited for. Specs: RFC 8555 §7.5, §8.
 * All names are gone through before it gives up, so that a person hears of every one that needs something, and not of one a day.
 *
 *   waiting ─▶ presenting ─▶ presented ─▶ asked ─▶ proved | failed
 *      └──────── the authority remembers ────────────▲
 */
import { z } from 'zod';
import type { AcmeNameFailure, AcmeProgress } from '../../../contract/acme.ts';
import type { Clock } from '../../host.ts';
import { explain, ProblemError } from '../../problem.ts';
import type { Account } from './account.ts';
import { AcmeError, type ObtainRequest } from './acme.ts';
import type { Challenge, Challenger } from './challenger.ts';
import type { Journal } from './journal.ts';
import { pace } from './poll.ts';
import { failure, nameFailure } from './problems.ts';
import { type AuthorityChallenge, type Authorization, authorization, type Order } from './schemas.ts';
import type { Session } from './session.ts';
import { TYPE_OF_WAY } from './way-types.ts';

export interface ProveParts {
  readonly session: Session;
  readonly account: Account;
  readonly order: Order;
  readonly request: ObtainRequest;
  readonly journal: Journal;
  readonly clock: Clock;
  /** A name the authority could not be convinced of. */
  readonly onFailed: (name: string) => Promise<void>;
}

/** One name that is still to be proved. */
interface Task {
  readonly url: string;
  /** As on the certificate. */
  readonly name: string;
  readonly way: Extract<AcmeProgress, { step: 'name' }>['way'] & string;
  readonly challenger: Challenger;
  readonly offered: AuthorityChallenge;
  readonly challenge: Challenge;
}

/** Throws an AcmeError with every name that could not be proved. What was shown is still shown. */
export async function prove(parts: ProveParts): Promise<void> {
  const tasks: Task[] = [];
  const failures: AcmeNameFailure[] = [];
  for (const url of parts.order.authorizations) {
    const { value } = await parts.session.post(url, undefined, parts.account, authorization);
    const planned = plan(url, value, parts);
    if ('failed' in planned) failures.push(planned.failed);
    if ('task' in planned) tasks.push(planned.task);
  }
  throwIfAny(failures, parts);
  throwIfAny(await all(tasks, (task) => present(task, parts)), parts);
  throwIfAny(await all(tasks, (task) => ask(task, parts)), parts);
}

const all = async (tasks: readonly Task[], run: (task: Task) => Promise<AcmeNameFailure | undefined>) => {
  const ended = await Promise.allSettled(tasks.map(run));
  const thrown = ended.find((one) => one.status === 'rejected');
  if (thrown) throw thrown.reason;
  return ended.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
};

function throwIfAny(failures: readonly AcmeNameFailure[], { session, request }: ProveParts): void {
  // As they were asked for: authorities tell them in any order.
  const at = ({ name }: AcmeNameFailure) => request.names.indexOf(name);
  const names = [...failures].sort((a, b) => at(a) - at(b));
  const [first] = names;
  if (!first) return;
  request.signal.throwIfAborted();
  const reason = names.every((one) => one.reason === first.reason) ? first.reason : 'compound';
  const said = names.map((one) => `${one.name}: ${one.said}`).join(' ');
  throw failure({ reason, authority: session.url, said, names });
}

const tell = (
  { request }: ProveParts,
  { name, way }: Pick<Task, 'name'> & { way: Task['way'] | null },
  state: Extract<AcmeProgress, { step: 'name' }>['state'],
) => request.onProgress?.({ step: 'name', name, way, state });

type Planned = { readonly task: Task } | { readonly failed: AcmeNameFailure } | { readonly proved: true };

function plan(
  url: string,
  { identifier, status, wildcard, challenges }: Authorization,
  parts: ProveParts,
): Planned {
  const { request, account, session } = parts;
  const name = wildcard ? `*.${identifier.value}` : identifier.value;
  // WHY: what is shown, and where we look for it, goes by this name: an authority chooses none of its own.
  if (identifier.type !== 'dns' || !request.names.includes(name))
    throw failure({
      ...{ reason: 'nonsense', authority: session.url },
      said: `an authorization for ${name}, which was not asked for`,
    });
  // SPEC: RFC 8555 §7.5: an authorization of an earlier order may be valid already.
  if (status === 'valid') {
    tell(parts, { name, way: null }, 'proved');
    return { proved: true };
  }
  const way = request.wayOf(name);
  const failed = (reason: AcmeNameFailure['reason'], said: string): Planned => {
    tell(parts, { name, way }, 'failed');
    return { failed: { name, way, reason, said } };
  };
  if (status !== 'pending') return failed('orderInvalid', `the authorization is ${status}`);
  const type = TYPE_OF_WAY[way];
  const challenger = request.challengers[way];
  const offered = challenges.find((one) => one.type === type && one.token !== undefined);
  if (!challenger || !offered?.token)
    return failed('noChallenge', `offered: ${challenges.map((one) => one.type).join(', ') || 'nothing'}`);
  tell(parts, { name, way }, 'waiting');
  const keyAuthorization = `${offered.token}.${account.signer.thumbprint}`;
  return {
    task: {
      ...{ url, name, way, challenger, offered },
      challenge: { type, name: identifier.value, token: offered.token, keyAuthorization },
    },
  };
}

async function present(task: Task, parts: ProveParts): Promise<AcmeNameFailure | undefined> {
  const { name, way, challenger, challenge } = task;
  const { journal, request } = parts;
  tell(parts, task, 'presenting');
  await journal.show(way, challenge);
  try {
    await challenger.present(challenge, request.signal);
  } catch (error) {
    request.signal.throwIfAborted();
    tell(parts, task, 'failed');
    return { name, way, reason: 'notSeen', said: wordsOf(error).slice(0, 1000) };
  }
  tell(parts, task, 'presented');
  return undefined;
}

/** A problem of ours has a code for words; here an expert reads. */
const wordsOf = (error: unknown): string =>
  error instanceof ProblemError ? explain(error) : String((error as Error).message);

/** SPEC: RFC 8555 §8.2: "Clients SHOULD NOT respond to challenges until they believe that the server's queries will succeed." */
async function ask(task: Task, parts: ProveParts): Promise<AcmeNameFailure | undefined> {
  const { session, account, clock, request } = parts;
  const { name, way, offered, url } = task;
  try {
    // One that is under way from before a crash is not begun again: some authorities do not have it.
    if (offered.status === 'pending') await session.post(offered.url, {}, account, z.unknown());
    tell(parts, task, 'asked');
    const turn = pace(clock, request.signal);
    let waitMs: number | undefined;
    while (await turn(waitMs)) {
      const answer = await session.post(url, undefined, account, authorization);
      waitMs = answer.waitMs;
      const { status, challenges } = answer.value;
      if (status === 'valid') {
        tell(parts, task, 'proved');
        return undefined;
      }
      if (status !== 'pending') {
        const why =
          challenges.find((one) => one.url === offered.url && one.error) ??
          challenges.find((one) => one.error);
        return await spoiled(task, parts, nameFailure(name, why?.error, way));
      }
    }
    return { name, way, reason: 'tookTooLong', said: 'the authority did not come to a verdict' };
  } catch (error) {
    // About this name alone: the others go on.
    if (!(error instanceof AcmeError) || !['malformed', 'unauthorized'].includes(error.failure.reason))
      throw error;
    return spoiled(task, parts, { name, way, reason: error.failure.reason, said: error.failure.said });
  }
}

async function spoiled(task: Task, parts: ProveParts, why: AcmeNameFailure): Promise<AcmeNameFailure> {
  tell(parts, task, 'failed');
  await parts.onFailed(task.challenge.name);
  return why;
}
