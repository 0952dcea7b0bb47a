/** What is remembered of backups: the plan (with the settings, so it is in every backup), and what became of each one (not in it). */
import { join } from 'node:path';
import { z } from 'zod';
import { backupEntry, backupPlan } from '../../contract/backups.ts';
import type { BackupPlan } from '../../contract/index.ts';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';

export const DEFAULT_PLAN: BackupPlan = {
  on: false,
  minute: 130,
  target: { kind: 'here' },
  keep: { daily: 7, weekly: 4, monthly: 6 },
  includes: { files: true, secrets: true, certificates: true },
  lock: { kind: 'words' },
};

const planned = z.object({ version: z.literal(1), plan: backupPlan, plannedAt: z.number() });
export type Planned = Pick<z.infer<typeof planned>, 'plan' | 'plannedAt'>;

const book = z.object({
  version: z.literal(1),
  entries: z.record(z.string(), backupEntry),
  triedAt: z.number().nullable(),
  failures: z.number(),
  lastGoodAt: z.number().nullable(),
  failure: z
    .object({
      at: z.number(),
      since: z.number(),
      problem: z.object({ code: z.string(), data: z.record(z.string(), z.unknown()) }),
    })
    .nullable(),
});
export type Book = Omit<z.infer<typeof book>, 'version'>;

const EMPTY: Book = { entries: {}, triedAt: null, failures: 0, lastGoodAt: null, failure: null };

export const backupsFolder = (data: string): string => join(data, 'backups');

export interface Notebook {
  /** Nobody has planned anything, and nothing is written down yet. */
  readonly isNew: boolean;
  readonly plan: Planned;
  readonly book: Book;
  setPlan(plan: Planned): Promise<void>;
  setBook(book: Book): Promise<void>;
}

/** What cannot be read is begun anew: the backups themselves are looked for at their place. */
export async function openNotebook(data: string, now: number): Promise<Notebook> {
  const planFile = join(data, 'backups.json');
  const bookFile = join(backupsFolder(data), 'book.json');
  const found: Planned | undefined = parse(planned, await readIfThere(planFile));
  let plan = found ?? { plan: DEFAULT_PLAN, plannedAt: now };
  let current: Book = parse(book, await readIfThere(bookFile)) ?? EMPTY;
  return {
    isNew: found === undefined,
    get plan() {
      return plan;
    },
    get book() {
      return current;
    },
    async setPlan(next) {
      await writeAtomically(planFile, `${JSON.stringify({ version: 1, ...next }, null, 2)}\n`);
      plan = next;
    },
    async setBook(next) {
      // In memory first: a full disk must not make us forget that a backup failed because of it.
      current = next;
      await privateFolder(backupsFolder(data));
      await writeAtomically(bookFile, JSON.stringify({ version: 1, ...next }));
    },
  };
}

function parse<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
