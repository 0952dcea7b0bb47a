/** One command over HTTP: may the caller, runs it, answers, and notes it. */
import type { AdminCommand } from '../../kernel/adhoc.ts';
import { CommandError } from '../../kernel/command-error.ts';
import { HttpError, type HttpRequest, type HttpResponse } from '../../kernel/http.ts';
import { parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { argumentsOf } from './arguments.ts';
import { type Audit, aboutOf } from './audit.ts';
import type { Caller } from './callers.ts';
import { createGuard } from './guard.ts';
import type { Pace } from './pace.ts';
import { ApiProblem, KINDS, problemResponse } from './problem.ts';
import { mayGet, mayRun, takesSecret } from './rights.ts';

export interface CallParts {
  readonly ctx: Pick<ModuleContext, 'commands' | 'server' | 'log'>;
  readonly callerOf: (request: HttpRequest) => Promise<Caller>;
  readonly pace: Pace;
  readonly audit: Audit;
  readonly now: () => number;
}

export interface Api {
  /** Runs the command that is the last part of the path. */
  run(request: HttpRequest): Promise<HttpResponse>;
  /** How many ended how, since the start. */
  readonly counts: Readonly<Record<'done' | 'refused' | 'failed', number>>;
}

const REASONS = {
  excepted: 'is not good for this command',
  administrator: 'may not change accounts of administrators',
  'not included': 'is not good for this command',
} as const;

export function createApi({ ctx, callerOf, pace, audit, now }: CallParts): Api {
  const counts = { done: 0, refused: 0, failed: 0 };
  const guard = createGuard({ limited: () => ctx.server.limited, now });

  /** What is known of a request by the time it ends, for the audit log. */
  interface Known {
    who: string;
    command: AdminCommand | undefined;
    about: string;
  }

  async function answer(request: HttpRequest, known: Known): Promise<HttpResponse> {
    const caller = await callerOf(request);
    known.who = caller.who;
    const wait = ctx.server.limited ? pace.take(caller.key) : 0;
    if (wait > 0)
      throw new ApiProblem('too-often', 'Fewer commands at once, please.', {
        'retry-after': String(Math.ceil(wait / 1000)),
      });
    const name = request.segments.join('/');
    const command = ctx.commands.admin.list().find((one) => one.name === name);
    if (!command) throw new ApiProblem('command.unknown', `There is no command ${name.slice(0, 60)}.`);
    known.command = command;
    if (request.method === 'GET' && !mayGet(command))
      throw new ApiProblem('method.wrong', undefined, { allow: 'POST, OPTIONS' });
    const args = byName(command, await argumentsOf(request));
    known.about = aboutOf(args);
    allow(caller, command, args);
    const result = await guard.run(command, args, () => ctx.commands.admin.run(name, args));
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: `${JSON.stringify(result ?? null)}\n`,
    };
  }

  function allow(caller: Caller, command: AdminCommand, args: Readonly<Record<string, unknown>>): void {
    const { allow, because } = mayRun(caller.scopes, {
      ...{ name: command.name, scope: command.scope, reads: command.reads, secret: takesSecret(command) },
      administrator: isAboutAdministrator(args),
    });
    if (allow) return;
    const why = REASONS[because as keyof typeof REASONS];
    // RFC 6750 §3.1: `insufficient_scope` goes with 403.
    throw new ApiProblem('not-allowed', `What was presented ${why}.`, {
      'www-authenticate': 'Bearer realm="Chatelaine", error="insufficient_scope"',
    });
  }

  function isAboutAdministrator({ user, host, names }: Readonly<Record<string, unknown>>): boolean {
    const administrators = new Set(ctx.server.hosts.flatMap((one) => ctx.server.admins.of(one)));
    return [user, ...(Array.isArray(names) ? names : [])].some((name) =>
      administrators.has(parseJid(`${String(name).trim()}@${String(host)}`)?.toString() ?? ''),
    );
  }

  return {
    counts,
    async run(request) {
      const known: Known = { who: 'nobody', command: undefined, about: '' };
      const note = (outcome: keyof typeof counts, because: string) => {
        counts[outcome] += 1;
        const { who, command, about } = known;
        audit.note(
          { who, from: request.remoteAddress, command: command?.name ?? '', about, outcome, because },
          outcome === 'done' && command?.reads === true,
        );
      };
      try {
        const response = await answer(request, known);
        note('done', '');
        return response;
      } catch (error) {
        // The web's own refusals, and peers that went away in the middle.
        if (error instanceof HttpError || request.signal.aborted) throw error;
        const problem = problemOf(error, known.command, ctx.log);
        note(KINDS[problem.code].status === 500 ? 'failed' : 'refused', problem.code);
        return problemResponse(problem);
      }
    },
  };
}

/** A list is in the order of the command line. Anything else is the command's to check. */
function byName({ name, positional }: AdminCommand, given: unknown): Readonly<Record<string, unknown>> {
  if (!Array.isArray(given)) return given as Readonly<Record<string, unknown>>;
  if (given.length > positional.length)
    throw new ApiProblem('arguments.invalid', `${name} takes ${positional.length} arguments.`);
  return Object.fromEntries(given.map((value, index) => [positional[index]!, value]));
}

function problemOf(error: unknown, command: AdminCommand | undefined, log: ModuleContext['log']): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof CommandError) return new ApiProblem(error.code, error.message);
  log.error('a command failed', {
    ...{ command: command?.name ?? '', cause: String((error as Error)?.stack ?? error) },
  });
  return new ApiProblem('unexpected');
}
