/** Guides filled with what the office is now. Asks nobody: what is known of DNS, certificate and rooms is handed over. */
import type { DnsState } from '../../contract/dns.ts';
import type { ClientId, ClientSystem, FilledGuide, GuideLanguage, GuideWay } from '../../contract/guides.ts';
import type { Person, Room } from '../../contract/index.ts';
import { servedDomains, serverHost, serviceHost } from '../office-names.ts';
import { ProblemError, problem } from '../problem.ts';
import type { Office } from '../settings.ts';
import { readGuides } from './all.ts';
import { fillGuide, type GuidePerson } from './fill.ts';
import { wayIn } from './way.ts';

export interface FillWish {
  readonly address: string;
  readonly language: GuideLanguage;
  readonly clients?: readonly ClientId[] | undefined;
  readonly way?: 'found' | 'typed' | undefined;
  readonly tls?: 'starttls' | 'direct' | undefined;
}

export interface Guides {
  /** Refused with `input.invalid` for a domain the office does not serve. */
  way(domain?: string): Promise<GuideWay>;
  fill(wish: FillWish): Promise<{ way: GuideWay; guides: FilledGuide[] }>;
}

export interface GuidesParts {
  /** Throws `setup.not-done` before there is one. */
  readonly office: () => Office;
  readonly addresses: () => readonly string[];
  /** What is known of a domain's DNS; undefined for one of this network only. */
  readonly dns: (domain: string) => Pick<DnsState, 'report' | 'rightAt'> | undefined;
  /** The certificate programs are shown, where it is by the office's own authority. */
  readonly own: (
    domain: string,
  ) => Promise<{ fingerprint: string; sha1: string; validUntil: number } | undefined>;
  readonly rooms: () => Promise<readonly Room[]>;
  readonly chat: () => string | null;
  readonly person: (
    address: string,
  ) => Promise<Pick<Person, 'address' | 'username' | 'host' | 'displayName'>>;
}

export function createGuides(parts: GuidesParts): Guides {
  const { office, addresses, dns, own, rooms, chat, person } = parts;

  async function way(wanted?: string): Promise<GuideWay> {
    const now = office();
    const domain = wanted ?? now.domain;
    if (!servedDomains(now).includes(domain))
      throw problem('input.invalid', { field: 'domain', reason: 'unknown' });
    const seen = now.way === 'domain' ? dns(domain) : undefined;
    const shown = await own(domain);
    const service = serviceHost(now, 'conference', domain);
    return {
      domain,
      ...wayIn({
        ...{ way: now.way, report: seen?.report ?? null, rightAt: seen?.rightAt ?? null },
        ...{ server: serverHost(now), addresses: addresses() },
      }),
      ports: now.ports,
      authority: shown
        ? {
            ...{ fingerprint: shown.fingerprint, sha1: shown.sha1, until: shown.validUntil },
            file: `chatelaine-${now.domain}.crt`,
          }
        : null,
      rooms: service,
      room: await openRoom(service),
      chat: chat(),
    };
  }

  /** One that everybody may enter, the liveliest; none where the server does not say. */
  async function openRoom(service: string): Promise<GuideWay['room']> {
    try {
      const open = (await rooms()).filter(
        ({ address, entry, temporary, protected: locked }) =>
          address.endsWith(`@${service}`) && entry === 'everyone' && !temporary && !locked,
      );
      const [best] = open.sort((one, other) => other.members - one.members);
      return best ? { address: best.address, name: best.name } : null;
    } catch (error) {
      // It does not run now: guides go without a room.
      if (error instanceof ProblemError) return null;
      throw error;
    }
  }

  /** Somebody invited has no account yet, and a server that does not run knows nobody: the address says enough. */
  async function whoIs(address: string) {
    try {
      return await person(address);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const at = address.lastIndexOf('@');
      if (at < 1) throw error;
      return { address, username: address.slice(0, at), host: address.slice(at + 1), displayName: '' };
    }
  }

  return {
    way,
    async fill(wish) {
      const who = await whoIs(wish.address);
      const found = await way(who.host);
      const asked = { ...found, way: wish.way ?? found.way };
      const about: GuidePerson = {
        ...{ address: who.address, username: who.username, host: who.host, name: who.displayName },
      };
      const values = { person: about, way: asked, tls: wish.tls ?? 'starttls' } as const;
      const wanted = readGuides().filter(({ id }) => wish.clients?.includes(id) ?? true);
      return { way: found, guides: wanted.map((one) => fillGuide(one, values, wish.language)) };
    },
  };
}

/** Guides for a system, the ones we recommend first. Pure. */
export const forSystem = <G extends Pick<FilledGuide, 'rank' | 'systems'>>(
  guides: readonly G[],
  system: ClientSystem,
): G[] =>
  guides
    .filter(({ systems }) => systems.includes(system))
    .sort((one, other) => (one.rank[system] ?? 9) - (other.rank[system] ?? 9));
