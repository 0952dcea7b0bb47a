/**
 * The whole state exchanged for another, so that whatever is pulled out of the wall leaves the old one or the new one.
 *
 * ```
 *   prepare ──▶ restore/new is whole ──▶ restore/journal.json (committed) ──▶ every unit renamed ──▶ journal gone
 *   killed here: the old state           killed from here on: the next start goes on, before it opens anything
 * ```
 *
 * What was replaced is set aside in restore/old until the next exchange. Nothing here needs an open manager.
 */
import { closeSync, openSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { privateFolder, readIfThere, syncFolder, writeAtomically } from '../files.ts';
import { systemCode } from '../problem.ts';
import { syncTree } from './sync.ts';

const journal = z.object({
  /** What the new state is: a backup's name, or a snapshot's id. */
  from: z.string(),
  at: z.number(),
});
export type Journal = z.infer<typeof journal>;

const FOLDER = 'restore';
export const exchangeFolder = (data: string): string => join(data, FOLDER);
/** Where whoever prepares puts the new state; renamed to `new` by `commit`. */
export const draftFolder = (data: string): string => join(data, FOLDER, 'draft');

/** Folders of which some files stay: what is no part of a backup lies in them, too. */
const BY_CHILD = new Set(['server', 'secrets']);
const SIDE_FILES = ['-wal', '-shm'];
/** A chat server whose manager was killed stops by itself within so long (supervisor/leash.ts). */
const SERVER_MS = 20_000;

/** From here on the new state is what counts. The chat server must not run; the manager has to be started anew. */
export async function commitExchange(data: string, about: Journal): Promise<void> {
  const folder = exchangeFolder(data);
  await rm(join(folder, 'old'), { recursive: true, force: true });
  await rm(join(folder, 'new'), { recursive: true, force: true });
  await syncTree(draftFolder(data));
  await rename(draftFolder(data), join(folder, 'new'));
  await syncFolder(folder);
  await writeAtomically(join(folder, 'journal.json'), JSON.stringify(about));
}

/** What was committed and not finished. */
export async function pendingExchange(data: string): Promise<Journal | undefined> {
  const text = await readIfThere(join(exchangeFolder(data), 'journal.json'));
  return text === undefined ? undefined : journal.parse(JSON.parse(text));
}

/**
 * Finishes a committed exchange, or clears what a preparation left; with neither it does nothing. May be called again after any
 * interruption. Call it with the folder locked and nothing in it open. Answers what was put in force, or undefined.
 */
export async function finishExchange(data: string): Promise<Journal | undefined> {
  const folder = exchangeFolder(data);
  const about = await pendingExchange(data);
  if (!about) {
    await rm(draftFolder(data), { recursive: true, force: true });
    await rm(join(folder, 'new'), { recursive: true, force: true });
    return undefined;
  }
  const release = await holdServer(data);
  try {
    for (const unit of await unitsOf(join(folder, 'new'))) {
      const aside = join(folder, 'old', unit);
      await privateFolder(dirname(aside));
      // The side files first: without its database neither says anything.
      for (const end of [...SIDE_FILES, '']) await move(join(data, `${unit}${end}`), `${aside}${end}`);
      await privateFolder(dirname(join(data, unit)));
      await rename(join(folder, 'new', unit), join(data, unit));
      await syncFolder(dirname(join(data, unit)));
    }
    await syncFolder(data);
    await rm(join(folder, 'journal.json'));
    await syncFolder(folder);
    await rm(join(folder, 'new'), { recursive: true, force: true });
    return about;
  } finally {
    release();
  }
}

/** What is renamed as one: relative to the data folder. */
async function unitsOf(tree: string): Promise<string[]> {
  const units: string[] = [];
  for (const name of (await readdir(tree)).sort()) {
    if (!BY_CHILD.has(name)) units.push(name);
    else for (const child of (await readdir(join(tree, name))).sort()) units.push(join(name, child));
  }
  return units;
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** No chat server starts, and none that is about to end is still at it. */
async function holdServer(data: string): Promise<() => void> {
  const file = join(data, 'server', 'lock');
  await privateFolder(dirname(file));
  closeSync(openSync(file, 'a', 0o600));
  const lock = new Database(file, { timeout: SERVER_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return () => void lock.close();
  } catch (error) {
    lock.close();
    throw error;
  }
}
