/**
 * A room as it is held in memory: who may, who is there, what was said last. XEP-0045 §4, §5.
 *
 * Only data and lookups. What happens to a room is in the files named for it (join.ts, leave.ts, …), each a function of the room
 * and an event that changes the room and adds what follows to an `Outcome`: stanzas, and what has to be written.
 */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { nicknameKey } from '../../kernel/precis.ts';
import type { SubscriptionNode } from '../support/room-subscriptions.ts';
import { isNonAnonymous, type RoomConfig } from './config.ts';
import { type Affiliation, atLeast, type Role } from './ranks.ts';

/** One device of an occupant. */
export interface Visit {
  /** Full address. */
  readonly jid: Jid;
  /** The children of its last presence that may be shown, shared by all copies. */
  presence: readonly (Element | string)[];
}

/** §4.1: "Multi-Session Nick": one nickname, one person, one or more devices. */
export interface Occupant {
  nick: string;
  /** Real bare address. */
  readonly account: Jid;
  role: Role;
  /** By full address, the latest to speak last. */
  readonly visits: Map<string, Visit>;
  /** Whose presence is shown. */
  shown: Visit;
}

/** A device in the room, and whose it is. */
export interface Present {
  readonly occupant: Occupant;
  readonly visit: Visit;
}

export interface Affiliated {
  readonly affiliation: Affiliation;
  /** The nickname reserved for this person (§7.10, §9.3). */
  readonly nick?: string;
  readonly reason?: string;
}

/** Who hears of a room without being in it (MUC/Sub). */
export interface Subscriber {
  /** Nobody else's while the subscription lasts. */
  readonly nick: string;
  readonly nodes: ReadonlySet<SubscriptionNode>;
}

export interface Subject {
  /** The `<subject/>` elements, as XML. */
  readonly xml: string;
  /** The occupant address that set it, or the room's. */
  readonly from: string;
  readonly occupantId?: string;
  /** Milliseconds since the epoch. */
  readonly when: number;
}

export interface Remembered {
  /** The stanza-id. */
  readonly id: string;
  readonly when: number;
  /** As it went out, without `to`. */
  readonly stanza: Element;
}

/** XEP-0317. */
export interface Hat {
  readonly uri: string;
  readonly title: string;
  readonly hue?: string;
}

export interface Room {
  /** Bare address. */
  readonly jid: Jid;
  /** The served domain beside which its service is. */
  readonly host: string;
  readonly createdAt: number;
  config: RoomConfig;
  /** §10.1: nobody but its owner gets in before it is configured. */
  locked: boolean;
  subject: Subject | undefined;
  /** By bare address, or domain. */
  readonly affiliations: Map<string, Affiliated>;
  readonly occupants: Map<string, Occupant>;
  /** Occupants by the real full address of each of their devices. */
  readonly byJid: Map<string, Occupant>;
  /** Occupants by what nicknames are compared with (RFC 8266). */
  readonly byKey: Map<string, Occupant>;
  /** §5.1: roles SHOULD persist in moderated rooms. By bare address. */
  readonly voices: Map<string, 'participant' | 'visitor'>;
  readonly history: Remembered[];
  readonly hats: Map<string, Hat>;
  /** URIs of hats by bare address. */
  readonly worn: Map<string, readonly string[]>;
  /** The vCard, as XML. */
  avatar: string | undefined;
  /** Requests to become a member that wait for an admin (§9.9): nickname by bare address. */
  readonly applications: Map<string, string>;
  /** When each visitor last asked for voice, by bare address. */
  readonly voiceAsked: Map<string, number>;
  /** By bare address. */
  readonly subscribers: Map<string, Subscriber>;
}

export function newRoom(jid: Jid, host: string, config: RoomConfig, createdAt: number): Room {
  return {
    ...{ jid, host, config, createdAt, locked: false, subject: undefined, avatar: undefined, history: [] },
    affiliations: new Map(),
    occupants: new Map(),
    byJid: new Map(),
    byKey: new Map(),
    voices: new Map(),
    hats: new Map(),
    worn: new Map(),
    applications: new Map(),
    voiceAsked: new Map(),
    subscribers: new Map(),
  };
}

/**
 * §9.2: "an implementation SHOULD match JIDs in the following order": the bare address, then its domain. A whole domain is banned, or
 * a member; it never administers.
 */
export function affiliationOf(room: Room, jid: Jid): Affiliation {
  const own = room.affiliations.get(jid.bare.toString())?.affiliation;
  if (own !== undefined) return own;
  const shared = room.affiliations.get(jid.domain)?.affiliation ?? 'none';
  return atLeast(shared, 'admin') ? 'none' : shared;
}

export const ownersOf = (room: Room): string[] => withAffiliation(room, 'owner').map(([jid]) => jid);

export const withAffiliation = (room: Room, affiliation: Affiliation): [jid: string, entry: Affiliated][] =>
  [...room.affiliations].filter(([, entry]) => entry.affiliation === affiliation);

/** All occupants that are this person; more than one when its devices chose different nicknames. */
export const occupantsOf = (room: Room, account: Jid): Occupant[] =>
  [...room.occupants.values()].filter((occupant) => fits(account, occupant.account));

/** An address or a whole domain. */
const fits = (whom: Jid, account: Jid) =>
  whom.local === '' ? account.domain === whom.domain : account.equals(whom.bare);

const keys = new Map<string, string>();

/** What nicknames are compared by; nicknames that cannot be prepared compare as written. Remembered: the rules are costly. */
export function keyOf(nick: string): string {
  let key = keys.get(nick);
  if (key === undefined) {
    key = nicknameKey(nick) ?? nick;
    if (keys.size >= 20_000) keys.clear();
    keys.set(nick, key);
  }
  return key;
}

/** Whose nickname it is by reservation, as a bare address. */
export function reservedBy(room: Room, nick: string): string | undefined {
  const key = keyOf(nick);
  for (const [jid, entry] of room.affiliations)
    if (entry.nick !== undefined && keyOf(entry.nick) === key) return jid;
  for (const [jid, { nick: taken }] of room.subscribers) if (keyOf(taken) === key) return jid;
  return undefined;
}

/** Undefined when this full address is not in the room. */
export function presentAs(room: Room | undefined, full: string): Present | undefined {
  const occupant = room?.byJid.get(full);
  const visit = occupant?.visits.get(full);
  return occupant && visit && { occupant, visit };
}

export const addressOf = (room: Room, nick: string): string => room.jid.withResource(nick).toString();

/** §7.2.4: in a semi-anonymous room real addresses are for moderators. */
export const maySeeAddresses = (
  room: Room,
  reader: Occupant | undefined,
  affiliation: Affiliation,
): boolean => isNonAnonymous(room.config) || reader?.role === 'moderator' || atLeast(affiliation, 'admin');
