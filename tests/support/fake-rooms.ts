/** Rooms in memory, as an engine has them: for the manager's tests and, behind the fake manager, for the pages. */
import type { Room, RoomDetails, RoomMessage } from '../../electron/contract/index.ts';
import type { EngineRooms, RoomSettings } from '../../electron/manager/engines/rooms.ts';
import { problem } from '../../electron/manager/problem.ts';

export interface FakeRoom {
  details: RoomDetails;
  /** Oldest first. */
  messages: RoomMessage[];
}

export interface FakeRooms extends EngineRooms {
  readonly all: Map<string, FakeRoom>;
  /** Invitations sent: `PERSON to ROOM`. */
  readonly invited: string[];
}

const PAGE = 50;

/** A room as the server makes it when nothing else is said. */
export function freshRoom(address: string, more: Partial<RoomDetails> = {}): FakeRoom {
  return {
    details: {
      ...{ address, name: '', description: '', topic: '', createdAt: 0, lastMessageAt: null, password: '' },
      ...{ entry: 'everyone', membersMayInvite: false, everyoneSetsTopic: false, keepsHistory: true },
      ...{
        listed: true,
        moderated: false,
        protected: false,
        temporary: false,
        members: 0,
        now: 0,
        messages: 0,
      },
      ...{ people: [], occupants: [], technical: { 'muc#roomconfig_persistentroom': '1' } },
      ...more,
    },
    messages: [],
  };
}

/** The counts follow from the lists. */
export function counted({ details, messages }: FakeRoom): RoomDetails {
  return structuredClone({
    ...details,
    protected: details.password !== '',
    members: details.people.filter(({ standing }) => standing !== 'outcast').length,
    now: details.occupants.length,
    messages: messages.length,
    lastMessageAt: messages.at(-1)?.at ?? details.lastMessageAt,
  });
}

export function createFakeRooms(serviceOf = (host: string) => `conference.${host}`): FakeRooms {
  const all: FakeRooms['all'] = new Map();
  const invited: string[] = [];
  const known = (address: string) => {
    const found = all.get(address);
    if (!found) throw problem('room.unknown', { address });
    return found;
  };
  const apply = (room: FakeRoom, settings: RoomSettings) =>
    void Object.assign(
      room.details,
      Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
    );
  const summary = (room: FakeRoom): Room => {
    const {
      password: _,
      messages: __,
      people: ___,
      occupants: ____,
      technical: _____,
      ...rest
    } = counted(room);
    return rest;
  };

  return {
    all,
    invited,
    async list(host) {
      const service = serviceOf(host);
      return { service, rooms: [...all.values()].map(summary) };
    },
    get: async (address) => counted(known(address)),
    async create({ address, owner, topic, settings, people }) {
      if (all.has(address)) throw problem('room.exists', { address });
      const room = freshRoom(address, { topic, createdAt: Date.now() });
      apply(room, settings);
      const first = owner ?? `sophie@${address.slice(address.indexOf('.') + 1)}`;
      room.details.people = [
        { address: first, standing: 'owner', reason: '' },
        ...people.map((one) => ({ address: one, standing: 'member' as const, reason: '' })),
      ];
      invited.push(...people.map((one) => `${one} to ${address}`));
      all.set(address, room);
    },
    configure: async (address, settings) => apply(known(address), settings),
    async setTopic(address, topic) {
      known(address).details.topic = topic;
    },
    async setStanding(address, person, standing, reason = '') {
      const { details } = known(address);
      const owners = details.people.filter((one) => one.standing === 'owner');
      if (standing !== 'owner' && owners.length === 1 && owners[0]?.address === person)
        throw problem('room.last-owner', { address: person });
      const others = details.people.filter((one) => one.address !== person);
      if (others.length === details.people.length && standing !== 'outcast')
        invited.push(`${person} to ${address}`);
      details.people = standing === 'none' ? others : [...others, { address: person, standing, reason }];
      if (standing === 'outcast')
        details.occupants = details.occupants.filter((one) => one.address !== person);
    },
    async sendOut(address, nick) {
      const { details } = known(address);
      const others = details.occupants.filter((one) => one.nick !== nick);
      if (others.length === details.occupants.length) throw problem('room.not-there', { nick });
      details.occupants = others;
    },
    async messages(address, before) {
      const { messages } = known(address);
      const end = before === null ? messages.length : messages.findIndex(({ id }) => id === before);
      const page = messages.slice(Math.max(0, end - PAGE), Math.max(0, end));
      return { messages: structuredClone(page), oldest: page[0]?.id ?? null, more: end > PAGE };
    },
    async takeBack(address, id, reason = '') {
      const message = known(address).messages.find((one) => one.id === id && one.kind !== 'taken-back');
      if (!message) throw problem('room.message-gone', {});
      Object.assign(message, { kind: 'taken-back', text: '', reason });
    },
    async close(address) {
      known(address);
      all.delete(address);
    },
  };
}
