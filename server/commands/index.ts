/** The table of administration commands, and running one of it by name. */
import type { z } from 'zod';
import type { AdminCommand } from '../kernel/adhoc.ts';
import type { CommandSpec } from '../kernel/module.ts';
import { accountCommands } from './accounts.ts';
import { type Command, CommandError, type CommandParts } from './command.ts';
import { serverCommands } from './server.ts';
import { sessionCommands } from './sessions.ts';
import { textOf } from './text.ts';
import { tokenCommands } from './tokens.ts';

export { type Command, type CommandCode, CommandError, type CommandParts, type Running } from './command.ts';
export type { Device } from './sessions.ts';

/** All that every installation has, in the order of `help`. */
export const COMMANDS: readonly Command[] = [
  ...serverCommands,
  ...accountCommands,
  ...sessionCommands,
  ...tokenCommands,
];

export interface CommandTable {
  /** Runs one by name. `args` by name, or a list in positional order. Throws `CommandError`. */
  run(name: string, args: unknown): Promise<unknown>;
  /** Every command, those of the loaded modules last. */
  list(): readonly AdminCommand[];
}

/** The table bound to what it works on; `more` are the loaded modules' commands, asked for at each call. */
export function createCommands(
  parts: CommandParts,
  more: () => readonly CommandSpec[] = () => [],
): CommandTable {
  return {
    list: () => [...COMMANDS.map((command) => asAdmin(command)), ...more().map((spec) => asAdmin(spec))],
    async run(name, given) {
      const command = COMMANDS.find((known) => known.name === name);
      if (command) {
        const args = readArgs(command, given);
        if (!command.offline && !parts.running)
          throw new CommandError('server.required', 'The server is not running.');
        return command.run(args, parts);
      }
      const spec = more().find((known) => known.name === name);
      if (spec) return spec.run(readArgs(spec, given));
      throw new CommandError('command.unknown', `There is no command ${name.slice(0, 60)}.`);
    },
  };
}

type Described = Pick<
  Command,
  | ('name' | 'summary' | 'positional' | 'optional')
  | ('lines' | 'text' | 'args' | 'details' | 'scope' | 'reads')
>;

const asAdmin = (command: Described): AdminCommand => ({
  ...{ name: command.name, summary: command.summary, positional: command.positional },
  ...{ args: command.args, lines: command.lines, details: command.details, scope: command.scope },
  optional: command.optional ?? 0,
  reads: command.reads ?? false,
  text: (answer) => command.text?.(answer) ?? textOf(answer),
});

type Arguments = Pick<Command, 'positional' | 'args'>;

/** Checks arguments; throws `arguments.invalid` with a sentence naming the first wrong one. */
export function readArgs({ positional, args }: Arguments, given: unknown): unknown {
  if (Array.isArray(given) && given.length > positional.length) {
    throw new CommandError('arguments.invalid', `Too many arguments: it takes ${positional.length}.`);
  }
  const named = Array.isArray(given)
    ? Object.fromEntries(given.map((value, index) => [positional[index] as string, value]))
    : (given ?? {});
  const parsed = args.safeParse(named);
  if (parsed.success) return parsed.data;
  throw new CommandError('arguments.invalid', sentence(parsed.error.issues[0], named));
}

function sentence(issue: z.core.$ZodIssue | undefined, named: unknown): string {
  if (issue?.code === 'unrecognized_keys') return `There is no argument ${issue.keys[0]}.`;
  const argument = issue?.path[0];
  if (issue === undefined || argument === undefined) return 'The arguments are wrong.';
  const name = String(argument).toUpperCase();
  const missing = (named as Record<PropertyKey, unknown>)[argument] === undefined;
  return missing ? `${name} is missing.` : `${name}: ${issue.message}.`;
}
