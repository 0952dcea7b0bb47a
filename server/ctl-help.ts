/** The manual of `chatelaine ctl`, made from the command table. */
import type { Command } from './commands/index.ts';

type Explained = Pick<Command, 'name' | 'summary' | 'positional' | 'optional' | 'offline' | 'details'>;

/** Everything: usage, options, commands, exit codes. */
export function manual(commands: readonly Explained[]): string {
  const width = Math.max(...commands.map((command) => synopsis(command).length));
  const list = commands.map((command) => `  ${synopsis(command).padEnd(width)}  ${command.summary}`);
  return `NAME
  chatelaine ctl - look after a Chatelaine server

SYNOPSIS
  chatelaine ctl [--config FILE] [--json] COMMAND [ARGUMENT …]
  chatelaine ctl help [COMMAND]

OPTIONS
  --config FILE   the server's configuration; server.json in this folder when not given
  --json          answer in JSON, one line; refusals are {"error":{"code","message"}}
  --help          this text

  Options stand before the command.

COMMANDS
${list.join('\n')}
  ${'help [COMMAND]'.padEnd(width)}  Explain all commands, or one

PASSWORDS
  Give - as PASSWORD and type it on standard input. Arguments can be seen by everyone on this machine in the list of
  processes, and stay in the shell's history:
    chatelaine ctl register nina example.org - < password.txt

EXIT CODES
  0  done
  1  the answer is no, or the server refused
  2  the command line or the configuration is wrong
  3  the server cannot be reached, and the command needs it

  The modules of a running server add commands of their own; help lists them while it runs.
  Commands that need only the stored data also work while the server is stopped: ${commands
    .filter((command) => command.offline)
    .map((command) => command.name)
    .join(', ')}.
`;
}

/** One command. */
export function commandHelp(command: Explained): string {
  const lines = [`chatelaine ctl ${synopsis(command)}`, '', `${command.summary}.`];
  if (command.details) lines.push(command.details);
  if (command.positional.includes('password')) lines.push('Give - as PASSWORD to type it on standard input.');
  lines.push(command.offline ? 'Works while the server is stopped, too.' : 'Needs the running server.');
  return `${lines.join('\n')}\n`;
}

function synopsis({ name, positional, optional = 0 }: Explained): string {
  const words = positional.map((argument, index) =>
    index < positional.length - optional ? argument.toUpperCase() : `[${argument.toUpperCase()}]`,
  );
  return [name, ...words].join(' ');
}
