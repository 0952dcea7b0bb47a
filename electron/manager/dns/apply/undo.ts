/** Putting back what was there before: what each set becomes, and what stands in the way. Pure. */
import type { UndoPreview } from '../../../contract/dns-providers.ts';
import type { RecordSet } from '../../../contract/records.ts';
import { canonicalSet, sameValues } from '../providers/values.ts';
import type { BatchItem } from './journal.ts';

export type UndoItem = UndoPreview['items'][number];

/** What was written, backwards: the last first, so that an alias finds its place free. */
export const written = (items: readonly BatchItem[]): BatchItem[] =>
  items.filter(({ state }) => state === 'written' || state === 'writing' || state === 'failed').reverse();

/** @param now what the zone has at this name and type. */
export function undoOne(
  { key, name, type, before, after, kind, state: was }: BatchItem,
  now: RecordSet | null,
): UndoItem {
  const item = (state: UndoItem['state'], target: RecordSet | null): UndoItem => ({
    ...{ key, name, type, state, now, before: now, after: target },
  });
  if (sameValues(now, before)) return item('already', before);
  if (sameValues(now, after)) return item('ready', before);
  if (was !== 'written' && isBetween(now, before, after)) return item('ready', before);
  // Texts and CAA were joined with others': ours go again, and those that came since stay.
  const joined = kind === 'merge' || ((type === 'TXT' || type === 'CAA') && kind === 'create');
  if (joined) return item('ready', withoutOurs(before, after, now));
  return item('changed', before);
}

/** Some of the old values, some of the new ones, and no others. */
export function isBetween(
  found: RecordSet | null,
  before: RecordSet | null,
  after: RecordSet | null,
): boolean {
  const values = (set: RecordSet | null) => set?.values ?? [];
  const known = new Set([...values(before), ...values(after)]);
  return values(found).every((value) => known.has(value));
}

function withoutOurs(
  before: RecordSet | null,
  after: RecordSet | null,
  now: RecordSet | null,
): RecordSet | null {
  const values = (set: RecordSet | null) => (set ? canonicalSet(set, set.name).values : []);
  const added = new Set(values(after).filter((value) => !values(before).includes(value)));
  const taken = values(before).filter((value) => !values(after).includes(value));
  const rest = [...new Set([...values(now).filter((value) => !added.has(value)), ...taken])].sort();
  const like = now ?? before;
  return like && rest.length > 0 ? { ...like, values: rest } : null;
}
