/** A program runner that runs nothing: it notes what was asked and answers from a table. */
import type { Ran, Run } from '../../electron/manager/run.ts';

export interface FakeRunner {
  readonly run: Run;
  /** Each run as `[program, ...args]`. */
  readonly calls: string[][];
}

/** @param answer by program; what is not given ends with exit code 0 and says nothing. */
export function createFakeRunner(
  answer: (program: string, args: readonly string[]) => Partial<Ran> = () => ({}),
): FakeRunner {
  const calls: string[][] = [];
  return {
    calls,
    async run(program, args) {
      calls.push([program, ...args]);
      return { exitCode: 0, stdout: '', stderr: '', why: 'ended', ...answer(program, args) };
    },
  };
}
