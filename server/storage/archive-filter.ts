/** What a query asks for, as SQL over the archive's indexes. */
import type { ArchiveFilter } from '../kernel/store.ts';
import { lowestArchiveId } from './archive-ids.ts';
import { matchExpression } from './archive-text.ts';
import type { SqlValue } from './database.ts';

export interface Filter {
  readonly where: string;
  readonly params: readonly SqlValue[];
}

/** Conditions on the table `archive`, the archive and its owner among them. */
export function filterOf(archive: string, owner: string, query: ArchiveFilter): Filter {
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
  if (query.afterId !== undefined) add('id > ?', query.afterId);
  if (query.beforeId !== undefined) add('id < ?', query.beforeId);
  // WHY one parameter for all of them: each statement is kept, and a peer chooses how many ids it asks for.
  if (query.ids !== undefined) add('id IN (SELECT value FROM json_each(?))', JSON.stringify(query.ids));
  if (query.text !== undefined) {
    const words = matchExpression(archive, owner, query.text);
    if (words === undefined) add('0');
    else add('rowid IN (SELECT rowid FROM archive_text WHERE archive_text MATCH ?)', words);
  }
  return { where: where.join(' AND '), params };
}

/** A bare or full address in its two parts; the resource is empty for a bare one. */
export function splitAddress(address: string): [bare: string, resource: string] {
  const slash = address.indexOf('/');
  return slash === -1 ? [address, ''] : [address.slice(0, slash), address.slice(slash + 1)];
}
