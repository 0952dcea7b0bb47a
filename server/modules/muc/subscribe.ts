/**
 * Subscribing to a room, to hear of it without being in it. MUC/Sub (urn:xmpp:mucsub:0), as ejabberd documents it.
 * What subscribers are sent is events.ts.
 */
import { Element } from 'ltx';
import { type Jid, parseJid, prepareResource } from '../../kernel/jid.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { NS_MUCSUB, SUBSCRIPTION_NODES, type SubscriptionNode } from '../support/room-subscriptions.ts';
import { nickIsFree, writeAffiliation } from './affiliation.ts';
import { isNonAnonymous } from './config.ts';
import { decideEntry } from './entry.ts';
import { roleOf } from './join.ts';
import { isVisible } from './nickname.ts';
import type { Outcome, Surroundings } from './outcome.ts';
import { type Affiliation, atLeast } from './ranks.ts';
import { affiliationOf, maySeeAddresses, type Occupant, type Room, type Subscriber } from './room.ts';

export interface SubscribeRequest {
  readonly payload: Element;
  readonly from: Jid;
  readonly affiliation: Affiliation;
  readonly occupant: Occupant | undefined;
  /** Throws when this person is subscribed to as many rooms as it may. */
  readonly refuseMore: (account: Jid) => void;
  readonly reply: (payload?: Element) => void;
}

const NAMES = Object.keys(SUBSCRIPTION_NODES) as SubscriptionNode[];

export function subscribe(room: Room, request: SubscribeRequest, out: Outcome, around: Surroundings): void {
  const { payload, from, affiliation } = request;
  // "it MAY be explicitly enabled or disabled thanks to a new configuration option".
  if (!room.config.allowSubscription) throw new StanzaError('not-allowed', 'this room has no subscriptions');
  const account = whom(request);
  const who = account.toString();
  const known = room.subscribers.get(who);
  const nick = readNick(payload, known);
  const own = account.equals(from.bare);
  const verdict = decideEntry({
    affiliation: own ? affiliation : affiliationOf(room, account),
    locked: room.locked,
    nickTaken: !nickIsFree(room, nick, who),
    membersOnly: room.config.membersOnly,
    passwordFits: !own || mayPass(room, request, known),
    // Who is not in the room takes no place in it.
    ...{ occupants: 0, maxUsers: room.config.maxUsers, adminThreshold: 0, present: false },
  });
  if (!verdict.allowed) throw new StanzaError(verdict.condition);
  if (!known) {
    if (room.subscribers.size >= around.limits.maxAffiliations)
      throw new StanzaError('resource-constraint', 'this room has as many subscribers as it may');
    request.refuseMore(account);
  }
  const subscriber: Subscriber = { nick, nodes: readNodes(payload) };
  room.subscribers.set(who, subscriber);
  out.subscribers.add(who);
  keepInStep(room, who, nick, out);
  request.reply(xml('subscribe', { xmlns: NS_MUCSUB }, ...eventElements(subscriber)));
  if (known?.nick !== nick) tellSubscribers(room, 'subscribe', who, nick, out);
}

/** Whoever is in, or subscribed, has shown the password. */
const mayPass = ({ config }: Room, request: SubscribeRequest, known: Subscriber | undefined): boolean =>
  known !== undefined ||
  request.occupant !== undefined ||
  ['', request.payload.attrs.password].includes(config.password);

/** "At any time a user can unsubscribe from MUC Room events." Who is none is none afterwards, too. */
export function unsubscribe(room: Room, request: SubscribeRequest, out: Outcome): void {
  removeSubscriber(room, whom(request).toString(), out);
  request.reply();
}

export function removeSubscriber(room: Room, who: string, out: Outcome): void {
  const subscriber = room.subscribers.get(who);
  if (!subscriber) return;
  room.subscribers.delete(who);
  out.subscribers.add(who);
  tellSubscribers(room, 'unsubscribe', who, subscriber.nick, out);
  // Nothing holds a temporary room any more (XEP-0045 §7.14).
  if (room.occupants.size === 0 && room.subscribers.size === 0 && !room.config.persistent)
    out.destroyed = true;
}

/** Subscriptions end with the right to come in, and with the option. */
export function dropFormer(room: Room, out: Outcome): void {
  if (room.subscribers.size === 0 || !(out.record || out.affiliations.size > 0)) return;
  for (const who of [...room.subscribers.keys()]) {
    const affiliation = affiliationOf(room, parseJid(who)!);
    const welcome = affiliation !== 'outcast' && (!room.config.membersOnly || atLeast(affiliation, 'member'));
    if (!room.config.allowSubscription || !welcome) removeSubscriber(room, who, out);
  }
}

/** "As a subscriber, you can send messages at any time." Undefined for who is none. */
export function speakerOf(
  room: Room,
  from: Jid,
  affiliation: Affiliation,
): Pick<Occupant, 'nick' | 'account' | 'role'> | undefined {
  const subscriber = room.subscribers.get(from.bare.toString());
  // WHY the role of one who comes in: else a moderated room would be none for whoever stays outside.
  return subscriber && { nick: subscriber.nick, account: from.bare, role: roleOf(room, from, affiliation) };
}

/** "A subscriber or room moderator can get the list of subscribers". */
export function subscribersOf(room: Room, from: Jid, affiliation: Affiliation): Element {
  const occupant = room.byJid.get(from.toString());
  const own = from.bare.toString();
  const mayAsk = room.subscribers.has(own) || isModerator(occupant, affiliation);
  if (!mayAsk) throw new StanzaError('forbidden', 'the subscribers are for subscribers to know');
  const open = maySeeAddresses(room, occupant, affiliation);
  const list = [...room.subscribers].map(([who, subscriber]) =>
    subscriptionElement(open || who === own ? who : undefined, subscriber),
  );
  return xml('subscriptions', { xmlns: NS_MUCSUB }, ...list);
}

/** "A user can query the MUC service to get their list of subscriptions." */
export function subscriptionsOf(rooms: readonly Room[], account: Jid): Element {
  const who = account.bare.toString();
  const list = rooms.flatMap((room) => {
    const subscriber = room.subscribers.get(who);
    return subscriber ? [subscriptionElement(room.jid.toString(), subscriber)] : [];
  });
  return xml('subscriptions', { xmlns: NS_MUCSUB }, ...list);
}

/** "A room moderator can subscribe another user […] by providing the user JID as an attribute". */
function whom({ payload, from, affiliation, occupant }: SubscribeRequest): Jid {
  const { jid } = payload.attrs;
  if (jid === undefined) return from.bare;
  const account = parseJid(jid)?.bare;
  if (!account || account.local === '') throw new StanzaError('jid-malformed', 'not an address of a person');
  if (!account.equals(from.bare) && !isModerator(occupant, affiliation))
    throw new StanzaError('forbidden', 'only moderators do this for others');
  return account;
}

const isModerator = (occupant: Occupant | undefined, affiliation: Affiliation): boolean =>
  occupant?.role === 'moderator' || atLeast(affiliation, 'admin');

function readNick({ attrs }: Element, known: Subscriber | undefined): string {
  const nick = attrs.nick === undefined ? known?.nick : prepareResource(attrs.nick);
  if (nick === undefined || !isVisible(nick)) throw new StanzaError('bad-request', 'a nickname is needed');
  return nick;
}

/** Nodes nobody knows are left out; the answer says which were understood. */
function readNodes(payload: Element): ReadonlySet<SubscriptionNode> {
  const asked = new Set(payload.getChildren('event', NS_MUCSUB).map(({ attrs }) => attrs.node));
  return new Set(NAMES.filter((name) => asked.has(SUBSCRIPTION_NODES[name])));
}

/** "Server should otherwise make sure that subscription match the user registered nickname in that room." */
function keepInStep(room: Room, who: string, nick: string, out: Outcome): void {
  const entry = room.affiliations.get(who);
  if (entry?.nick !== undefined && entry.nick !== nick) writeAffiliation(room, who, { ...entry, nick }, out);
}

/** "Sometimes jid in subscribe/unsubscribe event may be missing if room is set to anonymous and user is not moderator." */
function tellSubscribers(
  room: Room,
  what: 'subscribe' | 'unsubscribe',
  jid: string,
  nick: string,
  out: Outcome,
): void {
  const open = xml(what, { xmlns: NS_MUCSUB, jid, nick });
  const payload = isNonAnonymous(room.config) ? open : xml(what, { xmlns: NS_MUCSUB, nick });
  out.events.push({ node: 'subscribers', payload, open });
}

const eventElements = ({ nodes }: Subscriber): Element[] =>
  [...nodes].map((name) => new Element('event', { node: SUBSCRIPTION_NODES[name] }));

const subscriptionElement = (jid: string | undefined, subscriber: Subscriber): Element =>
  xml('subscription', { nick: subscriber.nick, jid }, ...eventElements(subscriber));
