/** The doctor's look at ports: of the office from here, in both families; of somebody else's domain as a stranger who comes. */
import type { DnsReport, Walk } from '../../contract/dns.ts';
import type { ReachDoor, ReachRow } from '../../contract/reach.ts';
import type { Checker } from '../doctor/registry.ts';
import type { Office } from '../settings.ts';
import { reachDoors } from './doors.ts';
import { findingsOf } from './findings.ts';
import { lookHere } from './look.ts';
import { type Addresses, cellOf, familyOf } from './places.ts';
import { createProber, type Eyes, type Knocking, type Probe, probeAll } from './prober.ts';
import { rowsOf } from './rows.ts';

export interface ReachCheckerParts {
  /** For the office the looks of whose devices count; null: a stranger's. */
  readonly eyes: (office: Office | null) => Promise<Eyes>;
  /** This computer's own addresses, without loopback. */
  readonly cards: () => readonly string[];
  readonly probe?: Probe;
}

export const createReachChecker = (parts: ReachCheckerParts): Checker => ({
  topic: 'ports',
  async check({ dns, domain, office, signal }) {
    const report = await dns();
    const probe = parts.probe ?? createProber({ eyes: await parts.eyes(office) });
    const looked =
      office?.domain === domain
        ? await lookAtOffice(office, report, probe, parts.cards(), signal)
        : await lookAtStranger(report, probe, signal);
    const asked = looked.rows.filter(({ verdict }) => verdict !== 'not-checked');
    const blind = asked.length === 0;
    const unproved = looked.rows.some(({ because }) =>
      ['only-from-here', 'no-hairpin', 'own-address'].includes(because),
    );
    return {
      findings: findingsOf(looked),
      notChecked: blind && !unproved ? 'all' : unproved ? ['outside'] : [],
    };
  },
});

/** Where records lead, in the order of a program's way. */
export function addressesIn(walks: readonly Walk[]): Addresses {
  const all = walks.flatMap(({ targets }) =>
    targets.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  );
  const of = (family: 'v4' | 'v6') =>
    [...new Set(all.filter((address) => familyOf(address) === family))].slice(0, 4);
  return { v4: of('v4'), v6: of('v6') };
}

async function lookAtOffice(
  office: Office,
  { walks }: DnsReport,
  probe: Probe,
  cards: readonly string[],
  signal: AbortSignal,
) {
  const doors = reachDoors(office);
  const led = addressesIn(walks);
  const { v4 = [], v6 = [] } = office.addresses ?? {};
  const addresses = led.v4.length + led.v6.length > 0 ? led : { v4, v6 };
  const views = await lookHere({ doors, addresses, cards, probe, own: new Map(), now: Date.now }, signal);
  const rows = rowsOf({ doors, addresses, views, now: Date.now() });
  return { doors, rows, published: { v4: true, v6: addresses.v6.length > 0 } };
}

/** SPEC: RFC 6120 §3.2.1: each target, at each of its addresses, is where somebody may come. */
async function lookAtStranger({ walks, domain }: DnsReport, probe: Probe, signal: AbortSignal) {
  const places = walks.flatMap(({ who, targets }) =>
    targets.flatMap(({ port, tls, addresses }): Knocking[] => {
      const service = who === 'phone' ? ('client' as const) : ('server' as const);
      const door: ReachDoor = {
        ...{
          id: `${service}-${tls}-tcp-${port}`,
          speech: `${service}-${tls}`,
          transport: 'tcp',
          port,
          name: domain,
        },
        door: who === 'phone' ? 'programs' : 'companies',
      };
      return addresses.map(({ address }) => ({ door, family: familyOf(address), address }));
    }),
  );
  const once = new Map(places.map((place) => [`${place.door.id} ${place.address}`, place]));
  const all = [...once.values()].slice(0, 40);
  const seen = await probeAll(all, probe, signal);
  const at = Date.now();
  const rows = all.map((place, index): ReachRow => {
    const cell = cellOf(place, seen[index]!, new Map());
    return { ...cell, from: 'public', by: null, at };
  });
  const doors = [...new Map(all.map(({ door }) => [door.id, door])).values()];
  return { doors, rows, published: { v4: true, v6: true } };
}
