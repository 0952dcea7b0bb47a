/** What a backup says of itself: the first thing in it, so that looking at one reads a few bytes and not all of it. */
import { z } from 'zod';

export const MANIFEST = 'manifest.json';
/** Last in the archive, in the form `sha256sum -c` reads. */
export const SUMS = 'SHA256SUMS';
export const FORMAT = 1;

const count = z.number().int().nonnegative();
export const counts = z.object({ people: count, rooms: count, messages: count, files: count });
export type Counts = z.infer<typeof counts>;

export const manifest = z.object({
  format: z.number().int(),
  /** The Chatelaine that made it. */
  chatelaine: z.string().max(100),
  /** Milliseconds since the epoch: the moment it shows. */
  at: z.number(),
  domains: z.array(z.string().max(253)).max(100),
  /** Versions of the tables: of the server's database, and of the manager's. */
  schema: z.object({ server: count, manager: count }),
  counts,
  /** What was left in on purpose, beside databases and settings. */
  includes: z.object({ files: z.boolean(), secrets: z.boolean(), certificates: z.boolean() }),
  /** Members after this one and before the sums, and their bytes together. */
  members: count,
  bytes: count,
});
export type Manifest = z.infer<typeof manifest>;

/** What this program can read. */
export interface Readable {
  readonly server: number;
  readonly manager: number;
}

export type Verdict =
  | { readonly use: true; readonly because: 'same' | 'older' }
  | { readonly use: false; readonly because: 'newer'; readonly chatelaine: string };

/** Whether this program can take a backup over: one of an older version is migrated, one of a newer is refused. */
export function judgeManifest({ format, chatelaine, schema }: Manifest, mine: Readable): Verdict {
  if (format > FORMAT || schema.server > mine.server || schema.manager > mine.manager)
    return { use: false, because: 'newer', chatelaine };
  const same = schema.server === mine.server && schema.manager === mine.manager;
  return { use: true, because: same ? 'same' : 'older' };
}
