/** What is known of every file: who brought it, when it goes. Files without an entry, and entries without a file, go too. */
import { z } from 'zod';
import type { Log } from '../../kernel/log.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { FileStore } from '../../kernel/store.ts';
import { type Owned, type Rules, tooMany, whatGoes } from './keeping.ts';
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
  /** When the person wants it gone (XEP-0363 §5.3); null: when the rules say. */
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
  /** Bytes of all files added since the start. */
  received(): number;
  remove(owner: string, id: string): Promise<void>;
  removeAll(owner: string): Promise<void>;
  /** Lets the oldest of an account's files of a kind go until the rest fits. */
  fit(owner: string, purpose: Purpose, quota: number): Promise<void>;
  /** Lets go what the rules say, and what no entry knows. */
  purge(rules: Rules, bounded: boolean): Promise<{ gone: number; unknown: number }>;
  idsOf(owner: string): string[];
  /** Everybody who has files, with what they are to the rules. */
  owners(): AsyncIterable<{ readonly owner: string; readonly files: readonly Owned[] }>;
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
  let received = 0;

  /** The entry first: without one nobody gets the file, and what is left of it is found later. */
  async function remove(owner: string, id: string): Promise<void> {
    shares.delete(owner, id);
    entries.deleteOwner(id);
    await files.delete(id);
  }

  /** WHY not account by account: reading everybody's by name would push out of memory what people need. */
  async function* owners(): ReturnType<Ledger['owners']> {
    let now: { owner: string; files: Owned[] } | undefined;
    for await (const { owner, key, value } of shares.scan()) {
      if (now && now.owner !== owner) yield now;
      if (now?.owner !== owner) now = { owner, files: [] };
      now.files.push([key, value]);
    }
    if (now) yield now;
  }

  async function removeGone(rules: Rules, bounded: boolean): Promise<number> {
    let gone = 0;
    for await (const { owner, files: list } of owners())
      for (const { id, because } of whatGoes(list, rules, now(), bounded)) {
        log.debug('a file goes', { account: owner, because });
        await remove(owner, id);
        gone += 1;
      }
    return gone;
  }

  async function removeUnknown(): Promise<number> {
    let unknown = 0;
    for await (const { id, writtenAt } of files.ids())
      if (!entries.has(id, '') && writtenAt < now() - ORPHAN_MS) {
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
      received += size;
    },
    received: () => received,
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
    purge: async (rules, bounded) => ({
      gone: await removeGone(rules, bounded),
      unknown: await removeUnknown(),
    }),
    idsOf: (owner) => shares.entries(owner).map(([id]) => id),
    owners,
  };
}
