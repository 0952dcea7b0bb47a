/**
 * Rooms: the list, and each room that was looked at. All are asked for again when one of them may be another.
 */
import type { Client, RoomDetails, RoomsAnswer } from '../api/types.ts';
import { createResource, type Resource } from './async.ts';
import type { Events } from './events.ts';

export type RoomsStore = {
  list: Resource<RoomsAnswer>;
  /** One room with its people. The same resource for the same address. */
  room(address: string): Resource<RoomDetails>;
};

/** `server.state`: after a start everything is there again. */
const RELOAD_ON = ['rooms.changed', 'server.state'] as const;

export function createRoomsStore({ client, events }: { client: () => Client; events: Events }): RoomsStore {
  const known = new Map<string, Resource<RoomDetails>>();
  return {
    list: createResource({ load: async () => client().rooms.list(), events, reloadOn: RELOAD_ON }),
    room(address) {
      const found = known.get(address);
      if (found) return found;
      const load = async () => client().rooms.get({ address });
      const resource = createResource({ load, events, reloadOn: RELOAD_ON });
      known.set(address, resource);
      return resource;
    },
  };
}
