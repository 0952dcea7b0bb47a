/** Starting and stopping a server in the foreground, as a user of its own where it insists. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { RunningEngine } from './engine.ts';

/** An orderly stop that takes longer is ended. */
const STOP_MS = 15_000;

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export interface RunParts {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Undefined: as whoever runs the benchmark. */
  readonly user?: SystemUser | undefined;
}

/** Standard output and errors go to `output.log` in the folder. */
export async function run({ program, args, folder, port, env, user }: RunParts): Promise<RunningEngine> {
  const output = openSync(join(folder, 'output.log'), 'a');
  const child = spawn(program, args, {
    stdio: ['ignore', output, output],
    cwd: folder,
    env: { ...process.env, ...env },
    ...user,
  });
  closeSync(output);
  await once(child, 'spawn');
  let stopping = false;
  // Who interrupts the benchmark does not want to find its servers tomorrow.
  const orphaned = () => child.kill('SIGKILL');
  process.once('exit', orphaned);
  const gone = once(child, 'exit');
  const failed = gone.then(([code]) => {
    if (stopping) return new Promise<never>(() => {});
    throw new Error(`${program} ended with ${code}:\n${readFileSync(join(folder, 'output.log'), 'utf8')}`);
  });
  failed.catch(() => {});
  return {
    pid: child.pid!,
    port,
    failed,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(late);
      process.off('exit', orphaned);
    },
  };
}

/** A port of 127.0.0.1 that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The user a daemon insists on, when we are root; undefined when we are not, or there is no such user. */
export function daemonUser(name: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Gives a folder and all in it to a user. */
export function giveTo(user: SystemUser | undefined, folder: string): void {
  if (!user) return;
  chownSync(folder, user.uid, user.gid);
  for (const name of readdirSync(folder, { recursive: true }) as string[])
    chownSync(join(folder, name), user.uid, user.gid);
}
