/** `chatelaine server` as a process of its own, for what must survive one: kill -9, signals, exit codes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Announcement } from '../../server/control.ts';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

export interface ServerProcess {
  readonly announcement: Announcement;
  readonly ports: { starttls: number; direct: number };
  readonly child: ChildProcess;
  /** Lines logged so far. */
  readonly log: readonly Record<string, unknown>[];
  readonly stderr: () => string;
  /** The next logged line with this message that fits, also an earlier one. */
  logged(
    message: string,
    fits?: (line: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>>;
  /** Resolves to the exit code, or the signal that ended it. */
  readonly exited: Promise<number | string>;
  kill(signal: NodeJS.Signals): Promise<number | string>;
}

/**
 * Starts it and waits for its announcement, or its end.
 * @param inside what the command begins with, for a server in a network namespace.
 */
export async function spawnServer(
  args: readonly string[],
  inside: readonly string[] = [],
): Promise<ServerProcess> {
  const [program = '', ...rest] = [...inside, process.execPath, MAIN, ...args];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'ended')),
  );
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const log: Record<string, unknown>[] = [];
  let wake: (() => void)[] = [];
  const first = Promise.withResolvers<Announcement>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const value = JSON.parse(line);
    if ('event' in value) return first.resolve(value);
    log.push(value);
    for (const call of wake.splice(0)) call();
  });
  void exited.then((code) =>
    first.resolve({ event: 'failed', code: 'unexpected', message: `ended: ${code}` }),
  );
  const announcement = await first.promise;
  const portOf = (tls: string) =>
    announcement.event === 'ready' ? (announcement.ports.find((port) => port.tls === tls)?.port ?? 0) : 0;
  return {
    ...{ announcement, child, log, exited },
    stderr: () => stderr,
    ports: { starttls: portOf('starttls'), direct: portOf('direct') },
    async logged(message, fits = () => true) {
      for (;;) {
        const found = log.find((line) => line.message === message && fits(line));
        if (found) return found;
        await new Promise<void>((resolve) => {
          wake = [...wake, resolve];
        });
      }
    },
    kill(signal) {
      child.kill(signal);
      return exited;
    },
  };
}
