/** What is wrong with the doors, as findings: the cause first, what follows from it folded under it. Pure. */
import type { DoctorFinding } from '../../contract/findings/finding.ts';
import { makeFinding } from '../../contract/findings/finding.ts';
import { REACH_FINDINGS, type ReachCode } from '../../contract/findings/reach.ts';
import type { ReachDoor, ReachFamily, ReachRow, ReachVerdict } from '../../contract/reach.ts';

const CODES: Readonly<Record<Exclude<ReachVerdict, 'open' | 'not-checked'>, ReachCode>> = {
  closed: 'reach.closed',
  filtered: 'reach.filtered',
  'other-program': 'reach.other-program',
  'other-server': 'reach.other-server',
  'wrong-certificate': 'reach.wrong-certificate',
  'no-encryption': 'reach.no-encryption',
  mute: 'reach.mute',
  'relay-broken': 'reach.relay-broken',
};

type Bad = ReachRow & { readonly verdict: Exclude<ReachVerdict, 'open' | 'not-checked'> };

const isBad = (row: ReachRow): row is Bad => row.verdict !== 'open' && row.verdict !== 'not-checked';
const isShut = ({ verdict }: ReachRow) => verdict === 'closed' || verdict === 'filtered';
const isUnproved = ({ because }: ReachRow) => because === 'only-from-here' || because === 'other-address';
/** Fewer closed doors are each a matter of their own. */
const ALL_CLOSED_FROM = 3;

export interface FindingsParts {
  readonly rows: readonly ReachRow[];
  readonly doors: readonly ReachDoor[];
  /** Without an AAAA record nobody tries IPv6. */
  readonly published: { readonly v4: boolean; readonly v6: boolean };
}

export function findingsOf({ rows, doors, published }: FindingsParts): DoctorFinding[] {
  const byId = new Map(doors.map((door) => [door.id, door]));
  const found: DoctorFinding[] = [];
  const openOf = (family: ReachFamily) =>
    rows.filter((row) => row.family === family && row.verdict === 'open');
  for (const family of ['v4', 'v6'] as const) {
    if (!published[family]) continue;
    const mine = rows.filter((row) => row.family === family);
    const asked = mine.filter((row) => row.verdict !== 'not-checked');
    const root = rootOf(asked, family, openOf('v4').length > 0);
    // A server that is down is one cause, in both families together.
    if (root && !found.some(({ code }) => code === root))
      found.push(
        makeFinding(REACH_FINDINGS, root, {
          subject: asked[0]!.address,
          data: { family, doors: asked.length },
          evidence: asked.flatMap(({ evidence }) => evidence).slice(0, 20),
        }),
      );
    for (const row of asked.filter(isBad)) {
      const door = byId.get(row.id);
      if (door) found.push(findingOf(row, door, asked, root, byId, openOf('v4').length > 0));
    }
  }
  if (found.length === 0 && rows.length > 0 && rows.some(isUnproved))
    found.push(
      makeFinding(REACH_FINDINGS, 'reach.not-proved', { subject: rows[0]!.address || doors[0]!.name }),
    );
  return eachOnce(found).slice(0, 60);
}

const WEIGHT = { broken: 0, warning: 1, info: 2 } as const;

/** A code and its subject are one finding: where two things are spoken behind one number, whoever is hurt most says it. */
function eachOnce(found: readonly DoctorFinding[]): DoctorFinding[] {
  const byName = Map.groupBy(found, ({ code, subject }) => `${code} ${subject}`);
  return [...byName.values()].map(
    (same) => same.toSorted((one, other) => WEIGHT[one.severity] - WEIGHT[other.severity])[0]!,
  );
}

function rootOf(asked: readonly ReachRow[], family: ReachFamily, isV4Open: boolean): ReachCode | null {
  if (
    asked.length >= ALL_CLOSED_FROM &&
    asked.every(({ from, verdict }) => from === 'local' && verdict === 'closed')
  )
    return 'reach.server-down';
  const fromOutside = asked.filter(({ from }) => from !== 'local');
  if (fromOutside.length < ALL_CLOSED_FROM || !fromOutside.every(isShut)) return null;
  return family === 'v6' && isV4Open ? 'reach.v6-broken' : 'reach.all-closed';
}

function findingOf(
  row: Bad,
  door: ReachDoor,
  family: readonly ReachRow[],
  root: ReachCode | null,
  byId: ReadonlyMap<string, ReachDoor>,
  isV4Open: boolean,
): DoctorFinding {
  const code = row.from === 'local' && row.verdict === 'closed' ? 'reach.not-listening' : CODES[row.verdict];
  const others = family.filter(
    ({ id, verdict }) => id !== row.id && verdict === 'open' && byId.get(id)?.door === door.door,
  );
  const place = row.address.includes(':') ? `[${row.address}]` : row.address;
  const said = /^(?:said|condition|code|why|way): (.*)$/.exec(row.evidence[1] ?? '')?.[1] ?? '';
  return makeFinding(REACH_FINDINGS, code, {
    // Calls come to one number by TCP and by UDP.
    subject: `${place}:${door.port}${door.transport === 'udp' ? '/udp' : ''}`,
    data: {
      ...{ door: door.door, port: door.port, transport: door.transport, family: row.family, name: door.name },
      ...{ because: row.because, said, by: row.by, from: row.from, others: others.length },
    },
    severity: severityOf(row, door, others.length > 0, isV4Open),
    ...(root && isShut(row) && (row.from !== 'local' || root === 'reach.server-down')
      ? { dependsOn: root }
      : {}),
    evidence: [...row.evidence],
  });
}

/**
 * Red is for "people cannot work": colleagues who do not come in, other companies that get no answer. One of two ways closed, or IPv6 alone
 * (programs try both families: RFC 8305 §2), costs time.
 */
function severityOf(
  row: Bad,
  { door }: ReachDoor,
  hasOther: boolean,
  isV4Open: boolean,
): DoctorFinding['severity'] {
  if (door !== 'programs' && door !== 'companies') return 'warning';
  if (row.family === 'v6' && isV4Open) return 'warning';
  return hasOther ? 'warning' : 'broken';
}
