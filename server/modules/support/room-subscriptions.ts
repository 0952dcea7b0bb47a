/**
 * Messages of rooms that come by subscription and not by presence (MUC/Sub, ejabberd's extension): what rooms, archives and
 * push have to know alike. Pure.
 */
import type { Element } from 'ltx';

export const NS_MUCSUB = 'urn:xmpp:mucsub:0';
export const NS_EVENT = 'http://jabber.org/protocol/pubsub#event';

/** What one can subscribe to. `system` is accepted as ejabberd does; rooms here have nothing to say under it. */
export const SUBSCRIPTION_NODES = {
  presence: 'urn:xmpp:mucsub:nodes:presence',
  messages: 'urn:xmpp:mucsub:nodes:messages',
  affiliations: 'urn:xmpp:mucsub:nodes:affiliations',
  subscribers: 'urn:xmpp:mucsub:nodes:subscribers',
  config: 'urn:xmpp:mucsub:nodes:config',
  subject: 'urn:xmpp:mucsub:nodes:subject',
  system: 'urn:xmpp:mucsub:nodes:system',
} as const;
export type SubscriptionNode = keyof typeof SUBSCRIPTION_NODES;

/** What somebody said in a room, inside the event that brings it to a subscriber; undefined for everything else. */
export function subscribedMessage(stanza: Element): Element | undefined {
  const items = stanza.getChild('event', NS_EVENT)?.getChild('items');
  if (items?.attrs.node !== SUBSCRIPTION_NODES.messages) return undefined;
  return items.getChild('item')?.getChild('message');
}
