/**
 * Which companies the list shows, in which order: those with trouble first, then A to Z.
 */
import type { Federation, RemoteDomain } from '../../api/types.ts';

/** A domain our people talk with, or about which something was decided; `remote` is null where nothing went either way yet. */
export type CompanyRow = {
  domain: string;
  remote: RemoteDomain | null;
  rule: Omit<Federation['companies'][number], 'domain'> | null;
};

export type Filter = 'all' | 'works' | 'trouble' | 'allowed';

/** Something is not as it should be. What the office itself forbids is as it should be. */
export const hasTrouble = ({ remote }: CompanyRow): boolean =>
  remote?.allowed === true &&
  (remote.state === 'waiting' || remote.state === 'refused') &&
  !remote.problem?.code.startsWith('policy.');

/** What is in the way now: not what was, before it worked again or the office forbade it. */
export function problemNow(remote: RemoteDomain | null): RemoteDomain['problem'] {
  if (remote === null || remote.problem === null || remote.state === 'works') return null;
  return remote.allowed || remote.problem.code.startsWith('policy.') ? remote.problem : null;
}

export function companyRows({ domains, companies }: Pick<Federation, 'domains' | 'companies'>): CompanyRow[] {
  const rows = new Map<string, CompanyRow>();
  for (const remote of domains) rows.set(remote.domain, { domain: remote.domain, remote, rule: null });
  for (const { domain, ...rule } of companies)
    rows.set(domain, { domain, remote: rows.get(domain)?.remote ?? null, rule });
  const rank = (row: CompanyRow) => (hasTrouble(row) ? 0 : 1);
  return [...rows.values()].sort((a, b) => rank(a) - rank(b) || a.domain.localeCompare(b.domain));
}

export function arrange(rows: readonly CompanyRow[], filter: Filter, search: string): CompanyRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows
    .filter((row) => {
      if (filter === 'works') return row.remote?.state === 'works';
      if (filter === 'trouble') return hasTrouble(row);
      return filter === 'all' || row.rule?.allowed === true;
    })
    .filter(({ domain }) => words.every((word) => domain.includes(word)));
}

/** The link that says most about how it is secured: ours before theirs. */
export const mainLink = (remote: RemoteDomain | null) =>
  remote?.links.find(({ direction }) => direction === 'out') ?? remote?.links[0] ?? null;
