/** Administration of rooms, with ejabberdctl's names. */
import { z } from 'zod';
import { CommandError } from '../../kernel/command-error.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Service } from '../../kernel/services.ts';
import { NS } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { announceAbsent, sendOff, setAffiliation } from './affiliation.ts';
import type { RoomConfig } from './config.ts';
import { changeOption, type FormLimits, optionsOf } from './config-form.ts';
import { destroyRoom } from './leave.ts';
import { createLookup, orRefused } from './lookup.ts';
import { MUC } from './namespaces.ts';
import type { Surroundings } from './outcome.ts';
import { applyConfig, destroyElement } from './owner.ts';
import { AFFILIATIONS } from './ranks.ts';
import { affiliationOf, ownersOf, type Room } from './room.ts';
import type { Rooms } from './rooms.ts';

export interface CommandTools {
  readonly service: Service;
  readonly rooms: Rooms;
  readonly around: Surroundings;
  readonly limits: FormLimits;
  readonly defaults: RoomConfig;
}

const word = z.string().min(1).max(3071);
const at = { room: word, service: word };

export function addCommands(ctx: ModuleContext, tools: CommandTools): void {
  const { service, rooms, around, limits, defaults } = tools;

  const { addressOf, roomAt, personAt } = createLookup(tools);
  const changed = (config: RoomConfig, option: string, value: string): RoomConfig =>
    orRefused(() => changeOption(config, option, value, limits));
  /** To whom a room belongs that the operator makes: without administrators, to the domain itself. */
  const ownerFor = (host: string) => ctx.server.admins.of(host)[0] ?? host;

  function create(name: string, domain: string, owner: string | undefined, options: string): string {
    const jid = addressOf(name, domain);
    if (rooms.get(jid)) throw new CommandError('refused', `The room ${jid} is there already.`);
    const host = service.hostOf(jid.domain)!;
    const address = owner === undefined ? ownerFor(host) : personAt(owner).toString();
    const start = { ...defaults, persistent: true };
    const config = options
      .split(';')
      .filter((option) => option !== '')
      .reduce((so, option) => {
        const colon = option.indexOf(':');
        return changed(so, option.slice(0, Math.max(colon, 0)), option.slice(colon + 1));
      }, start);
    const room = rooms.create(jid, host, { ...config, persistent: false });
    rooms.run(room, (out) => {
      room.affiliations.set(address, { affiliation: 'owner' });
      out.affiliations.add(address);
      applyConfig(room, config, new Map(), out, around);
    });
    return jid.toString();
  }

  ctx.command({
    name: 'create_room',
    scope: 'rooms',
    summary: 'Make a room that stays',
    positional: ['room', 'service', 'host', 'owner'],
    optional: 2,
    args: z.strictObject({ ...at, host: word.optional(), owner: word.optional() }),
    run: (args) => create(args.room, args.service, args.owner, ''),
  });

  ctx.command({
    name: 'create_room_with_opts',
    scope: 'rooms',
    summary: 'Make a room that stays, with options such as "roomname:The Team;membersonly:1"',
    positional: ['room', 'service', 'host', 'options', 'owner'],
    optional: 1,
    args: z.strictObject({ ...at, host: word, options: z.string().max(10_000), owner: word.optional() }),
    run: (args) => create(args.room, args.service, args.owner, args.options),
  });

  ctx.command({
    name: 'muc_online_rooms_by_regex',
    summary: 'List rooms with what they are; only those whose address fits an expression, if one is given',
    positional: ['service', 'regex'],
    optional: 2,
    args: z.strictObject({ service: word.default('global'), regex: z.string().max(200).default('') }),
    run({ service: domain, regex }) {
      const pattern = readPattern(regex);
      return rooms
        .list(domain === 'global' ? undefined : domain)
        .filter((room) => pattern.test(room.jid.toString()))
        .map(overview);
    },
    text: (list) => list.map(({ jid, name, participants }) => `${jid}\t${participants}\t${name}`).join('\n'),
  });

  ctx.command({
    name: 'destroy_room',
    scope: 'rooms',
    summary: 'Destroy a room and its archive',
    positional: ['room', 'service', 'reason'],
    optional: 1,
    args: z.strictObject({ ...at, reason: z.string().max(1000).optional() }),
    run({ room: name, service: domain, reason }) {
      const room = roomAt(name, domain);
      rooms.run(room, (out) => destroyRoom(room, destroyElement(undefined, reason), out, around));
      return 'destroyed';
    },
  });

  ctx.command({
    name: 'muc_online_rooms',
    scope: 'rooms',
    reads: true,
    summary: 'List the rooms of a service, or of all with "global"',
    positional: ['service'],
    optional: 1,
    args: z.strictObject({ service: word.default('global') }),
    run: ({ service: domain }) =>
      rooms.list(domain === 'global' ? undefined : domain).map((room) => room.jid.toString()),
  });

  ctx.command({
    name: 'get_room_options',
    scope: 'rooms',
    summary: 'Show the options of a room',
    positional: ['room', 'service'],
    args: z.strictObject(at),
    run: ({ room, service: domain }) => optionsOf(roomAt(room, domain).config),
    text: (options) =>
      Object.entries(options)
        .map(([name, value]) => `${name}\t${value}`)
        .join('\n'),
  });

  ctx.command({
    name: 'change_room_option',
    scope: 'rooms',
    summary: 'Change one option of a room',
    positional: ['room', 'service', 'option', 'value'],
    args: z.strictObject({ ...at, option: word, value: z.string().max(2000) }),
    run({ room: name, service: domain, option, value }) {
      const room = roomAt(name, domain);
      const config = changed(room.config, option, value);
      rooms.run(room, (out) => applyConfig(room, config, new Map(), out, around));
      return 'changed';
    },
  });

  ctx.command({
    name: 'set_room_affiliation',
    scope: 'rooms',
    summary: 'Make somebody owner, admin, member, outcast, or none, of a room',
    positional: ['room', 'service', 'jid', 'affiliation'],
    args: z.strictObject({ ...at, jid: word, affiliation: z.enum(AFFILIATIONS) }),
    run({ room: name, service: domain, jid, affiliation }) {
      const room = roomAt(name, domain);
      const who = personAt(jid);
      const others = ownersOf(room).filter((owner) => owner !== who.toString());
      if (others.length === 0 && affiliation !== 'owner' && affiliationOf(room, who) === 'owner')
        throw new CommandError('refused', 'A room has at least one owner.');
      const nick = room.affiliations.get(who.toString())?.nick;
      const entry = { affiliation, ...(affiliation !== 'none' && nick !== undefined && { nick }) };
      rooms.run(room, (out) => {
        sendOff(room, setAffiliation(room, who, entry, out, around), {}, out, around);
        announceAbsent(room, who.toString(), out, around);
      });
      return 'changed';
    },
  });

  ctx.command({
    name: 'get_room_affiliations',
    scope: 'rooms',
    reads: true,
    summary: 'List who has an affiliation with a room',
    positional: ['room', 'service'],
    args: z.strictObject(at),
    run: ({ room, service: domain }) =>
      [...roomAt(room, domain).affiliations].map(([jid, { affiliation, nick, reason }]) => ({
        ...{ jid, affiliation, nick: nick ?? '', reason: reason ?? '' },
      })),
    text: (list) => list.map(({ jid, affiliation }) => `${jid}\t${affiliation}`).join('\n'),
  });

  ctx.command({
    name: 'get_room_affiliation',
    scope: 'rooms',
    reads: true,
    summary: 'Tell the affiliation of one address with a room',
    positional: ['room', 'service', 'jid'],
    args: z.strictObject({ ...at, jid: word }),
    run: ({ room, service: domain, jid }) => affiliationOf(roomAt(room, domain), personAt(jid)),
  });

  ctx.command({
    name: 'get_room_occupants',
    scope: 'rooms',
    reads: true,
    summary: 'List who is in a room',
    positional: ['room', 'service'],
    args: z.strictObject(at),
    run: ({ room: name, service: domain }) =>
      [...roomAt(name, domain).occupants.values()].flatMap(({ nick, role, visits }) =>
        [...visits.keys()].map((jid) => ({ jid, nick, role })),
      ),
    text: (list) => list.map(({ jid, nick, role }) => `${jid}\t${nick}\t${role}`).join('\n'),
  });

  ctx.command({
    name: 'get_room_occupants_number',
    scope: 'rooms',
    reads: true,
    summary: 'Tell how many are in a room',
    positional: ['room', 'service'],
    args: z.strictObject(at),
    run: ({ room, service: domain }) => roomAt(room, domain).occupants.size,
  });

  ctx.command({
    name: 'get_user_rooms',
    scope: 'rooms',
    reads: true,
    summary: 'List the rooms somebody is in',
    positional: ['user', 'host'],
    args: z.strictObject({ user: word, host: word }),
    run({ user, host }) {
      const who = personAt(`${user}@${host}`);
      return rooms
        .list()
        .filter((room) => [...room.occupants.values()].some(({ account }) => account.equals(who)))
        .map((room) => room.jid.toString());
    },
  });

  ctx.command({
    name: 'send_direct_invitation',
    scope: 'rooms',
    summary: 'Invite people to a room; addresses with ":" between them, "none" for no password or reason',
    positional: ['room', 'service', 'password', 'reason', 'users'],
    args: z.strictObject({ ...at, password: z.string().max(200), reason: z.string().max(1000), users: word }),
    run({ room: name, service: domain, password, reason, users }) {
      const room = roomAt(name, domain);
      const given = (text: string) => (text === 'none' || text === '' ? undefined : text);
      const people = users.split(':').map(personAt);
      for (const to of people) {
        // XEP-0249 §2: "The 'jid' attribute, which is REQUIRED, specifies the address of the groupchat room to be joined."
        const x = xml('x', {
          xmlns: MUC.directInvitation,
          ...{ jid: room.jid.toString(), password: given(password), reason: given(reason) },
        });
        const from = room.jid.toString();
        ctx.router.route(
          xml('message', { xmlns: NS.client, from, to: to.toString(), id: around.newId() }, x),
        );
      }
      return people.length;
    },
  });
}

/** The operator's own expression, which he can make as slow as he likes. */
function readPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch {
    throw new CommandError('arguments.invalid', `"${text}" is no regular expression.`);
  }
}

/** One room as the operator sees it in a list. */
const overview = ({ jid, config, occupants, affiliations }: Room) => ({
  ...{
    jid: jid.toString(),
    name: config.name,
    participants: occupants.size,
    affiliations: affiliations.size,
  },
  ...{ public: config.public, persistent: config.persistent, membersOnly: config.membersOnly },
  archive: config.archive,
});
