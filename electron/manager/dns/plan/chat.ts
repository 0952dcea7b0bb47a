/** How programs and other servers find the doors. Pure. Specs: RFC 6120 §3.2.1, XEP-0368 1.1.0, RFC 2782. */
import type { PlannedRecord, RecordGroup, RecordPurpose } from '../../../contract/domains.ts';
import { isWanted, ONE_PORT, USUAL_PORTS } from '../../office-doors.ts';
import { guestHost, serverHost, serviceHost } from '../../office-names.ts';
import type { PlanFacts } from './facts.ts';
import { planned, srvValue, USUAL_TTL } from './records.ts';
import { SCHEMES, USUAL_SCHEME } from './schemes.ts';

const USUAL_CLIENT = { starttls: 5222, direct: 5223 };

interface Doors {
  readonly name: string;
  readonly group: RecordGroup;
  readonly kind: 'client' | 'server';
  readonly direct: RecordPurpose;
  readonly starttls: RecordPurpose;
  readonly need: PlannedRecord['need'];
}

/** The two sets of one name: with TLS from the first byte, and with STARTTLS. */
function doorRecords(facts: PlanFacts, { name, group, kind, need, ...purposes }: Doors): PlannedRecord[] {
  const { office, onePortOpen } = facts;
  const scheme = SCHEMES[office.dns?.scheme ?? USUAL_SCHEME];
  const target = serverHost(office);
  const { otherPorts } = office;
  const usual =
    kind === 'client' ? USUAL_CLIENT : { starttls: USUAL_PORTS.servers, direct: USUAL_PORTS.serversDirect };
  const ports =
    kind === 'client'
      ? office.ports
      : {
          starttls: otherPorts?.servers ?? usual.starttls,
          direct: otherPorts?.serversDirect ?? usual.direct,
        };
  // Servers have networks of their own, which let them out: 443 is for programs.
  const fallback = kind === 'client' && onePortOpen;
  return (['direct', 'starttls'] as const).flatMap((how) => {
    const values = [srvValue(scheme[how], ports[how], target)];
    if (fallback && ports[how] !== ONE_PORT) values.push(srvValue(scheme.onePort, ONE_PORT, target));
    const because = ports[how] !== usual[how] ? 'custom-port' : fallback ? 'one-port' : 'usual';
    return planned(
      {
        group,
        purpose: purposes[how],
        need: how === 'direct' && need === 'required' ? 'recommended' : need,
        because,
      },
      `_xmpp${how === 'direct' ? 's' : ''}-${kind}._tcp.${name}`,
      'SRV',
      values,
      office.dns?.ttl ?? USUAL_TTL,
    );
  });
}

export function programRecords(facts: PlanFacts): PlannedRecord[] {
  const { office, domain } = facts;
  const about = { group: 'programs', kind: 'client' } as const;
  const people = { direct: 'programs.direct', starttls: 'programs.starttls', need: 'required' } as const;
  const guests = domain === office.domain ? guestHost(office) : null;
  return [
    ...doorRecords(facts, { ...about, ...people, name: domain }),
    ...(guests === null
      ? []
      : doorRecords(facts, {
          ...{ ...about, name: guests, need: 'recommended' },
          ...{ direct: 'guests.programs-direct', starttls: 'guests.programs-starttls' },
        })),
  ];
}

/** Rooms and feeds are servers of their own to others, with a name of their own. */
const REACHED = [
  ['conference', 'rooms.servers-direct', 'rooms.servers-starttls'],
  ['pubsub', 'feeds.servers-direct', 'feeds.servers-starttls'],
] as const;

export function otherServerRecords(facts: PlanFacts): PlannedRecord[] {
  const { office, domain } = facts;
  if (!isWanted('companies', office)) return [];
  const about = { group: 'servers', kind: 'server' } as const;
  const own = { direct: 'servers.direct', starttls: 'servers.starttls', need: 'required' } as const;
  // SPEC: RFC 6120 §3.2.2: "The fallback process SHOULD be a normal "A" or "AAAA" address record resolution": on the usual port the alias of a
  // service is enough, and each record less is one less to get wrong.
  const port = office.otherPorts?.servers ?? USUAL_PORTS.servers;
  const needsSrv = office.dns?.layout === 'one' || port !== USUAL_PORTS.servers;
  return [
    ...doorRecords(facts, { ...about, ...own, name: domain }),
    ...REACHED.flatMap(([service, direct, starttls]) =>
      needsSrv
        ? doorRecords(facts, {
            ...{ ...about, direct, starttls, need: 'recommended' },
            name: serviceHost(office, service, domain),
          })
        : [],
    ),
  ];
}
