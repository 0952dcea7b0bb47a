/**
 * What is known of updates, in a file of its own: manager.sqlite goes back with the data, and what happened to it must not.
 * `updates/state.json` in the data folder, whole or not at all.
 */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  dataCounts,
  updateChannel,
  updateState,
  updateTrouble,
  versionText,
} from '../../contract/updates.ts';
import { readIfThere, writeAtomically } from '../files.ts';

const plan = z.object({
  from: versionText,
  url: z.string().max(1000),
  bytes: z.number(),
  sha512: z.string(),
  unpackedBytes: z.number(),
  /** Whether the data stays readable for the version before. */
  puts: z.enum(['program', 'data']),
  /** Not before; null: as soon as nothing holds it back. */
  at: z.number().nullable(),
  interrupted: z.number().int(),
  snapshot: z.string().nullable(),
  before: dataCounts.nullable(),
  /** Starts of the new version of the desktop that did not come to their end. */
  tries: z.number().int().default(0),
  /** When the last of them began. */
  triedAt: z.number().default(0),
  /** Where the installer of the version before is, as the signed statement says; otherwise the feed itself. */
  earlier: z.string().max(1000).default(''),
});
export type Plan = z.infer<typeof plan>;

const wayBack = z.object({
  version: versionText,
  since: z.number(),
  until: z.number(),
  puts: z.enum(['program', 'data']),
  snapshot: z.string(),
  before: dataCounts.nullable(),
});
export type WayBack = z.infer<typeof wayBack>;

const record = z.object({
  format: z.literal(1),
  /** Random: in which tenth of a staged release we are. Told to nobody. */
  installation: z.string().max(100),
  edition: z.number().int(),
  channel: updateChannel,
  checkedAt: z.number().nullable(),
  trouble: updateTrouble.nullable(),
  /** Versions that came up badly here. */
  refused: z.array(versionText).max(100),
  state: updateState,
  plan: plan.nullable(),
  wayBack: wayBack.nullable(),
  /** A person asked for the way back, and it is being gone. */
  goingBack: z.boolean(),
  /** Of the desktop: this version was not good for the data, which was put back; it stays closed, for the earlier one. */
  closed: z
    .object({
      version: versionText,
      from: versionText,
      because: updateTrouble,
      earlier: z.string().max(1000),
    })
    .nullable()
    .default(null),
});
export type UpdateRecord = z.infer<typeof record>;

export interface RecordFile {
  read(): Promise<UpdateRecord>;
  write(record: UpdateRecord): Promise<void>;
}

export const updatesFolder = (dataDir: string): string => join(dataDir, 'updates');

const fresh = (channel: UpdateRecord['channel']): UpdateRecord => ({
  ...{ format: 1, installation: randomUUID(), edition: 0, channel, checkedAt: null, trouble: null },
  ...{ refused: [], state: { state: 'idle' }, plan: null, wayBack: null, goingBack: false, closed: null },
});

/** One that somebody broke is one that says nothing: then there is no update under way, and what we run is what runs. */
export function createRecordFile(dataDir: string, channel: UpdateRecord['channel']): RecordFile {
  const folder = updatesFolder(dataDir);
  const file = join(folder, 'state.json');
  return {
    async read() {
      const text = await readIfThere(file);
      if (text === undefined) return fresh(channel);
      try {
        return record.parse(JSON.parse(text));
      } catch {
        return fresh(channel);
      }
    },
    async write(next) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
    },
  };
}
