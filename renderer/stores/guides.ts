/**
 * Guides filled for a person, by what was asked for. All are asked for again when a value in them may be another.
 */
import type { Client, ClientId, GuideLanguage, GuidesAnswer } from '../api/types.ts';
import { createResource, type Resource } from './async.ts';
import type { Events } from './events.ts';

export type GuidesWish = {
  /** Bare address. */
  address: string;
  language: GuideLanguage;
  clients?: readonly ClientId[];
  /** Other than what was found out. */
  way?: 'found' | 'typed';
  tls?: 'starttls' | 'direct';
};

/** The same resource for the same wish. */
export type GuidesStore = (wish: GuidesWish) => Resource<GuidesAnswer>;

const RELOAD_ON = [
  ...(['dns.changed', 'certificates.changed', 'setup.changed', 'server.state'] as const),
  ...(['rooms.changed', 'people.changed', 'webchat.changed'] as const),
];

/** More are not looked at in one sitting; the oldest is forgotten. */
const MOST = 60;

export function createGuidesStore({ client, events }: { client: () => Client; events: Events }): GuidesStore {
  const known = new Map<string, Resource<GuidesAnswer>>();
  return ({ clients, ...wish }) => {
    const key = JSON.stringify([wish.address, wish.language, wish.way, wish.tls, clients]);
    const found = known.get(key);
    if (found) return found;
    const load = async () => client().guides.fill({ ...wish, ...(clients && { clients: [...clients] }) });
    const resource = createResource({ load, events, reloadOn: RELOAD_ON });
    if (known.size >= MOST) known.delete([...known.keys()][0]!);
    known.set(key, resource);
    return resource;
  };
}
