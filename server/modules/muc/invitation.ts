/** Invitations through the room, and declining them. XEP-0045 §7.8.2, §9.5. */
import { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { NS, type StanzaCondition, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { refuseTooMany, setAffiliation } from './affiliation.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { type Affiliation, atLeast, type Role } from './ranks.ts';
import { affiliationOf, type Occupant, occupantsOf, type Room } from './room.ts';

/** Invitations in one message. */
const MAX_INVITATIONS = 50;

export interface Inviter {
  readonly affiliation: Affiliation;
  /** Undefined when not in the room. */
  readonly role: Role | undefined;
}

/** What keeps somebody from inviting; undefined for nothing. Pure; the first row that fits. */
export function refusalOf(
  { affiliation, role }: Inviter,
  { membersOnly, allowInvites }: { membersOnly: boolean; allowInvites: boolean },
): readonly [StanzaCondition, because: string] | undefined {
  if (affiliation === 'outcast') return ['forbidden', 'banned'];
  // §7.8.2: one invites "to a room in which one is an occupant"; a member need not be there for it.
  if (role === undefined && !atLeast(affiliation, 'member'))
    return ['not-acceptable', '§7.8.2: not in the room'];
  // §9.5: "if invitation privileges are restricted to admins and a mere member attempts to a send an invitation, the service MUST deny
  // the invitation request and return a <forbidden/> error".
  if (membersOnly && !atLeast(affiliation, 'admin') && !(allowInvites && atLeast(affiliation, 'member')))
    return ['forbidden', '§9.5: only admins invite to this room'];
  return undefined;
}

export interface InvitationEvent {
  readonly stanza: Element;
  readonly from: Jid;
  readonly affiliation: Affiliation;
  readonly occupant: Occupant | undefined;
  /** Whether such an address can exist; false for an account that does not. */
  readonly exists: (jid: Jid) => boolean;
}

export function invite(room: Room, event: InvitationEvent, out: Outcome, around: Surroundings): void {
  const { stanza, from, affiliation, occupant } = event;
  const refusal = refusalOf({ affiliation, role: occupant?.role }, room.config);
  if (refusal) throw new StanzaError(refusal[0]);
  const invitations = stanza.getChild('x', MUC.user)?.getChildren('invite') ?? [];
  if (invitations.length > MAX_INVITATIONS)
    throw new StanzaError('policy-violation', `at most ${MAX_INVITATIONS} invitations at once`);
  const invitees = invitations.map((element) => ({ element, to: parseJid(element.attrs.to ?? '') }));
  for (const { to } of invitees) {
    if (!to) throw new StanzaError('jid-malformed', 'whom to invite is no address');
    // §7.8.2: "If the inviter supplies a non-existent JID, the room SHOULD return an <item-not-found/> error".
    if (!event.exists(to)) throw new StanzaError('item-not-found');
    if (affiliationOf(room, to) === 'outcast')
      throw new StanzaError('forbidden', 'that person is banned here');
  }
  const becoming = room.config.membersOnly ? invitees.map(({ to }) => to!.bare) : [];
  refuseTooMany(room, becoming, around);
  for (const { element, to } of invitees) {
    // §9.5: "any invitation sent SHOULD automatically trigger the addition of the invitee to the member list"; through an open room
    // it "MUST NOT".
    if (room.config.membersOnly && affiliationOf(room, to!) === 'none')
      setAffiliation(room, to!.bare, { affiliation: 'member' }, out, around);
    out.stanzas.push(invitation(room, from.bare.toString(), to!, element, stanza.attrs.id ?? around.newId()));
  }
}

/** §7.8.2: the room "MUST then add a 'from' address to the <invite/> element […] SHOULD add the password". */
function invitation(room: Room, inviter: string, to: Jid, given: Element, id: string): Element {
  const inner = new Element('invite', { from: inviter });
  for (const name of ['reason', 'continue']) {
    const child = given.getChild(name);
    if (child) inner.cnode(child);
  }
  return invitationMessage(room, to, inner, id);
}

/** §9.5: "the service SHOULD send an invitation to any user who has been added to the member list of a members-only room". */
export const welcome = (room: Room, inviter: string, to: Jid, id: string): Element =>
  invitationMessage(room, to, new Element('invite', { from: inviter }), id);

function invitationMessage(room: Room, to: Jid, invite: Element, id: string): Element {
  const x = xml('x', { xmlns: MUC.user }, invite);
  if (room.config.password !== '') x.c('password').t(room.config.password);
  return xml('message', { xmlns: NS.client, from: room.jid.toString(), to: to.toString(), id }, x);
}

/** §7.8.2: "the invitee MUST send a message of the following form to the <room@service> itself". */
export function decline(room: Room, { stanza, from, affiliation }: InvitationEvent, out: Outcome): void {
  if (affiliation === 'outcast') throw new StanzaError('forbidden');
  const given = stanza.getChild('x', MUC.user)?.getChild('decline');
  const address = given?.attrs.to ?? '';
  // "certain implementations might choose to base invitations on occupant JIDs": those reach the device that has it.
  const named = parseJid(address);
  if (!named) throw new StanzaError('jid-malformed', 'whom to tell is no address');
  const to = named.bare.equals(room.jid) ? room.occupants.get(named.resource)?.shown.jid : named;
  if (!to) throw new StanzaError('item-not-found');
  // WHY without a word: a room is no way to reach people who have never had to do with it, or who block the sender; and who is in
  // it is not told. Only these can have invited.
  if (occupantsOf(room, to.bare).length === 0 && !atLeast(affiliationOf(room, to), 'member')) return;
  const inner = new Element('decline', { from: from.bare.toString() });
  const reason = given?.getChild('reason');
  if (reason) inner.cnode(reason);
  out.stanzas.push(
    xml(
      'message',
      { xmlns: NS.client, from: room.jid.toString(), to: to.toString(), id: stanza.attrs.id },
      xml('x', { xmlns: MUC.user }, inner),
    ),
  );
}
