/** Rooms of the office, on whichever engine there is. Every change is noted, and so is who read what colleagues wrote. */
import type { ChangeAction } from '../../contract/change-actions.ts';
import type { Room, RoomDetails, RoomOptions, Standing } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Engine } from '../engines/engine.ts';
import type { MessagePage } from '../engines/rooms.ts';
import type { Events } from '../events.ts';
import { problem } from '../problem.ts';
import { readRoomName } from './room-name.ts';

export interface NewRoomWish extends RoomOptions {
  readonly local: string;
  readonly topic: string;
  /** Empty for none. */
  readonly password: string;
  readonly people: readonly string[];
}

export type RoomChange = Partial<RoomOptions> & { topic?: string | undefined; password?: string | undefined };

export interface Rooms {
  list(): Promise<{ service: string; rooms: Room[] }>;
  get(address: string): Promise<RoomDetails>;
  create(wish: NewRoomWish): Promise<RoomDetails>;
  change(address: string, change: RoomChange): Promise<RoomDetails>;
  setStanding(
    address: string,
    person: string,
    standing: Standing | 'none',
    reason?: string,
  ): Promise<RoomDetails>;
  sendOut(address: string, nick: string, reason?: string): Promise<RoomDetails>;
  messages(address: string, before: string | null): Promise<MessagePage>;
  takeBack(address: string, id: string, reason?: string): Promise<void>;
  close(address: string, why: { reason?: string | undefined; alternate?: string | undefined }): Promise<void>;
}

export interface RoomsParts {
  readonly engine: Engine;
  readonly changes: Changes;
  readonly events: Events;
  /** The served domains, the first one first; throws `setup.not-done` before there is one. */
  readonly domains: () => readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Reading on within this time is the same reading. */
const SAME_READING_MS = 3_600_000;

export function createRooms({ engine, changes, events, domains, now }: RoomsParts): Rooms {
  const { rooms } = engine;
  const readAt = new Map<string, number>();
  /** The domain of the rooms by the one they are beside; each list says it anew. */
  const services = new Map<string, string>();

  /** Of every domain; new rooms are made beside the first. */
  async function list(): Promise<{ service: string; rooms: Room[] }> {
    const found = await Promise.all(
      domains().map(async (host) => {
        const one = await rooms.list(host);
        services.set(host, one.service);
        return one;
      }),
    );
    return { service: found[0]?.service ?? '', rooms: found.flatMap((one) => one.rooms) };
  }
  async function serviceOf(host: string | undefined): Promise<string> {
    if (host === undefined || !services.has(host)) await list();
    return services.get(host ?? '') ?? '';
  }
  const serviceNow = () => serviceOf(domains()[0]);

  function noted(action: ChangeAction, address: string, before: string | null, after: string | null): void {
    changes.note({ action, subject: address, state: 'applied', before, after });
    events.emit({ type: 'rooms.changed', address });
  }

  /** Only rooms beside our own domains: the address is a page's. */
  async function ours(address: string): Promise<string> {
    const all = await Promise.all(domains().map(serviceOf));
    if (!all.some((service) => address.endsWith(`@${service}`))) throw problem('room.unknown', { address });
    return address;
  }

  /** Whoever reads what colleagues wrote leaves a trace. */
  function noteReading(address: string): void {
    const last = readAt.get(address) ?? Number.NEGATIVE_INFINITY;
    if (now() - last < SAME_READING_MS) return;
    readAt.set(address, now());
    changes.note({ action: 'rooms.read', subject: address, state: 'applied', before: null, after: null });
  }

  return {
    list,
    get: async (address) => rooms.get(await ours(address)),
    async create({ local, topic, people, password, ...options }) {
      const address = `${readRoomName(local)}@${await serviceNow()}`;
      const settings = { ...trimmed(options), ...(password !== '' && { password }) };
      await rooms.create({ address, owner: undefined, topic: topic.trim(), settings, people });
      noted('rooms.create', address, null, options.name.trim() || null);
      return rooms.get(address);
    },
    async change(address, { topic, ...settings }) {
      const before = await rooms.get(await ours(address));
      await rooms.configure(address, trimmed(settings));
      if (topic !== undefined && topic.trim() !== before.topic) await rooms.setTopic(address, topic.trim());
      const after = await rooms.get(address);
      noted('rooms.change', address, told(before, after), told(after, before));
      return after;
    },
    async setStanding(address, person, standing, reason) {
      const before = await rooms.get(await ours(address));
      const was = before.people.find((one) => one.address === person)?.standing ?? 'none';
      await rooms.setStanding(address, person, standing, reason || undefined);
      noted('rooms.standing', address, `${person} ${was}`, `${person} ${standing}`);
      return rooms.get(address);
    },
    async sendOut(address, nick, reason) {
      await rooms.sendOut(await ours(address), nick, reason || undefined);
      noted('rooms.send-out', address, nick, null);
      return rooms.get(address);
    },
    async messages(address, before) {
      const page = await rooms.messages(await ours(address), before);
      noteReading(address);
      return page;
    },
    async takeBack(address, id, reason) {
      await rooms.takeBack(await ours(address), id, reason || undefined);
      noted('rooms.take-back', address, id, null);
    },
    async close(address, { reason, alternate }) {
      const before = await rooms.get(await ours(address));
      await rooms.close(address, { reason: reason || undefined, alternate: alternate || undefined });
      noted('rooms.close', address, before.name || null, alternate || null);
    },
  };
}

function trimmed<T extends { name?: string | undefined; description?: string | undefined }>(settings: T): T {
  return {
    ...settings,
    ...(settings.name !== undefined && { name: settings.name.trim() }),
    ...(settings.description !== undefined && { description: settings.description.trim() }),
  };
}

const TOLD = [
  ...['name', 'description', 'topic', 'entry', 'membersMayInvite', 'everyoneSetsTopic', 'keepsHistory'],
  ...['listed', 'moderated', 'protected'],
] as readonly (keyof RoomDetails)[];

/** What of a room is not as in the other, for the history of changes: that there is a password, never the password. Pure. */
export function told(room: RoomDetails, other: RoomDetails): string {
  const parts = TOLD.filter((name) => room[name] !== other[name]).map((name) => [name, room[name]]);
  return JSON.stringify(Object.fromEntries(parts));
}
