/** Subscribing and unsubscribing: XEP-0060 §6.1, §6.2. */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { maySubscribe } from './access.ts';
import { askOwners } from './approve.ts';
import { type Action, answer, type Call, type Engine, newId, nodeOf, PS } from './call.ts';
import { refuse, unsupported } from './errors.ts';
import { subscriptionEvent } from './events.ts';
import { DEFAULT_OPTIONS, ownersOf, type PubsubNode, type Subscription } from './node.ts';
import { readOptions } from './options-form.ts';
import type { Place } from './place.ts';

/** Subscriptions of one person to one node, by devices: resources cost nothing, places are for all. */
const MAX_EACH = 30;
/** The part of a node's subscriptions that people of one other server can have. */
const SERVER_SHARE = 0.5;

export const subscriptionElement = (node: string, one: Subscription): Element =>
  xml('subscription', { node, jid: one.jid, subid: one.subid, subscription: one.state });

export const subscribe: Action = (call, engine) => {
  const { place, from } = call;
  const jid = subscriberOf(call);
  const { name, node } = nodeOf(call, engine);
  // SPEC §6.1.3.1: "If the bare JID portions of the JIDs do not match […], the service MUST return a <bad-request/> error,
  // which SHOULD also include a pubsub-specific error condition of <invalid-jid/>."
  if (!jid.bare.equals(from.bare)) throw refuse('invalid-jid');
  const standing = engine.standings.of(place, node, from);
  const verdict = maySubscribe(node.config.accessModel, standing);
  if (verdict.allowed === false) throw refuse(verdict.refusal);
  const known = node.subscriptions.find((one) => one.jid === jid.toString());
  // SPEC §6.1.3.7: "If the requesting entity has a pending subscription, the service MUST return a <not-authorized/> error
  // to the subscriber, specifying a pubsub-specific error condition of <pending-subscription/>."
  if (known?.state === 'pending') throw refuse('pending-subscription');
  // SPEC §6.1.6: "it receives an additional subscription request, the service MUST return the current subscription state
  // (as if the subscription was just approved)."
  if (known) return answer(PS.pubsub, subscriptionElement(name, known));
  if (!node.config.subscribe && standing.affiliation === 'none') throw unsupported('subscribe');
  const own = node.subscriptions.filter((one) => one.jid.split('/')[0] === from.bare.toString());
  if (
    engine.over(own.length + 1, MAX_EACH) ||
    engine.over(node.subscriptions.length + 1, place.limits.subscriptions) ||
    (engine.ctx.router.isOutside(from) &&
      engine.over(ofServer(node, from) + 1, place.limits.subscriptions * SERVER_SHARE))
  )
    throw refuse('too-many-subscriptions');
  const added: Subscription = {
    jid: jid.toString(),
    subid: newId(),
    state: verdict.allowed === 'pending' ? 'pending' : 'subscribed',
    options: { ...DEFAULT_OPTIONS, ...optionsBeside(call) },
  };
  const next = { ...node, subscriptions: [...node.subscriptions, added] };
  engine.nodes.save(place, name, next);
  if (added.state === 'pending') askOwners(engine, place, name, next, added);
  else welcome(engine, place, name, next, added);
  return answer(PS.pubsub, subscriptionElement(name, added));
};

const ofServer = (node: PubsubNode, { domain }: Jid): number =>
  node.subscriptions.filter(({ jid }) => parseJid(jid)?.domain === domain).length;

/** A subscription has begun: its owners may want to know, and the subscriber gets what it would have had. */
export function welcome(
  engine: Engine,
  place: Place,
  name: string,
  node: PubsubNode,
  one: Subscription,
): void {
  tellOwners(engine, place, name, node, one, 'subscribed');
  const to = parseJid(one.jid);
  if (to && node.config.sendLast !== 'never') engine.notifier.sendLast(place, name, node, to);
}

function tellOwners(
  { notifier }: Engine,
  place: Place,
  name: string,
  node: PubsubNode,
  one: Subscription,
  state: 'subscribed' | 'none',
): void {
  if (!node.config.notifySub) return;
  for (const owner of ownersOf(node)) {
    const to = parseJid(owner);
    if (to) notifier.send(place, to, subscriptionEvent(name, one, state), node.config.notificationType);
  }
}

/** The address an action is for. Throws `jid-required`, `invalid-jid`. */
export function subscriberOf({ action }: Call): Jid {
  const { jid: text } = action.attrs;
  if (!text) throw refuse('jid-required');
  const jid = parseJid(text);
  if (!jid) throw refuse('invalid-jid');
  return jid;
}

/**
 * SPEC §6.3.7: "The <options/> element MUST follow the <subscribe/> element and MUST NOT possess a 'node' attribute or
 * 'jid' attribute […]; if any of these rules are violated, the service MUST return a <bad-request/> error."
 */
function optionsBeside({ pubsub, action }: Call) {
  const options = pubsub.getChild('options');
  if (!options) return {};
  const [first] = pubsub.getChildElements();
  if (first !== action || options.attrs.node !== undefined || options.attrs.jid !== undefined)
    throw new StanzaError('bad-request', 'options come after subscribe and name neither node nor jid');
  return readOptions(options);
}

export const unsubscribe: Action = (call, engine) => {
  const { place } = call;
  const { name, node } = nodeOf(call, engine);
  const one = subscriptionOf(call, node, engine);
  const next = { ...node, subscriptions: node.subscriptions.filter((other) => other !== one) };
  engine.nodes.save(place, name, next);
  tellOwners(engine, place, name, next, one, 'none');
  return answer(
    PS.pubsub,
    xml('subscription', { node: name, jid: one.jid, subid: one.subid, subscription: 'none' }),
  );
};

/** The subscription an action is about, which must be the sender's own. */
export function subscriptionOf(call: Call, node: PubsubNode, { standings }: Engine): Subscription {
  const { place, from, action } = call;
  const jid = subscriberOf(call);
  // SPEC §6.2.3.3: "If the requesting entity is prohibited from unsubscribing the specified JID, the service MUST return a
  // <forbidden/> error." §6.3.4.1 likewise.
  if (!jid.bare.equals(from.bare) && !standings.isOwner(place, node, from))
    throw new StanzaError('forbidden');
  const one = node.subscriptions.find((other) => other.jid === jid.toString());
  // SPEC §6.2.3.2: "If the value of the 'jid' attribute does not specify an existing subscriber, the pubsub service MUST
  // return an error stanza, which SHOULD be <unexpected-request/> and which SHOULD also include […] <not-subscribed/>."
  if (!one) throw refuse('not-subscribed');
  // SPEC §6.2.3.5: "a SubID that is not valid or current for the subscriber, the service MUST return a <not-acceptable/>
  // error".
  if (action.attrs.subid !== undefined && action.attrs.subid !== one.subid) throw refuse('invalid-subid');
  return one;
}
