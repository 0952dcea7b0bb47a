/** New versions of Chatelaine: whether there is one, how it is going, what it brings, and the way back. Times are milliseconds since the epoch. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);

export const versionText = z
  .string()
  .max(40)
  .regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}(-[0-9A-Za-z.-]{1,20})?$/);

/**
 * How this copy came here, which says who can exchange it. `desktop`: the app itself. `folder`: versions side by side in a folder,
 * exchanged by us. `deb`, `rpm`: the system's package manager. `checkout`: the sources; whoever fetched them.
 */
export const installKind = z.enum(['desktop', 'folder', 'deb', 'rpm', 'checkout']);
export type InstallKind = z.infer<typeof installKind>;

export const updateChannel = z.enum(['stable', 'beta']);
export type UpdateChannel = z.infer<typeof updateChannel>;

/** One release, in the words of resources/changelog.json. */
export const releaseNotes = z.object({
  version: versionText,
  /** `2026-11-22`. */
  date: z.iso.date(),
  changes: z
    .array(
      z.object({
        kind: z.enum(['new', 'improved', 'fixed', 'removed']),
        en: z.string().min(1).max(400),
        fr: z.string().min(1).max(400),
      }),
    )
    .max(100),
});
export type ReleaseNotes = z.infer<typeof releaseNotes>;

/** What the feed says of a version this copy could become. */
export const updateOffer = z.object({
  version: versionText,
  releasedAt: z.number(),
  /** To fetch; null where the package manager does it. */
  bytes: z.number().nullable(),
  notes: releaseNotes.nullable(),
});
export type UpdateOffer = z.infer<typeof updateOffer>;

/**
 * What holds an update back: the set-up is open, a backup or a restore is under way, another job runs, a change of the firewall is in
 * force that nobody has kept yet, or it is for later.
 */
export const updateHold = z.enum(['wizard', 'backup', 'job', 'firewall', 'time']);
export type UpdateHold = z.infer<typeof updateHold>;

/** Why a new version was not kept, or could not be fetched. The words are in contract/findings/updates.ts. */
export const updateTrouble = z.enum([
  /** The feed cannot be reached, or answers otherwise than it should. */
  'feed.unreachable',
  'feed.malformed',
  /** Not signed by a key this program knows. */
  'feed.forged',
  /** Older than the one we saw before, or past its time: somebody may hold news back. */
  'feed.stale',
  'archive.unreachable',
  'archive.truncated',
  'archive.forged',
  'archive.too-big',
  'archive.malformed',
  'disk.full',
  'disk.read-only',
  'snapshot.failed',
  /** The new version's server did not come up on the data. */
  'proof.server',
  /** It came up with fewer people, rooms or messages than there were. */
  'proof.lost',
  /** The new version as a whole did not come up, or not in time. */
  'proof.program',
  /** The desktop's installer did not run to its end: this is still the version before. */
  'install.refused',
  /** The computer or the manager stopped in the middle, too often. */
  'interrupted',
  'unexpected',
]);
export type UpdateTrouble = z.infer<typeof updateTrouble>;

const about = { offer: updateOffer };

export const updateState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('idle') }),
  z.object({ state: z.literal('checking') }),
  z.object({ state: z.literal('available'), ...about }),
  z.object({ state: z.literal('downloading'), ...about, doneBytes: z.number() }),
  /** Fetched, found genuine and laid beside the present one. */
  z.object({ state: z.literal('ready'), ...about }),
  z.object({
    state: z.literal('waiting'),
    ...about,
    holds: z.array(updateHold),
    /** Not before; null: as soon as nothing holds it back. */
    at: z.number().nullable(),
  }),
  z.object({ state: z.literal('snapshot'), ...about }),
  z.object({ state: z.literal('installing'), ...about }),
  z.object({ state: z.literal('proving'), ...about }),
  z.object({ state: z.literal('done'), version: versionText, from: versionText, at: z.number() }),
  z.object({
    state: z.literal('rolled-back'),
    version: versionText,
    /** `asked`: a person wanted the version before. */
    because: z.union([updateTrouble, z.literal('asked')]),
    at: z.number(),
  }),
  z.object({
    state: z.literal('failed'),
    version: versionText.nullable(),
    because: updateTrouble,
    at: z.number(),
  }),
]);
export type UpdateState = z.infer<typeof updateState>;

export const dataCounts = z.object({
  people: z.number().int().min(0),
  rooms: z.number().int().min(0),
  messages: z.number().int().min(0),
});
export type DataCounts = z.infer<typeof dataCounts>;

/** The version before, for as long as it is kept. */
export const updateWayBack = z.object({
  version: versionText,
  /** Since when the present one runs. */
  since: z.number(),
  until: z.number(),
  /** `program`: both read the same data, so that nothing is lost. `data`: what came since goes aside with the way back. */
  puts: z.enum(['program', 'data']),
});

export const updatesView = z.object({
  version: versionText,
  kind: installKind,
  /** Whether this copy can exchange itself. `attended`: somebody has to be there and allow it, so never at night. */
  byItself: z.enum(['yes', 'attended', 'no']),
  channel: updateChannel,
  /** Where new versions are announced; null: nowhere yet. */
  feed: z.string().nullable(),
  checkedAt: z.number().nullable(),
  /** Of the last look; null: it went well, or there was none. */
  trouble: updateTrouble.nullable(),
  state: updateState,
  wayBack: updateWayBack.nullable(),
  /** What to type where the package manager does it, line by line. */
  commands: z.array(z.string()),
});
export type UpdatesView = z.infer<typeof updatesView>;

export const updates = {
  view: base.output(updatesView),
  /** Asks the feed. Refused with `update.not-here` where none is configured; trouble with it is in the answer. */
  check: base.output(updatesView),
  /** Fetches it and exchanges the program: at once, or at the next 02:30. Refused with `update.none` and `update.not-here`. */
  install: base.input(z.object({ when: z.enum(['now', 'tonight']) })).output(updatesView),
  /** Stays as it is; refused with `update.too-late` from the snapshot on. */
  cancel: base.output(updatesView),
  setChannel: base.input(z.object({ channel: updateChannel })).output(updatesView),
  /** What came since the update and would go aside; all zero where only the program goes back. Refused with `update.no-way-back`. */
  rollbackPreview: base.output(
    z.object({ version: versionText, puts: z.enum(['program', 'data']), since: dataCounts }),
  ),
  rollback: base.output(updatesView),
  /** The newest first. */
  notes: base.output(z.object({ releases: z.array(releaseNotes) })),
};
