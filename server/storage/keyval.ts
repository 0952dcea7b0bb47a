/** Named tables of JSON values, keyed by owner and key. Reads see our own writes before they are on disk. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Keyval } from '../kernel/store.ts';
import type { Database } from './database.ts';
import { createKeyvalCache } from './keyval-cache.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import type { Writer } from './writer.ts';

const SET = 'INSERT OR REPLACE INTO keyval (store, owner, key, value) VALUES (?, ?, ?, ?)';
const DELETE = 'DELETE FROM keyval WHERE store = ? AND owner = ? AND key = ?';
const DELETE_OWNER = 'DELETE FROM keyval WHERE store = ? AND owner = ?';

interface Row {
  readonly owner: string;
  readonly key: string;
  readonly value: string;
}

const asText = (pending: { readonly value: string | undefined } | undefined) =>
  pending && { text: pending.value };

/** `parse` checks each value read from the file and throws when it is not what this table holds. */
export function createKeyvals(parts: { reader: Database; writer: Writer }) {
  const { reader, writer } = parts;
  const getOne = reader.prepare('SELECT value FROM keyval WHERE store = ? AND owner = ? AND key = ?');
  const getAll = reader.prepare('SELECT key, value FROM keyval WHERE store = ? AND owner = ? ORDER BY key');
  const getSlice = reader.prepare(
    'SELECT owner, key, value FROM keyval WHERE store = ? AND (owner, key) > (?, ?) ORDER BY owner, key LIMIT 500',
  );
  const getOwners = reader.prepare('SELECT DISTINCT owner FROM keyval WHERE store = ?');

  /** By table name: everyone who opened a table sees what the others wrote. */
  const overlays = new Map<string, Overlay<string>>();
  const cache = createKeyvalCache();

  return function keyval<T>(name: string, parse: (value: unknown) => T): Keyval<T> {
    const overlay = overlays.get(name) ?? createOverlay<string>(writer);
    overlays.set(name, overlay);
    /** One cache for all tables, so that one bound holds for all. */
    const here = (owner: string) => `${name}\0${owner}`;
    // WHY text and not the value itself: whoever gets a value may change it, and the next reader must not see that.
    const read = (text: string) => parse(JSON.parse(text));

    function textOf(owner: string, key: string): string | undefined {
      const known = cache.find(here(owner), key);
      if (known) return known.text;
      const pending = overlay.find(owner, key);
      const row = pending ?? (getOne.get(name, owner, key) as { value: string } | undefined);
      cache.learn(here(owner), key, row?.value);
      return row?.value;
    }

    function textsOf(owner: string): ReadonlyMap<string, string> {
      const known = cache.findAll(here(owner));
      if (known) return known;
      const rows = getAll.all(name, owner) as { key: string; value: string }[];
      const texts = overlay.merge(
        owner,
        rows.map(({ key, value }) => [key, value] as const),
      );
      cache.learnAll(here(owner), texts);
      return texts;
    }

    return {
      get(owner, key) {
        const text = textOf(owner, key);
        return text === undefined ? undefined : read(text);
      },
      set(owner, key, value) {
        const text = JSON.stringify(value);
        const ticket = writer.queue(SET, [name, owner, key, text]);
        overlay.set(owner, key, text, ticket);
        cache.written(here(owner), key, text);
        return ticket;
      },
      delete(owner, key) {
        const ticket = writer.queue(DELETE, [name, owner, key]);
        overlay.set(owner, key, undefined, ticket);
        cache.written(here(owner), key, undefined);
        return ticket;
      },
      entries: (owner) =>
        [...textsOf(owner)]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, text]) => [key, read(text)] as [string, T]),
      deleteOwner(owner) {
        const ticket = writer.queue(DELETE_OWNER, [name, owner]);
        overlay.clear(owner, ticket);
        cache.forget(here(owner));
        return ticket;
      },
      has(owner, key) {
        const known = cache.find(here(owner), key) ?? asText(overlay.find(owner, key));
        return known ? known.text !== undefined : getOne.get(name, owner, key) !== undefined;
      },
      async *scan() {
        await writer.flush();
        for (let last = { owner: '', key: '' }; ; ) {
          const rows = getSlice.all(name, last.owner, last.key) as Row[];
          for (const { owner, key, value } of rows) yield { owner, key, value: read(value) };
          const end = rows.at(-1);
          if (!end) return;
          last = end;
          await turn();
        }
      },
      owners() {
        const rows = getOwners.all(name) as { owner: string }[];
        return overlay.owners(
          rows.map(({ owner }) => owner),
          (owner) => textsOf(owner).size > 0,
        );
      },
    };
  };
}
