/**
 * Which zone a name is in, who keeps it, and what the zone above says of that: the way down from the top-level domain.
 * Specs: RFC 1034 §4.2.1 and §4.3.2, RFC 9471 (glue), RFC 4035 §2.4 (DS).
 * It asks resolvers only for what is far above the domain; from there on name servers themselves, as a resolver would.
 */
import { getDomain } from 'tldts';
import type { LookType, Said } from '../../../../server/dns/index.ts';
import { type AskedServer, zoneAsker } from './askers.ts';
import type { Asking, Heard } from './asking.ts';

/** One name server of a zone. */
export interface ZoneServer {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Addresses that the zone above gives for it; only then can a name inside the zone be found at all. Null: it was not asked. */
  readonly glue: readonly string[] | null;
  /** The zone above names it. */
  readonly delegated: boolean;
}

export type Registered = 'yes' | 'no' | 'unknown';

/** The zone a name is kept in. */
export interface Zone {
  /** `no`: the zone above says that there is no such name. */
  readonly registered: Registered;
  /** The apex; null when nobody could tell. */
  readonly name: string | null;
  /** The zone above, and its servers; null when nobody could tell. */
  readonly parent: string | null;
  readonly servers: readonly ZoneServer[];
  /** What the zone above says of the zone's keys: lines of DS. */
  readonly ds: readonly string[];
  /** What was asked and answered, line by line. */
  readonly evidence: readonly string[];
}

/** A delegation that goes on like this was not meant well. */
const MOST_CUTS = 12;
/** Servers of one zone, and addresses of one server, that are asked. */
const MOST_SERVERS = 8;
const MOST_ADDRESSES = 4;

export interface ZoneParts {
  readonly asking: Asking;
  /** In the order to try: the first that answers is believed. */
  readonly resolvers: readonly AskedServer[];
}

/** Rejects only with the signal's reason. @param domain ASCII, lower case, without a final dot. */
export async function findZone(domain: string, parts: ZoneParts): Promise<Zone> {
  const evidence: string[] = [];
  const unknown = { registered: 'unknown', name: null, parent: null, servers: [], ds: [], evidence } as const;
  const registrable = getDomain(domain) ?? domain;
  const top = domain.slice(domain.lastIndexOf('.') + 1);
  let at = { name: top, servers: await serversByResolver(top, parts) };
  let above: { name: string; servers: readonly ZoneServer[] } | undefined;
  let here: { ds: readonly string[] } = { ds: [] };
  for (let cuts = 0; cuts < MOST_CUTS; cuts++) {
    const heard = await firstToSay(at.servers, domain, 'SOA', parts.asking);
    if (heard) evidence.push(lineOf(heard));
    const said = heard?.problem === null ? heard.said : null;
    const referral = said && referralOf(said, domain, at.name);
    if (referral) {
      const servers = await withAddresses(referral, said, parts);
      above = at;
      at = { name: referral.zone, servers };
      here = { ds: await dsOf(referral.zone, above.servers, parts.asking) };
      continue;
    }
    if (!above) {
      // Not even the zone at the top could be asked, or it knows of nothing below itself.
      if (said?.code === 'NXDOMAIN')
        return { ...unknown, registered: 'no', name: at.name, servers: at.servers };
      return { ...unknown, ...(await byResolver(domain, parts)) };
    }
    const name = (said && apexOf(said, domain)) ?? at.name;
    // `co.uk` says of itself that there is nothing: nobody has the name that could be had there.
    const registered = said && name.length < registrable.length ? 'no' : 'yes';
    return {
      ...{ registered, name, parent: above.name },
      ...{ servers: await withOwn({ ...at, name }, parts), ds: here.ds, evidence },
    };
  }
  return unknown;
}

interface Referral {
  readonly zone: string;
  readonly names: readonly string[];
}

/**
 * SPEC: RFC 1034 §4.3.2 (3b): where a match leaves what the server is an authority for, the answer is a referral.
 * It goes down, towards the name, or it is none.
 */
function referralOf(said: Said, domain: string, zone: string): Referral | undefined {
  if (said.authoritative || said.code !== 'NOERROR') return undefined;
  const servers = said.authority.filter(({ type }) => type === 'NS');
  const [first] = servers;
  if (!first || first.name.length <= zone.length) return undefined;
  if (domain !== first.name && !domain.endsWith(`.${first.name}`)) return undefined;
  const names = servers.filter(({ name }) => name === first.name).map(({ value }) => withoutDot(value));
  return { zone: first.name, names: [...new Set(names)].sort().slice(0, MOST_SERVERS) };
}

/** The zone that an answer is from, as its SOA says. */
function apexOf(said: Said, domain: string): string | undefined {
  const soa = [...said.answers, ...said.authority].find(({ type }) => type === 'SOA');
  return soa && (soa.name === domain || domain.endsWith(`.${soa.name}`)) ? soa.name : undefined;
}

async function withAddresses({ names }: Referral, said: Said, parts: ZoneParts): Promise<ZoneServer[]> {
  return Promise.all(
    names.map(async (name) => {
      const glue = said.additional
        .filter((line) => line.name === name && (line.type === 'A' || line.type === 'AAAA'))
        .map(({ value }) => value);
      const addresses = glue.length > 0 ? glue : await addressesOf(name, parts);
      return { name, addresses: addresses.slice(0, MOST_ADDRESSES), glue, delegated: true };
    }),
  );
}

/** Beside those the zone above names, those the zone itself does. */
async function withOwn(
  { name, servers }: { name: string; servers: readonly ZoneServer[] },
  parts: ZoneParts,
): Promise<ZoneServer[]> {
  const heard = await firstToSay(servers, name, 'NS', parts.asking);
  const own = (heard?.said?.answers ?? [])
    .filter(({ type }) => type === 'NS')
    .map(({ value }) => withoutDot(value));
  const more = own.filter((one) => !servers.some((each) => each.name === one)).slice(0, MOST_SERVERS);
  const found = await Promise.all(
    more.map(async (one) => ({
      ...{ name: one, addresses: await addressesOf(one, parts), glue: null, delegated: false },
    })),
  );
  return [...servers, ...found].slice(0, MOST_SERVERS);
}

async function dsOf(zone: string, above: readonly ZoneServer[], asking: Asking): Promise<string[]> {
  const heard = await firstToSay(above, zone, 'DS', asking);
  return (heard?.said?.answers ?? []).filter(({ type }) => type === 'DS').map(({ value }) => value);
}

async function serversByResolver(zone: string, parts: ZoneParts): Promise<ZoneServer[]> {
  const heard = await firstAnswer(parts, zone, 'NS');
  const names = (heard?.said?.answers ?? [])
    .filter(({ type }) => type === 'NS')
    .map(({ value }) => withoutDot(value))
    .sort()
    // One that answers is enough.
    .slice(0, 3);
  const servers = await Promise.all(
    names.map(async (name) => ({
      ...{ name, addresses: await addressesOf(name, parts), glue: null, delegated: true },
    })),
  );
  return servers.filter(({ addresses }) => addresses.length > 0);
}

/** What a resolver knows of a domain, where name servers cannot be asked: a network that lets no such question out. */
async function byResolver(domain: string, parts: ZoneParts): Promise<Partial<Zone>> {
  const heard = await firstAnswer(parts, domain, 'SOA');
  if (!heard?.said || heard.problem !== null) return {};
  const name = apexOf(heard.said, domain) ?? null;
  if (heard.said.code === 'NXDOMAIN' && (name === null || !name.includes('.')))
    return { registered: 'no', name };
  if (name === null) return {};
  return { registered: 'yes', name, servers: await serversByResolver(name, parts) };
}

async function addressesOf(host: string, parts: ZoneParts): Promise<string[]> {
  const heard = await Promise.all((['A', 'AAAA'] as const).map((type) => firstAnswer(parts, host, type)));
  return heard
    .flatMap((one) => one?.said?.answers ?? [])
    .filter(({ type }) => type === 'A' || type === 'AAAA')
    .map(({ value }) => value)
    .slice(0, MOST_ADDRESSES);
}

/** The first of a zone's servers that gives an answer of its own; else what the last one said. */
export async function firstToSay(
  servers: readonly ZoneServer[],
  name: string,
  type: LookType,
  asking: Asking,
): Promise<Heard | undefined> {
  // IPv4 first: many an office has nothing else, and waits for the other.
  const at = servers
    .flatMap((server) => server.addresses.map((address) => ({ name: server.name, address })))
    .sort((one, other) => Number(one.address.includes(':')) - Number(other.address.includes(':')));
  let last: Heard | undefined;
  for (const { name: server, address } of at.slice(0, MOST_TRIED)) {
    last = await asking.ask(zoneAsker(server, address), name, type);
    if (last.problem === null) return last;
  }
  return last;
}
const MOST_TRIED = 4;

/** The first resolver that gives an answer. */
export async function firstAnswer(
  { asking, resolvers }: ZoneParts,
  name: string,
  type: LookType,
): Promise<Heard | undefined> {
  let last: Heard | undefined;
  for (const resolver of resolvers) {
    last = await asking.ask(resolver, name, type);
    if (last.problem === null) return last;
  }
  return last;
}

export const withoutDot = (name: string) => name.replace(/\.$/, '');

/** `ns1.example.net/192.0.2.53: example.org SOA → NOERROR …`, as a technician reads it. */
export function lineOf({ asker, name, type, said, problem, detail }: Heard): string {
  const values = said?.answers.filter((line) => line.type === type || line.type === 'CNAME') ?? [];
  const what =
    values.length > 0 ? values.map(({ type: kind, value }) => `${kind} ${value}`).join(', ') : 'nothing';
  const rest = said ? `${detail}${said.authoritative ? ', authoritative' : ''}: ${what}` : detail;
  return `${asker.id}: ${name} ${type}? ${problem ? `${problem} (${rest})` : rest}`;
}
