/** Commands as a person types them: each on a line of its own for a shell, or all as a script. Pure. */
import type { Command } from './operations.ts';

/** A word of a POSIX shell; quoted only where it has to be. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** What a program reads stands below it, up to a line that occurs nowhere in it. */
export function shellLine({ program, args, input }: Command): string {
  const line = [program, ...args].map(shellWord).join(' ');
  if (input === undefined) return line;
  return `${line} <<'RULES'\n${input.endsWith('\n') ? input : `${input}\n`}RULES`;
}

/** Stops at the first command that fails: half of a change is worse than none. */
export const shellScript = (commands: readonly Command[], intro: readonly string[]): string =>
  ['#!/bin/sh', ...intro.map((line) => `# ${line}`), 'set -eu', '', ...commands.map(shellLine), ''].join(
    '\n',
  );
