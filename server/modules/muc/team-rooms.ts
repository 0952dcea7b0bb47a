/**
 * The room of a team: for its members only, bookmarked on their devices, in step as people come and go. Specs: XEP-0402 1.2.0 §3.
 * It is made with the team and takes its label. A team that ends leaves a room like any other; one of the same name takes it up.
 * What the room's owners change otherwise is theirs: a member made admin there, a bookmark without autojoin.
 */
import { z } from 'zod';
import type { Hooks } from '../../kernel/hooks.ts';
import { type Jid, makeJid, parseJid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import type { Service } from '../../kernel/services.ts';
import { parseXml } from '../../kernel/xml.ts';
import { BOOKMARKS, labelled, teamBookmark } from '../support/bookmark-forms.ts';
import { hostArgument, servedHost } from '../support/command-arguments.ts';
import { createTeams } from '../support/teams.ts';
import { announceAbsent, sendOff, setAffiliation } from './affiliation.ts';
import type { RoomConfig } from './config.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { applyConfig } from './owner.ts';
import { affiliationOf, type Room } from './room.ts';
import type { Rooms } from './rooms.ts';

export interface TeamRoomParts {
  readonly service: Service;
  readonly rooms: Rooms;
  readonly around: Surroundings;
  readonly defaults: RoomConfig;
  /** How long a room's name may be. */
  readonly maxName: number;
}

type TeamChange = Hooks['team.changed'];

const BY = 'teams';
const MAX_TRIES = 50;

export function addTeamRooms(ctx: ModuleContext, parts: TeamRoomParts): void {
  const { service, rooms, around, defaults } = parts;
  const teams = createTeams(ctx);
  const items = ctx.store.items('pubsub');
  /** The room's address, by host and team. */
  const kept = ctx.store.keyval('muc-team-rooms', z.object({ room: z.string() }));

  ctx.on('team.changed', 'deliver', follow);
  ctx.command({
    name: 'list_team_rooms',
    scope: 'rooms',
    reads: true,
    summary: 'List the rooms of the teams of a domain',
    positional: ['host'],
    args: z.strictObject({ host: hostArgument }),
    run({ host }) {
      const domain = servedHost(ctx, host);
      return kept
        .entries(domain)
        .filter(([team, { room }]) => teams.get(domain, team) && rooms.get(parseJid(room)!))
        .map(([team, { room }]) => ({ team, room }));
    },
    text: (list) => list.map(({ team, room }) => `${team}\t${room}`).join('\n'),
  });

  function follow({ host, id, label, joined, left, members }: TeamChange): void {
    const known = roomOf(host, id);
    // The team is no more: its room goes on as one like any other, with whoever is in it.
    if (!teams.get(host, id)) return;
    const room = known ?? found(host, id);
    if (!room) return;
    // A team that was empty, or a room that was destroyed meanwhile, has all of them to catch up with.
    const coming = known ? joined : members;
    const name = label.slice(0, parts.maxName);
    rooms.run(room, (out) => {
      if (room.config.name !== name) applyConfig(room, { ...room.config, name }, new Map(), out, around);
      for (const member of coming) rank(room, member, 'member', out);
      for (const person of left) rank(room, person, 'none', out);
    });
    for (const member of members) bookmark(member, room, coming.includes(member));
    for (const person of left) forget(person, room);
  }

  const roomOf = (host: string, id: string): Room | undefined => {
    const entry = kept.get(host, id);
    return entry && rooms.get(parseJid(entry.room)!);
  };

  /** Only members get in, and only the operator makes members: the team is the list. */
  function found(host: string, id: string): Room | undefined {
    const jid = freeAddress(host, id);
    if (!jid) return undefined;
    const { name: _, ...like } = defaults;
    const config = { ...like, name: '', persistent: true, membersOnly: true, allowInvites: false };
    const room = rooms.create(jid, host, { ...config, persistent: false });
    const owner = ctx.server.admins.of(host)[0] ?? host;
    rooms.run(room, (out) => {
      room.affiliations.set(owner, { affiliation: 'owner' });
      out.affiliations.add(owner);
      applyConfig(room, config, new Map(), out, around);
    });
    kept.set(host, id, { room: jid.toString() });
    return room;
  }

  /** The team's own name, or that with a number: a room of that name may have been somebody's for long. */
  function freeAddress(host: string, id: string): Jid | undefined {
    for (let n = 1; n <= MAX_TRIES; n++) {
      const jid = makeJid(n === 1 ? id : `${id}-${n}`, service.domain(host));
      if (jid?.local && !rooms.get(jid)) return jid;
    }
    ctx.log.warn('a team has no room: its name is taken', { host, team: id });
    return undefined;
  }

  /** Neither raises whom somebody kept out, nor takes from those who run the room what they have. */
  function rank(room: Room, person: Jid, to: 'member' | 'none', out: Outcome): void {
    const now = affiliationOf(room, person);
    if (now !== (to === 'member' ? 'none' : 'member')) return;
    const nick = room.affiliations.get(person.toString())?.nick;
    const entry = { affiliation: to, ...(to === 'member' && nick !== undefined && { nick }) };
    sendOff(room, setAffiliation(room, person, entry, out, around), {}, out, around);
    announceAbsent(room, person.toString(), out, around);
  }

  /** XEP-0402 §3: one item for each room, its id the room's address; devices with `autojoin` come in by themselves. */
  function bookmark(person: Jid, room: Room, isNew: boolean): void {
    const id = room.jid.toString();
    const payload = items.get(person.toString(), BOOKMARKS, id)?.payload;
    const there = payload === undefined ? undefined : parseXml(payload);
    // One that somebody has taken off their list stays off.
    if (!there && !isNew) return;
    const wanted = there ? labelled(there, room.config.name) : teamBookmark(room.config.name);
    ctx.announce('personal.publish', {
      ...{ account: person, node: BOOKMARKS, access: 'whitelist' as const, by: BY },
      items: [{ id, payload: wanted }],
    });
  }

  function forget(person: Jid, room: Room): void {
    // Who runs the room stays in it.
    if (!ctx.accounts.exists(person) || affiliationOf(room, person) !== 'none') return;
    const gone = [{ id: room.jid.toString(), payload: undefined }];
    ctx.announce('personal.retract', { account: person, node: BOOKMARKS, items: gone, by: BY });
  }
}
