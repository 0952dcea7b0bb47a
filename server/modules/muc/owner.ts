/** What owners do: configure and destroy. XEP-0045 §10.1, §10.2, §10.9. */
import { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { readForm } from '../support/forms.ts';
import { refuseTooMany, sendOff, setAffiliation, setRole } from './affiliation.ts';
import type { RoomConfig } from './config.ts';
import {
  ADMINS_FIELD,
  changeCodes,
  configForm,
  type FormLimits,
  OWNERS_FIELD,
  readConfig,
} from './config-form.ts';
import { broadcastStatus } from './groupchat.ts';
import { depart, destroyRoom } from './leave.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { type Affiliation, atLeast } from './ranks.ts';
import { affiliationOf, ownersOf, type Room, withAffiliation } from './room.ts';

export interface OwnerRequest {
  readonly payload: Element;
  readonly affiliation: Affiliation;
  readonly limits: FormLimits;
  /** May this person make rooms that stay, or keep archives? */
  readonly may: { readonly persist: boolean; readonly archive: boolean };
  /** Sends the result. */
  readonly reply: (payload?: Element) => void;
}

/** §10.2: "If the <user@host> of the 'from' address does not match the bare JID of a room owner, […] <forbidden/>". */
function onlyOwners(affiliation: Affiliation): void {
  if (affiliation !== 'owner') throw new StanzaError('forbidden', 'only owners may do this');
}

export function askConfig(room: Room, { affiliation, limits, reply }: OwnerRequest): void {
  onlyOwners(affiliation);
  const lists = { admins: withAffiliation(room, 'admin').map(([jid]) => jid), owners: ownersOf(room) };
  reply(
    xml(
      'query',
      { xmlns: MUC.owner },
      configForm({ name: room.jid.local, config: room.config }, lists, limits),
    ),
  );
}

export function setOwner(room: Room, request: OwnerRequest, out: Outcome, around: Surroundings) {
  onlyOwners(request.affiliation);
  const children = request.payload.getChildElements();
  const [child] = children;
  if (!child || children.length > 1) throw new StanzaError('bad-request', 'a form, or <destroy/>');
  if (child.name === 'destroy' && child.getNS() === MUC.owner)
    return destroy(room, child, request, out, around);
  if (child.name !== 'x' || child.getNS() !== NS.data)
    throw new StanzaError('bad-request', 'a form, or <destroy/>');
  if (child.attrs.type === 'cancel') return cancel(room, request, out, around);
  configure(room, request, child, out, around);
}

function destroy(
  room: Room,
  given: Element,
  { reply }: OwnerRequest,
  out: Outcome,
  around: Surroundings,
): void {
  const { jid } = given.attrs;
  if (jid !== undefined && !parseJid(jid))
    throw new StanzaError('jid-malformed', 'the alternate venue is no address');
  destroyRoom(
    room,
    destroyElement(jid, given.getChildText('reason'), given.getChildText('password')),
    out,
    around,
  );
  reply();
}

/** §10.9: with the alternate venue and the reason, if there are. */
export function destroyElement(jid?: string, reason?: string | null, password?: string | null): Element {
  const element = new Element('destroy', jid === undefined ? {} : { jid });
  if (reason) element.c('reason').t(reason);
  if (password) element.c('password').t(password);
  return element;
}

/** §10.1.1: "If the service receives a cancellation, it MUST destroy the room."; §10.2: later, nothing changes. */
function cancel(room: Room, { reply }: OwnerRequest, out: Outcome, around: Surroundings): void {
  if (room.locked) destroyRoom(room, destroyElement(), out, around);
  reply();
}

function configure(
  room: Room,
  request: OwnerRequest,
  form: Element,
  out: Outcome,
  around: Surroundings,
): void {
  // §10.1.2: an empty form of type "submit" asks for an instant room, "some default configuration" (§10.1.1).
  const instant = form.attrs.type === 'submit' && form.getChildElements().length === 0;
  const values = instant ? new Map<string, string[]>() : readForm(request.payload, MUC.roomConfig);
  if (!values) throw new StanzaError('bad-request');
  const config = readConfig(values, room.config, request.limits);
  refuseByPolicy(room.config, config, request.may);
  const lists = readLists(room, values);
  const named = [...lists].filter(([, affiliation]) => affiliation !== 'none');
  refuseTooMany(
    room,
    named.map(([jid]) => parseJid(jid) as Jid),
    around,
  );
  room.locked = false;
  applyConfig(room, config, lists, out, around, request.reply);
}

function refuseByPolicy(before: RoomConfig, after: RoomConfig, may: OwnerRequest['may']): void {
  // §10.1.3: "violate one or more service policies […] the service MUST return a <not-acceptable/> error."
  if (after.persistent && !before.persistent && !may.persist)
    throw new StanzaError('not-acceptable', 'you may not make rooms that stay');
  if (after.archive && !before.archive && !may.archive)
    throw new StanzaError('not-acceptable', 'you may not make rooms that keep an archive');
}

/** §10.5, §10.8: the fields hold the whole list, not the delta. Undefined for what is not in the form. */
function readLists(room: Room, form: ReadonlyMap<string, readonly string[]>): Map<string, Affiliation> {
  const wanted = new Map<string, Affiliation>();
  for (const [name, affiliation] of [
    [ADMINS_FIELD, 'admin'],
    [OWNERS_FIELD, 'owner'],
  ] as const) {
    const values = form.get(name);
    if (!values) continue;
    for (const [jid] of withAffiliation(room, affiliation)) if (!wanted.has(jid)) wanted.set(jid, 'none');
    for (const value of values.filter((text) => text.trim() !== '')) wanted.set(bareOf(value), affiliation);
  }
  const owners = new Set(ownersOf(room));
  for (const [jid, affiliation] of wanted)
    if (affiliation === 'owner') owners.add(jid);
    else owners.delete(jid);
  // §10.2: "A service MUST NOT allow an owner to revoke his or her own owner status if there are no other owners; […] <conflict/>".
  if (owners.size === 0) throw new StanzaError('conflict', 'a room has at least one owner');
  return wanted;
}

/** §10.6: "When processing a request that identifies a user by its full JID, a service SHOULD use the bare JID representation." */
function bareOf(text: string): string {
  const jid = parseJid(text.trim());
  if (!jid || jid.local === '') throw new StanzaError('jid-malformed', 'not an address of a person');
  return jid.bare.toString();
}

/** Puts a configuration into force and tells who is concerned. */
export function applyConfig(
  room: Room,
  config: RoomConfig,
  lists: ReadonlyMap<string, Affiliation>,
  out: Outcome,
  around: Surroundings,
  reply: () => void = () => {},
): void {
  const before = room.config;
  room.config = config;
  out.record = true;
  reply();
  for (const [address, affiliation] of lists) {
    const jid = parseJid(address) as Jid;
    if (affiliationOf(room, jid) === affiliation) continue;
    const nick = room.affiliations.get(address)?.nick;
    // §10.2: an admin who loses that is "member" or "none"; who has a nickname here stays a member.
    const next = affiliation === 'none' && nick !== undefined ? 'member' : affiliation;
    const entry = { affiliation: next, ...(nick !== undefined && { nick }) };
    sendOff(room, setAffiliation(room, jid, entry, out, around), {}, out, around);
  }
  if (config.membersOnly && !before.membersOnly) removeStrangers(room, out, around);
  // Who was a visitor because the room was moderated has its voice back.
  if (before.moderated && !config.moderated)
    for (const occupant of room.occupants.values())
      if (occupant.role === 'visitor') setRole(room, occupant, 'participant', {}, out, around);
  broadcastStatus(room, changeCodes(before, config), out, around);
}

/** §10.2: "the service MUST remove any non-members from the room and include a status code of 322". */
function removeStrangers(room: Room, out: Outcome, around: Surroundings): void {
  const strangers = [...room.occupants.values()].filter(
    ({ account }) => !atLeast(affiliationOf(room, account), 'member'),
  );
  if (strangers.length > 0) depart(room, strangers, { codes: [322] }, out, around);
}
