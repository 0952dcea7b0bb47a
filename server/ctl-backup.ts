/**
 * `chatelaine ctl backup` and `restore`: the server's own data to a folder and back, for whoever runs it without the manager.
 *
 * Done by this process on the files, beside a running server or without one, so that nobody who may only ask the server for
 * something can have it write where they like. The manager's backups hold more (settings, certificates) and are opened once.
 */
import { existsSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CommandError, defineCommand } from './commands/command.ts';
import { lockData } from './lock.ts';
import { countsOf, SCHEMA } from './storage/contents.ts';
import { copyDatabase, faultsOf, settleDatabase, versionOf } from './storage/copy.ts';

const DATABASE = 'data.sqlite';
const UPLOADS = 'uploads';
/** What was there before a restore. */
const BEFORE = 'data.sqlite.before-restore';
const COMING = 'data.sqlite.part';
/** Where files of people grow (storage/files.ts): none of them is whole. */
const INCOMING = 'incoming';

const folder = z.string().min(1);

/** They do their work here; `run` is never asked. */
const elsewhere = () => {
  throw new CommandError('server.required', 'This is done by "chatelaine ctl" alone.');
};

const backup = defineCommand({
  name: 'backup',
  summary: 'Copy the accounts, rooms, messages and files of the server, as of one moment, into a new folder',
  positional: ['folder'],
  args: z.strictObject({ folder }),
  offline: true,
  details:
    'The server may run. The folder gets data.sqlite and uploads/; it is not locked with a passphrase. Settings, keys and ' +
    'certificates are not in it: "chatelaine backup create" keeps everything, and opens what it made.',
  run: elsewhere,
});

const restore = defineCommand({
  name: 'restore',
  summary: 'Put back what "backup" copied into a folder; the server must be stopped',
  positional: ['folder'],
  args: z.strictObject({ folder }),
  offline: true,
  details:
    `Everything since is gone from the server; its database of now stays beside as ${BEFORE}. A copy made by a newer version is ` +
    'refused; an older one is brought up to date at the next start.',
  run: elsewhere,
});

export const BACKUP_COMMANDS = [backup, restore];

interface Copied {
  readonly people: number;
  readonly rooms: number;
  readonly messages: number;
  readonly files: number;
}

/** Runs one of the two on a data folder; its answer, and that for people. Throws `CommandError`, and what the disk says. */
export async function runBackupCommand(
  data: string,
  name: string,
  { folder }: { folder: string },
): Promise<{ answer: Copied; text: string }> {
  const place = resolve(folder);
  const answer = await (name === 'backup' ? copyOut(data, place) : putBack(data, place)).catch(asRefusal);
  const { people, rooms, messages, files } = answer;
  const holds = `${people} people, ${rooms} rooms, ${messages} archived messages, ${files} files`;
  return {
    answer,
    text: name === 'backup' ? `${place} holds ${holds}.` : `Put back: ${holds}. Now start the server.`,
  };
}

/** Grows under another name: half a copy is never taken for one. */
async function copyOut(data: string, place: string): Promise<Copied> {
  if (existsSync(place)) throw refused(`${place} is there already; name a folder that is not.`);
  if (!existsSync(join(data, DATABASE))) throw refused(`There is no ${DATABASE} in ${data}.`);
  const growing = `${place}.part`;
  await rm(growing, { recursive: true, force: true });
  await mkdir(growing, { recursive: true, mode: 0o700 });
  try {
    // What a row names at this moment is on the disk at this moment; later it may be gone.
    const fixed = () => bringFiles(join(data, UPLOADS), join(growing, UPLOADS));
    await copyDatabase(join(data, DATABASE), join(growing, DATABASE), { fixed });
    const counts = countsOf(join(growing, DATABASE));
    settleDatabase(join(growing, DATABASE));
    await rename(growing, place);
    return counts;
  } catch (error) {
    await rm(growing, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Killed at any point there is the old state or the new one: files only come, and the database changes by one rename, when no
 * WAL is left that would be taken for the new one's.
 */
async function putBack(data: string, place: string): Promise<Copied> {
  const copy = join(place, DATABASE);
  if (!existsSync(copy)) throw refused(`There is no ${DATABASE} in ${place}.`);
  const lock = lockData(data);
  if (lock === 'locked') throw refused('The server runs: stop it first.');
  try {
    const [fault] = faultsOf(copy);
    if (fault !== undefined) throw refused(`${copy} is damaged: ${fault}.`);
    if (versionOf(copy) > SCHEMA)
      throw refused(`A newer version of Chatelaine made ${copy}; this one cannot read it.`);
    const [own, coming] = [join(data, DATABASE), join(data, COMING)];
    await rm(coming, { force: true });
    await copyDatabase(copy, coming);
    const counts = countsOf(coming);
    settleDatabase(coming);
    await bringFiles(join(place, UPLOADS), join(data, UPLOADS));
    if (existsSync(own)) {
      settleDatabase(own);
      await rm(join(data, BEFORE), { force: true });
      await link(own, join(data, BEFORE)).catch(() => copyFile(own, join(data, BEFORE)));
    }
    await rename(coming, own);
    await flush(data);
    return counts;
  } finally {
    lock.release();
  }
}

/** Second names where the disk is the same, else copies; files never change once they are whole. */
async function bringFiles(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name === INCOMING) continue;
    if (entry.isDirectory()) await bringFiles(source, target);
    else if (entry.isFile() && !existsSync(target)) await linkOrCopy(source, target);
  }
  await flush(to);
}

async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It was deleted meanwhile.
    if (code === 'ENOENT') return;
    // Under its own name only when it is whole.
    const growing = `${target}.part`;
    await copyFile(source, growing);
    await chmod(growing, 0o640);
    await rename(growing, target);
  }
}

async function flush(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const refused = (message: string) => new CommandError('refused', message);

/** A disk that is full or may not be written is no fault of ours. */
function asRefusal(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  throw typeof code === 'string' && /^(E[A-Z]+|SQLITE_\w+)$/.test(code) ? refused(message) : error;
}
