/**
 * The server's command table, whether it runs (over the control socket) or not (through `chatelaine ctl`, which then opens
 * the database itself). Turns its refusals into the contract's problems.
 */
import { z } from 'zod';
import { type ProblemError, problem } from '../../problem.ts';
import { lastLines, type Run } from '../../run.ts';
import { type AskOptions, CommandRefused, type ControlClient, NotReachable } from './control-client.ts';

export interface CommandsParts {
  readonly client: ControlClient;
  readonly run: Run;
  /** `[node, ctl.ts, --config, FILE]`. */
  readonly ctl: readonly [program: string, ...args: string[]];
}

export interface Commands {
  /** While the server runs; throws `server.not-running` otherwise. */
  online(command: string, args?: Record<string, unknown>, how?: AskOptions): Promise<unknown>;
  /**
   * Also while it is stopped. `args` in the order of the command line; the one named `secret` is a password, which goes
   * in on standard input and not among the arguments.
   */
  anyway(command: string, args: Record<string, string>, secret?: string): Promise<unknown>;
}

export type Online = Commands['online'];

/** A bare address as the commands want it. */
export const split = (address: string) => {
  const at = address.indexOf('@');
  return { user: address.slice(0, at), host: address.slice(at + 1) };
};

/** Exit codes of `chatelaine ctl`. */
const ANSWERED_NO = 1;

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export function createCommands({ client, run, ctl }: CommandsParts): Commands {
  async function ask(command: string, args: Record<string, unknown>, how?: AskOptions): Promise<unknown> {
    try {
      return await client.ask(command, args, how);
    } catch (error) {
      throw error instanceof CommandRefused ? (refused(error.code, args, error.message) ?? error) : error;
    }
  }

  async function offline(command: string, args: Record<string, string>, secret?: string): Promise<unknown> {
    const [program, ...first] = ctl;
    const words = Object.entries(args).map(([name, value]) => (name === secret ? '-' : value));
    const input = secret === undefined ? undefined : `${args[secret]}\n`;
    const ran = await run(program, [...first, '--json', command, ...words], { input, timeoutMs: 60_000 });
    const told = parse(ran.stdout) ?? parse(ran.stderr);
    const no = refusal.safeParse(told).data;
    if (no)
      throw (
        refused(no.error.code, args, no.error.message) ?? new CommandRefused(no.error.code, no.error.message)
      );
    if (ran.exitCode === 0 || (ran.exitCode === ANSWERED_NO && told !== undefined)) return told;
    const said = lastLines(ran.stderr || ran.stdout);
    throw problem('program.failed', { program: 'chatelaine ctl', exitCode: ran.exitCode, lastLines: said });
  }

  return {
    async online(command, args = {}, how) {
      try {
        return await ask(command, args, how);
      } catch (error) {
        throw error instanceof NotReachable ? problem('server.not-running', {}, error) : error;
      }
    },
    async anyway(command, args, secret) {
      try {
        return await ask(command, args);
      } catch (error) {
        if (!(error instanceof NotReachable)) throw error;
        return offline(command, args, secret);
      }
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The contract's problem for a code of the command table; undefined for one that would be our own mistake. */
function refused(code: string, args: Record<string, unknown>, said: string): ProblemError | undefined {
  // What is about a room, rooms.ts words.
  if ('room' in args) return undefined;
  if ('domain' in args && code === 'name.not-allowed')
    return problem('address.invalid', { value: String(args.domain), reason: 'malformed' });
  const address = `${args.user}@${args.host}`;
  switch (code) {
    case 'account.exists':
      return problem('person.exists', { address });
    case 'account.unknown':
      // An invitation is for somebody without one: it is whoever invites that has none.
      return problem('person.unknown', { address: 'by' in args ? String(args.by) : address });
    case 'name.not-allowed':
      return problem('person.name-invalid', { value: String(args.user) });
    case 'password.weak':
      return problem('person.password-weak', { minimum: 1 });
    case 'session.unknown':
      return problem('device.gone', { address: `${address}/${args.resource}` });
    case 'item.unknown':
      return 'team' in args ? problem('team.unknown', {}) : problem('entry.gone', {});
    case 'team.full':
      return problem('team.full', {});
    case 'team.too-many':
      return problem('team.too-many', {});
    case 'refused':
      return problem('server.refused', { said });
    case 'server.required':
      return problem('server.not-running', {});
    default:
      return undefined;
  }
}
