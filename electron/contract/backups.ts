/**
 * Backups: what is made, when and where to, whether it opens again, and the way back, whole or in part. Snapshots are the same state
 * beside, on the same disk, before something risky. electron/manager/backup makes them.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const count = z.number().int().nonnegative();

export const backupCounts = z.object({ people: count, rooms: count, messages: count, files: count });
export type BackupCounts = z.infer<typeof backupCounts>;

/** Where backups go. `mount`: a share or a disk that has to be plugged in; when it is not, nothing is written under its place. */
export const backupTarget = z.discriminatedUnion('kind', [
  /** In the data folder: at hand, and gone with the disk. */
  z.object({ kind: z.literal('here') }),
  z.object({ kind: z.literal('folder'), path: z.string().min(1).max(1024), mount: z.boolean() }),
  z.object({
    kind: z.literal('sftp'),
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535),
    user: z.string().min(1).max(64),
    /** Absolute, or below that user's home. */
    path: z.string().min(1).max(1024),
  }),
]);
export type BackupTarget = z.infer<typeof backupTarget>;

/** How many are kept: the newest of each of so many days, weeks and months. */
export const backupKeep = z.object({
  daily: z.number().int().min(1).max(90),
  weekly: z.number().int().min(0).max(60),
  monthly: z.number().int().min(0).max(60),
});
export type BackupKeep = z.infer<typeof backupKeep>;

export const backupIncludes = z.object({
  files: z.boolean(),
  secrets: z.boolean(),
  certificates: z.boolean(),
});
export type BackupIncludes = z.infer<typeof backupIncludes>;

/** `none`: whoever has the file reads it. `words`: a passphrase, which this computer keeps. `key`: a public key; nobody here can open it. */
export const backupLock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('words') }),
  z.object({ kind: z.literal('key'), recipient: z.string().max(2000) }),
]);
export type BackupLock = z.infer<typeof backupLock>;

export const backupPlan = z.object({
  /** Every day by itself. */
  on: z.boolean(),
  /** Minutes after midnight, in this computer's time. */
  minute: z.number().int().min(0).max(1439),
  target: backupTarget,
  keep: backupKeep,
  includes: backupIncludes,
  lock: backupLock,
});
export type BackupPlan = z.infer<typeof backupPlan>;

/** One backup at its place. */
export const backupEntry = z.object({
  /** The file's name. */
  name: z.string(),
  at: z.number(),
  bytes: count,
  locked: z.boolean(),
  /** What is known of it; null where somebody else made it and nobody has opened it here. */
  counts: backupCounts.nullable(),
  chatelaine: z.string().nullable(),
  /** When it was last opened and read back, and whether a person could be logged in. */
  opened: z.object({ at: z.number(), loggedIn: z.boolean() }).nullable(),
  /** Why it could not be, when it was last tried. */
  problem: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()) }).nullable(),
});
export type BackupEntry = z.infer<typeof backupEntry>;

export const snapshotEntry = z.object({
  id: z.string(),
  at: z.number(),
  /** `restore` `domain-removal` `leaving` `update` `reset` `hand`. */
  reason: z.string(),
  version: z.string(),
  counts: backupCounts,
});
export type SnapshotEntry = z.infer<typeof snapshotEntry>;

/** What is being done. Bytes of so many in this step; 0 of 0 where that is not known. */
export const backupWork = z.object({
  what: z.enum(['backup', 'check', 'restore', 'snapshot', 'part', 'look']),
  step: z.enum(['wait', 'stage', 'write', 'drill', 'send', 'fetch', 'open', 'stop', 'exchange']),
  bytes: count,
  of: count,
  since: z.number(),
});
export type BackupWork = z.infer<typeof backupWork>;

export const backupsState = z.object({
  plan: backupPlan,
  /** Whether the words are known here, so that backups can be made by themselves. */
  hasWords: z.boolean(),
  /** Null while nothing is planned. */
  nextAt: z.number().nullable(),
  working: backupWork.nullable(),
  /** The newest first. */
  backups: z.array(backupEntry).max(1000),
  snapshots: z.array(snapshotEntry).max(100),
  lastGoodAt: z.number().nullable(),
  /** The last try, when it failed, and since when none has worked. */
  failure: z
    .object({
      at: z.number(),
      since: z.number(),
      problem: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()) }),
    })
    .nullable(),
  /** Where they go could not be looked into just now: what is listed is what is remembered. */
  away: z.boolean(),
  /** They lie on the disk of the data. */
  sameDisk: z.boolean(),
  /** A whole state that was put back waits for Chatelaine to be started anew. */
  restartNeeded: z.boolean(),
});
export type BackupsState = z.infer<typeof backupsState>;

/** Which one is meant. A path is one on the computer Chatelaine runs on. */
export const backupSource = z.discriminatedUnion('from', [
  z.object({ from: z.literal('list'), name: z.string().max(255) }),
  z.object({ from: z.literal('file'), path: z.string().min(1).max(4096) }),
  z.object({ from: z.literal('snapshot'), id: z.string().max(64) }),
]);
export type BackupSource = z.infer<typeof backupSource>;

/** The words, or a private key (`AGE-SECRET-KEY-1…`); without it the words this computer keeps. */
const key = z.string().min(1).max(4096).optional();
const source = z.object({ source: backupSource, key });

export const backupPart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), address: z.string().min(3).max(3071) }),
  z.object({ kind: z.literal('room'), address: z.string().min(3).max(3071) }),
  z.object({ kind: z.literal('file'), id: z.string().min(3).max(128) }),
]);
export type BackupPart = z.infer<typeof backupPart>;

export const backupLook = z.object({
  at: z.number(),
  chatelaine: z.string(),
  domains: z.array(z.string()),
  counts: backupCounts,
  includes: backupIncludes,
  bytes: count,
  /** `older` is migrated; `newer` cannot be taken over by this Chatelaine. */
  verdict: z.enum(['same', 'older', 'newer']),
  /** As it stands now; null where there is nothing to lose. */
  now: backupCounts.nullable(),
});
export type BackupLook = z.infer<typeof backupLook>;

const held = z.object({ address: z.string(), name: z.string(), messages: count, disabled: z.boolean() });
export const backupContents = z.object({
  people: z.array(held),
  rooms: z.array(held),
  files: z.array(
    z.object({ id: z.string(), name: z.string(), owner: z.string(), bytes: count, at: z.number() }),
  ),
});
export type BackupContents = z.infer<typeof backupContents>;

export const partOutcome = z.object({
  /** It was gone, and is there again. */
  created: z.boolean(),
  messages: count,
  rows: count,
  files: count,
});
export type PartOutcome = z.infer<typeof partOutcome>;

export const backups = {
  get: base.output(backupsState),
  /** `words` sets the passphrase with the plan; without it the one that is known stays. Refused with `backup.no-key`, `backup.recipient`. */
  setPlan: base
    .input(z.object({ plan: backupPlan, words: z.string().min(8).max(1024).optional() }))
    .output(backupsState),
  /** Words nobody has used yet; nothing is kept of them until `setPlan`. */
  suggestWords: base.output(z.object({ words: z.string() })),
  /** The words this computer keeps, for the sheet; asks who may (`access.confirm`). */
  words: base.output(z.object({ words: z.string().nullable() })),
  /** Tries to reach a place as it would be used; refused with what stands in the way. */
  tryTarget: base.input(z.object({ target: backupTarget })).output(z.object({ free: z.number().nullable() })),
  /** The public key to be entered at an SFTP server for our account there. */
  sftpKey: base.output(z.object({ publicKey: z.string() })),
  /** Starts one, or answers the work that is under way; the state tells how it goes. */
  make: base.output(backupsState),
  /** Starts one and resolves when it has ended; refused with why it failed. */
  makeAndWait: base.output(backupEntry),
  cancel: base.output(backupsState),
  /** Opens one as if it were needed (the restore drill). */
  check: base.input(z.object({ name: z.string().max(255), key })).output(backupEntry),
  /** What one is, and what would be lost by going back to it. */
  look: base.input(source).output(backupLook),
  contents: base.input(source).output(backupContents),
  /** What bringing this back would do; changes nothing. */
  tryPart: base.input(source.extend({ part: backupPart })).output(partOutcome),
  /** The server is away for a few seconds; devices come back by themselves. */
  restorePart: base.input(source.extend({ part: backupPart })).output(partOutcome),
  /** The whole state. A snapshot is taken first; then Chatelaine starts anew, and `restart` says that somebody has to see to that. */
  restore: base.input(source).output(z.object({ restart: z.boolean() })),
  takeSnapshot: base.output(backupsState),
  removeSnapshot: base.input(z.object({ id: z.string().max(64) })).output(backupsState),
};
