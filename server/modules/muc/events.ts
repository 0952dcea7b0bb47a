/**
 * What subscribers are sent of what happens in a room: each stanza inside an event of its node. MUC/Sub (urn:xmpp:mucsub:0).
 * To the bare address, so that the account's own archive, its offline messages and push do the rest.
 */
import { Element } from 'ltx';
import { parseJid } from '../../kernel/jid.ts';
import { NS } from '../../kernel/stanza.ts';
import { readdress, xml } from '../support/elements.ts';
import { shouldArchiveInRoom } from '../support/message-kind.ts';
import { NS_EVENT, SUBSCRIPTION_NODES, type SubscriptionNode } from '../support/room-subscriptions.ts';
import { MUC } from './namespaces.ts';
import type { Outcome, RoomEvent, Surroundings } from './outcome.ts';
import { affiliationOf, maySeeAddresses, type Room } from './room.ts';

/** The stanzas for all subscribers that are not in the room themselves, in the order of what happened. */
export function eventsFor(
  room: Room,
  out: Pick<Outcome, 'events' | 'affiliations'>,
  around: Surroundings,
): Element[] {
  if (room.subscribers.size === 0) return [];
  const events = [...out.events, ...affiliationEvents(room, out.affiliations)];
  if (events.length === 0) return [];
  // "When a subscriber is joined, a conference MUST stop sending subscription events".
  const present = new Set([...room.occupants.values()].map(({ account }) => account.toString()));
  const stanzas: Element[] = [];
  const absent = [...room.subscribers].filter(([who]) => !present.has(who));
  // Asked only where it matters: reading ten thousand addresses for each message would be most of the work.
  const mayKnow = (who: string) => maySeeAddresses(room, undefined, affiliationOf(room, parseJid(who)!));
  for (const event of events)
    for (const [who, { nodes }] of absent) {
      if (!nodes.has(event.node)) continue;
      const payload = event.open && mayKnow(who) ? event.open : event.payload;
      if (payload) stanzas.push(wrap(room, who, event.node, payload, around));
    }
  return stanzas;
}

function wrap(
  room: Room,
  to: string,
  node: SubscriptionNode,
  payload: Element,
  around: Surroundings,
): Element {
  const id = payload.getChild('stanza-id', NS.stanzaId)?.attrs.id ?? around.newId();
  const isStanza = payload.name === 'message' || payload.name === 'presence';
  const inner = isStanza ? readdress(payload, { to }) : payload;
  const items = xml('items', { node: SUBSCRIPTION_NODES[node] }, xml('item', { id }, inner));
  const message = xml(
    'message',
    { xmlns: NS.client, from: room.jid.toString(), to, id: around.newId() },
    xml('event', { xmlns: NS_EVENT }, items),
  );
  // What a room would not keep is not to wait for anybody either: chat states, comings and goings.
  if (!shouldArchiveInRoom(payload).store) message.cnode(new Element('no-store', { xmlns: NS.hints }));
  return message;
}

/** As to occupants (XEP-0045 §10.3): real addresses for those who may see them only. */
function affiliationEvents(room: Room, addresses: ReadonlySet<string>): RoomEvent[] {
  return [...addresses].flatMap((address): RoomEvent[] => {
    const jid = parseJid(address);
    if (!jid) return [];
    const item = xml('item', { affiliation: affiliationOf(room, jid), jid: address, role: 'none' });
    const open = xml(
      'message',
      { xmlns: NS.client, from: room.jid.toString() },
      xml('x', { xmlns: MUC.user }, item),
    );
    return [{ node: 'affiliations', payload: undefined, open }];
  });
}
