/**
 * The data folder: where it is by default, and the lock that says which manager works on it.
 *
 * A lock is a file with the process id and, where the system tells it, the time that process started: so a lock left by
 * a killed manager is recognised even after its number was given to another program.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { privateFolder } from './files.ts';
import { diskProblem, problem, systemCode } from './problem.ts';

/** `--data`, else CHATELAINE_DATA, else the platform's own place. */
export function dataFolder(chosen: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const asked = chosen ?? env.CHATELAINE_DATA;
  if (asked) return resolve(asked);
  if (process.platform === 'win32')
    return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Chatelaine');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Chatelaine');
  // SPEC: XDG Base Directory 0.8: "All paths set in these environment variables must be absolute. If an implementation
  // encounters a relative path […] it should consider the path invalid and ignore it."
  const base = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(homedir(), '.local', 'share');
  return join(base, 'chatelaine');
}

const holder = z.object({ pid: z.number().int().positive(), started: z.string().nullable() });
type Holder = z.infer<typeof holder>;

/** State and start time (in the kernel's ticks) of a process; undefined where the system does not say. */
function processFacts(pid: number): { state: string; started: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // SPEC: proc(5): field 3 is the state, field 22 starttime. The name in field 2 may hold spaces and brackets, so count
    // behind the last one.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0]!, started: fields[19]! };
  } catch {
    return undefined;
  }
}

/** When process `pid` started; null where the system does not say. */
export const processStart = (pid: number): string | null => processFacts(pid)?.started ?? null;

/** Dead, and only waiting for its parent to notice. */
const ZOMBIE = 'Z';

/** Whether the very process that wrote `who` still runs. */
export function isAlive(who: Holder): boolean {
  try {
    process.kill(who.pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if (systemCode(error) !== 'EPERM') return false;
  }
  const facts = processFacts(who.pid);
  if (!facts) return true;
  return facts.state !== ZOMBIE && (who.started === null || facts.started === who.started);
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return holder.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (systemCode(error) && systemCode(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

export interface Lock {
  release(): Promise<void>;
}

/** Takes the folder, making it if need be. Refused with `data.locked` while another manager lives on it. */
export async function lockFolder(folder: string, name = 'manager.lock'): Promise<Lock> {
  try {
    await privateFolder(folder);
    return await takeLock(folder, join(folder, name));
  } catch (error) {
    throw diskProblem(error, folder);
  }
}

async function takeLock(folder: string, file: string): Promise<Lock> {
  const mine: Holder = { pid: process.pid, started: processStart(process.pid) };
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600, flag: 'wx' });
  try {
    for (let tries = 0; tries < 5; tries++) {
      try {
        // A hard link appears whole or not at all, and never replaces: the lock is never seen empty.
        await link(draft, file);
        return { release: () => rm(file, { force: true }) };
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
      const other = await readHolder(file);
      if (other && isAlive(other)) throw problem('data.locked', { folder, pid: other.pid });
      await setAside(file, `${draft}.stale`);
    }
    throw problem('data.locked', { folder });
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a dead manager's lock, unless another manager took it over between our look and our hand. */
async function setAside(file: string, aside: string): Promise<void> {
  try {
    await rename(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const taken = await readHolder(aside);
  if (taken && isAlive(taken)) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}
