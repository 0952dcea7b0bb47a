/** Published items (XEP-0060), in order of publication within their node. Reads see our own writes before they are on disk. */
import type { ItemHead, ItemStore, PublishedItem } from '../kernel/store.ts';
import type { Database } from './database.ts';
import { createOverlay, type Overlay } from './overlay.ts';
import type { Writer } from './writer.ts';

const PUT =
  'INSERT OR REPLACE INTO items (store, owner, node, id, position, published_at, bytes, publisher, payload)' +
  ' VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
const DELETE = 'DELETE FROM items WHERE store = ? AND owner = ? AND node = ? AND id = ?';
const RECOUNT_MS = 60_000;
const MAX_SUMS = 1000;
const DELETE_NODE = 'DELETE FROM items WHERE store = ? AND owner = ? AND node = ?';

/** What a list needs; `item` only while the write waits, later the file has it. */
interface Entry {
  readonly position: number;
  readonly publishedAt: number;
  readonly bytes: number;
  readonly item?: PublishedItem;
}

interface Row {
  id: string;
  position: number;
  published_at: number;
  bytes: number;
}

export function createItemStores(parts: { reader: Database; writer: Writer }) {
  const { reader, writer } = parts;
  const listNode = reader.prepare(
    'SELECT id, position, published_at, bytes FROM items WHERE store = ? AND owner = ? AND node = ? ORDER BY position',
  );
  const getOne = reader.prepare(
    'SELECT publisher, published_at, payload FROM items WHERE store = ? AND owner = ? AND node = ? AND id = ?',
  );
  const sumBytes = reader.prepare(
    'SELECT coalesce(sum(bytes), 0) AS bytes FROM items WHERE store = ? AND owner = ?',
  );
  const lastOf = reader.prepare('SELECT max(position) AS last FROM items');
  const overlays = new Map<string, Overlay<Entry>>();
  let last = 0;

  /** Ascending over all nodes, and over restarts. WHY the clock: it spares asking the file. */
  function nextPosition(now: number): number {
    if (last === 0) last = (lastOf.get() as { last: number | null }).last ?? 0;
    last = Math.max(last + 1, now * 1000);
    return last;
  }

  return function items(store: string): ItemStore {
    const overlay = overlays.get(store) ?? createOverlay<Entry>(writer);
    overlays.set(store, overlay);
    const placeOf = (owner: string, node: string) => JSON.stringify([owner, node]);
    /** WHY an estimate: adding up a large owner takes milliseconds, and every publication asks. */
    const sums = new Map<string, { bytes: number; readonly at: number }>();

    return {
      list(owner, node) {
        const rows = listNode.all(store, owner, node) as Row[];
        const onDisk = rows.map(
          ({ id, position, published_at, bytes }) =>
            [id, { position, publishedAt: published_at, bytes }] as const,
        );
        return [...overlay.merge(placeOf(owner, node), onDisk)]
          .sort(([, a], [, b]) => a.position - b.position)
          .map(([id, { publishedAt, bytes }]): ItemHead => ({ id, publishedAt, bytes }));
      },
      get(owner, node, id) {
        const pending = overlay.find(placeOf(owner, node), id);
        if (pending) return pending.value?.item;
        const row = getOne.get(store, owner, node, id) as
          | { publisher: string; published_at: number; payload: string | null }
          | undefined;
        if (!row) return undefined;
        const { publisher, published_at: publishedAt, payload } = row;
        return { id, publisher, publishedAt, payload: payload ?? undefined };
      },
      put(owner, node, item) {
        const { id, publisher, publishedAt, payload } = item;
        const position = nextPosition(publishedAt);
        const bytes = Buffer.byteLength(payload ?? '') + Buffer.byteLength(id);
        const sum = sums.get(owner);
        if (sum) sum.bytes += bytes;
        const ticket = writer.queue(PUT, [
          ...[store, owner, node, id, position, publishedAt, bytes, publisher],
          payload ?? null,
        ]);
        overlay.set(placeOf(owner, node), id, { position, publishedAt, bytes, item }, ticket);
        return ticket;
      },
      delete(owner, node, id) {
        const ticket = writer.queue(DELETE, [store, owner, node, id]);
        overlay.set(placeOf(owner, node), id, undefined, ticket);
        return ticket;
      },
      deleteNode(owner, node) {
        const ticket = writer.queue(DELETE_NODE, [store, owner, node]);
        overlay.clear(placeOf(owner, node), ticket);
        return ticket;
      },
      bytes(owner, exactly = false) {
        const known = sums.get(owner);
        if (known && !exactly && Date.now() - known.at < RECOUNT_MS) return known.bytes;
        const { bytes } = sumBytes.get(store, owner) as { bytes: number };
        if (sums.size >= MAX_SUMS) sums.clear();
        sums.set(owner, { bytes, at: Date.now() });
        return bytes;
      },
    };
  };
}
