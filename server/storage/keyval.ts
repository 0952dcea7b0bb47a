/** Named tables of JSON values, keyed by owner and key. Reads see our own writes before they are on disk. */
import type { Keyval } from '../kernel/store.ts';
import type { Database } from './database.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import type { Writer } from './writer.ts';

const SET = 'INSERT OR REPLACE INTO keyval (store, owner, key, value) VALUES (?, ?, ?, ?)';
const DELETE = 'DELETE FROM keyval WHERE store = ? AND owner = ? AND key = ?';
const DELETE_OWNER = 'DELETE FROM keyval WHERE store = ? AND owner = ?';

/** `parse` checks each value read from the file and throws when it is not what this table holds. */
export function createKeyvals(parts: { reader: Database; writer: Writer }) {
  const { reader, writer } = parts;
  const getOne = reader.prepare('SELECT value FROM keyval WHERE store = ? AND owner = ? AND key = ?');
  const getAll = reader.prepare('SELECT key, value FROM keyval WHERE store = ? AND owner = ? ORDER BY key');
  const getOwners = reader.prepare('SELECT DISTINCT owner FROM keyval WHERE store = ?');

  /** By table name: everyone who opened a table sees what the others wrote. */
  const overlays = new Map<string, Overlay<string>>();

  return function keyval<T>(name: string, parse: (value: unknown) => T): Keyval<T> {
    const overlay = overlays.get(name) ?? createOverlay<string>(writer);
    overlays.set(name, overlay);
    // WHY text and not the value itself: whoever gets a value may change it, and the next reader must not see that.
    const read = (text: string) => parse(JSON.parse(text));

    function texts(owner: string): Map<string, string> {
      const rows = getAll.all(name, owner) as { key: string; value: string }[];
      return overlay.merge(
        owner,
        rows.map(({ key, value }) => [key, value] as const),
      );
    }

    return {
      get(owner, key) {
        const pending = overlay.find(owner, key);
        if (pending) return pending.value === undefined ? undefined : read(pending.value);
        const row = getOne.get(name, owner, key) as { value: string } | undefined;
        return row && read(row.value);
      },
      set(owner, key, value) {
        const text = JSON.stringify(value);
        const ticket = writer.queue(SET, [name, owner, key, text]);
        overlay.set(owner, key, text, ticket);
        return ticket;
      },
      delete(owner, key) {
        const ticket = writer.queue(DELETE, [name, owner, key]);
        overlay.set(owner, key, undefined, ticket);
        return ticket;
      },
      entries: (owner) =>
        [...texts(owner)]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, text]) => [key, read(text)] as [string, T]),
      deleteOwner(owner) {
        const ticket = writer.queue(DELETE_OWNER, [name, owner]);
        overlay.clear(owner, ticket);
        return ticket;
      },
      owners() {
        const rows = getOwners.all(name) as { owner: string }[];
        return overlay.owners(
          rows.map(({ owner }) => owner),
          (owner) => texts(owner).size > 0,
        );
      },
    };
  };
}
