/**
 * Another version of Chatelaine that meets the data may change its tables, and the one before could not read them any more. Our own updates take
 * a snapshot first; a package manager, or whoever unpacks a new folder, asks nobody. So it is taken here, before anything is opened.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';
import type { Clock, Timer } from '../host.ts';
import { listSnapshots, type SnapshotNote, snapshotId, tidySnapshots } from './snapshots.ts';
import type { Worker } from './worker.ts';

export interface NewVersionParts {
  readonly data: string;
  /** Of this Chatelaine. */
  readonly version: string;
  readonly clock: Clock;
  readonly worker: Worker;
  /** Told now and then while it works: whoever waits for this start should wait so many seconds more. */
  readonly longer?: ((seconds: number) => void) | undefined;
}

/** Among what updates remember: in no backup, for it is said of this folder and not of the state in it. */
const FOLDER = 'updates';
const FILE = 'ran.json';
const ran = z.object({
  version: z.string(),
  /** One is being taken. */
  begun: z.string().optional(),
  /** The one that was taken before this version. */
  snapshot: z.string().optional(),
});
type Ran = z.infer<typeof ran>;

/** One that an update has just taken is of the same state. */
const COVERED_MS = 60 * 60_000;
const CHAT = 'server/data.sqlite';
/** Nothing more was copied for so long: the start goes on without one. Bringing what was written onto a slow disk tells of nothing. */
const SILENT_SECONDS = 180;
/** For the end of the process that was told to stop, and all that a start does beside. */
const REST_SECONDS = 60;

/**
 * Answers the snapshot's name, or undefined where none was needed: the same version as last time, no office yet, or an update took one.
 * Rejects as `Worker` does, and where the start before was ended while it took one. The version is noted all the same, before it is
 * tried, and the start may go on: tables change in one transaction each, and an office that never comes up again is worse.
 */
export async function beforeNewVersion(parts: NewVersionParts): Promise<string | undefined> {
  const { data, version, clock } = parts;
  const before = parse(await readIfThere(join(data, FOLDER, FILE)));
  const note = async (more: Partial<Ran> = {}) => {
    await privateFolder(join(data, FOLDER));
    await writeAtomically(join(data, FOLDER, FILE), `${JSON.stringify({ version, ...more })}\n`);
  };
  if (before?.version === version) {
    if (before.begun === undefined) return undefined;
    await note();
    throw new Error('the start before was ended while it took one');
  }
  const at = clock.now();
  // Nothing is known of the first start in this folder, but that it is the first.
  const isNeeded = before !== undefined && existsSync(join(data, CHAT));
  if (!isNeeded || (await listSnapshots(data)).some((one) => isOfThisState(one, before, version, at))) {
    await note();
    return undefined;
  }
  const id = snapshotId(at, 'update');
  await note({ begun: id });
  try {
    await take(parts, id, at);
  } catch (error) {
    await note();
    throw error;
  }
  await note({ snapshot: id });
  await tidySnapshots(data);
  return id;
}

/** An update takes it with the version that leaves; where it went back, that is this one. The one taken here is from before that version. */
function isOfThisState(one: SnapshotNote, before: Ran, version: string, now: number): boolean {
  if (one.reason !== 'update' || one.id === before.snapshot) return false;
  const age = now - one.at;
  return age >= 0 && age < COVERED_MS && (one.version === before.version || one.version === version);
}

async function take({ worker, clock, longer }: NewVersionParts, id: string, at: number): Promise<void> {
  const silent = new AbortController();
  let timer: Timer | undefined;
  const heard = () => {
    timer?.cancel();
    timer = clock.after(SILENT_SECONDS * 1000, () => silent.abort());
    longer?.(SILENT_SECONDS + REST_SECONDS);
  };
  heard();
  try {
    await worker('snapshot', { id, reason: 'update', at }, { signal: silent.signal, progress: heard });
  } finally {
    timer?.cancel();
  }
}

function parse(text: string | undefined): Ran | undefined {
  try {
    return text === undefined ? undefined : ran.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
