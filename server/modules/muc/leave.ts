/** Going, or being sent away. XEP-0045 §7.14, §8.2, §9.1, §9.4, §10.9, §11. */
import { clone, type Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { MUC } from './namespaces.ts';
import { dropNickname } from './nickname.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { type Announcement, announce, tell } from './presence.ts';
import type { Occupant, Room, Visit } from './room.ts';

/** One device leaves; the occupant with it when it is the last. */
export function leave(
  room: Room,
  occupant: Occupant,
  visit: Visit,
  what: Omit<Announcement, 'type'>,
  out: Outcome,
  around: Surroundings,
) {
  if (occupant.visits.size === 1) return depart(room, [occupant], what, out, around);
  tell(room, occupant, { visit, occupant }, { ...what, type: 'unavailable' }, out, around);
  occupant.visits.delete(visit.jid.toString());
  room.byJid.delete(visit.jid.toString());
  out.moved.set(visit.jid.toString(), undefined);
  if (occupant.shown !== visit) return;
  occupant.shown = [...occupant.visits.values()].at(-1)!;
  announce(room, occupant, {}, out, around);
}

/**
 * Removes occupants with all their devices: each is told, then `between` happens (§8.2: the moderator is told in between), then the
 * others are told.
 */
export function depart(
  room: Room,
  gone: readonly Occupant[],
  what: Omit<Announcement, 'type'>,
  out: Outcome,
  around: Surroundings,
  between: () => void = () => {},
): void {
  // WHY no <destroy/> when the owner leaves an unconfigured room, as §10.1.3 has it: the same presence answers the owner's own leaving
  // (§7.14), and programs take <destroy/> there for a failure.
  const unavailable = { ...what, type: 'unavailable' } as const;
  // §7.14: first "to the departing occupant's full JIDs", "then […] to the full JIDs of the remaining occupants".
  for (const occupant of gone) announce(room, occupant, unavailable, out, around, { others: false });
  between();
  for (const occupant of gone) {
    dropNickname(room, occupant);
    for (const jid of occupant.visits.keys()) {
      room.byJid.delete(jid);
      out.moved.set(jid, undefined);
    }
  }
  for (const occupant of gone) announce(room, occupant, unavailable, out, around, { self: false });
  // §7.14: "If the room is not persistent and this occupant is the last to exit, the service is responsible for destroying the room."
  // Subscribers hold it as occupants do.
  if (room.occupants.size > 0 || (room.subscribers.size > 0 && !room.locked)) return;
  if (!room.config.persistent || room.locked) out.destroyed = true;
}

/** §10.9: "instead sending only one presence stanza of type "unavailable" to each occupant". */
export function destroyRoom(room: Room, destroy: Element, out: Outcome, around: Surroundings): void {
  for (const occupant of room.occupants.values())
    announce(room, occupant, { type: 'unavailable', destroy }, out, around, { others: false });
  for (const jid of room.byJid.keys()) out.moved.set(jid, undefined);
  const x = xml('x', { xmlns: MUC.user }, xml('item', { affiliation: 'none', role: 'none' }), clone(destroy));
  const presence = { xmlns: NS.client, type: 'unavailable', from: room.jid.toString() };
  out.events.push({ node: 'config', payload: xml('presence', presence, x) });
  room.occupants.clear();
  room.byJid.clear();
  room.byKey.clear();
  out.destroyed = true;
}

/** §11.2: "it SHOULD inform its participant by sending presences containing the 332 status code". */
export function closeRoom(room: Room, out: Outcome, around: Surroundings): void {
  for (const occupant of room.occupants.values())
    announce(room, occupant, { type: 'unavailable', ownCodes: [332] }, out, around, { others: false });
}
