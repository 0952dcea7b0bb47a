/** Runs the commands of an operation, one after the other, and stops at the first that fails. */
import type { Run } from '../../run.ts';
import type { Command } from '../operations.ts';

/** A command of the firewall that did not do it, with what it said. */
export class CommandFailed extends Error {
  readonly command: string;

  constructor(command: string, said: string) {
    super(`${command}: ${said}`);
    this.name = 'CommandFailed';
    this.command = command;
  }
}

/** Firewalls are slow when many of them change at once; ufw and firewalld are scripts. */
const TIMEOUT_MS = 30_000;

/** @returns what it wrote. Throws a CommandFailed. */
export async function runCommand(run: Run, { program, args, input }: Command): Promise<string> {
  const ran = await run(program, args, { timeoutMs: TIMEOUT_MS, ...(input !== undefined && { input }) });
  if (ran.exitCode === 0) return ran.stdout;
  const said = ran.why === 'ended' ? ran.stderr.trim().slice(0, 2000) : ran.why;
  throw new CommandFailed([program, ...args].join(' '), said);
}
