/** What follows from an event in a room: stanzas in the order they leave, and what has to be written. */
import type { Element } from 'ltx';

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
  /** The room is no more. */
  destroyed: boolean;
}

export const newOutcome = (): Outcome => ({
  stanzas: [],
  record: false,
  affiliations: new Set(),
  avatar: false,
  moved: new Map(),
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
