/**
 * With whom a domain exchanges nothing, or with whom alone. Spec: XEP-0133 §4.11, §4.12.
 * Shared by whatever lets others in; the verdict is pure.
 */
import { z } from 'zod';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { entriesFor } from './blocklist.ts';

export type ListName = 'blacklist' | 'whitelist';

const MAX_ENTRIES = 5000;
const NONE: ReadonlySet<string> = new Set();

export interface ServerLists {
  get(host: string, list: ListName): ReadonlySet<string>;
  /** Replaces a list; a sentence when an entry is no address, and then nothing is changed. */
  set(host: string, list: ListName, entries: readonly string[]): string | undefined;
}

export function createServerLists(ctx: Pick<ModuleContext, 'store'>): ServerLists {
  const table = ctx.store.keyval('server-lists', z.array(z.string()));
  /** Every stanza asks. One cache, since one module writes; others see changes after at most a restart of theirs. */
  const caches: Readonly<Record<ListName, Map<string, ReadonlySet<string>>>> = {
    blacklist: new Map(),
    whitelist: new Map(),
  };
  return {
    get(host, list) {
      let entries = caches[list].get(host);
      if (!entries) {
        const kept = table.get(host, list);
        entries = kept ? new Set(kept) : NONE;
        caches[list].set(host, entries);
      }
      return entries;
    },
    set(host, list, texts) {
      const entries = new Set<string>();
      for (const text of texts) {
        const jid = parseJid(text.trim());
        if (!jid) return `“${text.slice(0, 100)}” is not an address.`;
        if (!jid.local && jid.domain === host) return 'A domain cannot be on its own list.';
        entries.add(jid.toString());
      }
      if (entries.size > MAX_ENTRIES) return `A list has at most ${MAX_ENTRIES} entries.`;
      table.set(host, list, [...entries]);
      caches[list].set(host, entries);
      return undefined;
    },
  };
}

export interface Judgement {
  readonly pass: boolean;
  readonly because: string;
}

/** @param isOurs the address belongs to a domain this server serves, or to one of its services. */
export function judgeAddress(
  address: Jid,
  lists: {
    readonly blocked: ReadonlySet<string>;
    readonly allowed: ReadonlySet<string>;
    readonly isOurs: boolean;
  },
): Judgement {
  const entries = entriesFor(address);
  const isOn = (list: ReadonlySet<string>) => entries.some((entry) => list.has(entry));
  if (isOn(lists.blocked)) return { pass: false, because: 'on the blacklist' };
  // A whitelist says whom else to speak to; people of one server speak to each other.
  if (lists.allowed.size === 0 || lists.isOurs || isOn(lists.allowed))
    return { pass: true, because: 'not excluded' };
  return { pass: false, because: 'not on the whitelist' };
}
