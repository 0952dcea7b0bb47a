/**
 * Runs programs: a name and a list of arguments, never a shell and never a command string.
 * Time and output are bounded; secrets go in on standard input, not among the arguments.
 */
import { spawn } from 'node:child_process';
import { systemCode } from './problem.ts';

export interface RunOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly cwd?: string;
  /** How much of each stream is kept; 1 MiB without it. */
  readonly outputBytes?: number;
}

export interface Ran {
  /** Null when it was killed or never started. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly why: 'ended' | 'not-found' | 'not-allowed' | 'timeout' | 'cancelled';
}

export type Run = (program: string, args: readonly string[], options?: RunOptions) => Promise<Ran>;

const DEFAULT_TIMEOUT_MS = 30_000;
const OUTPUT_BYTES = 1024 * 1024;

/** Keeps the first bytes of a stream and lets the rest pass. */
function collect(stream: NodeJS.ReadableStream, bytes: number): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < bytes) chunks.push(chunk.subarray(0, bytes - size));
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Resolves in every case a program can end in; throws for none of them. */
export const run: Run = (program, args, options = {}) =>
  new Promise((resolve) => {
    const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    const child = spawn(program, args, {
      shell: false,
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: options.cwd,
      signal,
      killSignal: 'SIGKILL',
    });
    const bytes = options.outputBytes ?? OUTPUT_BYTES;
    const stdout = collect(child.stdout, bytes);
    const stderr = collect(child.stderr, bytes);
    const answer = (exitCode: number | null, why: Ran['why']) =>
      resolve({ exitCode, stdout: stdout(), stderr: stderr(), why });
    child.on('error', (error) => {
      if (signal.aborted) return answer(null, timeout.aborted ? 'timeout' : 'cancelled');
      answer(null, systemCode(error) === 'ENOENT' ? 'not-found' : 'not-allowed');
    });
    child.on('close', (exitCode) => answer(exitCode, 'ended'));
    // A program may end before it has read its input; its exit code says the rest.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });

/** The last lines of what a program said, for the page. */
export const lastLines = (text: string, count = 12): string[] => text.trimEnd().split(/\r?\n/).slice(-count);
