/** Whether people get in, in two words for Home: past this computer's own firewall, and as somebody found who came from outside. Pure. */
import type { Overview } from '../contract/index.ts';
import type { ReachFamily, ReachRow } from '../contract/reach.ts';

/** What was seen from this very network says nothing of those beyond the router. */
const OUTSIDE: readonly (string | null)[] = ['machine', 'partner', 'public'];

/** @param rows each door in each family, by the best word there is */
export function outsideOf(rows: readonly ReachRow[]): Overview['ways']['outside'] {
  const tried = rows.filter(({ from, verdict }) => OUTSIDE.includes(from) && verdict !== 'not-checked');
  const oldest = tried.reduce<number | null>(
    (first, { at }) => (at === null ? first : Math.min(first ?? at, at)),
    null,
  );
  // One door in both families is one door.
  const closed = new Set(tried.filter(({ verdict }) => verdict !== 'open').map(({ id }) => id)).size;
  if (tried.length === 0) return { state: 'unknown', closed: 0, at: null };
  return { state: closed > 0 ? 'closed' : 'open', closed, at: oldest };
}

/** Whether the doors that were tried from outside in a family come in; null: nobody has tried. */
export function reachedOf(rows: readonly ReachRow[], family: ReachFamily): 'open' | 'closed' | null {
  const tried = rows.filter(
    (row) => row.family === family && OUTSIDE.includes(row.from) && row.verdict !== 'not-checked',
  );
  if (tried.length === 0) return null;
  return tried.some(({ verdict }) => verdict === 'open') ? 'open' : 'closed';
}
