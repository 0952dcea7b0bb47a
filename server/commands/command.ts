/**
 * What an administration command is, and what it may work with.
 *
 * One table serves `chatelaine ctl`, the control socket and the HTTP API. Names are ejabberdctl's where the meaning
 * is the same. A command decides nothing about who may call it: whoever reaches the table is the operator.
 */
import { z } from 'zod';
import type { Accounts } from '../kernel/accounts.ts';
import type { CommandScope } from '../kernel/adhoc.ts';
import { CommandError } from '../kernel/command-error.ts';
import { type Jid, makeJid } from '../kernel/jid.ts';
import type { Sessions } from '../kernel/sessions.ts';
import type { Storage } from '../kernel/store.ts';

export { type CommandCode, CommandError } from '../kernel/command-error.ts';

/** What only a running server has. */
export interface Running {
  readonly sessions: Sessions;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Reads configuration and certificates anew. Resolves with the sentences of what is wrong; then the old ones stay. */
  reload(): readonly string[] | Promise<readonly string[]>;
  /** Begins an orderly stop. Absent where nobody looks after the process, as in tests. */
  readonly stop?: (() => void) | undefined;
  /** Begins an orderly stop with an exit code that asks whoever looks after the server to start it again. */
  readonly restart?: (() => void) | undefined;
}

export interface CommandParts {
  readonly accounts: Accounts;
  readonly storage: Pick<Storage, 'archive' | 'keyval' | 'commits' | 'counts'>;
  /** Served domains. */
  readonly hosts: () => readonly string[];
  /** Absent when `ctl` works on the data of a stopped server. */
  readonly running: Running | undefined;
}

export interface Command<A = unknown, R = unknown> {
  readonly name: string;
  readonly summary: string;
  /** Arguments in order, by their names in `args`. */
  readonly positional: readonly string[];
  /** How many of `positional` may be left out, counted from the end. */
  readonly optional?: number;
  readonly args: z.ZodType<A>;
  /** Works on the data of a stopped server too. */
  readonly offline?: boolean;
  /** The argument that is a list read from standard input, a line each. */
  readonly lines?: string;
  /** What it is about; absent: the server as a whole. */
  readonly scope?: CommandScope;
  /** Changes nothing and tells no secret: a token for reading will do, and an HTTP GET. */
  readonly reads?: boolean;
  /** Further words for `help COMMAND`. */
  readonly details?: string;
  run(args: A, parts: CommandParts): R | Promise<R>;
  /** The answer for people; without it, `textOf` of the answer. */
  text?(answer: R): string;
}

/** Fixes the types of a command and forgets them again, so that all fit one table. */
export const defineCommand = <A, R>(command: Command<A, R>): Command => command as unknown as Command;

/** Argument shapes that many commands share. */
export const shapes = {
  user: z.string().min(1),
  host: z.string().min(1),
  /** No bound here: what a password may be is the accounts' to say. */
  password: z.string(),
};

/** The account, whether it exists or not. */
export function addressOf(user: string, host: string, parts: CommandParts): Jid {
  const served = servedHost(host, parts);
  const jid = makeJid(user, served);
  if (!jid || jid.local === '')
    throw new CommandError('name.not-allowed', `"${user}" cannot be a name in an address.`);
  return jid;
}

/** The account, which must exist. */
export function accountOf(user: string, host: string, parts: CommandParts): Jid {
  const jid = addressOf(user, host, parts);
  if (!parts.accounts.exists(jid)) throw new CommandError('account.unknown', `There is no account ${jid}.`);
  return jid;
}

/** The domain in the server's spelling, which must be served. */
export function servedHost(host: string, parts: CommandParts): string {
  const domain = makeJid('', host)?.domain;
  if (domain === undefined || !parts.hosts().includes(domain)) {
    throw new CommandError(
      'host.unknown',
      `This server does not serve ${host}; it serves ${parts.hosts().join(', ')}.`,
    );
  }
  return domain;
}

/** What ends the process, or the refusal that nobody is there to do it. */
export function attended(act: (() => void) | undefined): () => void {
  if (!act) throw new CommandError('server.required', 'Nobody looks after this server who could do that.');
  return act;
}

/** The running server, or the refusal that it is needed. */
export function running(parts: CommandParts): Running {
  if (!parts.running) throw new CommandError('server.required', 'The server is not running.');
  return parts.running;
}
