/** Edge: one run of the server as a child process of plain Node. */
import { spawn } from 'node:child_process';
import { byItself } from '../caller.ts';
import { splitLines } from '../lines.ts';

export interface Child {
  readonly pid: number | undefined;
  /** Asks it to stop in order. */
  terminate(): void;
  kill(): void;
}

export interface ChildEvents {
  line(line: string, stream: 'stdout' | 'stderr'): void;
  /** Once, after the last line. */
  exited(code: number | null, signal: string | null): void;
}

export type StartChild = (events: ChildEvents) => Child;

export interface ChildSpec {
  readonly program: string;
  readonly args: readonly string[];
}

/** What it does later is its own doing, not that of whoever had it started. */
export const startChild = (spec: ChildSpec, events: ChildEvents): Child =>
  byItself(() => start(spec, events));

function start({ program, args }: ChildSpec, events: ChildEvents): Child {
  // Standard input stays open and silent: its end is how the server learns that this manager is gone (leash.ts).
  const child = spawn(program, args, { shell: false, windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const out = splitLines((line) => events.line(line, 'stdout'));
  const err = splitLines((line) => events.line(line, 'stderr'));
  child.stdout.on('data', (chunk: Buffer) => out.write(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.write(chunk));
  child.stdin.on('error', () => undefined);
  let over = false;
  const exited = (code: number | null, signal: string | null) => {
    if (over) return;
    over = true;
    out.end();
    err.end();
    events.exited(code, signal);
  };
  child.on('error', (error) => {
    err.write(Buffer.from(`${error.message}\n`));
    // Never started: no `close` will follow.
    if (child.pid === undefined) exited(null, null);
  });
  child.on('close', exited);
  return {
    pid: child.pid,
    terminate() {
      // Windows knows no SIGTERM and would end it at once; there the end of the leash is the polite way.
      if (process.platform === 'win32') child.stdin.end();
      else child.kill('SIGTERM');
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
