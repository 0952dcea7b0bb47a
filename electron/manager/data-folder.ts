/**
 * The data folder: where it is by default, and the lock that says which manager works on it.
 *
 * The lock is the operating system's, on an empty file: however the manager ends, it is free again at that moment. Node
 * has no call for such locks; SQLite takes them on every system. Who holds it is noted beside it, for people to read.
 */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { privateFolder, writeAtomically } from './files.ts';
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

/**
 * In a folder of somebody else's, or one that everybody may write to, a link planted in place of one of our files would
 * have us write wherever it leads. Windows answers for its folders by other means.
 */
async function assertOurs(folder: string): Promise<void> {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  const found = await stat(folder);
  if (found.uid !== uid) throw problem('data.unwritable', { folder, reason: 'not-ours' });
  if ((found.mode & 0o002) !== 0) throw problem('data.unwritable', { folder, reason: 'shared' });
}

/**
 * Takes the folder, making it if need be. Refused with `data.locked` while another manager lives on it, and with
 * `data.unwritable` where it can be no data folder.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  try {
    await privateFolder(folder);
    await assertOurs(folder);
    return await takeLock(folder);
  } catch (error) {
    throw diskProblem(error, folder);
  }
}

async function takeLock(folder: string): Promise<Lock> {
  const note = join(folder, 'manager.pid');
  const held = holdFile(join(folder, 'manager.lock'));
  if (!held) throw problem('data.locked', { folder, pid: (await readHolder(note))?.pid });
  try {
    const mine: Holder = { pid: process.pid, started: processStart(process.pid) };
    await writeAtomically(note, JSON.stringify(mine));
  } catch (error) {
    held.close();
    throw error;
  }
  return {
    async release() {
      await rm(note, { force: true });
      held.close();
    },
  };
}

/** Undefined while another process, or another part of this one, holds the file. */
function holdFile(file: string): { close(): void } | undefined {
  closeSync(openSync(file, 'a', 0o600));
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (systemCode(error)?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
}
