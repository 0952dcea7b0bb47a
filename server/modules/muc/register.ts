/** Becoming a member, with a nickname of one's own. XEP-0045 §7.10, §9.9; XEP-0077. */
import { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { prepareResource } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { readForm } from '../support/forms.ts';
import { nickIsFree, refuseTooMany, sendOff, setAffiliation, writeAffiliation } from './affiliation.ts';
import { field, readBoolean, resultForm } from './fields.ts';
import { MUC } from './namespaces.ts';
import { isVisible, renameOccupant } from './nickname.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { type Affiliation, atLeast } from './ranks.ts';
import { affiliationOf, occupantsOf, type Room } from './room.ts';

/** Requests that wait for an admin, in one room. */
const MAX_APPLICATIONS = 200;

export interface RegisterRequest {
  readonly payload: Element;
  readonly from: Jid;
  readonly reply: (payload?: Element) => void;
}

export function askRegistration(room: Room, { from, reply }: RegisterRequest) {
  const entry = room.affiliations.get(from.bare.toString());
  // "If the user is already registered, […] an empty <registered/> element and SHOULD contain at least a <username/> element".
  if (entry?.nick !== undefined)
    return reply(
      xml('query', { xmlns: NS.register }, new Element('registered'), xml('username', {}, entry.nick)),
    );
  refuseRegistration(room, affiliationOf(room, from));
  const instructions = 'Choose the nickname that is to be yours in this room.';
  const form = resultForm(
    'form',
    MUC.register,
    [field('muc#register_roomnick', 'text-single', 'Desired Nickname')],
    'Registration',
  );
  form.getChildren('field')[1]?.c('required');
  reply(xml('query', { xmlns: NS.register }, xml('instructions', {}, instructions), form));
}

/** "not allowed to register with the room […], the room MUST return a <not-allowed/> error". */
function refuseRegistration(room: Room, affiliation: Affiliation): void {
  if (affiliation === 'outcast' || (!room.config.allowRegistration && !atLeast(affiliation, 'member')))
    throw new StanzaError('not-allowed', 'you may not register with this room');
}

export function setRegistration(room: Room, request: RegisterRequest, out: Outcome, around: Surroundings) {
  const { payload, from, reply } = request;
  const affiliation = affiliationOf(room, from);
  if (payload.getChild('remove')) return unregister(room, request, affiliation, out, around);
  refuseRegistration(room, affiliation);
  const nick = readNick(payload);
  const who = from.bare.toString();
  // "If the desired room nickname is already reserved for that room, the room MUST return a <conflict/> error".
  if (!nickIsFree(room, nick, who)) throw new StanzaError('conflict', 'the nickname is somebody else’s');
  // §9.9: in a room for members only, admins decide who becomes one.
  if (room.config.membersOnly && !atLeast(affiliation, 'member'))
    return apply(room, from, nick, reply, out, around);
  refuseTooMany(room, [from.bare], around);
  reply();
  admit(room, from, nick, affiliation, out, around);
}

/** "If the user did not include a valid data form, the room MUST return a <bad-request/> error". */
function readNick(payload: Element): string {
  const given = readForm(payload, MUC.register)?.get('muc#register_roomnick')?.[0];
  const nick = given === undefined ? undefined : prepareResource(given);
  if (nick === undefined || !isVisible(nick))
    throw new StanzaError('bad-request', 'the form needs a nickname in muc#register_roomnick');
  return nick;
}

function admit(
  room: Room,
  account: Jid,
  nick: string,
  before: Affiliation,
  out: Outcome,
  around: Surroundings,
): void {
  const affiliation = before === 'none' ? 'member' : before;
  const who = account.bare;
  if (before === affiliation) writeAffiliation(room, who.toString(), { affiliation, nick }, out);
  else setAffiliation(room, who, { affiliation, nick }, out, around);
  const subscriber = room.subscribers.get(who.toString());
  if (subscriber && subscriber.nick !== nick) {
    room.subscribers.set(who.toString(), { ...subscriber, nick });
    out.subscribers.add(who.toString());
  }
  // "If the user's nickname is modified by the service as a result of registration": only where nicknames are locked down.
  const [occupant, ...more] = occupantsOf(room, who);
  if (room.config.lockedNicks && occupant && more.length === 0 && occupant.nick !== nick)
    renameOccupant(room, occupant, nick, out, around);
}

/** XEP-0077 §3.2: removing the registration; admins and owners stay what they are. */
function unregister(
  room: Room,
  { from, reply }: RegisterRequest,
  affiliation: Affiliation,
  out: Outcome,
  around: Surroundings,
) {
  const entry = room.affiliations.get(from.bare.toString());
  if (!entry || affiliation === 'outcast' || (affiliation !== 'member' && entry.nick === undefined))
    throw new StanzaError('registration-required', 'you are not registered with this room');
  reply();
  if (affiliation !== 'member') return writeAffiliation(room, from.bare.toString(), { affiliation }, out);
  sendOff(room, setAffiliation(room, from.bare, { affiliation: 'none' }, out, around), {}, out, around);
}

/** §9.9: "send a <message/> stanza to the room admin(s) […] asking for approval or denial of the request". */
function apply(
  room: Room,
  from: Jid,
  nick: string,
  reply: () => void,
  out: Outcome,
  around: Surroundings,
): void {
  const who = from.bare.toString();
  if (room.applications.size >= MAX_APPLICATIONS && !room.applications.has(who))
    throw new StanzaError('resource-constraint', 'too many wait already');
  const isKnown = room.applications.has(who);
  room.applications.set(who, nick);
  reply();
  // WHY once: whoever nobody has let in must not be able to fill the admins' screens.
  if (isKnown) return;
  const form = resultForm(
    'form',
    MUC.register,
    [
      field('muc#register_roomnick', 'text-single', 'Desired Nickname', [nick]),
      field('muc#jid', 'jid-single', 'User ID', [who]),
      field('muc#register_allow', 'boolean', 'Allow this person to register with the room?', ['0']),
    ],
    'Registration request',
  );
  for (const [admin, { affiliation }] of room.affiliations)
    if (atLeast(affiliation, 'admin'))
      out.stanzas.push(
        xml('message', { xmlns: NS.client, from: room.jid.toString(), to: admin, id: around.newId() }, form),
      );
}

/** The answer of an admin to the form of `apply`. */
export function decideApplication(
  room: Room,
  stanza: Element,
  { affiliation, parse }: { affiliation: Affiliation; parse: (text: string) => Jid | undefined },
  out: Outcome,
  around: Surroundings,
): void {
  const form = readForm(stanza, MUC.register);
  if (!atLeast(affiliation, 'admin')) throw new StanzaError('forbidden');
  const account = parse(form?.get('muc#jid')?.[0] ?? '');
  const nick = account && room.applications.get(account.bare.toString());
  if (!account || nick === undefined) throw new StanzaError('item-not-found', 'nobody waits by this name');
  room.applications.delete(account.bare.toString());
  if (!readBoolean(form?.get('muc#register_allow')?.[0])) return;
  const free = nickIsFree(room, nick, account.bare.toString());
  setAffiliation(room, account.bare, { affiliation: 'member', ...(free && { nick }) }, out, around);
}

/** §7.12: the nickname reserved for somebody in this room. */
export const reservedNick = (room: Room, account: Jid): string | undefined =>
  room.affiliations.get(account.bare.toString())?.nick;
