/** Everything that was heard of a domain, to be asked by name and type. Pure. */
import type { LookType, RecordLine } from '../../../../server/dns/index.ts';
import type { AskedServer } from '../ask/askers.ts';
import type { Heard } from '../ask/asking.ts';
import type { Zone } from '../ask/zone.ts';

/** One server's answer to one question, aliases followed as far as it told. */
export interface Answered {
  readonly asker: AskedServer;
  /** Values of the type asked for, at the end of the aliases; sorted. */
  readonly values: readonly string[];
  /** From the name that was asked to where the values stand; one name when there is no alias. */
  readonly chain: readonly string[];
  /** False: it says that the name does not exist. */
  readonly exists: boolean;
  /** Seconds, the shortest of what it said; null when it said nothing of that. */
  readonly ttl: number | null;
  readonly heard: Heard;
}

export interface View {
  readonly domain: string;
  readonly zone: Zone;
  readonly at: number;
  readonly zoneAskers: readonly AskedServer[];
  readonly resolvers: readonly AskedServer[];
  readonly system: readonly AskedServer[];
  readonly all: readonly Heard[];
  /** The name is kept in the domain's own zone. */
  inZone(name: string): boolean;
  heard(asker: AskedServer, name: string, type: LookType): Heard | undefined;
  /** What this one said; undefined when it was not asked, gave no answer, or only said whom to ask instead. */
  by(asker: AskedServer, name: string, type: LookType): Answered | undefined;
  byZone(name: string, type: LookType): Answered[];
  byResolvers(name: string, type: LookType): Answered[];
  /** The zone's own servers, or where they do not tell (another zone, no way there) the resolvers. Undefined: nobody did. */
  truth(name: string, type: LookType): Answered | undefined;
  /** As `truth`, with aliases followed to wherever they lead. */
  values(name: string, type: LookType): readonly string[];
  /** A and AAAA, wherever aliases lead. */
  addresses(name: string): string[];
}

const MOST_ALIASES = 8;

export interface ViewParts {
  readonly domain: string;
  readonly zone: Zone;
  readonly at: number;
  readonly zoneAskers: readonly AskedServer[];
  readonly resolvers: readonly AskedServer[];
  readonly system: readonly AskedServer[];
  readonly heard: readonly Heard[];
}

export function createView(parts: ViewParts): View {
  const { domain, zone, at, zoneAskers, resolvers, system, heard } = parts;
  const byKey = new Map(heard.map((one) => [`${one.asker.id} ${one.type} ${one.name}`, one]));
  const find = (asker: AskedServer, name: string, type: LookType) => byKey.get(`${asker.id} ${type} ${name}`);
  const inZone = (name: string) =>
    zone.name !== null && (name === zone.name || name.endsWith(`.${zone.name}`));

  function by(asker: AskedServer, name: string, type: LookType): Answered | undefined {
    const one = find(asker, name, type);
    if (!one?.said || one.problem !== null) return undefined;
    // A name server that sends us on to another zone says nothing of the name itself.
    if (asker.kind === 'zone' && !one.said.authoritative) return undefined;
    return answeredOf(one, type);
  }
  const several = (askers: readonly AskedServer[], name: string, type: LookType) =>
    askers.map((asker) => by(asker, name, type)).filter((one) => one !== undefined);
  const byZone = (name: string, type: LookType) => (inZone(name) ? several(zoneAskers, name, type) : []);
  const byResolvers = (name: string, type: LookType) => several(resolvers, name, type);

  function truth(name: string, type: LookType): Answered | undefined {
    const own = byZone(name, type);
    // One that has the record rather than one that has not yet, or not any more.
    return (
      own.find(({ values, chain }) => values.length > 0 || chain.length > 1) ??
      own[0] ??
      byResolvers(name, type)[0] ??
      several(system, name, type)[0]
    );
  }

  function values(name: string, type: LookType): readonly string[] {
    let here = name;
    for (let hops = 0; hops < MOST_ALIASES; hops++) {
      const found = truth(here, type);
      if (!found) return [];
      const end = found.chain.at(-1)!;
      if (found.values.length > 0 || end === here) return found.values;
      here = end;
    }
    return [];
  }

  return {
    ...{ domain, zone, at, zoneAskers, resolvers, system, all: heard },
    ...{ inZone, heard: find, by, byZone, byResolvers, truth, values },
    addresses: (name) => [...values(name, 'A'), ...values(name, 'AAAA')],
  };
}

function answeredOf(heard: Heard, type: LookType): Answered {
  const lines = heard.said!.answers;
  const chain = [heard.name];
  let ttl = Number.POSITIVE_INFINITY;
  for (let hops = 0; hops < MOST_ALIASES && type !== 'CNAME'; hops++) {
    const alias = lines.find((line) => line.type === 'CNAME' && line.name === chain.at(-1));
    if (!alias) break;
    ttl = Math.min(ttl, alias.ttl);
    const to = alias.value.replace(/\.$/, '');
    if (chain.includes(to)) break;
    chain.push(to);
  }
  const own = lines.filter((line) => line.type === type && line.name === chain.at(-1));
  for (const line of own) ttl = Math.min(ttl, line.ttl);
  if (own.length === 0) ttl = Math.min(ttl, negativeTtl(heard.said!.authority));
  return {
    ...{ asker: heard.asker, heard, chain },
    values: own.map(({ value }) => value).sort(),
    exists: heard.said!.code === 'NOERROR' || chain.length > 1,
    ttl: Number.isFinite(ttl) ? ttl : null,
  };
}

/** SPEC: RFC 2308 §5: what is not there is remembered for the lesser of the SOA's own TTL and its last field. */
function negativeTtl(authority: readonly RecordLine[]): number {
  const soa = authority.find(({ type }) => type === 'SOA');
  if (!soa) return Number.POSITIVE_INFINITY;
  return Math.min(soa.ttl, Number(soa.value.split(' ').at(-1)));
}
