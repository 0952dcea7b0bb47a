/** A look at the zone before anything is written: what is there at each place of the plan, and so what is to be done. */
import { createHash } from 'node:crypto';
import type { ApplyItem } from '../../../contract/dns-providers.ts';
import type { DnsPlan } from '../../../contract/domains.ts';
import type { RecordSet, RecordType } from '../../../contract/records.ts';
import type { Accesses } from '../providers/accesses.ts';
import { keyOf, liesIn, sameValues } from '../providers/values.ts';
import { decide, type Present } from './decide.ts';
import type { Journal } from './journal.ts';
import { isBetween } from './undo.ts';

export interface ApplyLookParts {
  readonly accesses: Accesses;
  readonly journal: Journal;
  /** What should be there; all of it, whether it is or not. */
  readonly plan: (domain: string) => Promise<DnsPlan>;
  /** All the office serves. */
  readonly domains: () => readonly string[];
}

/** @param optional also what nothing breaks without. */
export type ApplyLook = (domain: string, optional: boolean, signal: AbortSignal) => Promise<ApplyItem[]>;

/** Questions to a provider at once. */
const AT_ONCE = 4;
/** What may stand where an alias is planned, and would be hidden by it. */
const BESIDE_ALIAS: readonly RecordType[] = ['A', 'AAAA', 'MX', 'TXT'];

export function createLook({ accesses, journal, plan, domains }: ApplyLookParts): ApplyLook {
  async function lookAt(set: Pick<RecordSet, 'name' | 'type'>, signal: AbortSignal): Promise<Present> {
    const keeper = await accesses.keeperOf(set.name);
    if (!keeper) return { set: null, inTheWay: [], leastTtl: null };
    const { provider, zone } = keeper;
    // An alias at a service's name (`_xmpp-client._tcp`) is nobody's habit.
    const others: readonly RecordType[] =
      set.type === 'CNAME' ? BESIDE_ALIAS : set.name.startsWith('_') ? [] : ['CNAME'];
    const found: RecordSet[] = [];
    const own = await provider.read(zone, set.name, set.type, signal);
    for (const type of others) {
      const other = await provider.read(zone, set.name, type, signal);
      if (other) found.push(other);
    }
    return { set: own, inTheWay: found, leastTtl: zone.leastTtl ?? provider.leastTtl };
  }

  /** What a failed step has left: some records of the old set, some of the new. It is our own doing, and so ours. */
  function halfDone(present: ReadonlyMap<string, Present>): Map<string, RecordSet> {
    const failed = journal.list().flatMap(({ items }) => items.filter(({ state }) => state === 'failed'));
    const found = new Map<string, RecordSet>();
    for (const { key, before, after } of failed) {
      const now = present.get(key)?.set;
      if (now && !sameValues(now, before) && isBetween(now, before, after)) found.set(key, now);
    }
    return found;
  }

  /** Ours below the domain that no plan has any more. */
  async function leftOf(domain: string, ours: ReadonlyMap<string, RecordSet>): Promise<string[]> {
    const plans = await Promise.all([...new Set([domain, ...domains()])].map((one) => plan(one)));
    const wanted = new Set(plans.flatMap(({ records }) => records.map(({ set }) => keyOf(set))));
    return [...ours].flatMap(([key, { name, type }]) => {
      // Pins come and go with their certificate, which looks after them.
      const others = type === 'TLSA' || wanted.has(key) || !liesIn(name, domain);
      return others ? [] : [key];
    });
  }

  return async (domain, optional, signal) => {
    const all = (await plan(domain)).records;
    const ours = journal.ours();
    // What was put in once is looked after, and goes only when the plan has it no more.
    const planned = all.filter(({ set, need }) => need !== 'optional' || optional || ours.has(keyOf(set)));
    const leftOver = await leftOf(domain, ours);
    const places = new Map([
      ...planned.map(({ set }) => [keyOf(set), set] as const),
      ...leftOver.map((key) => [key, ours.get(key)!] as const),
    ]);
    const present = new Map<string, Present>();
    await someAtOnce([...places], async ([key, set]) => {
      present.set(key, await lookAt(set, signal));
    });
    for (const [key, set] of halfDone(present)) ours.set(key, set);
    return decide({ planned, present, ours, leftOver });
  };
}

/** The same look gives the same ticket. */
export const ticketOf = (items: readonly ApplyItem[]): string =>
  createHash('sha256')
    .update(
      JSON.stringify(
        items.map(({ key, kind, before, after, removes }) => [key, kind, before, after, removes]),
      ),
    )
    .digest('base64url');

async function someAtOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await work(one);
    }),
  );
}
