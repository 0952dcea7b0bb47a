/**
 * Presence a room sends: who is told, and what each is allowed to see. XEP-0045 §7.2.2-§7.2.4, §17.3; XEP-0421, XEP-0317.
 *
 * Each presence is made once for those who may see the real address and once for the others; copies share their children.
 */
import { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { readdress, xml } from '../support/elements.ts';
import { isNonAnonymous } from './config.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, RoomEvent, Surroundings } from './outcome.ts';
import type { Role } from './ranks.ts';
import { addressOf, affiliationOf, type Occupant, type Room, type Visit } from './room.ts';

/** What a presence says beyond who it is about. */
export interface Announcement {
  readonly type?: 'unavailable';
  /** §12: status codes everybody sees. */
  readonly codes?: readonly number[];
  /** Codes only the occupant itself sees, beside 110. */
  readonly ownCodes?: readonly number[];
  /** §7.6: the nickname an occupant changes to. */
  readonly newNick?: string;
  readonly reason?: string;
  /** The nickname of whoever did it. */
  readonly actor?: string;
  /** §10.9. */
  readonly destroy?: Element;
  /** The children of the stanza instead of what the occupant shows, such as a last status. */
  readonly presence?: readonly (Element | string)[];
  /** The id the occupant gave its stanza; reflected to it alone. */
  readonly id?: string;
}

/** §5.1.1: visitors' presence may be kept from all; in a crowded room only moderators are shown. */
export function isShown(room: Room, role: Role, { maxUsersPresence }: { maxUsersPresence: number }): boolean {
  if (role === 'moderator') return true;
  if (room.occupants.size > maxUsersPresence) return false;
  return (room.config.presenceBroadcast as readonly string[]).includes(role);
}

/** To one device, about an occupant. */
export function tell(
  room: Room,
  about: Occupant,
  to: { visit: Visit; occupant: Occupant },
  what: Announcement,
  out: Outcome,
  around: Surroundings,
): void {
  out.stanzas.push(compose(room, about, what, around).to(to.visit, to.occupant));
}

export interface Audience {
  /** All but the occupant itself. */
  readonly others?: boolean;
  /** The occupant's own devices. */
  readonly self?: boolean;
  /** A role that decides who is told, when it is not the present one. */
  readonly role?: Role;
  /** Moderators among the others, who see everybody. */
  readonly moderators?: boolean;
  /** Not this device. */
  readonly except?: Visit;
}

/** To all who may know. The occupant's own devices come last (§7.2.2). */
export function announce(
  room: Room,
  about: Occupant,
  what: Announcement,
  out: Outcome,
  around: Surroundings,
  { others = true, self = true, role = about.role, moderators = true, except }: Audience = {},
): void {
  const { to: make, outside } = compose(room, about, what, around);
  const shown = isShown(room, role, around.limits);
  if (others)
    for (const occupant of room.occupants.values())
      if (occupant !== about && (occupant.role === 'moderator' ? moderators : shown))
        for (const visit of occupant.visits.values()) out.stanzas.push(make(visit, occupant));
  if (others && shown && room.subscribers.size > 0) out.events.push({ node: 'presence', ...outside() });
  if (self)
    for (const visit of about.visits.values()) if (visit !== except) out.stanzas.push(make(visit, about));
}

/** Returns a maker of the stanza for each recipient, and for those outside. */
function compose(
  room: Room,
  about: Occupant,
  what: Announcement,
  around: Surroundings,
): {
  to: (visit: Visit, occupant: Occupant) => Element;
  outside: () => Pick<RoomEvent, 'payload' | 'open'>;
} {
  const { type, codes = [], ownCodes = [], id } = what;
  const from = addressOf(room, about.nick);
  // XEP-0421 §4: "The <occupant-id> element MUST be attached to every message and every presence sent by a MUC."
  const common = [
    ...(what.presence ?? (type ? [] : about.shown.presence)),
    occupantIdOf(room, about, around),
    ...hatsOf(room, about),
  ];
  const item = extended(room, about, what);
  const made = new Map<string, Element>();
  const stanza = (withAddress: boolean, self: boolean) => {
    const key = `${withAddress}${self}`;
    let element = made.get(key);
    if (element) return element;
    element = new Element('presence', { xmlns: NS.client, from, ...(type && { type }) });
    const status = self ? [110, ...ownCodes, ...codes].sort((a, b) => a - b) : codes;
    element.children.push(...common, item(withAddress, status));
    made.set(key, element);
    return element;
  };
  const open = isNonAnonymous(room.config);
  return {
    to(visit, occupant) {
      const self = occupant === about;
      const copy = readdress(stanza(open || occupant.role === 'moderator', self), {
        to: visit.jid.toString(),
      });
      copy.attrs.id = self && id !== undefined ? id : around.newId();
      return copy;
    },
    outside: () => ({ payload: stanza(open, false), open: stanza(true, false) }),
  };
}

/** §17.3: role and affiliation are in "all presence stanzas, including presence stanzas of type "unavailable"". */
function extended(room: Room, about: Occupant, what: Announcement) {
  const { type, newNick, reason, actor, destroy } = what;
  return (withAddress: boolean, codes: readonly number[]): Element => {
    const item = xml('item', {
      // An occupant that leaves has no role any more (§7.14), unless it is back at once under another name (§7.6).
      affiliation: destroy ? 'none' : affiliationOf(room, about.account),
      role: type && newNick === undefined ? 'none' : about.role,
      // §17.3: "the value of the 'jid' attribute MUST be the full JID".
      jid: withAddress ? about.shown.jid.toString() : undefined,
      nick: newNick,
    });
    if (actor !== undefined) item.c('actor', { nick: actor });
    if (reason !== undefined) item.c('reason').t(reason);
    const x = xml('x', { xmlns: MUC.user }, item);
    if (destroy) x.cnode(destroy);
    for (const code of codes) x.c('status', { code: String(code) });
    return x;
  };
}

export const occupantIdOf = (
  room: Room,
  { account }: Pick<Occupant, 'account'>,
  around: Surroundings,
): Element =>
  xml('occupant-id', {
    xmlns: MUC.occupantId,
    id: around.occupantId(room.jid.toString(), account.toString()),
  });

function hatsOf(room: Room, { account }: Occupant): Element[] {
  const worn = (room.worn.get(account.toString()) ?? []).flatMap((uri) => room.hats.get(uri) ?? []);
  if (worn.length === 0) return [];
  return [
    xml('hats', { xmlns: MUC.hats }, ...worn.map(({ uri, title, hue }) => xml('hat', { uri, title, hue }))),
  ];
}

/**
 * What of an occupant's presence the room passes on. §17.3: extended information in the room's own namespaces "MUST NOT" be
 * reflected; XEP-0421 §4, XEP-0317: occupant-ids and hats are the room's to give.
 */
export const passable = (stanza: Element): (Element | string)[] =>
  stanza.children.filter(
    (child): child is Element =>
      child instanceof Element && !RESERVED.has(child.getNS() ?? '') && child.name !== 'error',
  );

const RESERVED = new Set<string>([MUC.join, MUC.user, MUC.admin, MUC.owner, MUC.occupantId, MUC.hats]);
