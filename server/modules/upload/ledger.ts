/** What is known of every file: who brought it, when it goes. Files without an entry, and entries without a file, go too. */
import { z } from 'zod';
import type { Log } from '../../kernel/log.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { FileStore } from '../../kernel/store.ts';
import type { Purpose } from './options.ts';
import type { Slot } from './slot.ts';

const entrySchema = z.object({
  owner: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.number(),
  purpose: z.enum(['message', 'profile', 'ephemeral']),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** When it goes, whatever else; null: when others push it out. */
  until: z.number().nullable(),
});
export type Entry = z.infer<typeof entrySchema>;

const shareSchema = z.object({
  size: z.number(),
  purpose: z.enum(['message', 'profile', 'ephemeral']),
  at: z.number(),
  until: z.number().nullable(),
});
/** What one file is to its owner's quota. */
export type Share = z.infer<typeof shareSchema>;

export interface Ledger {
  find(id: string): Entry | undefined;
  /** Resolves when it is on disk. */
  add(id: string, slot: Slot, type: string): Promise<void>;
  remove(owner: string, id: string): Promise<void>;
  removeAll(owner: string): Promise<void>;
  /** Lets the oldest of an account's files of a kind go until the rest fits. */
  fit(owner: string, purpose: Purpose, quota: number): Promise<void>;
  /** Lets go what has had its time, and what no entry knows. */
  purge(): Promise<{ expired: number; unknown: number }>;
}

/** A file whose entry is not there yet may still be on its way into the ledger. */
const ORPHAN_MS = 3_600_000;

export function createLedger(parts: {
  readonly store: ModuleContext['store'];
  readonly files: FileStore;
  readonly now: () => number;
  readonly log: Log;
}): Ledger {
  const { store, files, now, log } = parts;
  const entries = store.keyval('upload-files', entrySchema);
  const shares = store.keyval('upload-shares', shareSchema);

  /** The entry first: without one nobody gets the file, and what is left of it is found later. */
  async function remove(owner: string, id: string): Promise<void> {
    shares.delete(owner, id);
    entries.deleteOwner(id);
    await files.delete(id);
  }

  async function removeExpired(): Promise<number> {
    let expired = 0;
    for (const owner of shares.owners())
      for (const [id, { until }] of shares.entries(owner))
        if (until !== null && until <= now()) {
          await remove(owner, id);
          expired += 1;
        }
    return expired;
  }

  async function removeUnknown(): Promise<number> {
    let unknown = 0;
    for await (const { id, writtenAt } of files.ids())
      if (!entries.get(id, '') && writtenAt < now() - ORPHAN_MS) {
        await files.delete(id);
        unknown += 1;
      }
    return unknown;
  }

  return {
    find: (id) => entries.get(id, ''),
    remove,
    async add(id, { owner, name, size, purpose, until }, type) {
      const at = now();
      entries.set(id, '', { owner, name, type, size, purpose, at, until });
      shares.set(owner, id, { size, purpose, at, until });
      await store.flush();
    },
    async removeAll(owner) {
      const ids = shares.entries(owner).map(([id]) => id);
      shares.deleteOwner(owner);
      for (const id of ids) entries.deleteOwner(id);
      for (const id of ids) await files.delete(id);
    },
    async fit(owner, purpose, quota) {
      for (const id of tooMany(shares.entries(owner), purpose, quota)) {
        log.info('an old file makes room', { account: owner });
        await remove(owner, id);
      }
    },
    purge: async () => ({ expired: await removeExpired(), unknown: await removeUnknown() }),
  };
}

/** Those that have to go, the oldest first, for the others of their kind to fit. Pure. Profile pictures count by themselves. */
export function tooMany(
  files: readonly (readonly [id: string, share: Share])[],
  purpose: Purpose,
  quota: number,
): string[] {
  const kind = (one: Purpose) => (one === 'profile' ? 'profile' : 'message');
  const same = files
    .filter(([, share]) => kind(share.purpose) === kind(purpose))
    .sort(([, one], [, other]) => other.at - one.at);
  let sum = 0;
  return same
    .filter(([, { size }]) => {
      sum += size;
      return sum > quota;
    })
    .map(([id]) => id)
    .reverse();
}
