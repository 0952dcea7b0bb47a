/** One look at a domain as a stranger has it: ask everybody, compare with the plan, walk the way, judge. */
import { randomBytes } from 'node:crypto';
import type { look } from '../../../../server/dns/index.ts';
import type { Asker, DnsReport, PlanRow, PublicResolver } from '../../../contract/dns.ts';
import type { DnsPlan } from '../../../contract/domains.ts';
import { type AskedServer, resolverAskers } from '../ask/askers.ts';
import { createAsking } from '../ask/asking.ts';
import { compareRow } from './compare.ts';
import { gather } from './gather.ts';
import { judge } from './judge.ts';
import { createReach } from './reach.ts';
import type { View } from './view.ts';
import { type Reach, walk } from './walk.ts';
import { isWild } from './wild.ts';

export interface VerifyParts {
  readonly resolvers: readonly PublicResolver[];
  readonly system: readonly AskedServer[];
  /** Who is to sign our certificates, as CAA names it; null: not known. */
  readonly authority: string | null;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly progress?: ((answered: number, questions: number) => void) | undefined;
  readonly look?: typeof look;
  readonly reach?: Reach;
  readonly random?: () => number;
  /** For resolvers over HTTPS, besides the usual ones, in PEM. */
  readonly authorities?: readonly string[] | undefined;
  readonly patienceMs?: readonly number[] | undefined;
}

export interface Verified {
  readonly report: DnsReport;
  /** For whoever wants to know more than the report says. */
  readonly view: View;
}

/**
 * @param plan with its domain in ASCII; no records for a domain that is somebody else's.
 * Rejects with the signal's reason only: what could not be found out is `not-checked`, never fine.
 */
export async function verify({ domain, records, gaps }: DnsPlan, parts: VerifyParts): Promise<Verified> {
  const { signal, now, system, authority, random = Math.random, reach = createReach() } = parts;
  const resolvers = parts.resolvers.flatMap(resolverAskers);
  // WHY not a fixed one: a wildcard could be written for everything but that.
  const label = `chatelaine-${randomBytes(6).toString('hex')}`;
  const asking = createAsking({
    ...{ signal, progress: parts.progress, authorities: parts.authorities, patienceMs: parts.patienceMs },
    ...(parts.look && { look: parts.look }),
  });
  const view = await gather(domain, records, { asking, resolvers, system, now, label });
  const walks = await Promise.all(
    (['phone', 'server'] as const).map((who) => walk(domain, who, view, { reach, signal, random })),
  );
  const rows = records
    .map((record) => compareRow(record, view))
    // What nobody needs and only a wildcard answers for is not there: that is no alarm.
    .map((row) =>
      row.record.need === 'optional' && row.state === 'different' && isWild(row, view, label)
        ? { ...row, state: 'missing' as const, found: [] }
        : row,
    )
    .map((row, _, all) =>
      isLostTogether(row, all, view, label) ? { ...row, state: 'different' as const } : row,
    );
  const findings = judge({ domain, view, rows, walks, label, authority });
  return {
    view,
    report: {
      ...{ domain, at: view.at, plan: rows, gaps, findings, walks },
      askers: [...view.zoneAskers, ...resolvers, ...system].map(asAsker),
      notChecked: notChecked(view, rows),
    },
  };
}

/** An alias seems right where one wildcard answers for it and for the host it should lead to: both are wrong. */
function isLostTogether(row: PlanRow, all: readonly PlanRow[], view: View, label: string): boolean {
  const { type, values } = row.record.set;
  if (type !== 'CNAME' || row.state !== 'found' || !isWild(row, view, label)) return false;
  return all.some(
    ({ record: { set }, state }) =>
      state === 'different' && `${set.name}.` === values[0] && set.type !== 'CNAME',
  );
}

const asAsker = ({ id, kind, name, address, over }: AskedServer): Asker => ({
  id,
  kind,
  name,
  address,
  over,
});

/** What nobody could tell us, so that nobody reads it as fine. */
function notChecked(view: View, rows: readonly PlanRow[]): string[] {
  const answered = (kind: AskedServer['kind'], test = (_: AskedServer) => true) =>
    view.all.some(({ asker, problem }) => asker.kind === kind && problem === null && test(asker));
  const isV6 = ({ address }: AskedServer) => address.includes(':');
  const open = rows.filter(({ record, state }) => record.need !== 'optional' && state === 'not-checked');
  return [
    ...(view.zone.registered !== 'no' && !answered('zone') ? ['zone-servers'] : []),
    ...(answered('resolver') ? [] : ['resolvers']),
    ...(view.zoneAskers.some(isV6) && !answered('zone', isV6) ? ['ipv6'] : []),
    // All of them: that is nobody's answer, which is said already.
    ...(open.length > 0 && rows.some(({ state }) => state !== 'not-checked') ? ['lines'] : []),
  ];
}
