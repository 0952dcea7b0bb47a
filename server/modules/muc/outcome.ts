/** What follows from an event in a room: stanzas in the order they leave, and what has to be written. */
import type { Element } from 'ltx';
import type { SubscriptionNode } from '../support/room-subscriptions.ts';

/** Something subscribers may have asked to hear of (MUC/Sub). */
export interface RoomEvent {
  readonly node: SubscriptionNode;
  /** For everybody; undefined when it is for those only who may see real addresses. */
  readonly payload: Element | undefined;
  /** For those who may see real addresses, where it is not the same. */
  readonly open?: Element;
}

export interface Outcome {
  readonly stanzas: Element[];
  /** The room's record changed (configuration, subject, voices, hats). */
  record: boolean;
  /** Addresses whose affiliation changed. */
  readonly affiliations: Set<string>;
  /** The vCard changed. */
  avatar: boolean;
  /** Devices that came in, changed their nickname, or (undefined) left; by full address. */
  readonly moved: Map<string, string | undefined>;
  /** For those who are subscribed and not there. */
  readonly events: RoomEvent[];
  /** Bare addresses whose subscription changed. */
  readonly subscribers: Set<string>;
  /** The room is no more. */
  destroyed: boolean;
}

export const newOutcome = (): Outcome => ({
  stanzas: [],
  record: false,
  affiliations: new Set(),
  avatar: false,
  moved: new Map(),
  events: [],
  subscribers: new Set(),
  destroyed: false,
});

/** What a room needs of the world; tests bring their own. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A fresh, unguessable id for a stanza. */
  newId(): string;
  /** XEP-0421: the pseudonym of a bare address in a room. */
  occupantId(room: string, account: string): string;
  /** Keeps a message in the room's archive; returns its stanza-id. */
  keep(room: string, author: string, stanza: Element, when: number): string;
  /** The limits of the service. */
  readonly limits: Limits;
}

export interface Limits {
  readonly historySize: number;
  readonly maxUsersAdminThreshold: number;
  readonly maxUsersPresence: number;
  readonly maxAffiliations: number;
}
