/**
 * How a domain's lines stand, as one sentence needs it: counted, grouped, and who feels what is missing. Pure.
 * Optional lines are shown and never counted: nothing is wrong without them.
 */
import type { Asker, DnsReport, DnsState, PlanRow, RecordGroup, RecordState } from '../../api/types.ts';

export type Tally = Record<RecordState, number> & { total: number };

const isCounted = ({ record }: PlanRow): boolean => record.need !== 'optional';

export function tallyOf(plan: readonly PlanRow[]): Tally {
  const tally: Tally = { total: 0, found: 0, waiting: 0, different: 0, missing: 0, 'not-checked': 0 };
  for (const row of plan.filter(isCounted)) {
    tally.total++;
    tally[row.state]++;
  }
  return tally;
}

export type Group = { group: RecordGroup; rows: PlanRow[]; found: number };

/** In the order of the plan, which is the order in which a person needs them. */
export function groupsOf(plan: readonly PlanRow[], which: 'counted' | 'optional'): Group[] {
  const groups = new Map<RecordGroup, PlanRow[]>();
  for (const row of plan) {
    if (isCounted(row) !== (which === 'counted')) continue;
    groups.set(row.record.group, [...(groups.get(row.record.group) ?? []), row]);
  }
  return [...groups].map(([group, rows]) => ({
    group,
    rows,
    found: rows.filter(({ state }) => state === 'found').length,
  }));
}

/** Whom it keeps out, the gravest first. `some`: a second way is missing, and the first one works. */
export type Cut = 'programs' | 'servers' | 'services' | 'calls' | 'some';

const lacks = ({ state }: PlanRow): boolean => state === 'missing' || state === 'different';

/** Null when nothing is known to be missing. */
export function cutOf(plan: readonly PlanRow[]): Cut | null {
  const counted = plan.filter(isCounted);
  const rows = (group: RecordGroup) => counted.filter(({ record }) => record.group === group);
  const all = (group: RecordGroup) => rows(group).length > 0 && rows(group).every(lacks);
  if (all('server') || all('programs')) return 'programs';
  if (all('servers')) return 'servers';
  if (rows('services').some(lacks)) return 'services';
  if (all('calls')) return 'calls';
  return counted.some(lacks) ? 'some' : null;
}

/**
 * never: nobody has looked · unchecked: nobody could be asked · right · blocked: every line is there, and still something
 * is in the way · waiting: only old answers are still remembered · incomplete
 */
export type Standing = 'never' | 'unchecked' | 'right' | 'blocked' | 'waiting' | 'incomplete';

export function standingOf(report: DnsReport | null): Standing {
  if (report === null) return 'never';
  const tally = tallyOf(report.plan);
  if (tally.total === tally['not-checked']) return 'unchecked';
  if (tally.missing + tally.different > 0) return 'incomplete';
  if (tally.waiting > 0) return 'waiting';
  if (report.findings.some(({ severity }) => severity === 'broken')) return 'blocked';
  return tally['not-checked'] > 0 ? 'unchecked' : 'right';
}

/** When the last who remembers an old answer forgets it; null when nobody can say. */
export function waitsUntil(plan: readonly PlanRow[]): number | null {
  const untils = plan.flatMap(({ state, until }) => (state === 'waiting' ? [until] : []));
  return untils.length === 0 || untils.includes(null) ? null : Math.max(...(untils as number[]));
}

/** Who has it, who has another or none, who did not answer; each by name, once. */
export type Said = { have: string[]; haveNot: string[]; silent: string[]; ttl: number | null };

/**
 * @param zone what the domain's own name servers are called together; where they contradict each other each has its own name
 */
export function saidOf(row: PlanRow, askers: readonly Asker[], zone: string): Said {
  const answers = row.seen.map((seen) => ({ ...seen, who: askers.find(({ id }) => id === seen.asker) }));
  const own = new Set(answers.flatMap(({ who, state }) => (who?.kind === 'zone' ? [state] : [])));
  const names = (...states: string[]) => [
    ...new Set(
      answers
        .filter(({ state }) => states.includes(state))
        .map(({ who, asker }) => (who === undefined ? asker : nameOf(who, own.size === 1 ? zone : null))),
    ),
  ];
  const haveNot = names('other', 'none');
  const have = names('right').filter((name) => !haveNot.includes(name));
  const silent = names('not-checked').filter((name) => !have.includes(name) && !haveNot.includes(name));
  const ttls = row.seen.flatMap(({ ttl }) => (ttl === null ? [] : [ttl]));
  return { have, haveNot, silent, ttl: ttls.length === 0 ? null : Math.max(...ttls) };
}

/** @param zone null: each of them by its own name */
export const nameOf = ({ kind, name, address }: Asker, zone: string | null): string =>
  kind === 'zone' && zone !== null ? zone : name || address;

/** `_xmpp-client._tcp` and `.example.org`, so that the part that differs is seen first. */
export function splitName(name: string, domain: string): { label: string; rest: string } {
  if (name === domain) return { label: name, rest: '' };
  return name.endsWith(`.${domain}`)
    ? { label: name.slice(0, -domain.length - 1), rest: `.${domain}` }
    : { label: name, rest: '' };
}

/** What the sentence at the top and the lines themselves say already. */
const SAID_BY_LINES = /^dns\.(no-records|missing-.*|old-remembered)$/;

/**
 * While it is being set up, a line that is not there yet is work that is left and no alarm; the same line gone missing later is one.
 * @param rightAt when everything was right for the last time
 */
export function worthSaying(findings: DnsReport['findings'], rightAt: number | null): DnsReport['findings'] {
  if (rightAt !== null) return findings;
  return findings.filter(
    ({ code, dependsOn }) =>
      !SAID_BY_LINES.test(code) && (dependsOn === null || !SAID_BY_LINES.test(dependsOn)),
  );
}

/** Findings without what folds under another that is there too, worst first. */
export function causesOf(findings: DnsReport['findings']) {
  const rank = { broken: 0, warning: 1, info: 2 } as const;
  const codes = new Set(findings.map(({ code }) => code));
  return findings
    .filter(({ dependsOn }) => dependsOn === null || !codes.has(dependsOn))
    .sort((a, b) => rank[a.severity] - rank[b.severity])
    .map((root) => ({ root, effects: findings.filter(({ dependsOn }) => dependsOn === root.code) }));
}

/** Whether the step of the set-up may be called done. */
export const isRight = ({ report }: Pick<DnsState, 'report'>): boolean => standingOf(report) === 'right';
