/**
 * `chatelaine ctl`: administration from the command line.
 *
 * Asks the running server through its control socket; when none runs, commands that need only the data work on it
 * directly, under the data folder's lock. Exit codes: 0 done · 1 the answer is no, or it failed · 2 wrong usage ·
 * 3 the server cannot be reached.
 */
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { text as readAll } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAccounts } from './auth/index.ts';
import { COMMANDS, type Command, CommandError, createCommands, readArgs } from './commands/index.ts';
import { forTerminal, textOf } from './commands/text.ts';
import { describeProblem, loadConfig, type ServerConfig } from './config.ts';
import { type ControlClient, ControlError, connectControl } from './control.ts';
import { BACKUP_COMMANDS, runBackupCommand } from './ctl-backup.ts';
import { commandHelp, manual } from './ctl-help.ts';
import { type ModuleCommand, moduleCommands, runModuleCommand } from './ctl-modules.ts';
import { createHooks } from './kernel/hooks.ts';
import { createLog } from './kernel/log.ts';
import { type DataLock, lockData } from './lock.ts';
import { openStorage } from './storage/index.ts';

export interface CtlParts {
  /** What follows `ctl` on the command line. */
  args: readonly string[];
  stdin: Readable;
  /** Both take whole texts. */
  out: (text: string) => void;
  err: (text: string) => void;
  /** How long a server that is just starting or stopping is waited for. */
  patienceMs?: number;
}

export const CTL_EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** Runs one command; resolves with the exit code and never rejects for what an operator can get wrong. */
export async function ctl({ args, stdin, out, err, patienceMs = 5_000 }: CtlParts): Promise<number> {
  const line = readLine(args);
  if ('problem' in line) return usage(err, line.problem);
  const [name, ...given] = line.words;
  if (name === undefined || name === 'help' || line.help) {
    const about = name === 'help' ? given[0] : name;
    const all = [...COMMANDS, ...BACKUP_COMMANDS, ...(await modulesOf(line.config))];
    const command = all.find((known) => known.name === about);
    if (about !== undefined && !command) return usage(err, `There is no command ${about}.`);
    out(command ? commandHelp(command) : manual(all));
    return CTL_EXIT.done;
  }

  const loaded = loadConfig(line.config);
  if ('problems' in loaded) {
    err(`${loaded.problems.map((problem) => describeProblem(line.config, problem)).join('\n')}\n`);
    return CTL_EXIT.usage;
  }
  const command = COMMANDS.find((known) => known.name === name);
  const own = BACKUP_COMMANDS.find((known) => known.name === name);
  try {
    if (own) {
      const args = readArgs(own, await readWords(own, given, stdin)) as { folder: string };
      const { answer, text } = await runBackupCommand(loaded.config.data, name, args);
      out(`${line.json ? JSON.stringify(answer) : forTerminal(text)}\n`);
      return CTL_EXIT.done;
    }
    const added = command ? undefined : (await modulesOf(line.config)).find((known) => known.name === name);
    if (added) {
      const args = await readWords(added, given, stdin);
      const { answer, text } = await runModuleCommand(loaded.config.data, name, args);
      out(`${line.json ? JSON.stringify(answer) : forTerminal(text)}\n`);
      return answer === false ? CTL_EXIT.failed : CTL_EXIT.done;
    }
    const named = command ? await readWords(command, given, stdin) : given;
    const answer = await run({ config: loaded.config, patienceMs }, name, command, named);
    const text = () => forTerminal(command?.text?.(answer) ?? textOf(answer));
    out(`${line.json ? JSON.stringify(answer) : text()}\n`);
    return answer === false ? CTL_EXIT.failed : CTL_EXIT.done;
  } catch (error) {
    if (!(error instanceof CommandError) && !(error instanceof ControlError)) throw error;
    if (line.json) out(`${JSON.stringify({ error: { code: error.code, message: error.message } })}\n`);
    else err(`${error.message}\n`);
    if (error.code === 'server.unreachable' || error.code === 'server.required') return CTL_EXIT.unreachable;
    return error.code === 'arguments.invalid' || error.code === 'command.unknown'
      ? CTL_EXIT.usage
      : CTL_EXIT.failed;
  }
}

const NAMES: ReadonlySet<string> = new Set([
  ...[...COMMANDS, ...BACKUP_COMMANDS].map(({ name }) => name),
  'help',
]);

/** What the modules of the server add that uses this configuration; nothing when it does not run, or cannot be read. */
async function modulesOf(config: string): Promise<ModuleCommand[]> {
  const loaded = loadConfig(config);
  return 'problems' in loaded ? [] : moduleCommands(loaded.config.data, NAMES);
}

function usage(err: (text: string) => void, problem: string): number {
  err(`${problem} "chatelaine ctl help" lists what there is.\n`);
  return CTL_EXIT.usage;
}

type Line = { config: string; json: boolean; help: boolean; words: string[] } | { problem: string };

/** Options stand before the command, so that a password may begin with a dash. */
function readLine(args: readonly string[]): Line {
  const line = { config: 'server.json', json: false, help: false, words: [] as string[] };
  let at = 0;
  for (; args[at]?.startsWith('-'); at++) {
    const option = args[at]!;
    if (option === '--json') line.json = true;
    else if (option === '--help' || option === '-h') line.help = true;
    else if (option === '--config') {
      const file = args[++at];
      if (file === undefined) return { problem: '--config needs the path of a file.' };
      line.config = file;
    } else if (option.startsWith('--config=')) line.config = option.slice('--config='.length);
    else return { problem: `There is no option ${option}.` };
  }
  line.words = args.slice(at);
  line.config = resolve(line.config);
  return line;
}

/** Arguments by name. `-` for a password takes the first line of standard input, a list its (other) lines. */
async function readWords(
  command: Pick<Command, 'name' | 'positional' | 'optional' | 'lines'>,
  given: readonly string[],
  stdin: Readable,
): Promise<Record<string, unknown>> {
  const { positional, optional = 0, lines } = command;
  if (given.length > positional.length) {
    throw new CommandError('arguments.invalid', `${command.name} takes ${positional.length} arguments.`);
  }
  const missing = positional[given.length];
  if (missing !== undefined && given.length < positional.length - optional) {
    throw new CommandError('arguments.invalid', `${missing.toUpperCase()} is missing.`);
  }
  const named: Record<string, unknown> = {};
  for (const [index, word] of given.entries()) named[positional[index]!] = word;

  const fromInput = named.password === '-';
  if (fromInput || lines !== undefined) {
    const input = (await readAll(stdin)).split(/\r?\n/);
    if (fromInput) named.password = input.shift() ?? '';
    if (lines !== undefined) named[lines] = input.filter((each) => each.trim() !== '');
  }
  return named;
}

/** Items of a list argument sent at once, so that a request stays far below the socket's bound. */
const SLICE = 1000;

async function run(
  { config, patienceMs }: { config: ServerConfig; patienceMs: number },
  name: string,
  command: Command | undefined,
  named: unknown,
): Promise<unknown> {
  const reached = await reach(config.data, patienceMs);
  if (!('call' in reached)) {
    try {
      if (!command) throw new CommandError('command.unknown', `There is no command ${name}.`);
      if (!command.offline) throw unreachable('No server runs on this data folder.');
      return await runOnData(config, command, named);
    } finally {
      reached.release();
    }
  }
  const client = reached;
  try {
    const list =
      command?.lines === undefined ? undefined : (named as Record<string, unknown[]>)[command.lines];
    if (!command?.lines || !list || list.length <= SLICE) return await client.call(name, named);
    let sum: unknown;
    for (let start = 0; start < list.length; start += SLICE) {
      const part = { ...(named as object), [command.lines]: list.slice(start, start + SLICE) };
      sum = added(sum, await client.call(name, part));
    }
    return sum;
  } finally {
    client.close();
  }
}

/** Adds two answers of a command given in slices: numbers and lists add up. */
function added(one: unknown, other: unknown): unknown {
  if (one === undefined) return other;
  const right = other as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(one as Record<string, unknown>).map(([key, value]) => [
      key,
      Array.isArray(value) ? [...value, ...(right[key] as unknown[])] : Number(value) + Number(right[key]),
    ]),
  );
}

const unreachable = (message: string) => new ControlError({ code: 'server.unreachable', message });

/** The running server, or the lock on the data folder when none runs. */
async function reach(data: string, patienceMs: number): Promise<ControlClient | DataLock> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return await connectControl(data);
    } catch (error) {
      if (!(error instanceof ControlError) || error.code !== 'server.unreachable') throw error;
    }
    const lock = lockData(data);
    if (lock !== 'locked') return lock;
    if (Date.now() > until) throw unreachable('A server uses the data folder but does not answer.');
    await sleep(100);
  }
}

/** Runs a command on the files themselves; the caller holds the lock. */
async function runOnData(config: ServerConfig, command: Command, named: unknown): Promise<unknown> {
  const args = readArgs(command, named);
  const log = createLog({ level: 'error', write: (line) => void process.stderr.write(line) });
  const storage = await openStorage({ data: config.data, log });
  try {
    const hosts = Object.keys(config.hosts);
    const admins = Object.values(config.hosts).flatMap((host) => host.admins);
    const accounts = createAccounts({ storage, hosts, admins, hooks: createHooks({ log }) });
    const table = createCommands({ accounts, storage, hosts: () => hosts, running: undefined });
    const answer = await table.run(command.name, args);
    await storage.commits.flush();
    return answer;
  } finally {
    await storage.close();
  }
}
