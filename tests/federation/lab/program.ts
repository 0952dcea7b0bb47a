/** A program of the lab: started in a namespace, its lines kept and waited for, ended by its id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Member } from './network.ts';

export interface Program {
  readonly child: ChildProcess;
  /** All it has said so far, on either output. */
  readonly lines: readonly string[];
  /** The first line that fits, said or yet to come. Rejects with the last lines when it ends first, or takes too long. */
  said(pattern: RegExp, timeoutMs?: number): Promise<string>;
  /** Resolves when it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export function startProgram(
  at: Member,
  command: readonly string[],
  { env, cwd }: ProgramOptions = {},
): Program {
  const [program = '', ...args] = [...at.inside, ...command];
  // It replaces `ip`, and so has its id.
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd && { cwd }),
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const each of [...waiting]) each();
  };
  for (const output of [child.stdout!, child.stderr!])
    createInterface({ input: output }).on('line', (line) => {
      lines.push(line);
      wake();
    });
  let ended = false;
  const end = new Promise<void>((resolve) => {
    const over = () => {
      ended = true;
      wake();
      resolve();
    };
    child.once('error', over);
    child.once('close', over);
  });

  return {
    child,
    lines,
    said(pattern, timeoutMs = 60_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined && !ended) return;
          waiting.delete(look);
          clearTimeout(timer);
          if (found !== undefined) resolve(found);
          else
            reject(
              new Error(`${command[0]} ended before it said ${pattern}:\n${lines.slice(-30).join('\n')}`),
            );
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(
            new Error(
              `${command[0]} did not say ${pattern} in ${timeoutMs} ms:\n${lines.slice(-30).join('\n')}`,
            ),
          );
        }, timeoutMs);
        waiting.add(look);
        look();
      });
    },
    async end(signal = 'SIGTERM') {
      if (!ended) child.kill(signal);
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await end;
      clearTimeout(late);
    },
  };
}
