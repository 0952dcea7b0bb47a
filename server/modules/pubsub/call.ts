/** One request to the engine, and what every action needs to answer it. */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import type { ModuleContext } from '../../kernel/module.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { refuse } from './errors.ts';
import { PS } from './namespaces.ts';
import type { PubsubNode } from './node.ts';
import type { Nodes } from './nodes.ts';
import type { Notifier } from './notifier.ts';
import { MAX_ID_BYTES, type Place } from './place.ts';
import type { Standings } from './standing.ts';

export interface Call {
  readonly place: Place;
  readonly from: Jid;
  /** `<publish/>`, `<subscribe/>` and so on. */
  readonly action: Element;
  /** The whole `<pubsub/>`: some actions have something beside them. */
  readonly pubsub: Element;
}

export interface Engine {
  readonly ctx: ModuleContext;
  readonly nodes: Nodes;
  readonly standings: Standings;
  readonly notifier: Notifier;
  /** Counted only where the server is limited. */
  over(count: number, limit: number): boolean;
  /** Told of what was published or retracted; for what keeps other data in step. */
  readonly told: Told;
}

export interface Told {
  published(place: Place, name: string, ids: readonly string[], by: string | undefined): void;
  retracted(place: Place, name: string, ids: readonly string[], by: string | undefined): void;
}

export type Action = (call: Call, engine: Engine) => Element | undefined;

export const answer = (namespace: string, ...children: Element[]): Element =>
  xml('pubsub', { xmlns: namespace }, ...children);

/** The node an action names; undefined when it names none. Throws `not-acceptable` for one too long. */
export function nodeIdOf({ action }: Pick<Call, 'action'>): string | undefined {
  const name = action.attrs.node || undefined;
  if (name !== undefined && Buffer.byteLength(name) > MAX_ID_BYTES)
    throw new StanzaError('not-acceptable', `the name of a node has at most ${MAX_ID_BYTES} bytes`);
  return name;
}

/** The node an action is about. Throws `nodeid-required`, or `item-not-found`. */
export function nodeOf(call: Call, { nodes }: Engine): { name: string; node: PubsubNode } {
  const name = nodeIdOf(call);
  if (name === undefined) throw refuse('nodeid-required');
  return { name, node: nodes.need(call.place, name) };
}

/** As `nodeOf`, for what only an owner may do; anyone else gets `forbidden`. */
export function ownNodeOf(call: Call, engine: Engine): { name: string; node: PubsubNode } {
  const found = nodeOf(call, engine);
  if (!engine.standings.isOwner(call.place, found.node, call.from)) throw new StanzaError('forbidden');
  return found;
}

/** An id nobody can guess or have used: for nodes, items and subscriptions without a name of their own. */
export { randomUUID as newId } from 'node:crypto';

export { PS };
