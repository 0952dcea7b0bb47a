/** Subscription options: XEP-0060 §6.3, and their defaults (§6.4). */
import { xml } from '../support/elements.ts';
import { type Action, answer, nodeIdOf, nodeOf, PS } from './call.ts';
import { DEFAULT_OPTIONS } from './node.ts';
import { optionsForm, readOptions } from './options-form.ts';
import { subscriptionOf } from './subscribe.ts';

export const getOptions: Action = (call, engine) => {
  const { name, node } = nodeOf(call, engine);
  const { jid, subid, options } = subscriptionOf(call, node, engine);
  return answer(PS.pubsub, xml('options', { node: name, jid, subid }, optionsForm(options)));
};

export const setOptions: Action = (call, engine) => {
  const { place, action } = call;
  const { name, node } = nodeOf(call, engine);
  const one = subscriptionOf(call, node, engine);
  const changed = { ...one, options: { ...one.options, ...readOptions(action) } };
  const subscriptions = node.subscriptions.map((other) => (other === one ? changed : other));
  engine.nodes.save(place, name, { ...node, subscriptions });
  return undefined;
};

export const defaultOptions: Action = (call, engine) => {
  const name = nodeIdOf(call);
  if (name !== undefined) engine.nodes.need(call.place, name);
  return answer(PS.pubsub, xml('default', { node: name }, optionsForm(DEFAULT_OPTIONS)));
};
