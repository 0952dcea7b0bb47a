/** What a version makes of the office's data, asked of that version itself: its own `server` and `ctl`, each a process. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DataCounts, dataCounts } from '../../contract/updates.ts';
import { readIfThere, writeAtomically } from '../files.ts';
import { splitLines } from '../lines.ts';
import type { Run } from '../run.ts';
import { closedDoors } from './closed-doors.ts';
import { UpdateError } from './download.ts';

/** A version as it is run. */
export interface Program {
  readonly node: string;
  /** Its `chatelaine`. */
  readonly cli: string;
  /** Loaded first into its server, so that no server outlives us (manager/supervisor/leash.ts). */
  readonly leash: string;
}

/** The version that lies in `folder`; its own Node where it has one. */
export function programIn(
  folder: string,
  fallback: { readonly node: string; readonly leash: string },
): Program {
  const own = join(folder, 'runtime', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: { chatelaine: string };
  };
  return {
    node: existsSync(own) ? own : fallback.node,
    cli: join(folder, bin.chatelaine),
    leash: fallback.leash,
  };
}

/** Reading a large archive, and bringing it to another form, takes its time. */
const COUNT_MS = 10 * 60_000;
const COME_UP_MS = 10 * 60_000;
const STOP_MS = 20_000;

const configurationFile = (dataDir: string) => join(dataDir, 'server', 'server.json');
const closedFile = (dataDir: string) => join(dataDir, 'server', 'server.closed.json');

/** People, rooms and messages; null where there is no office yet. The server is stopped, or behind closed doors. */
export async function countWith(program: Program, dataDir: string, run: Run): Promise<DataCounts | null> {
  const file = configurationFile(dataDir);
  if ((await readIfThere(file)) === undefined) return null;
  const args = [program.cli, 'ctl', '--config', file, '--json', 'data_counts'];
  const ran = await run(program.node, args, { timeoutMs: COUNT_MS });
  const read = ran.exitCode === 0 ? dataCounts.safeParse(JSON.parse(ran.stdout)) : undefined;
  if (!read?.success)
    throw new UpdateError('proof.server', { cause: new Error(ran.stderr || ran.stdout || ran.why) });
  return read.data;
}

/**
 * The version comes up on the data with nobody let in, and counts. Its server has stopped again when this resolves.
 * Rejects with an `UpdateError` `proof.server`.
 */
export async function comesUp(
  program: Program,
  dataDir: string,
  run: Run,
  signal?: AbortSignal,
): Promise<DataCounts | null> {
  const text = await readIfThere(configurationFile(dataDir));
  if (text === undefined) return null;
  await writeAtomically(closedFile(dataDir), closedDoors(text));
  const server = startServer(program, closedFile(dataDir), signal);
  try {
    await server.ready;
    return await countWith(program, dataDir, run);
  } finally {
    await server.stop();
    await rm(closedFile(dataDir), { force: true });
  }
}

function startServer({ node, cli, leash }: Program, config: string, signal?: AbortSignal) {
  const args = ['--import', pathToFileURL(leash).href, cli, 'server', '--config', config];
  const child = spawn(node, args, { shell: false, windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(-4000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const ready = new Promise<void>((resolve, reject) => {
    const not = (why: string) =>
      reject(new UpdateError('proof.server', { cause: new Error(`${why}: ${said}`) }));
    const timer = setTimeout(() => not('it did not come up in time'), COME_UP_MS);
    const out = splitLines((line) => {
      if (!line.includes('"event"')) return;
      const { event, message } = JSON.parse(line) as { event?: string; message?: string };
      if (event === 'ready') resolve();
      if (event === 'failed') not(message ?? 'failed');
    });
    child.stdout.on('data', (chunk: Buffer) => out.write(chunk));
    signal?.addEventListener('abort', () => not('cancelled'), { once: true });
    void ended.then(() => not('it ended')).finally(() => clearTimeout(timer));
  });
  ready.catch(() => undefined);
  return {
    ready,
    async stop() {
      if (process.platform === 'win32') child.stdin.end();
      else child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
