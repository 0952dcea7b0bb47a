/** Subscriptions that what the node is, or who may see whom, no longer allows: XEP-0163 §7.1. */
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { mayRetrieve } from './access.ts';
import type { Engine } from './call.ts';
import { subscriptionEvent } from './events.ts';
import type { PubsubNode, Subscription } from './node.ts';
import type { Place } from './place.ts';

/** Would be let in today, were it not subscribed already. */
function isInside({ standings }: Engine, place: Place, node: PubsubNode, { jid }: Subscription): boolean {
  const who = parseJid(jid);
  if (!who) return false;
  const asStranger = { ...standings.of(place, node, who), subscribed: false };
  return mayRetrieve(node.config.accessModel, asStranger).allowed === true;
}

/**
 * SPEC XEP-0163 §7.1: "If the modification results in a loss of access, the service MUST cancel the entity's subscription."
 * Answers the node as it is then.
 */
export function dropOutsiders(engine: Engine, place: Place, name: string, node: PubsubNode): PubsubNode {
  const out = node.subscriptions.filter((one) => !isInside(engine, place, node, one));
  if (out.length === 0) return node;
  const next = { ...node, subscriptions: node.subscriptions.filter((one) => !out.includes(one)) };
  engine.nodes.save(place, name, next);
  for (const one of out) {
    const to = parseJid(one.jid);
    if (to) engine.notifier.send(place, to, subscriptionEvent(name, one, 'none'), 'headline');
  }
  return next;
}

/** The relation of two accounts changed: looks at the subscriptions of `contact`, at the places that are ours. */
export function recheck(engine: Engine, contact: Jid, placeOf: (address: Jid) => Place | undefined): void {
  for (const { place: address, name } of engine.nodes.about(contact.bare.toString())) {
    const jid = parseJid(address);
    const place = jid && placeOf(jid);
    const node = place && engine.nodes.get(place, name);
    const byRelation = node?.config.accessModel === 'presence' || node?.config.accessModel === 'roster';
    if (place && node && byRelation) dropOutsiders(engine, place, name, node);
  }
}
