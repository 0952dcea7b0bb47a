/** What the feed announces, and which of it is for this copy. Pure: a release in, a verdict with its reason out. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { releaseNotes, updateChannel, versionText } from '../../contract/updates.ts';
import { compareVersions, isNewer } from './version.ts';

/** Larger programs than this are not ours. */
export const ARCHIVE_BYTES = 1024 ** 3;
export const UNPACKED_BYTES = 4 * ARCHIVE_BYTES;

const schema = z.object({
  /** Versions of server/data.sqlite and of manager.sqlite (`user_version`). */
  server: z.number().int().min(0).max(100_000),
  manager: z.number().int().min(0).max(100_000),
});
export type DataSchema = z.infer<typeof schema>;

const archive = z.object({
  /** `linux-x64`: platform and processor as Node names them; `any` has no program of its own in it. */
  system: z.string().max(30),
  /** Seen from the feed. */
  url: z.string().min(1).max(500),
  bytes: z.number().int().min(1).max(ARCHIVE_BYTES),
  sha512: z.string().regex(/^[0-9a-f]{128}$/),
  unpackedBytes: z.number().int().min(1).max(UNPACKED_BYTES),
});
export type Archive = z.infer<typeof archive>;

const release = z.object({
  version: versionText,
  at: z.iso.datetime(),
  schema,
  /** The oldest version that can become this one in a single step. */
  from: versionText.optional(),
  /** To how many of a hundred installations it is offered. */
  staged: z.number().int().min(0).max(100).default(100),
  archives: z.array(archive).max(20),
  notes: releaseNotes.optional(),
});
export type Release = z.infer<typeof release>;

export const releases = z.object({
  format: z.literal(1),
  channel: updateChannel,
  /** Grows with each edition of the feed. */
  edition: z.number().int().min(0),
  /** After this moment the feed is not believed any more. */
  expires: z.iso.datetime(),
  releases: z.array(release).max(100),
});
export type Releases = z.infer<typeof releases>;

export interface Here {
  readonly version: string;
  /** `linux-x64`. */
  readonly system: string;
  /** Of the data as it lies there. */
  readonly schema: DataSchema;
  /** Random, and the same for as long as this installation lives. */
  readonly installation: string;
  /** Came up badly here, and is not offered again. */
  readonly refused: readonly string[];
}

export type Verdict =
  | { readonly take: true; readonly release: Release; readonly archive: Archive | undefined }
  | { readonly take: false; readonly because: Refusal };

export type Refusal =
  | 'same'
  | 'older'
  /** It cannot read the data, which a newer version wrote. */
  | 'older-schema'
  | 'not-yet-here'
  | 'rolled-back-here'
  | 'step-between'
  | 'other-system';

/** What `any` has is for versions side by side; a package of the desktop says its form, too: `linux-x64-appimage`. */
export function archiveFor({ archives }: Release, system: string): Archive | undefined {
  const isPackage = system.split('-').length > 2;
  return archives.find((one) => one.system === system || (one.system === 'any' && !isPackage));
}

/** @param needsArchive false where the package manager fetches it. */
export function judge(release: Release, here: Here, needsArchive: boolean): Verdict {
  const no = (because: Refusal): Verdict => ({ take: false, because });
  const order = compareVersions(release.version, here.version);
  if (order === 0) return no('same');
  if (order < 0) return no('older');
  if (release.schema.server < here.schema.server || release.schema.manager < here.schema.manager)
    return no('older-schema');
  if (here.refused.includes(release.version)) return no('rolled-back-here');
  if (release.from !== undefined && isNewer(release.from, here.version)) return no('step-between');
  const fitting = archiveFor(release, here.system);
  if (needsArchive && !fitting) return no('other-system');
  if (bucket(here.installation, release.version) >= release.staged) return no('not-yet-here');
  return { take: true, release, archive: fitting };
}

/** The newest that is for us; otherwise why the newest is not. */
export function choose(all: readonly Release[], here: Here, needsArchive: boolean): Verdict {
  const sorted = [...all].sort((one, other) => compareVersions(other.version, one.version));
  const verdicts = sorted.map((one) => judge(one, here, needsArchive));
  return verdicts.find(({ take }) => take) ?? verdicts[0] ?? { take: false, because: 'same' };
}

/** 0 to 99: the same for one installation and one version at each look, spread evenly over all of them. */
export function bucket(installation: string, version: string): number {
  const digest = createHash('sha256').update(`${installation} ${version}`).digest();
  return digest.readUInt32BE(0) % 100;
}
