/** What is, against what should be: a row for each planned set. Pure. */

import type { PlanRow, RecordState, Seen } from '../../../contract/dns.ts';
import type { PlannedRecord } from '../../../contract/domains.ts';
import type { RecordType } from '../../../contract/records.ts';
import type { AskedServer } from '../ask/askers.ts';
import { readCaa, readSrv, readText } from './values.ts';
import type { Answered, View } from './view.ts';

/** A row for the report. */
export function compareRow(record: PlannedRecord, view: View): PlanRow {
  const seen = [...view.zoneAskers, ...view.resolvers, ...view.system]
    .map((asker) => seenBy(asker, record, view))
    .filter((one) => one !== undefined);
  const kindOf = new Map(
    [...view.zoneAskers, ...view.resolvers, ...view.system].map(({ id, kind }) => [id, kind]),
  );
  const of = (kind: 'zone' | 'resolver') => seen.filter(({ asker }) => kindOf.get(asker) === kind);
  const verdict = judge(of('zone'), of('resolver'));
  const wrong = verdict.by.find(({ values, state }) => state === 'other' && values.length > 0);
  return {
    ...{ record, seen, state: verdict.state, found: wrong?.values ?? [] },
    until: verdict.state === 'waiting' ? untilOf(verdict.by, view.at) : null,
  };
}

/** Undefined for somebody who was not asked for this one. */
function seenBy(asker: AskedServer, record: PlannedRecord, view: View): Seen | undefined {
  const { name, type } = record.set;
  const about = { asker: asker.id };
  // An alias that is planned is looked for as what it leads to: who flattens it, or writes addresses, is right as well.
  const types = type === 'CNAME' ? (['CNAME', 'A', 'AAAA'] as const) : ([type] as const);
  const answers = types.map((one) => view.by(asker, name, one));
  const heard = view.heard(asker, name, types[0]);
  if (answers.every((one) => one === undefined)) {
    if (!heard) return undefined;
    return { ...about, state: 'not-checked', values: [], ttl: null, problem: heard.problem ?? 'elsewhere' };
  }
  const told = answers.filter((one) => one !== undefined);
  // How long it is remembered that an alias has no IPv6 address says nothing of the alias.
  const having = told.filter(({ values }) => values.length > 0);
  const ttls = (having.length > 0 ? having : told).map(({ ttl }) => ttl).filter((ttl) => ttl !== null);
  const ttl = ttls.length > 0 ? Math.min(...ttls) : null;
  const values = shownOf(told, type);
  return { ...about, state: stateOf(record, told, view), values, ttl, problem: null };
}

/** What stands there: the alias, and what it leads to where the type asked for is there. */
function shownOf(told: readonly Answered[], type: RecordType): string[] {
  const alias = told.find(({ chain }) => chain.length > 1)?.chain[1];
  const own = told.flatMap(({ values, heard }) => (heard.type === 'CNAME' ? [] : values));
  const direct = told.flatMap(({ values, heard }) => (heard.type === 'CNAME' ? values : []));
  if (type === 'CNAME') return direct.length > 0 ? direct : [...new Set(own)];
  return alias ? [...new Set([`CNAME ${alias}.`, ...own])] : own;
}

function stateOf(record: PlannedRecord, told: readonly Answered[], view: View): Seen['state'] {
  const { values, type } = record.set;
  const found = told.flatMap((one) =>
    // Where the alias leads out of what this server keeps, others know on.
    one.values.length > 0 || one.chain.length < 2 || one.heard.type === 'CNAME'
      ? one.values
      : view.values(one.chain.at(-1)!, one.heard.type),
  );
  if (found.length === 0) return told.some(({ chain }) => chain.length > 1) ? 'other' : 'none';
  return isRight(type, values, found, view) ? 'right' : 'other';
}

/** Whether what was found does what was planned. */
export function isRight(
  type: RecordType,
  planned: readonly string[],
  found: readonly string[],
  view: View,
): boolean {
  switch (type) {
    case 'A':
    case 'AAAA':
      return sameSet(planned, found);
    case 'CNAME': {
      if (planned.every((one) => found.includes(one))) return true;
      const [target = ''] = planned;
      const wanted = view.addresses(target.replace(/\.$/, ''));
      const addresses = found.filter((one) => !one.endsWith('.'));
      return addresses.length > 0 && addresses.every((one) => wanted.includes(one));
    }
    case 'SRV':
      return planned.every((one) => found.some((other) => sameService(one, other, view)));
    case 'TXT': {
      const texts = found.map(readText);
      return planned.every((one) => texts.includes(readText(one)));
    }
    case 'CAA': {
      const tags = found.map(readCaa);
      return planned.every((one) => {
        const { tag, issuer } = readCaa(one);
        return tags.some((each) => each.tag === tag && each.issuer === issuer);
      });
    }
    default:
      return planned.every((one) => found.some((other) => other.toLowerCase() === one.toLowerCase()));
  }
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === new Set(other).size && one.every((value) => other.includes(value));

/**
 * The same port of the same machine: priorities and weights are the office's own business, and a machine may have several names.
 */
export function sameService(planned: string, found: string, view: View): boolean {
  const [want, have] = [readSrv(planned), readSrv(found)];
  if (want.port !== have.port) return false;
  if (want.target === have.target) return true;
  if (have.target === '') return false;
  const [wanted, there] = [view.addresses(want.target), view.addresses(have.target)];
  return there.length > 0 && there.every((address) => wanted.includes(address));
}

interface Verdict {
  readonly state: RecordState;
  /** Those whose answers made it so. */
  readonly by: readonly Seen[];
}

/**
 * | the zone's servers | resolvers          | state |
 * | all right          | all right, or silent | found |
 * | all right          | one is not         | waiting: it remembers what was |
 * | some right         |                    | waiting: one server has not heard of it yet, or never will (a finding says so) |
 * | none right         |                    | missing, different |
 * | nobody answers     | as they say        | found, missing, different |
 * | nobody answers     | nobody answers     | not-checked |
 */
function judge(zone: readonly Seen[], resolvers: readonly Seen[]): Verdict {
  const own = zone.filter(({ state }) => state !== 'not-checked');
  const others = resolvers.filter(({ state }) => state !== 'not-checked');
  const told = own.length > 0 ? own : others;
  if (told.length === 0) return { state: 'not-checked', by: [] };
  const wrong = told.filter(({ state }) => state !== 'right');
  if (wrong.length > 0 && wrong.length < told.length && own.length > 0)
    return { state: 'waiting', by: wrong };
  if (wrong.length > 0 && own.length === 0 && wrong.length < told.length)
    return { state: 'waiting', by: wrong };
  if (wrong.length > 0)
    return { state: wrong.every(({ state }) => state === 'none') ? 'missing' : 'different', by: wrong };
  const late = others.filter(({ state }) => state !== 'right');
  return late.length > 0 ? { state: 'waiting', by: late } : { state: 'found', by: told };
}

function untilOf(late: readonly Seen[], at: number): number | null {
  const ttls = late.map(({ ttl }) => ttl).filter((ttl) => ttl !== null);
  return ttls.length > 0 ? at + Math.max(...ttls) * 1000 : null;
}
