/** Records that should be there: missing, different, or put in the wrong place. Pure. */
import { isIP } from 'node:net';
import type { PlanRow } from '../../../../contract/dns.ts';
import { lineOf } from '../../ask/zone.ts';
import type { Case, Draft, Rule } from '../case.ts';
import { SERVICE_NAMES, slips } from '../gather.ts';
import { readSrv } from '../values.ts';
import { isWild } from '../wild.ts';

const isMissing = ({ state }: PlanRow) => state === 'missing';
const matters = ({ record }: PlanRow) => record.need !== 'optional';
const nameOf = ({ record }: PlanRow) => record.set.name;

/** What was asked and answered about some names, for an expert. */
export const evidenceOf = ({ view }: Case, names: readonly string[]): string[] =>
  view.all
    .filter(({ name }) => names.includes(name))
    .map(lineOf)
    .slice(0, 24);

/** One finding for each purpose, not for each record: a person adds them in one go. */
export const missing: Rule = (about) => {
  const rows = about.rows.filter(matters);
  const gone = rows.filter(isMissing);
  const finding = (code: Draft['code'], which: readonly PlanRow[]): Draft => {
    const names = which.map(nameOf);
    return {
      ...{ code, subject: names[0]!, names },
      severity: which.some(({ record }) => record.need === 'required') ? 'broken' : 'warning',
      data: {
        names: which.map(({ record: { set } }) => `${set.name} ${set.type}`),
        count: which.length,
      },
      evidence: evidenceOf(about, names),
    };
  };
  const required = rows.filter(({ record }) => record.need === 'required');
  // A domain that is parked answers for every name: nobody has written any of ours.
  const unwritten = (row: PlanRow) =>
    isMissing(row) || (row.state === 'different' && isWild(row, about.view, about.label));
  if (required.length > 1 && required.every(unwritten))
    return [finding('dns.no-records', rows.filter(unwritten))];
  const groups = [...new Set(gone.map(groupOf))];
  return groups.map((group) =>
    finding(
      `dns.missing-${group}`,
      gone.filter((row) => groupOf(row) === group),
    ),
  );
};

/** What only guests are led by is no way for colleagues. */
const groupOf = ({ record: { group, purpose } }: PlanRow) =>
  purpose.startsWith('guests.') ? 'services' : group;

/** Where a planned line leads. */
const targetsOf = ({ record: { set } }: PlanRow): string[] => {
  if (set.type === 'CNAME') return set.values.map((value) => value.replace(/\.$/, ''));
  return set.type === 'SRV' ? set.values.map((value) => readSrv(value).target) : [];
};

/** Whoever answers else gives no answer for this: a name handed on to name servers that do not know it, or a host of a dead domain. */
export const unanswered: Rule = (about) => {
  const { rows, walks, view } = about;
  const open = rows.filter((row) => matters(row) && row.state === 'not-checked').map(nameOf);
  const hosts = walks.flatMap(({ targets }) => targets.filter(({ addresses }) => addresses.length === 0));
  const led = [...hosts.map(({ host }) => host), ...rows.flatMap(targetsOf)].filter(
    (host) => isIP(host) === 0,
  );
  const answers = new Set(
    view.all
      .filter(({ asker, problem }) => asker.kind !== 'zone' && problem === null)
      .map(({ asker }) => asker.id),
  );
  const names = [...new Set([...open, ...led])].filter((name) => {
    const told = (['A', 'AAAA', 'SRV', 'CNAME'] as const).some((type) => view.truth(name, type));
    const failed = view.all.some(
      (one) => one.name === name && answers.has(one.asker.id) && one.problem !== null,
    );
    return !told && failed;
  });
  if (names.length === 0) return [];
  const leading = [
    ...view.all
      .filter(
        ({ type, said }) =>
          type === 'SRV' && said?.answers.some(({ value }) => names.includes(readSrv(value).target)),
      )
      .map(({ name }) => name),
    // While nobody knows where it should lead, nobody can say that it leads elsewhere.
    ...rows.filter((row) => targetsOf(row).some((target) => names.includes(target))).map(nameOf),
  ];
  return [
    {
      ...{
        code: 'dns.unanswered',
        subject: names[0]!,
        names: [...new Set([...names, ...leading])],
      },
      ...{ data: { names }, evidence: evidenceOf(about, names) },
    },
  ];
};

/** The same words once more: whoever knows better says so in a rule of its own, and this folds under it. */
export const different: Rule = (about) =>
  about.rows
    .filter((row) => row.state === 'different' && matters(row))
    .map(({ record: { set, need }, found }) => ({
      ...{ code: 'dns.different', subject: `${set.name} ${set.type}`, names: [set.name] },
      severity: need === 'required' ? 'broken' : 'warning',
      ...{ data: { planned: set.values, found }, evidence: evidenceOf(about, [set.name]) },
    }));

export const remembered: Rule = ({ rows, view }) => {
  const waiting = rows.filter((row) => row.state === 'waiting' && row.until !== null && matters(row));
  const own = new Set(view.zoneAskers.map(({ id }) => id));
  // Where the zone's own servers are of two minds, that is the finding.
  const late = waiting.filter(({ seen }) =>
    seen.every(({ asker, state }) => !own.has(asker) || state === 'right' || state === 'not-checked'),
  );
  if (late.length === 0) return [];
  const names = late.map(nameOf);
  const until = Math.max(...late.map((row) => row.until!));
  return [{ code: 'dns.old-remembered', subject: names[0]!, names, data: { names, until } }];
};

/** Added with the whole name where the provider adds the domain by itself, below the host, or with a letter wrong. */
export const misplaced: Rule = (about) => {
  const { domain, rows, view, label } = about;
  const wild = (type: 'SRV' | 'A' | 'AAAA') => view.values(`${label}.${domain}`, type).join(' ');
  return rows
    .filter((row) => isMissing(row) && matters(row))
    .flatMap(({ record: { set } }): Draft[] => {
      const { name, type } = set;
      const there = (at: string) => {
        const values = view.values(at, type as 'SRV');
        return values.length > 0 && values.join(' ') !== wild(type as 'SRV') ? values : undefined;
      };
      const service = SERVICE_NAMES.find((one) => name === `${one}.${domain}`);
      const hosts = rows
        .filter(({ record }) => record.set.type === 'A' || record.set.type === 'AAAA')
        .map(nameOf)
        .filter((host) => host !== domain);
      const below = service ? hosts.map((host) => `${service}.${host}`) : [];
      for (const at of [...slips(name, domain), ...below]) {
        const values = there(at);
        if (!values) continue;
        const code =
          at === `${name}.${domain}`
            ? 'dns.name-doubled'
            : below.includes(at)
              ? 'dns.below-host'
              : 'dns.name-mistyped';
        return [
          {
            ...{
              code,
              subject: at,
              names: [name, at],
              data: { planned: name, found: at, values: [...values] },
            },
            evidence: evidenceOf(about, [name, at]),
          },
        ];
      }
      return [];
    });
};

/** SRV of a service the office does not offer (any more): programs try it, and wait. */
export const stale: Rule = (about) => {
  const { domain, rows, view } = about;
  if (rows.length === 0) return [];
  return SERVICE_NAMES.map((service) => `${service}.${domain}`)
    .filter((name) => !rows.some((row) => nameOf(row) === name))
    .flatMap((name) => {
      const values = view.values(name, 'SRV').filter((value) => readSrv(value).target !== '');
      if (values.length === 0) return [];
      return [
        {
          ...{ code: 'dns.stale-record' as const, subject: name, names: [name] },
          ...{ data: { values: [...values] }, evidence: evidenceOf(about, [name]) },
        },
      ];
    });
};

/** Longer than two days: a mistake in it stays for as long. */
const LONG_SECONDS = 172_800;
/** Shorter: everybody asks again all the time, and a name server that is away for a minute is noticed. */
const SHORT_SECONDS = 30;

export const odd: Rule = ({ rows, view }) => {
  const own = new Set(view.zoneAskers.map(({ id }) => id));
  const ttls = rows.flatMap(({ record, seen, state }) =>
    state !== 'found' || record.need === 'optional'
      ? []
      : seen
          .filter(({ asker, ttl }) => own.has(asker) && ttl !== null)
          .map(({ ttl }) => ({ name: record.set.name, ttl: ttl! })),
  );
  const kinds = [
    { code: 'dns.ttl-long', which: ttls.filter(({ ttl }) => ttl > LONG_SECONDS) },
    { code: 'dns.ttl-short', which: ttls.filter(({ ttl }) => ttl < SHORT_SECONDS) },
  ] as const;
  return kinds.flatMap(({ code, which }) => {
    const names = [...new Set(which.map(({ name }) => name))];
    if (names.length === 0) return [];
    const seconds =
      code === 'dns.ttl-long'
        ? Math.max(...which.map(({ ttl }) => ttl))
        : Math.min(...which.map(({ ttl }) => ttl));
    return [{ code, subject: names[0]!, names, data: { names, seconds } }];
  });
};
