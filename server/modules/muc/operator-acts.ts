/** What follows in a room when its operator, and nobody in it, gives somebody an affiliation or sets the topic. */
import type { Jid } from '../../kernel/jid.ts';
import { NS } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { announceAbsent, courtesy, sendOff, setAffiliation } from './affiliation.ts';
import { broadcast, keep, setSubject } from './groupchat.ts';
import { welcome } from './invitation.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import type { Affiliation } from './ranks.ts';
import { affiliationOf, occupantsOf, type Room } from './room.ts';

export interface OperatorChange {
  /** Bare address or domain. */
  readonly who: Jid;
  readonly affiliation: Affiliation;
  readonly reason?: string | undefined;
}

export interface Operator {
  readonly around: Surroundings;
  /** In whose name people of a domain are invited. */
  readonly operatorOf: (host: string) => string;
}

/** As for an owner's request (§9.5, §10); who is added hears of the room in any case: nobody else would tell. */
export function affiliate(
  room: Room,
  { who, affiliation, reason }: OperatorChange,
  out: Outcome,
  { around, operatorOf }: Operator,
): void {
  const address = who.toString();
  const before = affiliationOf(room, who);
  const nick = room.affiliations.get(address)?.nick;
  const entry = {
    affiliation,
    ...(affiliation !== 'none' && nick !== undefined && { nick }),
    ...(affiliation === 'outcast' && reason !== undefined && { reason }),
  };
  const why = reason === undefined ? {} : { reason };
  const present = occupantsOf(room, who).length > 0;
  sendOff(room, setAffiliation(room, who, entry, out, around, why), why, out, around);
  if (present || who.local === '') return;
  announceAbsent(room, address, out, around);
  if (before === 'none' && affiliation !== 'outcast')
    out.stanzas.push(welcome(room, operatorOf(room.host), who, around.newId()));
  else out.stanzas.push(courtesy(room, address, affiliation, around));
}

/** §7.2.15: a subject comes from the occupant that set it, or from the room. */
export function setTopic(room: Room, topic: string, out: Outcome, around: Surroundings): void {
  const message = xml(
    'message',
    { xmlns: NS.client, type: 'groupchat', from: room.jid.toString(), id: around.newId() },
    xml('subject', {}, topic),
  );
  const now = around.now();
  keep(room, message, room.jid, now, around);
  setSubject(room, message, now, out);
  broadcast(room, message, out);
}
