/**
 * What somebody who is not looking need not get at once. Pure: one table, each answer with its why.
 *
 * WHY only what has no text of its own: what is held is in no queue, and a message must never be lost. All held here is either
 * the latest state of something, or in the archive.
 */
import type { Element } from 'ltx';
import { NS } from '../../kernel/stanza.ts';
import { subscribedMessage } from '../support/room-subscriptions.ts';

export type Held = 'presence' | 'states' | 'receipts' | 'events';

export type Importance =
  | { readonly hold: false; readonly because: string }
  /** A later one with the same key takes its place. */
  | { readonly hold: Held; readonly key: string; readonly because: string };

const now = (because: string): Importance => ({ hold: false, because });
const hold = (kind: Held, key: string | undefined, because: string): Importance => ({
  hold: kind,
  key: `${kind} ${key ?? Math.random()}`,
  because,
});

const EVENT = 'http://jabber.org/protocol/pubsub#event';
/** RFC 6121 §4: these two say only how it is now. */
const STATES_OF_PRESENCE = new Set([undefined, 'unavailable']);
/** XEP-0045 §15.6: presence about oneself in a room. */
const SELF = '110';

/** @param own the bare address of the account. */
export function importanceOf(stanza: Element, own: string): Importance {
  if (stanza.name === 'presence') return ofPresence(stanza);
  if (stanza.name !== 'message') return now('iq');
  const copy = copied(stanza, own);
  return copy ? ofCopy(copy.direction, copy.message, own) : ofMessage(stanza, own);
}

function ofPresence(presence: Element): Importance {
  const { type, from } = presence.attrs;
  if (!STATES_OF_PRESENCE.has(type)) return now(`presence of type ${type}`);
  const statuses = presence.getChild('x', NS.mucUser)?.getChildren('status') ?? [];
  if (statuses.some(({ attrs }) => attrs.code === SELF)) return now('about oneself in a room');
  return hold('presence', from, 'presence');
}

function ofMessage(message: Element, own: string): Importance {
  const { type, from = '' } = message.attrs;
  if (type === 'error') return now('an error');
  const children = message.getChildElements();
  const namespaces = new Set(children.map((child) => child.getNS() ?? ''));
  const only = (...allowed: string[]) =>
    [...namespaces].every((namespace) => allowed.includes(namespace) || SAYS_NOTHING.has(namespace)) &&
    children.every((child) => !SAYS_SOMETHING.has(child.getName()));
  if (children.length === 0) return now('nothing known of it');
  if (namespaces.has(EVENT) && only(EVENT)) return ofEvent(message, from, own);
  if (namespaces.has(NS.chatStates) && only(NS.chatStates)) return hold('states', from, 'a chat state');
  if (
    (namespaces.has(NS.receipts) || namespaces.has(NS.chatMarkers)) &&
    only(NS.receipts, NS.chatMarkers, NS.chatStates)
  )
    return hold('receipts', undefined, 'a receipt');
  return now('a message');
}

/** Beside what the message is about. */
const SAYS_NOTHING = new Set<string>([
  NS.hints,
  NS.stanzaId,
  NS.delay,
  'http://jabber.org/protocol/address',
  'urn:xmpp:occupant-id:0',
]);
const SAYS_SOMETHING = new Set(['body', 'subject', 'thread']);

/** What another device of the person reads or says is news here, too: it takes notifications away. */
function ofCopy(direction: 'sent' | 'received', message: Element | undefined, own: string): Importance {
  if (!message) return now('a copy');
  const inner = ofMessage(message, own);
  return direction === 'sent' && inner.hold !== 'states' ? now('one’s own') : inner;
}

function ofEvent(message: Element, from: string, own: string): Importance {
  // One's own bookmarks, what one has read elsewhere, one's devices.
  if (from === own) return now('one’s own event');
  if (subscribedMessage(message)) return now('said in a room one is subscribed to');
  const items = message.getChild('event', EVENT)?.getChild('items');
  if (!items) return hold('events', undefined, 'an event');
  const ids = items.getChildElements().map(({ attrs }) => attrs.id ?? '');
  return hold('events', JSON.stringify([from, items.attrs.node, ...ids.sort()]), 'an event');
}

/** The message inside a carbon (XEP-0280), which only one's own account may send. */
function copied(stanza: Element, own: string) {
  if (stanza.attrs.from !== own) return undefined;
  for (const direction of ['sent', 'received'] as const) {
    const wrapper = stanza.getChild(direction, NS.carbons);
    if (wrapper)
      return { direction, message: wrapper.getChild('forwarded', NS.forward)?.getChild('message') };
  }
  return undefined;
}
