/**
 * How much each archive may hold. What is over goes, the oldest first, in slices on the writer thread: nobody's message waits for it,
 * and none is refused.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Log } from '../kernel/log.ts';
import type { ArchiveBound } from '../kernel/store.ts';
import type { Database } from './database.ts';
import type { Writer } from './writer.ts';

const SLICE = 500;
/** WHY a share: looking at an archive after each message would cost more than the message. */
const LOOK_AFTER = 16;
/** After every id there is. */
const BEYOND = '~';

// WHY octet_length: unlike length it reads the row's header, not the text.
const NEWEST = `SELECT id, octet_length(stanza) AS bytes FROM archive
  WHERE archive = ? AND owner = ? AND id < ? ORDER BY id DESC LIMIT ${SLICE}`;
const SPAN = 'SELECT max(rowid) - min(rowid) + 1 AS archived FROM archive';
const NEXT_OWNER = 'SELECT min(owner) AS owner FROM archive WHERE archive = ? AND owner > ?';
const DELETE_UPTO = `DELETE FROM archive WHERE rowid IN
  (SELECT rowid FROM archive WHERE archive = ? AND owner = ? AND id <= ? LIMIT ${SLICE})`;

export interface ArchiveBounds {
  /** Holds each archive of this name within the bound from now on; undefined for none. */
  set(name: string, bound: ArchiveBound | undefined): void;
  /** Something was appended. */
  grew(name: string, owner: string, bytes: number): void;
  /** Resolves when all that was over by now has gone. */
  settled(): Promise<void>;
  stop(): void;
}

export function createArchiveBounds(parts: {
  reader: Database;
  writer: Pick<Writer, 'count' | 'flush'>;
  log: Log;
}): ArchiveBounds {
  const { reader, writer, log } = parts;
  const bounds = new Map<string, ArchiveBound>();
  /** Since the last look. */
  const grown = new Map<string, { items: number; bytes: number }>();
  const newest = reader.prepare(NEWEST);
  const next = reader.prepare(NEXT_OWNER);
  const span = reader.prepare(SPAN);
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  /** All archives together are within it: then each one is, and none needs to be looked at. */
  function isSmall({ items, bytes }: ArchiveBound): boolean {
    const { archived } = span.get() as { archived: number | null };
    const pages = Number(reader.pragma('page_count', { simple: true }));
    const size = pages * Number(reader.pragma('page_size', { simple: true }));
    return (archived ?? 0) <= items && size <= bytes;
  }

  /** One after the other. */
  function plan(work: () => Promise<void>): void {
    running = running.then(work).catch((error: Error) => {
      if (!stopped) log.error('an archive could not be shortened', { cause: error.message });
    });
  }

  /** The newest item that has no room; undefined when all have. */
  async function firstBeyond(name: string, owner: string, bound: ArchiveBound): Promise<string | undefined> {
    let [items, bytes, before] = [0, 0, BEYOND];
    while (!stopped) {
      const rows = newest.all(name, owner, before) as { id: string; bytes: number }[];
      for (const row of rows) {
        items += 1;
        bytes += row.bytes;
        // The latest one stays, however large.
        if (items > 1 && (items > bound.items || bytes > bound.bytes)) return row.id;
      }
      if (rows.length < SLICE) return undefined;
      before = rows.at(-1)!.id;
      await turn();
    }
    return undefined;
  }

  async function trim(name: string, owner: string): Promise<void> {
    const bound = bounds.get(name);
    if (!bound || stopped) return;
    await writer.flush();
    if (isSmall(bound)) return;
    const beyond = await firstBeyond(name, owner, bound);
    if (beyond === undefined) return;
    let gone = 0;
    for (let slice = SLICE; slice === SLICE && !stopped; gone += slice)
      slice = await writer.count(DELETE_UPTO, [name, owner, beyond]);
    log.info('old messages make room', { archive: name, owner, gone });
  }

  async function trimAll(name: string): Promise<void> {
    await writer.flush();
    const bound = bounds.get(name);
    if (!bound || isSmall(bound)) return;
    for (let owner = ''; !stopped; ) {
      const found = (next.get(name, owner) as { owner: string | null }).owner;
      if (found === null) return;
      await trim(name, found);
      owner = found;
    }
  }

  return {
    set(name, bound) {
      if (!bound) return void bounds.delete(name);
      bounds.set(name, bound);
      plan(() => trimAll(name));
    },
    grew(name, owner, size) {
      const bound = bounds.get(name);
      if (!bound) return;
      const key = `${name}\0${owner}`;
      const { items, bytes } = grown.get(key) ?? { items: 0, bytes: 0 };
      const now = { items: items + 1, bytes: bytes + size };
      if (now.items * LOOK_AFTER < bound.items && now.bytes * LOOK_AFTER < bound.bytes)
        return void grown.set(key, now);
      grown.delete(key);
      plan(() => trim(name, owner));
    },
    settled: () => running,
    stop() {
      stopped = true;
    },
  };
}
