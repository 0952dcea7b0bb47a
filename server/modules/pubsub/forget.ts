/** Whoever is gone is forgotten: accounts that were removed, and addresses that notifications come back from. */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import type { Engine } from './call.ts';
import { deletedEvent } from './events.ts';
import { ownersOf, type PubsubNode } from './node.ts';
import type { Place } from './place.ts';

/**
 * Subscriptions and affiliations of the account go, and nodes nobody owns any more.
 * @param placeOf the place with that address, when it is one of ours to clean.
 */
export function forgetAccount(
  { nodes, notifier }: Engine,
  account: Jid,
  placeOf: (address: Jid) => Place | undefined,
): void {
  const bare = account.toString();
  for (const { place: address, name } of nodes.about(bare)) {
    const jid = parseJid(address);
    const place = jid && placeOf(jid);
    const node = place && nodes.get(place, name);
    if (!place || !node) continue;
    const { [bare]: _, ...affiliations } = node.affiliations;
    const subscriptions = node.subscriptions.filter(({ jid }) => jid.split('/')[0] !== bare);
    const left: PubsubNode = { ...node, affiliations, subscriptions };
    nodes.save(place, name, left);
    if (ownersOf(left).length > 0) continue;
    notifier.tell(place, name, left, deletedEvent(name));
    nodes.remove(place, name);
  }
}

/** Errors that say the address is gone for good; of the others (offline, blocked, busy) none does. */
const GONE = ['gone', 'item-not-found'];

/**
 * SPEC §12.4: "If the XMPP error is of type "cancel" (e.g., <item-not-found/>), or the error condition is <gone/>, the
 * pubsub service SHOULD terminate the subscription of the entity to that node and MAY terminate the subscription of that
 * entity to all nodes hosted at the service." An error does not say which node it was about.
 */
export function bounced({ nodes }: Engine, place: Place, from: Jid, message: Element): void {
  const conditions = message.getChild('error')?.getChildElements() ?? [];
  if (!conditions.some((condition) => GONE.includes(condition.getName()))) return;
  for (const { place: address, name } of nodes.about(from.bare.toString())) {
    const node = address === place.jid.toString() ? nodes.get(place, name) : undefined;
    const subscriptions = node?.subscriptions.filter(({ jid }) => jid !== from.toString());
    if (node && subscriptions) nodes.save(place, name, { ...node, subscriptions });
  }
}
