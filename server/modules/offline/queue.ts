/** The messages that wait for one person: kept in order, counted, within bounds, and not for ever. */
import type { Element } from 'ltx';
import { z } from 'zod';
import type { ModuleContext } from '../../kernel/module.ts';
import { NS } from '../../kernel/stanza.ts';
import { parseXml } from '../../kernel/xml.ts';
import { addDelay } from '../support/elements.ts';

export const offlineOptions = z.object({
  /** Messages that wait for one person, and characters of them. */
  maxMessages: z.int().min(1).default(1000),
  maxBytes: z
    .int()
    .min(1)
    .default(32 * 1024 * 1024),
  /** What nobody fetched for so many days is deleted; 0 keeps it. The archive has copies of its own. */
  keepDays: z.int().min(0).default(365),
});
type Options = z.infer<typeof offlineOptions>;

const waitingSchema = z.object({
  when: z.number(),
  stanza: z.string(),
  /** The id in the person's own archive, when it is there. */
  archived: z.string().optional(),
});

const DAY_MS = 86_400_000;
const PURGE_MS = 6 * 3_600_000;
/** Keys are microseconds: ascending, and none is given twice, also across a restart. Microseconds of today have sixteen digits. */
const KEY_DIGITS = 16;

export interface Waiting {
  /** Unique in the queue; later ones are later in code-point order. */
  readonly key: string;
  readonly archived: string | undefined;
  /** The message with its delay. */
  read(): Element;
}

export interface OfflineQueue {
  /** @param share the part of it that may be taken; 1, all of it, when left out. */
  isFull(owner: string, share?: number): boolean;
  /** The key it has; undefined when the queue is full. */
  add(owner: string, stanza: Element, share?: number): string | undefined;
  count(owner: string): number;
  entries(owner: string): Waiting[];
  remove(owner: string, keys: readonly string[]): void;
  clear(owner: string): void;
}

export function createOfflineQueue(ctx: ModuleContext<Options>): OfflineQueue {
  const table = ctx.store.keyval('offline', waitingSchema);
  const { maxMessages, maxBytes, keepDays } = ctx.options;
  /** By account; filled when first asked. */
  const counters = new Map<string, { count: number; bytes: number; last: number }>();

  function counterOf(owner: string) {
    let counter = counters.get(owner);
    if (!counter) {
      const rows = table.entries(owner);
      const bytes = rows.reduce((sum, [, { stanza }]) => sum + stanza.length, 0);
      counter = { count: rows.length, bytes, last: Number(rows.at(-1)?.[0] ?? 0) };
      counters.set(owner, counter);
    }
    return counter;
  }

  function isFull(owner: string, share = 1): boolean {
    const { count, bytes } = counterOf(owner);
    return ctx.server.limited && (count >= maxMessages * share || bytes >= maxBytes * share);
  }

  function remove(owner: string, keys: readonly string[]): void {
    for (const key of keys) table.delete(owner, key);
    // What is left is counted anew when next asked: the bytes of what went are not known here.
    const last = counters.get(owner)?.last ?? 0;
    counters.delete(owner);
    counterOf(owner).last ||= last;
  }

  /** One account at a time, so that nobody waits for it. */
  function purge(owners: string[]): void {
    const owner = owners.pop();
    if (owner === undefined || ctx.signal.aborted) return;
    const before = Date.now() - keepDays * DAY_MS;
    const old = table.entries(owner).filter(([, { when }]) => when < before);
    if (old.length > 0) {
      remove(
        owner,
        old.map(([key]) => key),
      );
      ctx.log.info('messages nobody fetched were deleted', { account: owner, deleted: old.length });
    }
    setImmediate(purge, owners);
  }
  if (keepDays > 0) ctx.every(PURGE_MS, () => purge(table.owners()));

  return {
    isFull,
    add(owner, stanza, share) {
      if (isFull(owner, share)) return undefined;
      const counter = counterOf(owner);
      const text = stanza.toString();
      counter.count += 1;
      counter.bytes += text.length;
      counter.last = Math.max(counter.last + 1, Date.now() * 1000);
      const key = String(counter.last).padStart(KEY_DIGITS, '0');
      table.set(owner, key, { when: Date.now(), stanza: text, archived: archivedAs(stanza, owner) });
      return key;
    },
    count: (owner) => counterOf(owner).count,
    entries: (owner) =>
      table.entries(owner).map(([key, { when, stanza, archived }]) => ({
        ...{ key, archived },
        read: () => dated(stanza, when, owner.slice(owner.indexOf('@') + 1)),
      })),
    remove,
    clear(owner) {
      table.deleteOwner(owner);
      counters.delete(owner);
    },
  };
}

const archivedAs = (stanza: Element, owner: string): string | undefined =>
  stanza.getChildren('stanza-id', NS.stanzaId).find(({ attrs }) => attrs.by === owner)?.attrs.id;

/** XEP-0160 §2: "it is RECOMMENDED for the server to add" a delay, unless there is one that knows better. */
function dated(text: string, when: number, host: string): Element {
  const stanza = parseXml(text);
  addDelay(stanza, when, host);
  return stanza;
}
