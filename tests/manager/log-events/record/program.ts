/** A program started in this machine's own network, its lines waited for. */

import type { Member } from '../../../federation/lab/network.ts';
import { type Program, startProgram } from '../../../federation/lab/program.ts';

const HERE = { inside: [] } as unknown as Member;

export const start = (
  command: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Program => startProgram(HERE, command, options);

/** Runs it to its end, for what it says when it cannot start. */
export async function fails(
  command: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Promise<readonly string[]> {
  const program = start(command, options);
  await program.said(/$^/, 20_000).catch(() => undefined);
  await program.end();
  return program.lines;
}
