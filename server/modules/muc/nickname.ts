/** Nicknames: which are allowed, and changing them. XEP-0045 §7.6, §17.1. */
import type { Element } from 'ltx';
import { StanzaError } from '../../kernel/stanza.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { announce, passable } from './presence.ts';
import { keyOf, type Occupant, type Present, type Room, reservedBy, type Visit } from './room.ts';

/** §17.1: a service "MUST NOT allow empty or invisible Room Nicknames (i.e., […] one or more space characters)". */
export const isVisible = (nick: string): boolean => /[^\p{Z}\p{C}]/u.test(nick);

export function takeNickname(room: Room, occupant: Occupant, nick: string): void {
  occupant.nick = nick;
  room.occupants.set(nick, occupant);
  room.byKey.set(keyOf(nick), occupant);
}

export function dropNickname(room: Room, occupant: Occupant): void {
  room.occupants.delete(occupant.nick);
  room.byKey.delete(keyOf(occupant.nick));
}

/** Gives an occupant, with all its devices, another nickname; or throws. */
export function changeNickname(
  room: Room,
  { occupant, visit }: Present,
  nick: string,
  stanza: Element,
  out: Outcome,
  around: Surroundings,
): void {
  const holder = room.byKey.get(keyOf(nick));
  const reserved = reservedBy(room, nick);
  // §7.6: "already in use by another user (or that is reserved by another user affiliated with the room […]), the service MUST deny
  // the nickname change request […] <conflict/>".
  const elsewhere = holder !== undefined && holder !== occupant;
  if (elsewhere || (reserved !== undefined && reserved !== occupant.account.toString()))
    throw new StanzaError('conflict');
  const own = room.affiliations.get(occupant.account.toString())?.nick;
  // §7.6: nicknames are "locked down": "a <not-acceptable/> error condition".
  if (room.config.lockedNicks && own !== undefined && own !== nick)
    throw new StanzaError('not-acceptable', undefined, { type: 'cancel' });
  if (occupant.role === 'visitor' && !room.config.allowVisitorNickChange)
    throw new StanzaError('not-allowed', 'visitors keep their nicknames here');
  renameOccupant(room, occupant, nick, out, around, { visit, stanza });
}

/** §7.6: unavailable under the old name with 303 and the new one, then there under the new one. */
export function renameOccupant(
  room: Room,
  occupant: Occupant,
  nick: string,
  out: Outcome,
  around: Surroundings,
  /** The device whose presence asked for it. */
  asked?: { visit: Visit; stanza: Element },
): void {
  announce(room, occupant, { type: 'unavailable', codes: [303], newNick: nick }, out, around);
  dropNickname(room, occupant);
  takeNickname(room, occupant, nick);
  for (const jid of occupant.visits.keys()) out.moved.set(jid, nick);
  if (asked) {
    asked.visit.presence = passable(asked.stanza);
    occupant.shown = asked.visit;
  }
  const id = asked?.stanza.attrs.id;
  announce(room, occupant, id === undefined ? {} : { id }, out, around);
}
