/**
 * What is to be done with each set of the plan, from what the zone has now and what of it is ours. Pure.
 * Touches what it made, what is not there yet, and what a person agrees to have replaced; nothing else, ever.
 */
import type { ApplyItem, ApplyKind } from '../../../contract/dns-providers.ts';
import type { PlannedRecord } from '../../../contract/domains.ts';
import type { RecordSet, RecordType } from '../../../contract/records.ts';
import { canonicalSet, keyOf, sameValues } from '../providers/values.ts';

/** What one place in a zone looks like now. */
export interface Present {
  readonly set: RecordSet | null;
  /** Other sets at the name that do not go together with it: an alias, or for an alias all the rest. */
  readonly inTheWay: readonly RecordSet[];
  /** The least TTL of the zone; null: no access covers it. */
  readonly leastTtl: number | null;
}

export interface DecideFacts {
  readonly planned: readonly Pick<PlannedRecord, 'set' | 'mode'>[];
  readonly present: ReadonlyMap<string, Present>;
  /** As we wrote them last, by key. */
  readonly ours: ReadonlyMap<string, RecordSet>;
  /** Ours of this domain that may be taken away when the plan has them no more, by key. */
  readonly leftOver: readonly string[];
}

/** Who gets mail, and who the zone is: never ours to write. */
const NEVER: readonly RecordType[] = ['NS', 'MX'];
/** What may go when it stands where an alias, or an address, has to be; texts and mail do not. */
const MAY_GO: readonly RecordType[] = ['A', 'AAAA', 'CNAME'];

export function decide(facts: DecideFacts): ApplyItem[] {
  const wanted = new Set(facts.planned.map(({ set }) => keyOf(set)));
  const removed = facts.leftOver.filter((key) => !wanted.has(key)).map((key) => remove(key, facts));
  return [
    ...facts.planned.map((one) => decideOne(one, facts)),
    ...removed.filter((one) => one !== undefined),
  ];
}

function decideOne({ set, mode }: DecideFacts['planned'][number], facts: DecideFacts): ApplyItem {
  const { name, type } = set;
  const key = keyOf(set);
  const present = facts.present.get(key) ?? { set: null, inTheWay: [], leastTtl: null };
  const before = present.set;
  const own = facts.ours.get(key);
  const ttl = Math.max(set.ttl, present.leastTtl ?? 0);
  const all = { name, type, ttl, values: [...new Set([...kept(before, own, mode), ...set.values])] };
  const after = canonicalSet(mode === 'add' ? all : { ...set, ttl }, name);
  const item = (kind: ApplyKind, because: string, removes: readonly RecordSet[] = []): ApplyItem => ({
    ...{ key, name, type, before, kind, because, removes: [...removes] },
    after: kind === 'keep' || kind === 'blocked' || kind === 'elsewhere' ? before : after,
  });

  if (present.leastTtl === null) return item('elsewhere', 'no-access');
  if (NEVER.includes(type)) return item('blocked', 'never-touched');
  const stays = present.inTheWay.filter((one) => !MAY_GO.includes(one.type));
  if (stays.length > 0) return item('blocked', `beside-${stays[0]!.type.toLowerCase()}`);
  if (present.inTheWay.length > 0) {
    const allOurs = present.inTheWay.every((one) => sameValues(one, facts.ours.get(keyOf(one)) ?? null));
    return item(allOurs ? 'update' : 'replace', 'in-the-way', present.inTheWay);
  }
  if (!before) return item('create', 'none-there');
  if (sameValues(before, after)) return item('keep', 'as-it-should-be');
  if (mode === 'add') return item('merge', 'joined');
  return sameValues(before, own ?? null) ? item('update', 'ours') : item('replace', 'not-ours');
}

/** Of what is there, all that we did not write ourselves before. */
function kept(before: RecordSet | null, own: RecordSet | undefined, mode: 'replace' | 'add'): string[] {
  if (mode === 'replace' || !before) return [];
  const written = new Set(own ? canonicalSet(own, own.name).values : []);
  return canonicalSet(before, before.name).values.filter((value) => !written.has(value));
}

/** One of ours that is not planned any more goes, if it still is as we wrote it; others' values at the name stay. */
function remove(key: string, facts: DecideFacts): ApplyItem | undefined {
  const own = facts.ours.get(key);
  const before = facts.present.get(key)?.set;
  if (!own || !before || NEVER.includes(own.type)) return undefined;
  const { name, type } = own;
  const rest = kept(before, own, 'add');
  const gone = before.values.length - rest.length;
  // Somebody has changed it since: it is theirs now.
  if (gone === 0 || (rest.length > 0 && type !== 'TXT' && type !== 'CAA')) return undefined;
  const after = rest.length > 0 ? { name, type, ttl: before.ttl, values: rest } : null;
  return { key, name, type, before, after, kind: 'remove', because: 'not-planned', removes: [] };
}

/** Whether something is written for it, once what needs agreement has it. */
export const isWritten = ({ kind, key }: ApplyItem, consent: readonly string[]): boolean => {
  if (kind === 'replace') return consent.includes(key);
  return kind === 'create' || kind === 'update' || kind === 'merge' || kind === 'remove';
};
