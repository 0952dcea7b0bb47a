/** Publishing items: XEP-0060 §7.1, with its options as preconditions (§7.1.5) and batches (§12.11). */
import type { Element } from 'ltx';
import type { Jid } from '../../kernel/jid.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import type { PublishedItem } from '../../kernel/store.ts';
import { xml } from '../support/elements.ts';
import { mayPublish } from './access.ts';
import { type Action, answer, type Engine, newId, nodeIdOf, PS } from './call.ts';
import { readPreconditions, unmetPrecondition } from './config-form.ts';
import { madeBy, makeNode, shareOf } from './create.ts';
import { refuse } from './errors.ts';
import { publishedEvent, retractedEvent } from './events.ts';
import type { NodeConfig, PubsubNode } from './node.ts';
import { dropOutsiders } from './outsiders.ts';
import { MAX_ID_BYTES, MAX_ITEMS_AT_ONCE, type Place } from './place.ts';

export const publish: Action = (call, engine) => {
  const { place, from, action } = call;
  const name = nodeIdOf(call);
  if (name === undefined) throw refuse('nodeid-required');
  const options = call.pubsub.getChild('publish-options');
  const wanted = options ? readPreconditions(options) : {};
  const known = engine.nodes.get(place, name);
  // SPEC §7.1.3.1: "If the requesting entity does not have sufficient privileges to publish, the service MUST return
  // a <forbidden/> error."
  if (known && mayPublish(known.config, engine.standings.of(place, known, from)).allowed !== true)
    throw new StanzaError('forbidden');
  if (!known && !(place.autoCreate && place.mayCreate(from))) throw new StanzaError('item-not-found');
  const config = known?.config ?? { ...place.defaults(name), ...wanted };
  // SPEC §7.1.5: "If the node exists and the precondition is not met, then the publish MUST fail with a <conflict/> error
  // condition and a pubsub-specific condition of <precondition-not-met/>."
  const unmet = unmetPrecondition(config, wanted);
  if (unmet) throw refuse('precondition-not-met', `${unmet} is not as demanded`);
  const items = readItems(action, config, from, place);
  // §7.1.5: "the service shall auto-create the node with default configuration in all respects except those specified in
  // the preconditions".
  const node = known ?? makeNode(engine, place, name, from.bare.toString(), wanted);
  publishItems(engine, { place, name, node, items, publisher: from });
  return answer(PS.pubsub, xml('publish', { node: name }, ...items.map(({ id }) => xml('item', { id }))));
};

export interface Publication {
  readonly place: Place;
  readonly name: string;
  readonly node: PubsubNode;
  readonly items: readonly PublishedItem[];
  /** The device it came from; a bare address when the server itself publishes. */
  readonly publisher: Jid;
  /** The module that asked. */
  readonly by?: string;
}

/** Stores, makes room, and tells everybody. Items and node have been checked. */
export function publishItems(engine: Engine, publication: Publication): void {
  const { place, name, items, publisher, by } = publication;
  const { config } = publication.node;
  // WHY here: nobody is told when a contact is moved to another roster group.
  const node =
    config.accessModel === 'roster' ? dropOutsiders(engine, place, name, publication.node) : publication.node;
  const removed = config.persistItems ? makeRoom(engine, publication) : [];
  if (config.persistItems) for (const item of items) engine.nodes.store.put(place.jid.toString(), name, item);
  engine.notifier.tell(place, name, node, publishedEvent(name, config, items), publisher);
  if (removed.length > 0 && config.notifyRetract && config.publishNodeFull === 'retract-oldest')
    engine.notifier.tell(place, name, node, retractedEvent(name, removed));
  const ids = items.map(({ id }) => id);
  engine.told.published(place, name, ids, by);
}

/**
 * SPEC §7.1.2.5: "the service MUST delete one of the existing items or reject the new item." Returns what is to be told.
 */
function makeRoom(engine: Engine, { place, name, node, items }: Publication): string[] {
  const { store } = engine.nodes;
  const { maxItems, publishNodeFull } = node.config;
  const owner = place.jid.toString();
  const most = maxItems === 'max' ? place.limits.items : Math.min(maxItems, place.limits.items);
  const fresh = new Set(items.map(({ id }) => id));
  const present = engine.nodes.items(place, name, node);
  const kept = present.filter(({ id }) => !fresh.has(id));
  // SPEC §12.11: "if a batch publish contains so many items that publication of all the items would exceed the maximum
  // number of items for the node, the service MUST return a <not-allowed/> error".
  if (items.length > most && items.length > 1) throw refuse('max-items-exceeded');
  const excess = kept.slice(0, Math.max(0, kept.length + items.length - most));
  if (excess.length > 0 && publishNodeFull === 'reject') throw refuse('node-full');
  const added = items.reduce((sum, { payload = '' }) => sum + Buffer.byteLength(payload), 0);
  const replaced = present.filter(({ id }) => fresh.has(id));
  const freed = [...excess, ...replaced].reduce((sum, { bytes }) => sum + bytes, 0);
  const isOver = (bytes: number) => engine.over(bytes + added - freed, place.limits.bytes);
  if (isOver(store.bytes(owner)) && isOver(store.bytes(owner, true)))
    throw new StanzaError(
      'resource-constraint',
      `all items together have at most ${place.limits.bytes} bytes`,
    );
  refuseGreed(engine, place, node, added - freed);
  for (const { id } of excess) store.delete(owner, name, id);
  // WHY not for one: a node that keeps one item is a state (an avatar, a tune). It is replaced, not withdrawn.
  return most > 1 ? excess.map(({ id }) => id) : [];
}

/** WHY only from half on: what one person has is counted item by item, and while there is room for all nobody has to know. */
function refuseGreed(engine: Engine, place: Place, { creator }: PubsubNode, added: number): void {
  const each = shareOf(engine, place, creator);
  const { nodes } = engine;
  if (
    !each ||
    added <= 0 ||
    !engine.over(nodes.store.bytes(place.jid.toString()) + added, place.limits.bytes / 2)
  )
    return;
  const own = madeBy(engine, place, creator).flatMap(([name, node]) => nodes.items(place, name, node));
  if (own.reduce((sum, { bytes }) => sum + bytes, added) > each.bytes)
    throw new StanzaError(
      'resource-constraint',
      `one person's nodes together have at most ${each.bytes} bytes`,
    );
}

/** §7.1.3: the items of a publication, checked against the configuration. */
function readItems(publish: Element, config: NodeConfig, from: Jid, place: Place): PublishedItem[] {
  const given = publish.getChildElements();
  if (given.some((child) => !child.is('item', PS.pubsub)))
    throw new StanzaError('bad-request', 'only items are published');
  if (!config.persistItems && !config.deliverPayloads) {
    // SPEC §7.1.3.7: "If the event type is notification + transient and the publisher provides an item, the service MUST
    // bounce the publication request with a <bad-request/> error and a pubsub-specific error condition of
    // <item-forbidden/>."
    if (given.length > 0) throw refuse('item-forbidden');
    return [];
  }
  // SPEC §7.1.3.7: "[…] and the publisher does not include an item, the service MUST bounce the publication request with a
  // <bad-request/> error and a pubsub-specific error condition of <item-required/>."
  if (given.length === 0) throw refuse('item-required');
  if (given.length > MAX_ITEMS_AT_ONCE) throw refuse('max-items-exceeded');
  const items = given.map((item) => readItem(item, config, from, place));
  if (new Set(items.map(({ id }) => id)).size < items.length)
    throw new StanzaError('bad-request', 'an item is published twice at once');
  return items;
}

function readItem(item: Element, config: NodeConfig, from: Jid, place: Place): PublishedItem {
  const payloads = item.getChildElements();
  const [payload] = payloads;
  // SPEC §7.1.3.7: "[…] the publisher does not include a payload, the service SHOULD bounce […] <payload-required/>."
  if (!payload && config.deliverPayloads) throw refuse('payload-required');
  // SPEC §7.1.3.6: "If the <item/> element does not contain exactly one payload element or the namespace of the root
  // payload element does not match the configured namespace for the node, the service MUST bounce the request with a
  // <bad-request/> error".
  if (payloads.length > 1) throw refuse('invalid-payload', 'an item has one payload');
  if (payload && config.type !== '' && payload.getNS() !== config.type)
    throw refuse('invalid-payload', `the payloads of this node are of ${config.type}`);
  const text = payload?.toString();
  const most = Math.min(config.maxPayloadSize, place.limits.payloadBytes);
  if (text !== undefined && Buffer.byteLength(text) > most)
    throw refuse('payload-too-big', `a payload has at most ${most} bytes`);
  const id = item.attrs.id || newId();
  if (Buffer.byteLength(id) > MAX_ID_BYTES)
    throw new StanzaError('not-acceptable', `the id of an item has at most ${MAX_ID_BYTES} bytes`);
  // §7.1.2.3: the publisher is what we know, never what the item says.
  return { id, publisher: from.bare.toString(), publishedAt: Date.now(), payload: text };
}
