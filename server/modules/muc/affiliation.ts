/**
 * Carries out changes of affiliation and role, which ranks.ts has allowed. XEP-0045 §5.1.3, §5.2.2.
 * Who is in the room gets the role that goes with it, or has to leave; all are told.
 */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { readdress, xml } from '../support/elements.ts';
import { isNonAnonymous } from './config.ts';
import { depart } from './leave.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { type Announcement, announce, isShown } from './presence.ts';
import { atLeast, type Role, roleAfter } from './ranks.ts';
import { type Affiliated, affiliationOf, keyOf, type Occupant, occupantsOf, type Room } from './room.ts';

/** Rooms remember the voice of so many people. */
const MAX_VOICES = 1000;

export type Why = Pick<Announcement, 'reason' | 'actor'>;

/** Gives an occupant another role, and tells. */
export function setRole(
  room: Room,
  occupant: Occupant,
  role: Role,
  why: Why,
  out: Outcome,
  around: Surroundings,
): void {
  const before = occupant.role;
  if (before === role) return;
  occupant.role = role;
  rememberVoice(room, occupant, role, out);
  announceChange(room, occupant, before, why, out, around);
}

/** §5.1: roles SHOULD persist "for moderated rooms (since the distinction between visitor and participant is critical)". */
function rememberVoice(room: Room, { account }: Occupant, role: Role, out: Outcome): void {
  if (role !== 'participant' && role !== 'visitor') return;
  const who = account.toString();
  room.voices.delete(who);
  room.voices.set(who, role);
  const [oldest] = room.voices.keys();
  if (room.voices.size > MAX_VOICES && oldest !== undefined) room.voices.delete(oldest);
  out.record = true;
}

/** Whoever may not see the new role's presence sees the occupant go. */
function announceChange(
  room: Room,
  occupant: Occupant,
  before: Role,
  why: Why,
  out: Outcome,
  around: Surroundings,
): void {
  const vanishes = isShown(room, before, around.limits) && !isShown(room, occupant.role, around.limits);
  if (vanishes)
    announce(room, occupant, { type: 'unavailable' }, out, around, {
      self: false,
      moderators: false,
      role: before,
    });
  announce(room, occupant, why, out, around);
}

/**
 * Writes an affiliation and does what follows for whoever is in the room; returns those who have to leave, with the status code.
 * The caller sends them off (`sendOff`), because a moderator is told in between.
 */
export function setAffiliation(
  room: Room,
  /** Bare address or domain. */
  who: Jid,
  entry: Affiliated,
  out: Outcome,
  around: Surroundings,
  why: Why = {},
): { gone: Occupant[]; code: number } {
  const address = who.toString();
  const present = occupantsOf(room, who);
  const before = new Map(present.map((occupant) => [occupant, affiliationOf(room, occupant.account)]));
  writeAffiliation(room, address, entry, out);
  const gone: Occupant[] = [];
  let code = 301;
  for (const occupant of present) {
    const from = before.get(occupant)!;
    const to = affiliationOf(room, occupant.account);
    if (to === 'outcast') gone.push(occupant);
    else if (room.config.membersOnly && !atLeast(to, 'member')) {
      // §9.4: "including a status code of 321 to indicate that the user was removed because of an affiliation change".
      gone.push(occupant);
      code = 321;
    } else if (from !== to) {
      const role = occupant.role;
      occupant.role = roleAfter(from, to, role, room.config);
      announceChange(room, occupant, role, why, out, around);
    }
  }
  return { gone, code };
}

export function writeAffiliation(room: Room, address: string, entry: Affiliated, out: Outcome): void {
  // §9.1: the service "MUST remove the outcast's nickname from the list of registered nicknames".
  const { nick, ...rest } = entry;
  const kept: Affiliated =
    entry.affiliation === 'outcast' || nick === undefined || nick === '' ? rest : entry;
  if (kept.affiliation === 'none' && kept.nick === undefined) room.affiliations.delete(address);
  else room.affiliations.set(address, kept);
  if (entry.affiliation === 'outcast') room.worn.delete(address);
  room.applications.delete(address);
  out.affiliations.add(address);
}

export function sendOff(
  room: Room,
  { gone, code }: { gone: readonly Occupant[]; code: number },
  why: Why,
  out: Outcome,
  around: Surroundings,
): void {
  if (gone.length > 0) depart(room, gone, { ...why, codes: [code] }, out, around);
}

/**
 * §10.3 and others: "If the user is not in the room, the service MAY send a message from the room itself to the room occupants". Real
 * addresses go to those who may see them only.
 */
export function announceAbsent(room: Room, address: string, out: Outcome, around: Surroundings): void {
  const jid = parseJid(address);
  if (!jid || occupantsOf(room, jid).length > 0) return;
  const item = xml('item', { affiliation: affiliationOf(room, jid), jid: address, role: 'none' });
  const message = xml(
    'message',
    { xmlns: NS.client, from: room.jid.toString(), id: around.newId() },
    xml('x', { xmlns: MUC.user }, item),
  );
  const open = isNonAnonymous(room.config);
  for (const occupant of room.occupants.values())
    if (open || occupant.role === 'moderator')
      for (const visit of occupant.visits.values())
        out.stanzas.push(readdress(message, { to: visit.jid.toString() }));
}

/** §18.1: out of courtesy, to somebody who is not in the room; it "MUST contain a status code of 101". */
export const courtesy = (room: Room, to: string, affiliation: string, around: Surroundings): Element =>
  xml(
    'message',
    { xmlns: NS.client, from: room.jid.toString(), to, id: around.newId() },
    xml('x', { xmlns: MUC.user }, xml('item', { affiliation, role: 'none' }), xml('status', { code: '101' })),
    xml('no-store', { xmlns: NS.hints }),
  );

/** Throws when these people, none of them on a list yet, would be too many. */
export function refuseTooMany(room: Room, people: readonly Jid[], { limits }: Surroundings): void {
  const added = new Set(people.map(String).filter((who) => !room.affiliations.has(who)));
  if (added.size > 0 && room.affiliations.size + added.size > limits.maxAffiliations)
    throw new StanzaError('resource-constraint', 'the lists of this room are full');
}

/** Nobody else has it reserved, and nobody else uses it now. */
export function nickIsFree(room: Room, nick: string, account: string): boolean {
  const holder = room.byKey.get(keyOf(nick));
  if (holder && holder.account.toString() !== account) return false;
  for (const [jid, entry] of room.affiliations)
    if (jid !== account && entry.nick !== undefined && keyOf(entry.nick) === keyOf(nick)) return false;
  for (const [jid, subscriber] of room.subscribers)
    if (jid !== account && keyOf(subscriber.nick) === keyOf(nick)) return false;
  return true;
}
