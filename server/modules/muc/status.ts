/** Presence of somebody who is in the room: away, back, under another name, gone. XEP-0045 §7.6, §7.7, §7.14, §17.3. */
import type { Element } from 'ltx';
import { leave } from './leave.ts';
import { changeNickname } from './nickname.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { announce, passable } from './presence.ts';
import type { Present, Room } from './room.ts';

/** Presence without a type from one of the occupant's devices, to this nickname. */
export function changeStatus(
  room: Room,
  { occupant, visit }: Present,
  nick: string,
  stanza: Element,
  out: Outcome,
  around: Surroundings,
) {
  if (nick !== occupant.nick) return changeNickname(room, { occupant, visit }, nick, stanza, out, around);
  const children = passable(stanza);
  // A visitor whose status is not wanted still shows whether it is away.
  const muted = occupant.role === 'visitor' && !room.config.allowVisitorStatus;
  visit.presence = muted ? children.filter((child) => String(child).startsWith('<show')) : children;
  occupant.shown = visit;
  announce(room, occupant, stanza.attrs.id === undefined ? {} : { id: stanza.attrs.id }, out, around);
}

/** §7.14: "custom exit message": the status of the last presence is passed on. */
export function exit(
  room: Room,
  { occupant, visit }: Present,
  stanza: Element,
  out: Outcome,
  around: Surroundings,
): void {
  const muted = occupant.role === 'visitor' && !room.config.allowVisitorStatus;
  leave(room, occupant, visit, { presence: muted ? [] : passable(stanza), id: stanza.attrs.id }, out, around);
}
