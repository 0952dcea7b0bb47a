/** Coming in. XEP-0045 §7.1, §7.2. */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { isNonAnonymous } from './config.ts';
import { decideEntry } from './entry.ts';
import { asHistory, chooseHistory, readWish, subjectMessage } from './history.ts';
import { MUC } from './namespaces.ts';
import { takeNickname } from './nickname.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { announce, isShown, passable, tell } from './presence.ts';
import { type Affiliation, defaultRole, type Role } from './ranks.ts';
import { keyOf, type Occupant, occupantsOf, type Room, reservedBy, type Visit } from './room.ts';

/** Devices of one occupant: they are not counted among the occupants of a full room. */
const MAX_VISITS = 50;

export interface Join {
  /** The presence with `<x/>`. */
  readonly stanza: Element;
  /** Full address. */
  readonly from: Jid;
  readonly nick: string;
  /** What the room grants it: its affiliation, or more for those who administer the service. */
  readonly affiliation: Affiliation;
  /** The room was made for this. */
  readonly created: boolean;
}

/** Lets somebody in and tells everybody, or throws the error of §7.2.17. */
export function join(room: Room, event: Join, out: Outcome, around: Surroundings) {
  const { from, affiliation, stanza } = event;
  const present = room.byJid.get(from.toString());
  const nick = lockedNick(room, from) ?? event.nick;
  if (present) return resync(room, present, nick, event, out, around);

  const joinElement = stanza.getChild('x', MUC.join);
  const holder = room.byKey.get(keyOf(nick));
  const reserved = reservedBy(room, nick);
  const mine = holder?.account.equals(from.bare) === true && holder.nick === nick;
  const verdict = decideEntry({
    affiliation,
    locked: room.locked && !event.created,
    nickTaken:
      (holder !== undefined && !mine) || (reserved !== undefined && reserved !== from.bare.toString()),
    membersOnly: room.config.membersOnly,
    passwordFits:
      event.created || room.config.password === '' || passwordIn(joinElement) === room.config.password,
    occupants: room.occupants.size,
    maxUsers: room.config.maxUsers,
    adminThreshold: around.limits.maxUsersAdminThreshold,
    present: mine,
  });
  if (!verdict.allowed)
    throw new StanzaError(verdict.condition, undefined, { ...(verdict.type && { type: verdict.type }) });

  if (holder && holder.visits.size >= MAX_VISITS)
    throw new StanzaError('resource-constraint', `at most ${MAX_VISITS} devices under one nickname`);
  const visit: Visit = { jid: from, presence: passable(stanza) };
  const occupant = holder ?? newOccupant(room, nick, visit, roleOf(room, from, affiliation));
  const others = !holder || !sameChildren(holder.shown, visit);
  occupant.visits.set(from.toString(), visit);
  occupant.shown = visit;
  room.byJid.set(from.toString(), occupant);
  out.moved.set(from.toString(), nick);

  // §7.1: "In-room presence from other occupants", then self-presence, history, subject.
  showOccupants(room, occupant, visit, out, around);
  if (others) announce(room, occupant, {}, out, around, { self: true, except: visit });
  const ownCodes = entryCodes(room, event.created, nick !== event.nick);
  tell(room, occupant, { visit, occupant }, { ownCodes, id: stanza.attrs.id }, out, around);
  showPast(room, visit, joinElement, out, around);
}

/** §5.1: roles persist for moderated rooms; else they follow from the affiliation. */
export function roleOf(room: Room, from: Jid, affiliation: Affiliation): Role {
  const usual = defaultRole(affiliation, room.config);
  if (usual === 'moderator') return usual;
  // The same person with two nicknames does not gain by the second.
  const elsewhere = occupantsOf(room, from.bare)[0];
  if (elsewhere) return elsewhere.role === 'moderator' ? usual : elsewhere.role;
  return (room.config.moderated ? room.voices.get(from.bare.toString()) : undefined) ?? usual;
}

function newOccupant(room: Room, nick: string, visit: Visit, role: Role): Occupant {
  const occupant: Occupant = { nick, account: visit.jid.bare, role, visits: new Map(), shown: visit };
  takeNickname(room, occupant, nick);
  return occupant;
}

const passwordIn = (join: Element | undefined) => join?.getChildText('password', MUC.join) ?? '';

const sameChildren = (a: Visit, b: Visit) =>
  a.presence.map(String).join('') === b.presence.map(String).join('');

/**
 * §7.10: a room that locks nicknames down "SHOULD modify the user's nickname to be the registered nickname (instead of returning a
 * <not-acceptable/> error)".
 */
const lockedNick = (room: Room, from: Jid): string | undefined =>
  room.config.lockedNicks ? room.affiliations.get(from.bare.toString())?.nick : undefined;

/** §17.3: "it MUST treat it as a full synchronization request, and send to the client everything". */
function resync(
  room: Room,
  occupant: Occupant,
  nick: string,
  { stanza, from }: Join,
  out: Outcome,
  around: Surroundings,
): void {
  const visit = occupant.visits.get(from.toString())!;
  // Somebody who comes again under another name stays who it is: a change of name has no <x/>.
  if (nick !== occupant.nick && keyOf(nick) !== keyOf(occupant.nick) && room.byKey.has(keyOf(nick)))
    throw new StanzaError('conflict');
  const before = occupant.shown.presence.map(String).join('');
  visit.presence = passable(stanza);
  occupant.shown = visit;
  showOccupants(room, occupant, visit, out, around);
  // "The MUC service SHOULD send a presence update to the other participants if the join presence is different".
  if (before !== visit.presence.map(String).join(''))
    announce(room, occupant, {}, out, around, { self: true, except: visit });
  const ownCodes = entryCodes(room, false, false);
  tell(room, occupant, { visit, occupant }, { ownCodes, id: stanza.attrs.id }, out, around);
  showPast(room, visit, stanza.getChild('x', MUC.join), out, around);
}

/** §7.2.2: "it MUST send presence from all the existing participants' occupant JIDs to the new occupant's full JID". */
function showOccupants(
  room: Room,
  occupant: Occupant,
  visit: Visit,
  out: Outcome,
  around: Surroundings,
): void {
  for (const other of room.occupants.values())
    if (other !== occupant && (isShown(room, other.role, around.limits) || occupant.role === 'moderator'))
      tell(room, other, { visit, occupant }, {}, out, around);
}

function entryCodes({ config }: Room, created: boolean, renamed: boolean): number[] {
  const codes: number[] = [];
  // §7.2.3: "the service MUST warn the user by including a status code of "100" in the initial presence".
  if (isNonAnonymous(config)) codes.push(100);
  // §7.2.12: "a status code of "170" in the initial presence".
  if (config.logging) codes.push(170);
  if (created) codes.push(201);
  if (renamed) codes.push(210);
  return codes;
}

function showPast(
  room: Room,
  visit: Visit,
  joinElement: Element | undefined,
  out: Outcome,
  around: Surroundings,
): void {
  const to = visit.jid.toString();
  // MUC/Sub: who is subscribed has had it all; the room "MUST not send room history".
  const known = room.subscribers.get(visit.jid.bare.toString())?.nodes.has('messages') === true;
  const chosen = chooseHistory(known ? [] : room.history, readWish(joinElement), {
    most: Math.min(room.config.historyLength, around.limits.historySize),
    now: around.now(),
    size: (item) => asHistory(room, item, to).toString().length,
  });
  for (const item of chosen) out.stanzas.push(asHistory(room, item, to));
  out.stanzas.push(subjectMessage(room, to, around.newId()));
}
