/**
 * A whole state made ready to be exchanged for the present one (exchange.ts): out of a backup, or out of a snapshot. It is opened,
 * checked and brought to the present tables beside what is in force, so that nothing but whole and readable data is ever swapped in.
 */
import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { freeBytes, privateFolder } from '../../files.ts';
import { draftFolder } from '../exchange.ts';
import type { Key } from '../format/age.ts';
import { readManifest, unpackArchive } from '../format/archive.ts';
import { judgeManifest, type Manifest, type Readable } from '../format/manifest.ts';
import type { ServerData } from '../server-data.ts';
import { checkUnpacked } from './drill.ts';
import { NoRoomError } from './no-room.ts';
import { linkOrCopy, SERVER_DATABASE } from './stage.ts';
import { listFiles } from './tree.ts';
import { keepWaysIn } from './ways-in.ts';
import { EVERYTHING, isFixed, judgeFile } from './what.ts';

/** Made by a Chatelaine that knows more than this one. */
export class NewerError extends Error {
  readonly chatelaine: string;
  constructor(chatelaine: string) {
    super(`made by Chatelaine ${chatelaine}, which is newer`);
    this.chatelaine = chatelaine;
  }
}

export interface RestoreParts {
  readonly data: string;
  readonly server: ServerData;
  readonly readable: Readable;
  readonly progress?: ((bytes: number, of: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const AIR = 64 * 1024 * 1024;

/** Throws NewerError. */
export function assertReadable(about: Manifest, readable: Readable): void {
  const verdict = judgeManifest(about, readable);
  if (!verdict.use) throw new NewerError(verdict.chatelaine);
}

/**
 * Only what could have come from us is laid out, whoever wrote the archive: nothing that lets a browser in unseen, no lock, no half of
 * an exchange. Some disks know no capitals.
 */
const wanted = (name: string): boolean =>
  judgeFile(name, EVERYTHING).take && judgeFile(name.toLowerCase(), EVERYTHING).take;

/** Leaves the draft for `commitExchange`. Rejects with NewerError, NoRoomError, ArchiveError, LockedError, DrillError. */
export async function draftOfBackup(
  parts: RestoreParts & { file: string; key: Key | undefined },
): Promise<Manifest> {
  const { data, file, key, server, readable, signal } = parts;
  const draft = await emptyDraft(data);
  try {
    const about = await readManifest(file, key);
    assertReadable(about, readable);
    const free = await freeBytes(data);
    if (free !== undefined && free < about.bytes + AIR) throw new NoRoomError(data, about.bytes + AIR, free);
    const manifest = await unpackArchive({
      file,
      key,
      into: draft,
      wanted,
      signal,
      progress: parts.progress,
    });
    await checkUnpacked(draft, manifest, server);
    settle(data, draft, server);
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/**
 * The same of a folder that holds a snapshot, which stays as it is. A version of before took more into it: the password and the passkeys
 * of then, too.
 */
export async function draftOfFolder(data: string, folder: string, signal?: AbortSignal): Promise<void> {
  const draft = await emptyDraft(data);
  try {
    for (const { name } of await listFiles(folder)) {
      signal?.throwIfAborted();
      if (!wanted(name)) continue;
      const target = join(draft, name);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      if (isFixed(name)) await linkOrCopy(join(folder, name), target);
      else await copyFile(join(folder, name), target, constants.COPYFILE_FICLONE);
    }
    endJobs(draft);
    keepWaysIn(data, draft);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function emptyDraft(data: string): Promise<string> {
  const draft = draftFolder(data);
  await rm(draft, { recursive: true, force: true });
  await privateFolder(draft);
  return draft;
}

/** An older one is migrated here, where it can still fail without harm. */
function settle(data: string, draft: string, server: ServerData): void {
  const chat = join(draft, SERVER_DATABASE);
  if (existsSync(chat)) server.bringUpToDate(chat);
  endJobs(draft);
  keepWaysIn(data, draft);
}

/** What was under way at that moment, the backup itself for one, is not any more. */
function endJobs(draft: string): void {
  const file = join(draft, 'manager.sqlite');
  if (!existsSync(file)) return;
  const database = new Database(file);
  try {
    const there = database
      .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'jobs'")
      .get();
    if (there)
      database.exec("UPDATE jobs SET state = 'cancelled', ended_at = started_at WHERE state = 'running'");
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
}
