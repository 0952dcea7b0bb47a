/**
 * What an operator does with rooms from outside: makes one with its people, changes it, says who may what, shows out, takes
 * a message back, ends it. As the room's owners do it, with the room in the place of the owner.
 */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Service } from '../../kernel/services.ts';
import type { RoomArchive } from './archive.ts';
import type { RoomConfig } from './config.ts';
import { changeOption, type FormLimits } from './config-form.ts';
import { depart, destroyRoom } from './leave.ts';
import { createLookup, orRefused } from './lookup.ts';
import { isMessaging, moderate } from './moderation.ts';
import { affiliate, setTopic } from './operator-acts.ts';
import type { Surroundings } from './outcome.ts';
import { applyConfig, destroyElement } from './owner.ts';
import { AFFILIATIONS } from './ranks.ts';
import { affiliationOf, ownersOf } from './room.ts';
import type { Rooms } from './rooms.ts';

export interface OperatorTools {
  readonly service: Service;
  readonly rooms: Rooms;
  readonly archive: Pick<RoomArchive, 'find' | 'bury'>;
  readonly around: Surroundings;
  readonly limits: FormLimits;
  readonly defaults: RoomConfig;
}

const word = z.string().min(1).max(3071);
const at = { room: word, service: word };
const reason = z.string().max(1000).optional();
/** Each `FIELD=VALUE`, by the names of the configuration form (§16.5.3). */
const options = z.array(z.string().max(3000)).max(100);

export function addOperatorCommands(ctx: ModuleContext, tools: OperatorTools): void {
  const { service, rooms, archive, around, limits, defaults } = tools;
  const { addressOf, roomAt, personAt } = createLookup(tools);
  /** Who did it, as far as people in rooms can tell. */
  const operatorOf = (host: string) => ctx.server.admins.of(host)[0] ?? host;
  const by = { around, operatorOf };

  const configured = (config: RoomConfig, lines: readonly string[]): RoomConfig =>
    lines.reduce((so, line) => {
      const end = line.indexOf('=');
      if (end < 1) throw new CommandError('arguments.invalid', `"${line}" is not FIELD=VALUE.`);
      return orRefused(() => changeOption(so, line.slice(0, end), line.slice(end + 1), limits));
    }, config);

  ctx.command({
    name: 'found_room',
    scope: 'rooms',
    summary: 'Make a room that stays with its people, who are invited; options as FIELD=VALUE',
    positional: ['room', 'service', 'owner', 'topic'],
    optional: 2,
    lines: 'options',
    args: z.strictObject({
      ...at,
      owner: word.optional(),
      topic: z.string().max(2000).default(''),
      options: options.default([]),
      members: z.array(word).max(1000).default([]),
    }),
    run(args) {
      const jid = addressOf(args.room, args.service);
      if (rooms.get(jid)) throw new CommandError('item.exists', `The room ${jid} is there already.`);
      const host = service.hostOf(jid.domain)!;
      const owner = personAt(args.owner ?? operatorOf(host));
      const members = args.members.map(personAt).filter((member) => !member.equals(owner));
      const config = configured({ ...defaults, persistent: true }, args.options);
      const room = rooms.create(jid, host, { ...config, persistent: false });
      rooms.run(room, (out) => {
        room.affiliations.set(owner.toString(), { affiliation: 'owner' });
        out.affiliations.add(owner.toString());
        applyConfig(room, config, new Map(), out, around);
        if (args.topic !== '') setTopic(room, args.topic, out, around);
        for (const member of members) affiliate(room, { who: member, affiliation: 'member' }, out, by);
      });
      return jid.toString();
    },
  });

  ctx.command({
    name: 'configure_room',
    scope: 'rooms',
    summary: 'Change options of a room, all or none; each as FIELD=VALUE',
    positional: ['room', 'service'],
    lines: 'options',
    args: z.strictObject({ ...at, options }),
    run({ room: name, service: domain, options: lines }) {
      const room = roomAt(name, domain);
      const config = configured(room.config, lines);
      rooms.run(room, (out) => applyConfig(room, config, new Map(), out, around));
      return 'changed';
    },
  });

  ctx.command({
    name: 'set_room_topic',
    scope: 'rooms',
    summary: 'Set what a room is about, for all to see; empty for nothing',
    positional: ['room', 'service', 'topic'],
    args: z.strictObject({ ...at, topic: z.string().max(2000) }),
    run({ room: name, service: domain, topic }) {
      const room = roomAt(name, domain);
      rooms.run(room, (out) => setTopic(room, topic, out, around));
      return 'changed';
    },
  });

  ctx.command({
    name: 'set_room_person',
    scope: 'rooms',
    summary: 'Make somebody owner, admin, member, outcast, or none, of a room, and tell them',
    positional: ['room', 'service', 'jid', 'affiliation', 'reason'],
    optional: 1,
    args: z.strictObject({ ...at, jid: word, affiliation: z.enum(AFFILIATIONS), reason }),
    run({ room: name, service: domain, jid, affiliation, reason: why }) {
      const room = roomAt(name, domain);
      const who = personAt(jid);
      const owners = ownersOf(room);
      if (affiliation !== 'owner' && owners.length === 1 && owners[0] === who.toString())
        throw new CommandError('owner.last', 'A room has at least one owner.');
      if (affiliationOf(room, who) === affiliation && room.affiliations.has(who.toString()))
        return 'unchanged';
      rooms.run(room, (out) => affiliate(room, { who, affiliation, reason: why }, out, by));
      return 'changed';
    },
  });

  ctx.command({
    name: 'kick_from_room',
    scope: 'rooms',
    summary: 'Show somebody out of a room by nickname; they may come back',
    positional: ['room', 'service', 'nick', 'reason'],
    optional: 1,
    args: z.strictObject({ ...at, nick: word, reason }),
    run({ room: name, service: domain, nick, reason: why }) {
      const room = roomAt(name, domain);
      const occupant = room.occupants.get(nick);
      if (!occupant) throw new CommandError('item.unknown', `Nobody in the room is called "${nick}".`);
      const told = why === undefined ? {} : { reason: why };
      rooms.run(room, (out) => depart(room, [occupant], { ...told, codes: [307] }, out, around));
      return 'kicked';
    },
  });

  ctx.command({
    name: 'take_back_message',
    scope: 'rooms',
    summary: 'Take back a message of a room by its id, as its moderators may',
    positional: ['room', 'service', 'id', 'reason'],
    optional: 1,
    args: z.strictObject({ ...at, id: z.string().min(1).max(200), reason }),
    async run({ room: name, service: domain, id, reason: why }) {
      const room = roomAt(name, domain);
      const key = room.jid.toString();
      const archived = room.config.archive ? await archive.find(key, id) : undefined;
      const original = archived ?? room.history.find((item) => item.id === id)?.stanza;
      // The room may have gone while the archive was read.
      if (!original || !isMessaging(original) || rooms.get(room.jid) !== room)
        throw new CommandError('item.unknown', 'There is no such message.');
      rooms.run(room, (out) => {
        const message = moderate(room, { id, reason: why }, out, around);
        if (archived) archive.bury(key, id, archived, message, around.now());
      });
      return 'taken back';
    },
  });

  ctx.command({
    name: 'close_room',
    scope: 'rooms',
    summary: 'Destroy a room and its archive, telling why and where people meet from now on',
    positional: ['room', 'service', 'reason', 'alternate'],
    optional: 2,
    args: z.strictObject({ ...at, reason, alternate: word.optional() }),
    run({ room: name, service: domain, reason: why, alternate }) {
      const room = roomAt(name, domain);
      const venue = alternate === undefined ? undefined : personAt(alternate).toString();
      rooms.run(room, (out) => destroyRoom(room, destroyElement(venue, why), out, around));
      return 'destroyed';
    },
  });
}
