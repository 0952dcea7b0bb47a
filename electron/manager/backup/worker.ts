/** The manager's end of the process that does the work (work/run.ts): starts it, hears of its progress, words its refusals as problems. */
import { spawn } from 'node:child_process';
import type { Host } from '../host.ts';
import { problem } from '../problem.ts';
import type { Answers, Line, Order, OrderName, Orders, Trouble } from './work/spec.ts';

export interface Progress {
  readonly step: string;
  readonly bytes: number;
  readonly of: number;
}

export interface WorkOptions {
  readonly progress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The process, for whoever watches it. */
  readonly started?: ((pid: number) => void) | undefined;
}

/** Resolves with the answer; rejects with `backup.*` problems, `disk.full`, or `job.cancelled`. */
export type Worker = <N extends OrderName>(
  name: N,
  wish: Orders[N],
  options?: WorkOptions,
) => Promise<Answers[N]>;

/** One that does not stop when asked, is ended: what it leaves is cleared at the next start. */
const STOP_MS = 20_000;
const COMMAND = 'backup-work';
/** Large buffers make V8 collect often. Marking in small steps takes a quarter more of the processor, and nobody waits for this one's answers. */
const V8 = ['--no-incremental-marking'];
/**
 * glibc gives large blocks back to the system at once and has them filled with zeros anew when they are asked for again (mallopt(3));
 * each frame has some, and half of the processor went into that. Others do not know these names. A thread more than Node's four
 * is for the disk, which may keep one waiting (archive.ts).
 */
const RUNTIME = {
  MALLOC_MMAP_THRESHOLD_: String(32 * 1024 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(256 * 1024 * 1024),
  UV_THREADPOOL_SIZE: '6',
};
const SAID = 2_000;

export interface WorkerParts {
  readonly host: Pick<Host, 'dataDir' | 'node' | 'entries' | 'version' | 'clock'>;
  readonly managerSchema: number;
}

export function createWorker({ host, managerSchema }: WorkerParts): Worker {
  return (name, wish, { progress, signal, started } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(problem('job.cancelled', {}));
      const child = spawn(host.node, [...V8, host.entries.cli, COMMAND], {
        ...{ shell: false, windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'] },
        env: { ...process.env, ...RUNTIME },
      });
      const order: Order = {
        ...{ do: name, with: wish, data: host.dataDir, version: host.version, managerSchema },
        ...{ node: host.node, serverEntry: host.entries.server },
      };
      if (child.pid !== undefined) started?.(child.pid);
      let answer: { readonly is: unknown } | undefined;
      let trouble: Trouble | undefined;
      let said = '';
      const hear = (text: string) => {
        const line = readLine(text);
        if (line === undefined) return;
        if ('progress' in line) progress?.(line.progress);
        else if ('answer' in line) answer = { is: line.answer };
        else trouble = line.trouble;
      };
      let rest = '';
      // An answer may be a list of thousands of people, longer than a line of a log may be.
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) hear(line);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString('utf8')).slice(-SAID);
      });
      const stop = () => {
        child.kill('SIGTERM');
        host.clock.after(STOP_MS, () => child.kill('SIGKILL'));
      };
      signal?.addEventListener('abort', stop, { once: true });
      child.on('error', (error) =>
        reject(new Error('the process for backups did not start', { cause: error })),
      );
      child.on('close', (code, killed) => {
        signal?.removeEventListener('abort', stop);
        if (answer) return resolve(answer.is as never);
        if (signal?.aborted) return reject(problem('job.cancelled', {}));
        reject(
          trouble
            ? problemOf(trouble)
            : new Error(`the process for backups ended (${killed ?? code}): ${said}`),
        );
      });
      child.stdin.on('error', () => undefined);
      // Open until we end: its end is how the process learns of ours.
      child.stdin.write(`${JSON.stringify(order)}\n`);
    });
}

function readLine(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

/** How many characters of somebody else's words a problem carries. */
const short = (text: string) => text.slice(0, 300);

function problemOf(trouble: Trouble): Error {
  switch (trouble.kind) {
    case 'no-room': {
      const { folder, needed, free } = trouble;
      return problem('backup.no-room', { folder, needed, free });
    }
    case 'disk':
      return trouble.code === 'ENOSPC'
        ? problem('disk.full', { folder: trouble.path })
        : problem('backup.folder', { folder: trouble.path, reason: trouble.code });
    case 'locked':
      return problem('backup.locked', {});
    case 'not-ours':
      return problem('backup.not-ours', {});
    case 'damaged':
      return problem('backup.damaged', { said: short(trouble.said) });
    case 'drill':
      return problem('backup.drill', { because: trouble.because, said: short(trouble.said) });
    case 'newer':
      return problem('backup.newer', { version: trouble.chatelaine });
    case 'no-part':
      return problem('backup.unknown', {});
    case 'running':
      return problem('backup.busy', {});
    case 'cancelled':
      return problem('job.cancelled', {});
    case 'recipient':
      return problem('backup.recipient', {});
    case 'unexpected':
      return new Error(trouble.said);
  }
}
