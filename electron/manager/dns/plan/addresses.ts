/** Where the server is, and the names of its services beside it. Pure. Specs: RFC 1034 §3.6.2, RFC 2782. */
import { getDomain } from 'tldts';
import type { PlanGap, PlannedRecord, RecordPurpose, ServiceId } from '../../../contract/domains.ts';
import { isWanted } from '../../office-doors.ts';
import { namesOf, servedDomains, serverHost, webHost } from '../../office-names.ts';
import type { PlanFacts } from './facts.ts';
import { absolute, planned, USUAL_TTL } from './records.ts';

/** What belongs to somebody at a registry: below it are names of one owner. */
export const registrable = (name: string): string => getDomain(name, { allowPrivateDomains: true }) ?? name;

export const isBelow = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

type Part = { readonly records: PlannedRecord[]; readonly gaps: PlanGap[] };

/** For an address that changes: nobody is sent to the old one for longer. */
const CHANGING_TTL = 300;

/** A and AAAA of a name that has them itself. */
function own(
  { office, addresses }: PlanFacts,
  name: string,
  about: Omit<PlannedRecord, 'set' | 'mode' | 'purpose'> & { purpose?: RecordPurpose },
): PlannedRecord[] {
  const ttl = office.dns?.ttl ?? (office.dynamicAddress?.on ? CHANGING_TTL : USUAL_TTL);
  return [
    ...planned({ purpose: 'server.address-v4', ...about }, name, 'A', addresses.v4, ttl),
    ...planned({ purpose: 'server.address-v6', ...about }, name, 'AAAA', addresses.v6, ttl),
  ];
}

const isKnown = ({ addresses: { v4, v6 } }: PlanFacts): boolean => v4.length + v6.length > 0;

/**
 * SPEC: RFC 2782: "There MUST be one or more address records for this name, the name MUST NOT be an alias": the host SRV points
 * at has addresses of its own, whatever else is an alias.
 */
export function serverRecords(facts: PlanFacts): Part {
  const host = serverHost(facts.office);
  const home = (name: string) => isBelow(host, registrable(name));
  // In another zone of ours it stands in that domain's plan, once.
  if (!home(facts.domain)) {
    const ours = servedDomains(facts.office).some(home);
    return { records: [], gaps: ours ? [] : [{ code: 'server-elsewhere', subject: host }] };
  }
  if (!isKnown(facts)) return { records: [], gaps: [{ code: 'address-unknown', subject: host }] };
  return { records: own(facts, host, { group: 'server', need: 'required', because: 'usual' }), gaps: [] };
}

/** A name of its own for a service, and who looks it up. */
interface NameRow {
  readonly name: string;
  readonly purpose: RecordPurpose;
  readonly need: PlannedRecord['need'];
  readonly because: string;
}

const SERVICE_PURPOSE: Readonly<Record<ServiceId, RecordPurpose>> = {
  ...{ conference: 'services.rooms', upload: 'services.upload' },
  ...{ pubsub: 'services.feeds', proxy: 'services.relay' },
};

/** The names beside the server's, each only where somebody asks for it. */
function nameRows({ office, domain }: PlanFacts): NameRow[] {
  const { services, guests } = namesOf(office, domain);
  const federates = isWanted('companies', office);
  const front = office.website;
  const rows: NameRow[] = [];
  // A web server in front has one name for all domains; on another machine it is that machine's to publish.
  if (!front) {
    rows.push({ name: webHost(office, domain), purpose: 'services.web', need: 'required', because: 'usual' });
  } else if (front.machine === null && isBelow(front.name, registrable(domain))) {
    rows.push({ name: front.name, purpose: 'services.web', need: 'required', because: 'website-front' });
  }
  if (guests !== null)
    rows.push({ name: guests, purpose: 'services.guests', need: 'recommended', because: 'guests' });
  if (office.dns?.layout === 'one') return rows;
  for (const { service, name } of services) {
    const asked = service === 'upload' ? !front : service === 'proxy' || federates;
    if (!asked) continue;
    const need = service === 'upload' ? 'required' : service === 'proxy' ? 'optional' : 'recommended';
    rows.push({ name, purpose: SERVICE_PURPOSE[service], need, because: 'usual' });
  }
  return rows;
}

/**
 * SPEC: RFC 1034 §3.6.2: "If a CNAME RR is present at a node, no other data should be present": never where a zone begins (it has
 * SOA and NS), where a domain of ours is, or where somebody else has written something.
 */
function mayAlias({ office, domain, apexes = [], occupied = [] }: PlanFacts, name: string): boolean {
  const taken = [registrable(domain), ...servedDomains(office), ...apexes, ...occupied];
  return !taken.includes(name);
}

/** Names that lead to the server: aliases, so that a new address is written once. */
export function serviceRecords(facts: PlanFacts): Part {
  const { office } = facts;
  const host = serverHost(office);
  const ttl = office.dns?.ttl ?? USUAL_TTL;
  const records: PlannedRecord[] = [];
  const gaps: PlanGap[] = [];
  const done = new Set([host]);
  for (const { name, ...rest } of nameRows(facts)) {
    if (done.has(name)) continue;
    done.add(name);
    const about = { group: 'services', ...rest } as const;
    if (mayAlias(facts, name)) records.push(...planned(about, name, 'CNAME', [absolute(host)], ttl));
    else if (isKnown(facts)) records.push(...own(facts, name, { ...about, because: 'no-cname' }));
    else gaps.push({ code: 'no-cname', subject: name });
  }
  return { records, gaps };
}
