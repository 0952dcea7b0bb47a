/** Changing roles and affiliations, and reading the lists of them. XEP-0045 §8.2-§8.5, §9, §10.3-§10.8, §17.4. */
import type { Element } from 'ltx';
import { type Jid, parseJid, prepareResource } from '../../kernel/jid.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import {
  announceAbsent,
  courtesy,
  nickIsFree,
  refuseTooMany,
  sendOff,
  setAffiliation,
  setRole,
  type Why,
  writeAffiliation,
} from './affiliation.ts';
import { isNonAnonymous } from './config.ts';
import { welcome } from './invitation.ts';
import { depart } from './leave.ts';
import { MUC } from './namespaces.ts';
import { isVisible } from './nickname.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import {
  type Affiliation,
  atLeast,
  decideAffiliation,
  decideRole,
  isAffiliation,
  isRole,
  type Role,
} from './ranks.ts';
import { affiliationOf, type Occupant, occupantsOf, ownersOf, type Room, withAffiliation } from './room.ts';

/** Items in one request. */
const MAX_ITEMS = 500;
const MAX_REASON = 1000;

export interface AdminRequest {
  readonly payload: Element;
  readonly from: Jid;
  readonly affiliation: Affiliation;
  readonly occupant: Occupant | undefined;
  readonly reply: (payload?: Element) => void;
}

interface RoleItem {
  readonly is: 'role';
  readonly target: Occupant;
  readonly role: Role;
  readonly reason: string | undefined;
}
interface AffiliationItem {
  readonly is: 'affiliation';
  /** Bare address or domain. */
  readonly who: Jid;
  readonly affiliation: Affiliation;
  /** Undefined leaves the reserved nickname as it is, '' takes it away. */
  readonly nick: string | undefined;
  readonly reason: string | undefined;
}

/** All or nothing: §9.2: "the service SHOULD NOT apply any of the requested changes". */
export function changeList(room: Room, request: AdminRequest, out: Outcome, around: Surroundings): void {
  const elements = request.payload.getChildren('item');
  if (elements.length === 0 || elements.length !== request.payload.getChildElements().length)
    throw new StanzaError('bad-request', 'one or more <item/>');
  if (elements.length > MAX_ITEMS) throw new StanzaError('policy-violation', `at most ${MAX_ITEMS} items`);
  // WHY before looking: an <item-not-found/> would tell whoever may change nothing which nicknames are in the room.
  if (request.occupant?.role !== 'moderator' && !atLeast(request.affiliation, 'admin'))
    throw new StanzaError('forbidden');
  const items = elements.map((element) => readItem(room, element));
  refuseForbidden(room, items, request);
  const roles = items.filter((item) => item.is === 'role');
  const affiliations = items.filter((item) => item.is === 'affiliation');
  const listed = affiliations.filter(({ affiliation }) => affiliation !== 'none');
  refuseTooMany(
    room,
    listed.map(({ who }) => who),
    around,
  );
  refuseTakenNicks(room, affiliations);

  const actor = request.occupant?.nick;
  const why = (reason: string | undefined): Why => ({
    ...(reason !== undefined && { reason }),
    ...(actor !== undefined && { actor }),
  });
  kick(room, roles, why, request, out, around);
  for (const { target, role, reason } of roles)
    if (role !== 'none') setRole(room, target, role, why(reason), out, around);
  for (const item of affiliations) affiliate(room, item, why(item.reason), request, out, around);
}

function readItem(room: Room, element: Element): RoleItem | AffiliationItem {
  const { role, affiliation, nick, jid } = element.attrs;
  const given = element.getChildText('reason') ?? undefined;
  const reason = given === undefined ? undefined : given.slice(0, MAX_REASON);
  // §17.4: "if a moderator, admin, or owner attempts to modify both the affiliation and role of the same item in the same IQ set, the
  // service MUST return a <bad-request/> error".
  if ((role === undefined) === (affiliation === undefined))
    throw new StanzaError('bad-request', 'an item has a role or an affiliation');
  if (role !== undefined) {
    if (!isRole(role)) throw new StanzaError('bad-request', 'there is no such role');
    if (nick === undefined) throw new StanzaError('bad-request', 'roles go by nickname');
    const target = room.occupants.get(prepareResource(nick) ?? nick);
    if (!target) throw new StanzaError('item-not-found', 'nobody here has this nickname');
    return { is: 'role', target, role, reason };
  }
  if (!isAffiliation(affiliation)) throw new StanzaError('bad-request', 'there is no such affiliation');
  return {
    ...{ is: 'affiliation', affiliation, reason },
    who: whom(room, jid, nick),
    nick: jid === undefined ? undefined : readNick(nick),
  };
}

/** §9.5: "To unset a reserved nickname, the 'nick' attribute must be set to an empty string." */
function readNick(nick: string | undefined): string | undefined {
  if (nick === undefined || nick === '') return nick;
  const prepared = prepareResource(nick);
  if (prepared === undefined || !isVisible(prepared))
    throw new StanzaError('bad-request', 'nobody can have this nickname');
  return prepared;
}

/** §9.1: "The ban MUST be performed based on the occupant's bare JID"; as old clients do, an occupant may be named instead. */
function whom(room: Room, jid: string | undefined, nick: string | undefined): Jid {
  if (jid !== undefined) {
    const who = parseJid(jid);
    if (!who) throw new StanzaError('jid-malformed');
    return who.bare;
  }
  if (nick === undefined) throw new StanzaError('bad-request', 'affiliations go by address');
  const occupant = room.occupants.get(nick);
  if (!occupant) throw new StanzaError('item-not-found', 'nobody here has this nickname');
  return occupant.account;
}

function refuseForbidden(
  room: Room,
  items: readonly (RoleItem | AffiliationItem)[],
  request: AdminRequest,
): void {
  const lastOwner = ownersAfter(room, items).size === 0;
  const actor = { affiliation: request.affiliation, role: request.occupant?.role ?? ('none' as Role) };
  for (const item of items) {
    const verdict =
      item.is === 'role'
        ? decideRole({
            actor,
            target: { affiliation: affiliationOf(room, item.target.account), role: item.target.role },
            to: item.role,
          })
        : decideAffiliation({
            actor: request.affiliation,
            self: item.who.equals(request.from.bare),
            from: affiliationOf(room, item.who),
            to: item.affiliation,
            lastOwner,
          });
    if (!verdict.allowed) throw new StanzaError(verdict.condition);
  }
}

function ownersAfter(room: Room, items: readonly (RoleItem | AffiliationItem)[]): Set<string> {
  const owners = new Set(ownersOf(room));
  for (const item of items)
    if (item.is === 'affiliation') {
      if (item.affiliation === 'owner') owners.add(item.who.toString());
      else owners.delete(item.who.toString());
    }
  return owners;
}

function refuseTakenNicks(room: Room, items: readonly AffiliationItem[]): void {
  for (const { who, nick, affiliation } of items)
    if (
      nick &&
      affiliation !== 'outcast' &&
      affiliation !== 'none' &&
      !nickIsFree(room, nick, who.toString())
    )
      throw new StanzaError('conflict', 'the nickname is somebody else’s');
}

/** §8.2: first the kicked are told, "then inform the moderator of success", then "all of the remaining occupants". */
function kick(
  room: Room,
  roles: readonly RoleItem[],
  why: (reason: string | undefined) => Why,
  { reply }: AdminRequest,
  out: Outcome,
  around: Surroundings,
) {
  const kicked = roles.filter(({ role }) => role === 'none');
  const [first] = kicked;
  if (!first) return reply();
  const gone = [...new Set(kicked.map(({ target }) => target))];
  depart(room, gone, { ...why(first.reason), codes: [307] }, out, around, reply);
}

function affiliate(
  room: Room,
  { who, affiliation, nick, reason }: AffiliationItem,
  why: Why,
  { from }: AdminRequest,
  out: Outcome,
  around: Surroundings,
) {
  const before = affiliationOf(room, who);
  const address = who.toString();
  const reserved = nick ?? room.affiliations.get(address)?.nick;
  const entry = {
    affiliation,
    ...(affiliation !== 'none' && reserved && { nick: reserved }),
    ...(affiliation === 'outcast' && reason !== undefined && { reason }),
  };
  if (before === affiliation) return writeAffiliation(room, address, entry, out);
  const present = occupantsOf(room, who).length > 0;
  sendOff(room, setAffiliation(room, who, entry, out, around, why), why, out, around);
  if (present || who.local === '') return;
  announceAbsent(room, address, out, around);
  // §9.5: an invitation to who "has been added to the member list of a members-only room if the user is not currently affiliated".
  if (room.config.membersOnly && before === 'none' && affiliation !== 'outcast')
    out.stanzas.push(welcome(room, from.bare.toString(), who, around.newId()));
  else out.stanzas.push(courtesy(room, address, affiliation, around));
}

/** One of the lists: everybody with a role, or with an affiliation. */
export function readList(room: Room, { payload, affiliation, occupant, reply }: AdminRequest) {
  const items = payload.getChildElements();
  const [item] = items;
  if (!item || items.length > 1 || item.name !== 'item') throw new StanzaError('bad-request', 'one <item/>');
  const { role, affiliation: wanted } = item.attrs;
  if ((role === undefined) === (wanted === undefined))
    throw new StanzaError('bad-request', 'an item has a role or an affiliation');
  if (role !== undefined) {
    if (!isRole(role) || role === 'none') throw new StanzaError('bad-request', 'there is no such list');
    if (!mayReadRoles(role, affiliation, occupant?.role)) throw new StanzaError('forbidden');
    return reply(xml('query', { xmlns: MUC.admin }, ...roleItems(room, role)));
  }
  if (!isAffiliation(wanted) || wanted === 'none')
    throw new StanzaError('bad-request', 'there is no such list');
  if (!mayReadAffiliations(room, wanted, affiliation, occupant?.role)) throw new StanzaError('forbidden');
  reply(xml('query', { xmlns: MUC.admin }, ...affiliationItems(room, wanted)));
}

/** §8.5: the voice list is for moderators; §9.8: the moderator list for admins. */
const mayReadRoles = (wanted: Role, affiliation: Affiliation, role: Role | undefined): boolean =>
  atLeast(affiliation, 'admin') || (wanted !== 'moderator' && role === 'moderator');

/** §9.2, §9.5, §10.5, §10.8. */
function mayReadAffiliations(
  { config }: Room,
  wanted: Affiliation,
  affiliation: Affiliation,
  role: Role | undefined,
): boolean {
  if (affiliation === 'owner') return true;
  if (wanted === 'outcast') return atLeast(affiliation, 'admin');
  if (wanted === 'member' && atLeast(affiliation, 'admin')) return true;
  const listed = (config.getMemberList as readonly string[]).includes(role ?? 'none');
  // §10.5: "<forbidden/> error to the sender in semi-anonymous rooms. In non-anonymous rooms, the service MAY process the request."
  // §9.5: "If the room is non-anonymous, a service SHOULD also allow any member to retrieve the member list even if not yet an
  // occupant."; §5.2.1: in semi-anonymous rooms they SHOULD NOT.
  if (isNonAnonymous(config)) return atLeast(affiliation, 'member') || (affiliation !== 'outcast' && listed);
  return wanted === 'member' && role === 'moderator' && listed;
}

/** §17.4: "a MUC service MUST include the 'nick', 'role', 'affiliation', and 'jid' attributes". */
const roleItems = (room: Room, role: Role): Element[] =>
  [...room.occupants.values()]
    .filter((occupant) => occupant.role === role)
    .map(({ nick, account, shown }) =>
      xml('item', { affiliation: affiliationOf(room, account), jid: shown.jid.toString(), nick, role }),
    );

/** §17.4: "MUST NOT include the 'role' attribute, MUST include the 'affiliation' attribute and the 'jid' attribute". */
const affiliationItems = (room: Room, affiliation: Affiliation): Element[] =>
  withAffiliation(room, affiliation).map(([jid, { nick, reason }]) => {
    const item = xml('item', { affiliation, jid, nick: affiliation === 'outcast' ? undefined : nick });
    if (reason !== undefined) item.c('reason').t(reason);
    return item;
  });
