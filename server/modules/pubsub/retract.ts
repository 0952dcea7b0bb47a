/** Taking items off a node: XEP-0060 §7.2, and all of them (§8.5). */
import { StanzaError } from '../../kernel/stanza.ts';
import { mayPublish, mayRetract } from './access.ts';
import { type Action, type Engine, nodeOf, ownNodeOf } from './call.ts';
import { refuse, unsupported } from './errors.ts';
import { purgedEvent, retractedEvent } from './events.ts';
import type { PubsubNode } from './node.ts';
import { MAX_ITEMS_AT_ONCE, type Place } from './place.ts';

export const retract: Action = (call, engine) => {
  const { place, from, action } = call;
  const { name, node } = nodeOf(call, engine);
  const items = action.getChildren('item');
  const ids = items.map((item) => item.attrs.id);
  // SPEC §7.2.3.4: "If the request does not include an <item/> element or the <item/> element does not specify an ItemID,
  // the service MUST return a <bad-request/> error, which SHOULD also include […] <item-required/>."
  if (ids.length === 0 || ids.some((id) => !id)) throw refuse('item-required');
  if (ids.length > MAX_ITEMS_AT_ONCE) throw refuse('max-items-exceeded');
  const standing = engine.standings.of(place, node, from);
  // WHY before looking: whoever cannot have published does not learn here which items there are.
  if (mayPublish(node.config, standing).allowed !== true) throw new StanzaError('forbidden');
  // SPEC §7.2.3.5: "If the node does not support persistent items […], the service MUST return a <feature-not-implemented/>
  // error".
  if (!node.config.persistItems) throw unsupported('persistent-items');
  for (const id of ids as string[]) {
    const item = engine.nodes.store.get(place.jid.toString(), name, id);
    // SPEC §7.2.3.2: "If the node or item does not exist, the service MUST return an <item-not-found/> error."
    if (!item) throw new StanzaError('item-not-found');
    if (mayRetract(standing.affiliation, item.publisher === from.bare.toString()).allowed !== true)
      throw new StanzaError('forbidden');
  }
  // §13.11: all have been looked at; nothing fails half-way.
  const notify = action.attrs.notify === '1' || action.attrs.notify === 'true' || node.config.notifyRetract;
  retractItems(engine, { place, name, node, ids: ids as string[], notify });
  return undefined;
};

export interface Retraction {
  readonly place: Place;
  readonly name: string;
  readonly node: PubsubNode;
  readonly ids: readonly string[];
  readonly notify: boolean;
  readonly by?: string;
}

export function retractItems(engine: Engine, { place, name, node, ids, notify, by }: Retraction): void {
  for (const id of ids) engine.nodes.store.delete(place.jid.toString(), name, id);
  if (notify) engine.notifier.tell(place, name, node, retractedEvent(name, ids));
  engine.told.retracted(place, name, ids, by);
}

/**
 * SPEC §8.5.2: "a purge request MUST NOT result in sending the same notifications as are sent when deleting items […];
 * instead, the node MUST send a single notification to each subscriber, containing an empty <purge/> child element."
 */
export const purge: Action = (call, engine) => {
  const { place } = call;
  const { name, node } = ownNodeOf(call, engine);
  if (!node.config.persistItems) throw unsupported('persistent-items');
  const ids = engine.nodes.items(place, name, node).map(({ id }) => id);
  engine.nodes.store.deleteNode(place.jid.toString(), name);
  if (node.config.notifyRetract) engine.notifier.tell(place, name, node, purgedEvent(name));
  engine.told.retracted(place, name, ids, undefined);
  return undefined;
};
