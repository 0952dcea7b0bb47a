/**
 * All rooms of the service, and the one way events reach them: an event runs, what it changed is written, what it sends leaves.
 * Writing comes first, so that nobody reads what a crash could undo.
 */
import type { Jid } from '../../kernel/jid.ts';
import type { Log } from '../../kernel/log.ts';
import type { Service } from '../../kernel/services.ts';
import type { RoomArchive } from './archive.ts';
import type { RoomConfig } from './config.ts';
import { eventsFor } from './events.ts';
import { newOutcome, type Outcome, type Surroundings } from './outcome.ts';
import { newRoom, ownersOf, type Room } from './room.ts';
import type { RoomStorage } from './storage.ts';
import { dropFormer } from './subscribe.ts';

export interface RoomsParts {
  readonly service: Pick<Service, 'domains' | 'hostOf'>;
  readonly storage: RoomStorage;
  readonly archive: Pick<RoomArchive, 'forget' | 'recent'>;
  readonly around: Surroundings;
  readonly route: (stanza: Outcome['stanzas'][number]) => void;
  /** A device came in, changed its nickname, or (without one) left. */
  readonly moved: (full: string, room: Room, nick: string | undefined) => void;
  /** Who is in it, who belongs to it or what it is like has changed, or it has come or gone. */
  readonly changed: (room: Room) => void;
  readonly log: Log;
}

export interface Rooms {
  get(jid: Jid): Room | undefined;
  /** Of one service domain, or all, by address. */
  list(domain?: string): Room[];
  /** Makes a room in memory; it is stored when it is persistent and unlocked. */
  create(jid: Jid, host: string, config: RoomConfig): Room;
  /** Runs an event on a room and carries out what follows. What `event` throws, nothing happened of. */
  run(room: Room, event: (out: Outcome) => void): void;
  /** Rooms a device is in. */
  joinedBy(full: string): number;
  ownedBy(bare: string): number;
  /** Rooms an account is subscribed to. */
  subscribedBy(bare: string): number;
  /** Of all domains that have been asked for. */
  count(): number;
  /** Resolves when the room's history is there; undefined when it is already. */
  awake(room: Room): Promise<void> | undefined;
}

export function createRooms(parts: RoomsParts): Rooms {
  const { service, storage, archive, around, route, log } = parts;
  const rooms = new Map<string, Room>();
  const loaded = new Set<string>();
  const joined = new Map<string, Set<Room>>();
  const asleep = new Set<Room>();
  const waking = new Map<Room, Promise<void>>();

  function count(room: Room, moved: Outcome['moved']): void {
    for (const [full, nick] of moved) {
      const places = joined.get(full) ?? new Set();
      if (nick === undefined) places.delete(room);
      else places.add(room);
      if (places.size > 0) joined.set(full, places);
      else joined.delete(full);
      parts.moved(full, room, nick);
    }
  }

  function write(room: Room, wasKept: boolean, out: Outcome): void {
    const key = room.jid.toString();
    if (out.destroyed) {
      rooms.delete(key);
      storage.forget(room);
      archive.forget(key);
      log.info('room destroyed', { room: key });
      return;
    }
    const kept = isKept(room);
    if (kept && !wasKept) storage.saveAll(room);
    else if (!kept && wasKept) storage.forget(room);
    else storage.save(room, out);
  }

  async function wake(room: Room): Promise<void> {
    try {
      const past = await archive.recent(room.jid.toString(), around.limits.historySize);
      room.history.unshift(...past);
    } catch (error) {
      log.error('the history of a room cannot be read', {
        room: room.jid.toString(),
        cause: String((error as Error)?.stack ?? error),
      });
    } finally {
      asleep.delete(room);
      waking.delete(room);
    }
  }

  /** Reads the rooms of a domain from disk the first time it is asked for; a reload may bring new ones. */
  function load(domain: string): void {
    const host = service.hostOf(domain);
    if (host === undefined || loaded.has(domain)) return;
    loaded.add(domain);
    for (const room of storage.load(domain, host)) {
      rooms.set(room.jid.toString(), room);
      if (room.config.archive && room.config.historyLength > 0) asleep.add(room);
    }
  }

  return {
    get(jid) {
      load(jid.domain);
      return rooms.get(jid.bare.toString());
    },
    list(domain) {
      for (const one of domain === undefined ? service.domains() : [domain]) load(one);
      return [...rooms.values()]
        .filter((room) => domain === undefined || room.jid.domain === domain)
        .sort((a, b) => (a.jid.toString() < b.jid.toString() ? -1 : 1));
    },
    create(jid, host, config) {
      const room = newRoom(jid.bare, host, config, around.now());
      rooms.set(jid.bare.toString(), room);
      log.info('room created', { room: jid.bare.toString() });
      return room;
    },
    run(room, event) {
      const out = newOutcome();
      const wasKept = isKept(room);
      event(out);
      dropFormer(room, out);
      count(room, out.moved);
      write(room, wasKept, out);
      for (const stanza of out.stanzas) route(stanza);
      for (const stanza of eventsFor(room, out, around)) route(stanza);
      if (out.moved.size > 0 || out.record || out.affiliations.size > 0 || out.destroyed) parts.changed(room);
    },
    count: () => rooms.size,
    joinedBy: (full) => joined.get(full)?.size ?? 0,
    ownedBy: (bare) => [...rooms.values()].filter((room) => ownersOf(room).includes(bare)).length,
    subscribedBy: (bare) => [...rooms.values()].filter((room) => room.subscribers.has(bare)).length,
    awake(room) {
      if (!asleep.has(room)) return undefined;
      let promise = waking.get(room);
      if (!promise) {
        promise = wake(room);
        waking.set(room, promise);
      }
      return promise;
    },
  };
}

const isKept = (room: Room): boolean => room.config.persistent && !room.locked;
