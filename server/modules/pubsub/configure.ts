/** Configuring nodes and deleting them: XEP-0060 §8.2, §8.3, §8.4. */
import type { Jid } from '../../kernel/jid.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { type Action, answer, type Engine, ownNodeOf, PS } from './call.ts';
import { configForm, readConfig } from './config-form.ts';
import { configuredEvent, deletedEvent } from './events.ts';
import type { PubsubNode } from './node.ts';
import { dropOutsiders } from './outsiders.ts';
import type { Place } from './place.ts';

export const getConfiguration: Action = (call, engine) => {
  const { name, node } = ownNodeOf(call, engine);
  return answer(PS.owner, xml('configure', { node: name }, configForm(node.config)));
};

export const setConfiguration: Action = (call, engine) => {
  const { place, action } = call;
  const { name, node } = ownNodeOf(call, engine);
  // SPEC §8.2.4: "the owner MAY cancel the configuration process, in which case the existing configuration MUST be
  // applied."
  if (action.getChild('x')?.attrs.type === 'cancel') return undefined;
  const changes = readConfig(action);
  if (!changes) throw new StanzaError('bad-request', 'a configuration needs a form');
  const next = { ...node, config: { ...node.config, ...changes } };
  engine.nodes.save(place, name, next);
  trim(engine, place, name, next);
  const opened = changes.accessModel !== undefined && changes.accessModel !== node.config.accessModel;
  const before = opened ? engine.notifier.audience(place, name, node) : [];
  const left = opened ? dropOutsiders(engine, place, name, next) : next;
  if (opened) greetInsiders(engine, place, name, before, left);
  // SPEC §8.2.5.3: 'If the "pubsub#notify_config" option is set to true, the service MUST notify subscribers of the
  // configuration change.'
  if (next.config.notifyConfig) engine.notifier.tell(place, name, left, configuredEvent(name, next.config));
  return undefined;
};

/** What a smaller node cannot hold goes, the oldest first. */
function trim({ nodes }: Engine, place: Place, name: string, node: PubsubNode): void {
  const { maxItems, persistItems } = node.config;
  const owner = place.jid.toString();
  if (!persistItems) nodes.store.deleteNode(owner, name);
  else if (maxItems !== 'max')
    for (const { id } of nodes.items(place, name, node).slice(0, -maxItems))
      nodes.store.delete(owner, name, id);
}

/**
 * SPEC §12.2: "The entity gains access to the node because of a change to the node access model; as a result, the service
 * sends the last published item to the entity."
 */
function greetInsiders(
  { notifier }: Engine,
  place: Place,
  name: string,
  before: readonly Jid[],
  node: PubsubNode,
) {
  if (node.config.sendLast !== 'on_sub_and_presence') return;
  const known = new Set(before.map((jid) => jid.toString()));
  for (const jid of notifier.audience(place, name, node))
    if (!known.has(jid.toString())) notifier.sendLast(place, name, node, jid);
}

/** SPEC §8.3.2: 'If the attribute is not provided, the service MUST return the configuration for the "leaf" type.' */
export const defaultConfiguration: Action = ({ place, action }) => {
  const { type } = action.attrs;
  if (type !== undefined && type !== 'leaf')
    throw new StanzaError('not-acceptable', 'there are leaf nodes only');
  return answer(PS.owner, xml('default', {}, configForm(place.defaults(''))));
};

export const deleteNode: Action = (call, engine) => {
  const { place, action } = call;
  const { name, node } = ownNodeOf(call, engine);
  const redirect = action.getChild('redirect')?.attrs.uri;
  const ids = engine.nodes.items(place, name, node).map(({ id }) => id);
  if (node.config.notifyDelete) engine.notifier.tell(place, name, node, deletedEvent(name, redirect));
  engine.nodes.remove(place, name);
  engine.told.retracted(place, name, ids, undefined);
  return undefined;
};
