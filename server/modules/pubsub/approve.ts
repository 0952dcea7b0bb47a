/** Subscriptions that wait for an owner: XEP-0060 §8.6. */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { NS, StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { readForm } from '../support/forms.ts';
import type { Engine } from './call.ts';
import { subscriptionEvent } from './events.ts';
import { formTypeField } from './form-fields.ts';
import { PS } from './namespaces.ts';
import { ownersOf, type PubsubNode, type Subscription } from './node.ts';
import type { Place } from './place.ts';

const value = (name: string, type: string, label: string, text: string) =>
  xml('field', { var: name, type, label }, xml('value', {}, text));

/** SPEC §8.6: "The form MUST contain a boolean field that has a 'var' attribute of "pubsub#allow"". */
const requestForm = (name: string, { jid, subid }: Subscription): Element =>
  xml(
    'x',
    { xmlns: NS.data, type: 'form' },
    xml('title', {}, 'Subscription request'),
    xml('instructions', {}, `${jid} asks to subscribe to ${name}. Allow it, or not.`),
    formTypeField(PS.subscribeAuthorization),
    value('pubsub#subid', 'hidden', 'Subscription', subid),
    value('pubsub#node', 'text-single', 'Node', name),
    value('pubsub#subscriber_jid', 'jid-single', 'Subscriber', jid),
    value('pubsub#allow', 'boolean', 'Allow this address to subscribe?', 'false'),
  );

/** §12.13: "Send requests to all owners […] and first approval wins." */
export function askOwners(
  engine: Engine,
  place: Place,
  name: string,
  node: PubsubNode,
  one: Subscription,
): void {
  for (const owner of ownersOf(node)) {
    const to = parseJid(owner);
    if (to) askOwner(engine, place, name, to, one);
  }
}

export const askOwner = (
  { notifier }: Engine,
  place: Place,
  name: string,
  owner: Jid,
  one: Subscription,
): void => notifier.send(place, owner, requestForm(name, one));

/** The form of an answer to such a request; undefined for any other message. */
export function approvalIn(message: Element): Element | undefined {
  const form = message.getChild('x', NS.data);
  const type = form?.getChildren('field').find((field) => field.attrs.var === 'FORM_TYPE');
  return type?.getChildText('value') === PS.subscribeAuthorization ? form : undefined;
}

/** Carries out an owner's answer. Throws a StanzaError for the sender. */
export function approve(engine: Engine, place: Place, from: Jid, message: Element): void {
  const form = approvalIn(message);
  // SPEC §8.6: "If the owner cancels the Data Form, then the subscription request MUST remain in the pending state."
  if (!form || form.attrs.type === 'cancel') return;
  const values = readForm(message, PS.subscribeAuthorization);
  const first = (name: string) => values?.get(name)?.[0] ?? '';
  const name = first('pubsub#node');
  const node = engine.nodes.need(place, name);
  if (!engine.standings.isOwner(place, node, from)) throw new StanzaError('forbidden');
  const jid = parseJid(first('pubsub#subscriber_jid'))?.toString();
  const one = node.subscriptions.find((other) => other.jid === jid && other.state === 'pending');
  // Another owner was quicker, or the subscriber has left.
  if (!one) return;
  const allowed = ['1', 'true'].includes(first('pubsub#allow'));
  settle(engine, place, name, node, one, allowed);
}

/** Ends the waiting of one subscription and tells the subscriber. */
export function settle(
  engine: Engine,
  place: Place,
  name: string,
  node: PubsubNode,
  one: Subscription,
  allowed: boolean,
): void {
  const others = node.subscriptions.filter((other) => other !== one);
  const approved: Subscription = { ...one, state: 'subscribed' };
  const next = { ...node, subscriptions: allowed ? [...others, approved] : others };
  engine.nodes.save(place, name, next);
  const to = parseJid(one.jid);
  if (!to) return;
  engine.notifier.send(place, to, subscriptionEvent(name, one, allowed ? 'subscribed' : 'none'));
  if (allowed && node.config.sendLast !== 'never') engine.notifier.sendLast(place, name, next, to);
}
