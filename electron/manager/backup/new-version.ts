/**
 * Another version of Chatelaine that meets the data may change its tables, and the one before could not read them any more. Our own updates take
 * a snapshot first; a package manager, or whoever unpacks a new folder, asks nobody. So it is taken here, before anything is opened.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';
import { listSnapshots, snapshotId, tidySnapshots } from './snapshots.ts';
import type { Worker } from './worker.ts';

export interface NewVersionParts {
  readonly data: string;
  /** Of this Chatelaine. */
  readonly version: string;
  readonly now: number;
  readonly worker: Worker;
}

/** Among what updates remember: in no backup, for it is said of this folder and not of the state in it. */
const FOLDER = 'updates';
const FILE = 'ran.json';
const ran = z.object({ version: z.string() });

/** One that an update has just taken is of the same state. */
const COVERED_MS = 60 * 60_000;
const CHAT = 'server/data.sqlite';

/**
 * Answers the snapshot's name, or undefined where none was needed: the same version as last time, no office yet, or an update took one.
 * Rejects as `Worker` does; the version is noted all the same, and the start may go on: tables change in one transaction each.
 */
export async function beforeNewVersion({
  data,
  version,
  now,
  worker,
}: NewVersionParts): Promise<string | undefined> {
  const file = join(data, FOLDER, FILE);
  const before = parse(await readIfThere(file));
  if (before === version) return undefined;
  try {
    // Nothing is known of the first start in this folder, but that it is the first.
    if (before === undefined || !existsSync(join(data, CHAT))) return undefined;
    const isCovered = ({ reason, at }: { reason: string; at: number }) =>
      reason === 'update' && now - at >= 0 && now - at < COVERED_MS;
    if ((await listSnapshots(data)).some(isCovered)) return undefined;
    const id = snapshotId(now, 'update');
    await worker('snapshot', { id, reason: 'update', at: now });
    await tidySnapshots(data);
    return id;
  } finally {
    await privateFolder(join(data, FOLDER));
    await writeAtomically(file, `${JSON.stringify({ version })}\n`);
  }
}

function parse(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : ran.parse(JSON.parse(text)).version;
  } catch {
    return undefined;
  }
}
