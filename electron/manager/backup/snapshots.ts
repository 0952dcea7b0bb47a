/**
 * Snapshots: the whole state in a folder of its own, on the same disk, taken by itself before something risky and put back with one
 * press. Few are kept. They are no backup: the disk that breaks takes them along.
 */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFolder, readIfThere, syncFolder, writeAtomically } from '../files.ts';
import { systemCode } from '../problem.ts';
import { commitExchange, finishExchange } from './exchange.ts';
import { counts } from './format/manifest.ts';
import { syncTree } from './sync.ts';
import { draftOfFolder } from './work/restore.ts';

export const snapshotReason = z.enum([
  ...['restore', 'domain-removal', 'leaving', 'update', 'reset', 'hand'],
] as const);

const note = z.object({
  id: z.string(),
  at: z.number(),
  reason: z.string(),
  /** Of Chatelaine. */
  version: z.string(),
  counts,
});
export type SnapshotNote = z.infer<typeof note>;

/** Of the newest; older ones make room. */
const KEPT = 5;
const ID = /^\d{8}-\d{6}-[a-z-]{1,20}$/;

export const snapshotsFolder = (data: string): string => join(data, 'snapshots');
/** The state itself. */
export const snapshotState = (data: string, id: string): string => join(snapshotsFolder(data), id, 'state');

/** `20261122-141500-update`: sorted by time. */
export function snapshotId(at: number, reason: string): string {
  const [day = '', time = ''] = new Date(at).toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${reason}`;
}

/** Whole ones, the newest first. */
export async function listSnapshots(data: string): Promise<SnapshotNote[]> {
  const names = await readdir(snapshotsFolder(data)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  });
  const notes: SnapshotNote[] = [];
  for (const id of names
    .filter((name) => ID.test(name))
    .sort()
    .reverse()) {
    const read = note.safeParse(parse(await readIfThere(join(snapshotsFolder(data), id, 'snapshot.json'))));
    if (read.success) notes.push(read.data);
  }
  return notes;
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where one is made; `publishSnapshot` gives it its name. */
export const growingSnapshot = (data: string, id: string): string =>
  join(snapshotsFolder(data), `${id}.part`);

export async function publishSnapshot(data: string, about: SnapshotNote): Promise<void> {
  const growing = growingSnapshot(data, about.id);
  await syncTree(join(growing, 'state'));
  await writeAtomically(join(growing, 'snapshot.json'), JSON.stringify(about));
  await rename(growing, join(snapshotsFolder(data), about.id));
  await syncFolder(snapshotsFolder(data));
}

/** Removes what a crash left, and the oldest beyond `KEPT`, but never `spare`: one that is about to be put back is needed, however old. */
export async function tidySnapshots(data: string, spare?: string): Promise<void> {
  const folder = snapshotsFolder(data);
  await privateFolder(folder);
  for (const name of await readdir(folder))
    if (name.endsWith('.part')) await rm(join(folder, name), { recursive: true, force: true });
  for (const { id } of (await listSnapshots(data)).slice(KEPT))
    if (id !== spare) await removeSnapshot(data, id);
}

/** Renamed first, so that half of one is never listed. */
export async function removeSnapshot(data: string, id: string): Promise<void> {
  const gone = `${join(snapshotsFolder(data), id)}.part`;
  await rename(join(snapshotsFolder(data), id), gone);
  await rm(gone, { recursive: true, force: true });
}

export const hasSnapshot = async (data: string, id: string): Promise<boolean> =>
  ID.test(id) && (await listSnapshots(data)).some((one) => one.id === id);

/** Makes the exchange ready and commits it: the next `finishExchange` puts it in force. The chat server must not run. */
export async function commitSnapshot(
  data: string,
  id: string,
  at: number,
  signal?: AbortSignal,
): Promise<void> {
  await draftOfFolder(data, snapshotState(data, id), signal);
  await commitExchange(data, { from: id, at });
}

/**
 * The same with no manager open and nobody else at the folder: for an update that goes back, before anything is opened. Interrupted
 * at any point and called again it ends in that state. What was replaced lies in restore/old. Throws when there is no such snapshot.
 */
export async function putBackClosed(data: string, id: string): Promise<void> {
  const pending = await finishExchange(data);
  if (pending?.from === id) return;
  if (!(await hasSnapshot(data, id))) throw new Error(`there is no snapshot ${id}`);
  await commitSnapshot(data, id, Date.now());
  await finishExchange(data);
}
