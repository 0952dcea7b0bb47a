/**
 * What was written but is not yet on disk, by owner and key, laid over what a reader finds in the file.
 * Entries go as soon as their commit is known, so it stays as small as the writer's backlog.
 */
import type { Commits, Ticket } from '../kernel/store.ts';

interface Entry<T> {
  readonly ticket: Ticket;
  /** Undefined: deleted. */
  readonly value: T | undefined;
}

interface OwnerEntries<T> {
  /** Set when everything of the owner that is on disk is deleted. */
  cleared: Ticket | undefined;
  readonly keys: Map<string, Entry<T>>;
}

export interface Overlay<T> {
  /** Undefined when the file knows best; `{ value: undefined }` when the key is deleted. */
  find(owner: string, key: string): { readonly value: T | undefined } | undefined;
  set(owner: string, key: string, value: T | undefined, ticket: Ticket): void;
  clear(owner: string, ticket: Ticket): void;
  /** What the owner has, given what is on disk. Unordered. */
  merge(owner: string, onDisk: Iterable<readonly [key: string, value: T]>): Map<string, T>;
  /** Which owners have anything, given those on disk. `stillHas` is asked for owners with pending deletions. */
  owners(onDisk: Iterable<string>, stillHas: (owner: string) => boolean): string[];
}

export function createOverlay<T>(commits: Commits): Overlay<T> {
  const owners = new Map<string, OwnerEntries<T>>();

  function entriesOf(owner: string): OwnerEntries<T> {
    let entries = owners.get(owner);
    if (!entries) {
      entries = { cleared: undefined, keys: new Map() };
      owners.set(owner, entries);
    }
    return entries;
  }

  function dropEmpty(owner: string, entries: OwnerEntries<T>): void {
    if (entries.cleared === undefined && entries.keys.size === 0) owners.delete(owner);
  }

  return {
    find(owner, key) {
      const entries = owners.get(owner);
      if (!entries) return undefined;
      return entries.keys.get(key) ?? (entries.cleared === undefined ? undefined : { value: undefined });
    },
    set(owner, key, value, ticket) {
      const entries = entriesOf(owner);
      entries.keys.set(key, { ticket, value });
      commits.whenCommitted(ticket, () => {
        if (entries.keys.get(key)?.ticket === ticket) entries.keys.delete(key);
        dropEmpty(owner, entries);
      });
    },
    clear(owner, ticket) {
      const entries = entriesOf(owner);
      entries.cleared = ticket;
      entries.keys.clear();
      commits.whenCommitted(ticket, () => {
        if (entries.cleared === ticket) entries.cleared = undefined;
        dropEmpty(owner, entries);
      });
    },
    merge(owner, onDisk) {
      const entries = owners.get(owner);
      const merged = new Map(entries?.cleared === undefined ? onDisk : []);
      for (const [key, { value }] of entries?.keys ?? []) {
        if (value === undefined) merged.delete(key);
        else merged.set(key, value);
      }
      return merged;
    },
    owners(onDisk, stillHas) {
      const found = new Set(onDisk);
      for (const owner of owners.keys()) {
        if (stillHas(owner)) found.add(owner);
        else found.delete(owner);
      }
      return [...found];
    },
  };
}
