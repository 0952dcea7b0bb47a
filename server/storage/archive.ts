/**
 * Message archives with paging as RSM wants it (XEP-0059). Every filter is answered from an index that holds all it needs, so
 * counting 20,000 items takes about a millisecond and only the rows of a page are fetched.
 */
import { escapeXML } from 'ltx';
import type {
  ArchiveItem,
  ArchivePage,
  ArchivePoint,
  ArchiveQuery,
  ArchiveStore,
  Ticket,
} from '../kernel/store.ts';
import { parseXml } from '../kernel/xml.ts';
import type { ArchiveBounds } from './archive-bounds.ts';
import { type Filter, filterOf, splitAddress } from './archive-filter.ts';
import { createArchiveIds, lowestArchiveId } from './archive-ids.ts';
import type { ArchiveText } from './archive-text.ts';
import type { Database, SqlValue, Statement } from './database.ts';
import type { Writer } from './writer.ts';

const APPEND =
  'INSERT INTO archive (archive, owner, id, sent_at, with_bare, with_resource, stanza) VALUES (?, ?, ?, ?, ?, ?, ?)';
const DELETE_OWNER = 'DELETE FROM archive WHERE archive = ? AND owner = ?';
const DELETE_SLICE =
  'DELETE FROM archive WHERE rowid IN (SELECT rowid FROM archive WHERE archive = ? AND owner = ? AND id < ? LIMIT ?)';
const REPLACE = 'UPDATE archive SET stanza = ? WHERE archive = ? AND owner = ? AND id = ?';
const SLICE = 500;
/** How many of the latest items of a conversation `find` looks at. */
const FIND_AMONG = 5000;
const COLUMNS = 'id, sent_at, with_bare, stanza';

interface StoredItem {
  id: string;
  sent_at: number;
  with_bare: string;
  stanza: string;
}

export function createArchives(parts: {
  reader: Database;
  writer: Writer;
  text: ArchiveText;
  bounds: ArchiveBounds;
}) {
  const { reader, writer, text, bounds } = parts;
  const ids = createArchiveIds();
  const statements = new Map<string, Statement>();
  const read = (sql: string): Statement => {
    const known = statements.get(sql) ?? reader.prepare(sql);
    statements.set(sql, known);
    return known;
  };

  return function archive(name: string): ArchiveStore {
    /** The latest id given out, by owner: one short string for each account that was active. */
    const lastIds = new Map<string, string>();

    function lastId(owner: string): string | undefined {
      const sql = 'SELECT max(id) AS id FROM archive WHERE archive = ? AND owner = ?';
      return lastIds.get(owner) ?? (read(sql).get(name, owner) as { id: string | null }).id ?? undefined;
    }

    function count(filter: Filter, more = '', ...params: SqlValue[]): number {
      const sql = `SELECT count(*) AS n FROM archive WHERE ${filter.where}${more}`;
      return (read(sql).get(...filter.params, ...params) as { n: number }).n;
    }

    function page(filter: Filter, { after, before, index: offset, max }: ArchiveQuery): ArchivePage {
      const total = count(filter);
      if (max === 0) return { items: [], complete: total === 0, count: total, index: 0 };
      const backwards = before !== undefined;
      const bounds = [after ? ' AND id > ?' : '', before ? ' AND id < ?' : ''].join('');
      const ends = [after, before].filter((id): id is string => Boolean(id));
      const sql =
        `SELECT ${COLUMNS} FROM archive WHERE ${filter.where}${bounds}` +
        ` ORDER BY id ${backwards ? 'DESC' : 'ASC'} LIMIT ? OFFSET ?`;
      const rows = read(sql).all(...filter.params, ...ends, max + 1, offset ?? 0) as StoredItem[];
      const complete = rows.length <= max;
      const wanted = rows.slice(0, max);
      if (backwards) wanted.reverse();
      const index = wanted[0] ? count(filter, ' AND id < ?', wanted[0].id) : 0;
      return { items: wanted.map(toItem), complete, count: total, index };
    }

    return {
      append(owner, { when, with: peer, stanza }) {
        const id = ids.next(when, lastId(owner));
        lastIds.set(owner, id);
        const [bare, resource] = splitAddress(peer);
        const written = stanza.toString();
        const ticket = writer.queue(APPEND, [name, owner, id, when, bare, resource, written]);
        text.appended();
        bounds.grew(name, owner, written.length);
        return { id, ticket };
      },
      async query(owner, query) {
        if (query.text !== undefined) await text.catchUp();
        await writer.flush();
        const exists = read('SELECT 1 FROM archive WHERE archive = ? AND owner = ? AND id = ?');
        const { after, before, afterId, beforeId, ids = [] } = query;
        const named = [after, before, afterId, beforeId, ...ids].filter((id): id is string => Boolean(id));
        if (named.some((id) => exists.get(name, owner, id) === undefined)) return 'item-not-found';
        return page(filterOf(name, owner, query), query);
      },
      async ends(owner) {
        await writer.flush();
        const end = (order: 'ASC' | 'DESC') => {
          const sql = `SELECT id, sent_at AS "when" FROM archive WHERE archive = ? AND owner = ? ORDER BY id ${order} LIMIT 1`;
          return read(sql).get(name, owner) as ArchivePoint | undefined;
        };
        const [first, last] = [end('ASC'), end('DESC')];
        return first && last && { first, last };
      },
      async find(owner, peer, stanzaId) {
        await writer.flush();
        const sql = `SELECT ${COLUMNS} FROM archive WHERE archive = ? AND owner = ? AND with_bare = ? ORDER BY id DESC LIMIT ? OFFSET ?`;
        for (let seen = 0; seen < FIND_AMONG; seen += SLICE) {
          const rows = read(sql).all(name, owner, peer, SLICE, seen) as StoredItem[];
          // The text is looked at first: parsing every one of them would take long.
          const item = rows
            .filter(({ stanza }) => stanza.includes(escapeXML(stanzaId)))
            .map(toItem)
            .find(({ stanza }) => stanza.attrs.id === stanzaId);
          if (item || rows.length < SLICE) return item;
        }
        return undefined;
      },
      replace: (owner, id, stanza) => writer.queue(REPLACE, [stanza.toString(), name, owner, id]),
      deleteOwner(owner): Ticket {
        lastIds.delete(owner);
        return writer.queue(DELETE_OWNER, [name, owner]);
      },
      async deleteOlder(before) {
        await writer.flush();
        let deleted = 0;
        for (let owner = nextOwner(''); owner !== undefined; owner = nextOwner(owner)) {
          for (let slice = SLICE; slice === SLICE; deleted += slice)
            slice = await writer.count(DELETE_SLICE, [name, owner, lowestArchiveId(before), SLICE]);
        }
        return deleted;
      },
      keepWithin(bound) {
        bounds.set(name, bound);
        return bounds.settled();
      },
      async countOlder(before) {
        await writer.flush();
        const older = read('SELECT count(*) AS n FROM archive WHERE archive = ? AND owner = ? AND id < ?');
        let found = 0;
        for (let owner = nextOwner(''); owner !== undefined; owner = nextOwner(owner))
          found += (older.get(name, owner, lowestArchiveId(before)) as { n: number }).n;
        return found;
      },
      async oldest() {
        await writer.flush();
        const sql = 'SELECT sent_at FROM archive WHERE archive = ? AND owner = ? ORDER BY id LIMIT 1';
        let found: number | undefined;
        for (let owner = nextOwner(''); owner !== undefined; owner = nextOwner(owner)) {
          const { sent_at } = read(sql).get(name, owner) as { sent_at: number };
          if (found === undefined || sent_at < found) found = sent_at;
        }
        return found;
      },
    };

    function nextOwner(after: string): string | undefined {
      const sql = 'SELECT min(owner) AS owner FROM archive WHERE archive = ? AND owner > ?';
      return (read(sql).get(name, after) as { owner: string | null }).owner ?? undefined;
    }
  };
}

const toItem = (row: StoredItem): ArchiveItem => ({
  id: row.id,
  when: row.sent_at,
  with: row.with_bare,
  stanza: parseXml(row.stanza),
});
