/** Where nodes live: a service of its own (`pubsub.example.org`) or somebody's account (XEP-0163). One engine serves both. */
import type { Jid } from '../../kernel/jid.ts';
import type { NodeConfig } from './node.ts';

export interface Place {
  readonly face: 'service' | 'account';
  /** Requests go there, notifications come from there. */
  readonly jid: Jid;
  /** The served domain it belongs to. */
  readonly host: string;
  readonly limits: Limits;
  /** How a node of this name is configured unless somebody says otherwise. */
  defaults(node: string): NodeConfig;
  mayCreate(who: Jid): boolean;
  /** Administrators of the host own every node of a service, nobody but its owner one of an account. */
  readonly adminsOwn: boolean;
  /** SPEC §7.1.4: a publication to a node that is not there makes it, when its owner publishes. */
  readonly autoCreate: boolean;
}

export interface Limits {
  /** Nodes of the place. */
  readonly nodes: number;
  /** Items of a node; what `max` means. */
  readonly items: number;
  /** Bytes of one payload. */
  readonly payloadBytes: number;
  /** Bytes of all items of the place. */
  readonly bytes: number;
  /** Of a place that is everybody's: what one person may take of it, by who made the nodes. Administrators may take all. */
  readonly each?: { readonly nodes: number; readonly bytes: number };
  /** Subscriptions of a node; affiliations likewise. */
  readonly subscriptions: number;
}

/** Node and item ids, as addresses have them. */
export const MAX_ID_BYTES = 1023;

export const MAX_ITEMS_AT_ONCE = 100;
