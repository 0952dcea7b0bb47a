/** Files colleagues have sent each other: by whom, how much, how long they are kept. What is in them nobody here sees. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { errorMap } from './errors.ts';

const base = oc.errors(errorMap);
const address = z.string().max(3071);
const bytes = z
  .number()
  .int()
  .min(1)
  .max(2 ** 50);

export const fileRules = z.object({
  /** A file goes after so many days. */
  keepDays: z.number().int().min(1).max(36_500),
  /** What one person may have here in all; the oldest files go first. */
  quotaBytes: bytes,
  /** The largest file that is taken. */
  maxBytes: bytes,
});
export type FileRules = z.infer<typeof fileRules>;

export const storedFile = z.object({
  /** Names the file for `remove`; nobody can read the file by it. */
  handle: z.string(),
  account: z.string(),
  name: z.string(),
  type: z.string(),
  bytes: z.number(),
  at: z.number(),
  /** When it goes by itself; null: when newer ones push it out. */
  until: z.number().nullable(),
});
export type StoredFile = z.infer<typeof storedFile>;

const overview = z.object({
  people: z.array(z.object({ account: z.string(), files: z.number(), bytes: z.number() })),
  /** The largest twenty. */
  biggest: z.array(storedFile),
  /** Bytes free on the disk. */
  free: z.number(),
  rules: fileRules,
});
export type FilesOverview = z.infer<typeof overview>;

const loss = z.object({ files: z.number(), bytes: z.number(), people: z.number() });
export type FilesLoss = z.infer<typeof loss>;

export const files = {
  overview: base.output(overview),
  /** The latest files of one person. */
  of: base.input(z.object({ address })).output(z.object({ files: z.array(storedFile) })),
  /** What these rules would take away now. */
  preview: base.input(fileRules).output(loss),
  /** What does not fit them goes at once. Cannot be undone. */
  setRules: base.input(fileRules).output(fileRules),
  /** Cannot be undone. */
  remove: base.input(z.object({ address, handle: z.string().max(100) })).output(z.object({})),
};
