/**
 * Which questions are asked of whom to judge a domain. Two rounds: what is in the plan or belongs to every chat server,
 * then what the answers lead to (targets, aliases) and, for what is missing, where it may have been put instead.
 */
import type { LookType } from '../../../../server/dns/index.ts';
import type { PlannedRecord } from '../../../contract/domains.ts';
import { type AskedServer, zoneAsker } from '../ask/askers.ts';
import type { Asking } from '../ask/asking.ts';
import { findZone } from '../ask/zone.ts';
import { readSrv } from './values.ts';
import { createView, type View } from './view.ts';

/** Prefixes of RFC 6120 §3.2 and XEP-0368. */
export const SERVICES = {
  client: { direct: '_xmpps-client._tcp', starttls: '_xmpp-client._tcp' },
  server: { direct: '_xmpps-server._tcp', starttls: '_xmpp-server._tcp' },
} as const;
export const SERVICE_NAMES = Object.values(SERVICES).flatMap(({ direct, starttls }) => [direct, starttls]);

export interface GatherParts {
  readonly asking: Asking;
  readonly resolvers: readonly AskedServer[];
  readonly system: readonly AskedServer[];
  readonly now: () => number;
  /** A label nobody has written into any zone. */
  readonly label: string;
}

type Question = readonly [name: string, type: LookType];

/** @param domain ASCII. @param plan empty for a domain that is somebody else's. */
export async function gather(
  domain: string,
  plan: readonly PlannedRecord[],
  parts: GatherParts,
): Promise<View> {
  const { asking, resolvers, system, now, label } = parts;
  const zone = await findZone(domain, { asking, resolvers: [...system, ...resolvers] });
  const zoneAskers = zone.servers.flatMap(({ name, addresses }) =>
    oneOfEach(addresses).map((address) => zoneAsker(name, address)),
  );
  const one = resolvers.filter(({ over }) => over === 'udp');
  const inZone = (name: string) =>
    zone.name !== null && (name === zone.name || name.endsWith(`.${zone.name}`));

  async function everybody(
    questions: readonly Question[],
    ways: readonly AskedServer[] = one,
  ): Promise<void> {
    await Promise.all(
      questions.flatMap(([name, type]) =>
        [...(inZone(name) ? zoneAskers : []), ...ways, ...system].map((asker) =>
          asking.ask(asker, name, type),
        ),
      ),
    );
  }
  const view = () =>
    createView({ ...{ domain, zone, at: now(), zoneAskers, resolvers, system }, heard: asking.heard() });

  await Promise.all([
    // What programs cannot do without is asked in every way there is: some networks let one through and not another.
    everybody([...essential(domain), ...plan.filter(isEssential).flatMap(questionsOf)], resolvers),
    everybody([
      ...plan.filter((record) => !isEssential(record)).flatMap(questionsOf),
      ...serviceDoors(plan).map((name) => [name, 'SRV'] as const),
      ...around(domain, label),
      ...certificateNames(domain, plan).map((name) => [name, 'CAA'] as const),
    ]),
    ...(zone.name === null ? [] : [aboutZone(zone.name, zoneAskers, resolvers, asking)]),
  ]);
  await everybody(leads(view(), plan));
  await everybody([...leads(view(), plan), ...misplaced(view(), plan)]);
  return view();
}

/** Both families; several addresses of one are one service to its provider, and would only be more to ask. */
const oneOfEach = (addresses: readonly string[]): string[] =>
  [
    addresses.find((address) => !address.includes(':')),
    addresses.find((address) => address.includes(':')),
  ].filter((address) => address !== undefined);

const essential = (domain: string): Question[] =>
  SERVICE_NAMES.map((service) => [`${service}.${domain}`, 'SRV'] as const);

/**
 * Rooms and feeds are servers of their own to others. Where the plan has an address for them and no SRV, SRV that somebody else
 * has written still leads other servers away (RFC 6120 §3.2.1 has them look for it first).
 */
export const serviceDoors = (plan: readonly PlannedRecord[]): string[] =>
  plan
    .filter(({ purpose }) => purpose === 'services.rooms' || purpose === 'services.feeds')
    .flatMap(({ set }) => Object.values(SERVICES.server).map((prefix) => `${prefix}.${set.name}`));

const isEssential = ({ need, set }: PlannedRecord): boolean =>
  need === 'required' && (set.type === 'SRV' || set.type === 'A' || set.type === 'AAAA');

function questionsOf({ set: { name, type } }: PlannedRecord): Question[] {
  if (type === 'CNAME')
    return [
      [name, 'CNAME'],
      [name, 'A'],
      [name, 'AAAA'],
    ];
  // The other family, too: an address that should not be there is found only where it is looked for.
  if (type === 'A' || type === 'AAAA')
    return [
      [name, 'A'],
      [name, 'AAAA'],
    ];
  return [[name, type]];
}

const around = (domain: string, label: string): Question[] => [
  [domain, 'A'],
  [domain, 'AAAA'],
  [domain, 'MX'],
  [`${label}.${domain}`, 'A'],
  [`${label}.${domain}`, 'AAAA'],
  [`${label}.${domain}`, 'SRV'],
  [`${label}.${domain}`, 'TXT'],
  [`_xmppconnect.${domain}`, 'TXT'],
];

/** Names a certificate is asked for, and all above them: the nearest set of CAA counts (RFC 8659 §3). */
function certificateNames(domain: string, plan: readonly PlannedRecord[]): string[] {
  const names = [domain, ...plan.map(({ set }) => set.name).filter((name) => !name.startsWith('_'))];
  const above = names.flatMap((name) => {
    const labels = name.split('.');
    return labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'));
  });
  return [...new Set(above)].slice(0, 24);
}

/** Each server's own words about the zone, once over a connection; and whether it is signed. */
async function aboutZone(
  zone: string,
  zoneAskers: readonly AskedServer[],
  resolvers: readonly AskedServer[],
  asking: Asking,
): Promise<void> {
  await Promise.all([
    ...zoneAskers.flatMap((asker) => [
      asking.ask(asker, zone, 'SOA'),
      asking.ask(asker, zone, 'NS'),
      asking.ask(asker, zone, 'DNSKEY'),
      asking.ask(zoneAsker(asker.name, asker.address, 'tcp'), zone, 'SOA'),
    ]),
    ...resolvers.map((asker) => asking.ask(asker, zone, 'SOA')),
  ]);
}

/** A zone of a stranger may name as many as it likes. */
const MOST_LEADS = 24;

/** The hosts that SRV names, and what aliases lead to. */
function leads(view: View, plan: readonly PlannedRecord[]): Question[] {
  const targets = [
    ...essential(view.domain),
    ...plan.filter(({ set }) => set.type === 'SRV').map(({ set }) => [set.name, 'SRV'] as const),
    ...serviceDoors(plan).map((name) => [name, 'SRV'] as const),
  ]
    .flatMap(([name]) => view.truth(name, 'SRV')?.values ?? [])
    .map((value) => readSrv(value).target);
  const planned = plan
    .filter(({ set }) => set.type === 'SRV')
    .flatMap(({ set }) => set.values.map((value) => readSrv(value).target));
  const aliases = view.all.flatMap(({ said }) =>
    (said?.answers ?? []).filter(({ type }) => type === 'CNAME').map(({ value }) => value.replace(/\.$/, '')),
  );
  // Name servers within the zone: what the zone says of them itself.
  const servers = view.zone.servers.map(({ name }) => name).filter(view.inZone);
  const hosts = [...new Set([...planned, ...targets, ...aliases, ...servers])].filter((host) => host !== '');
  return hosts.slice(0, MOST_LEADS).flatMap((host) => [
    [host, 'A'],
    [host, 'AAAA'],
  ]);
}

/** Where a record that is missing may have been put: each is a mistake that a provider's form invites. */
export function slips(name: string, domain: string): readonly string[] {
  const [service = '', proto = '', ...rest] = name.split('.');
  const at = rest.join('.');
  const doubled = `${name}.${domain}`;
  if (!service.startsWith('_xmpp') || proto !== '_tcp') return [doubled];
  const bare = service.slice(1);
  return [
    doubled,
    `${bare}._tcp.${at}`,
    `${bare}.tcp.${at}`,
    `${service}.tcp.${at}`,
    `${service}._udp.${at}`,
    `${service}.${at}`,
    `${service}._tcp._tcp.${at}`,
  ];
}

function misplaced(view: View, plan: readonly PlannedRecord[]): Question[] {
  const missing = plan
    .filter(({ set, need }) => need !== 'optional' && view.truth(set.name, set.type)?.values.length === 0)
    .slice(0, 16);
  const hosts = plan
    .filter(({ set }) => set.type === 'A' || set.type === 'AAAA')
    .map(({ set }) => set.name)
    .filter((host) => host !== view.domain);
  return missing.flatMap(({ set: { name, type } }): Question[] => {
    const instead = slips(name, view.domain).map((slip) => [slip, type] as const);
    if (type !== 'SRV' || !SERVICE_NAMES.some((service) => name === `${service}.${view.domain}`))
      return instead;
    const service = name.slice(0, -view.domain.length - 1);
    // Below the host instead of the domain.
    return [...instead, ...[...new Set(hosts)].map((host) => [`${service}.${host}`, 'SRV'] as const)];
  });
}
