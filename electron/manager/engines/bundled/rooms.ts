/** Rooms of Chatelaine's own server: its commands (server/modules/muc) and their answers. */
import { z } from 'zod';
import type { RoomDetails } from '../../../contract/index.ts';
import { type ProblemError, problem } from '../../problem.ts';
import type { EngineRooms, RoomSettings } from '../rooms.ts';
import { CommandRefused } from './control-client.ts';

type Online = (command: string, args?: Record<string, unknown>) => Promise<unknown>;

/** Messages in one page. */
const PAGE = 50;

const summary = z.object({
  jid: z.string(),
  createdAt: z.number(),
  name: z.string(),
  description: z.string(),
  topic: z.string(),
  persistent: z.boolean(),
  public: z.boolean(),
  membersOnly: z.boolean(),
  moderated: z.boolean(),
  allowInvites: z.boolean(),
  changeSubject: z.boolean(),
  archive: z.boolean(),
  protected: z.boolean(),
  members: z.number(),
  people: z.number(),
  lastMessageAt: z.number().nullable(),
});

/** Answer of `rooms_info`. */
const all = z.object({ service: z.string(), rooms: z.array(summary) });

/** Answer of `room_info`. */
const one = summary.extend({
  password: z.string(),
  messages: z.number(),
  options: z.record(z.string(), z.string()),
  affiliations: z.array(
    z.object({
      jid: z.string(),
      affiliation: z.enum(['owner', 'admin', 'member', 'outcast']),
      reason: z.string(),
    }),
  ),
  occupants: z.array(
    z.object({
      nick: z.string(),
      jid: z.string(),
      role: z.enum(['moderator', 'participant', 'visitor', 'none']),
      devices: z.array(z.string()),
    }),
  ),
});

/** Answer of `room_messages`. */
const page = z.object({
  messages: z.array(
    z.object({
      id: z.string(),
      when: z.number(),
      nick: z.string(),
      author: z.string(),
      kind: z.enum(['text', 'encrypted', 'topic', 'taken-back']),
      text: z.string(),
      reason: z.string(),
    }),
  ),
  oldest: z.string().nullable(),
  more: z.boolean(),
});

const roomOf = ({
  jid,
  persistent,
  public: listed,
  membersOnly,
  people,
  ...room
}: z.infer<typeof summary>) => ({
  address: jid,
  createdAt: room.createdAt,
  name: room.name,
  description: room.description,
  topic: room.topic,
  entry: membersOnly ? ('members' as const) : ('everyone' as const),
  membersMayInvite: room.allowInvites,
  everyoneSetsTopic: room.changeSubject,
  keepsHistory: room.archive,
  listed,
  moderated: room.moderated,
  protected: room.protected,
  temporary: !persistent,
  members: room.members,
  now: people,
  lastMessageAt: room.lastMessageAt,
});

const detailsOf = (answer: z.infer<typeof one>): RoomDetails => ({
  ...roomOf(answer),
  password: answer.password,
  messages: answer.messages,
  people: answer.affiliations.map(({ jid, affiliation, reason }) => ({
    address: jid,
    standing: affiliation,
    reason,
  })),
  occupants: answer.occupants.map(({ jid, ...occupant }) => ({ ...occupant, address: jid })),
  technical: answer.options,
});

/** The configuration form's names (XEP-0045 §16.5.3) for ours, with how a value is written there. */
const FIELDS: {
  readonly [K in keyof Required<RoomSettings>]: (value: NonNullable<RoomSettings[K]>) => string;
} = {
  name: (value) => `muc#roomconfig_roomname=${value}`,
  description: (value) => `muc#roomconfig_roomdesc=${value}`,
  entry: (value) => flag('muc#roomconfig_membersonly', value === 'members'),
  membersMayInvite: (value) => flag('muc#roomconfig_allowinvites', value),
  everyoneSetsTopic: (value) => flag('muc#roomconfig_changesubject', value),
  keepsHistory: (value) => flag('muc#roomconfig_enablearchiving', value),
  listed: (value) => flag('muc#roomconfig_publicroom', value),
  moderated: (value) => flag('muc#roomconfig_moderatedroom', value),
  password: (value) => `muc#roomconfig_roomsecret=${value}`,
};

const flag = (name: string, value: boolean) => `${name}=${value ? 1 : 0}`;

/** As lines of `FIELD=VALUE`. Pure. */
export function optionLines(settings: RoomSettings): string[] {
  const names = Object.keys(FIELDS) as (keyof RoomSettings)[];
  return names.flatMap((name) => {
    const value = settings[name];
    return value === undefined ? [] : [(FIELDS[name] as (value: unknown) => string)(value)];
  });
}

const split = (address: string) => {
  const at = address.indexOf('@');
  return { room: address.slice(0, at), service: address.slice(at + 1) };
};

/** The contract's problem for a refusal that concerns `address`; undefined for one that would be our own mistake. Pure. */
export function refusedRoom(
  { code, message }: Pick<CommandRefused, 'code' | 'message'>,
  command: string,
  address: string,
  args: Readonly<Record<string, unknown>>,
): ProblemError | undefined {
  switch (code) {
    case 'name.not-allowed':
      return problem('room.name-invalid', { value: split(address).room });
    case 'item.exists':
      return problem('room.exists', { address });
    case 'owner.last':
      return problem('room.last-owner', { address: String(args.jid) });
    // A domain without rooms has no such room either.
    case 'host.unknown':
      return problem('room.unknown', { address });
    case 'item.unknown':
      if (!/^There is no room/.test(message)) {
        if (command === 'kick_from_room') return problem('room.not-there', { nick: String(args.nick) });
        if (command === 'take_back_message') return problem('room.message-gone', {});
      }
      return problem('room.unknown', { address });
    case 'refused':
      return problem('room.refused', { said: message });
    default:
      return undefined;
  }
}

export function createBundledRooms({ online }: { online: Online }): EngineRooms {
  async function ask(command: string, address: string, args: Record<string, unknown> = {}): Promise<unknown> {
    try {
      return await online(command, { ...split(address), ...args });
    } catch (error) {
      throw error instanceof CommandRefused ? (refusedRoom(error, command, address, args) ?? error) : error;
    }
  }

  return {
    async list(host) {
      const { service, rooms } = all.parse(await online('rooms_info', { host }));
      return { service, rooms: rooms.map(roomOf) };
    },
    get: async (address) => detailsOf(one.parse(await ask('room_info', address))),
    async create({ address, owner, topic, settings, people }) {
      await ask('found_room', address, { owner, topic, options: optionLines(settings), members: people });
    },
    configure: async (address, settings) =>
      void (await ask('configure_room', address, { options: optionLines(settings) })),
    setTopic: async (address, topic) => void (await ask('set_room_topic', address, { topic })),
    setStanding: async (address, person, standing, reason) =>
      void (await ask('set_room_person', address, { jid: person, affiliation: standing, reason })),
    sendOut: async (address, nick, reason) => void (await ask('kick_from_room', address, { nick, reason })),
    async messages(address, before) {
      const answer = await ask('room_messages', address, { max: PAGE, before: before ?? '' });
      const { messages, oldest, more } = page.parse(answer);
      return { messages: messages.map(({ when, ...message }) => ({ ...message, at: when })), oldest, more };
    },
    takeBack: async (address, id, reason) => void (await ask('take_back_message', address, { id, reason })),
    close: async (address, why) => void (await ask('close_room', address, why)),
  };
}
