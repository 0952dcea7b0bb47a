/** An owner's lists: subscriptions (XEP-0060 §8.8) and affiliations (§8.9) of a node. */
import type { Element } from 'ltx';
import { type Jid, parseJid } from '../../kernel/jid.ts';
import { StanzaError } from '../../kernel/stanza.ts';
import { xml } from '../support/elements.ts';
import { settle } from './approve.ts';
import { type Action, answer, type Engine, newId, ownNodeOf, PS } from './call.ts';
import { subscriptionEvent } from './events.ts';
import {
  AFFILIATIONS,
  type Affiliation,
  affiliationOf,
  DEFAULT_OPTIONS,
  ownersOf,
  type PubsubNode,
  type Subscription,
} from './node.ts';
import { MAX_ITEMS_AT_ONCE, type Place } from './place.ts';

/**
 * SPEC §8.8.1.2: it "MUST return the list of subscriptions for entities whose subscription state is "subscribed"" and
 * "SHOULD NOT return" pending ones.
 */
export const getSubscriptions: Action = (call, engine) => {
  const { name, node } = ownNodeOf(call, engine);
  const list = node.subscriptions
    .filter(({ state }) => state === 'subscribed')
    .map(({ jid, subid, state }) => xml('subscription', { jid, subid, subscription: state }));
  return answer(PS.owner, xml('subscriptions', { node: name }, ...list));
};

/** SPEC §8.9.1.2: "it MUST NOT return entities whose affiliation is "none"". */
export const getAffiliations: Action = (call, engine) => {
  const { name, node } = ownNodeOf(call, engine);
  const list = Object.entries(node.affiliations)
    .filter(([, affiliation]) => affiliation !== 'none')
    .map(([jid, affiliation]) => xml('affiliation', { jid, affiliation }));
  return answer(PS.owner, xml('affiliations', { node: name }, ...list));
};

export const setSubscriptions: Action = (call, engine) => {
  const { place, action } = call;
  const { name, node } = ownNodeOf(call, engine);
  const entries = entriesOf(action, 'subscription');
  let subscriptions = node.subscriptions;
  const wrong: Element[] = [];
  const changed: { jid: Jid; one: Subscription; state: 'subscribed' | 'pending' | 'none' }[] = [];
  for (const entry of entries) {
    const jid = parseJid(entry.attrs.jid ?? '');
    const state = entry.attrs.subscription;
    const known = subscriptions.find((one) => one.jid === jid?.toString());
    // §8.8.2.1: "If the 'subscription' attribute is not specified in a modification request, then the value MUST NOT be
    // changed."
    if (jid && state === undefined) continue;
    const stale = entry.attrs.subid !== undefined && entry.attrs.subid !== known?.subid;
    const full = !known && engine.over(subscriptions.length + 1, place.limits.subscriptions);
    if (!jid || !isState(state) || stale || full) {
      wrong.push(xml('subscription', { jid: entry.attrs.jid, subscription: known?.state ?? 'none' }));
      continue;
    }
    if ((known?.state ?? 'none') === state) continue;
    const one: Subscription = {
      ...(known ?? { jid: jid.toString(), subid: newId(), options: DEFAULT_OPTIONS }),
      state: state === 'none' ? 'pending' : state,
    };
    // SPEC §8.8.3: "the service MUST remove that entity from the subscriptions list".
    subscriptions = [...subscriptions.filter((other) => other !== known), ...(state === 'none' ? [] : [one])];
    changed.push({ jid, one, state });
  }
  engine.nodes.save(place, name, { ...node, subscriptions });
  // §8.8.4: "An implementation SHOULD notify an entity whose subscription has changed".
  for (const { jid, one, state } of changed)
    engine.notifier.send(place, jid, subscriptionEvent(name, one, state), 'headline');
  if (wrong.length > 0) throw notAcceptable('subscriptions', name, wrong);
  return undefined;
};

const isState = (state: string | undefined): state is 'subscribed' | 'pending' | 'none' =>
  state === 'subscribed' || state === 'pending' || state === 'none';

/** §4.1, table 2: from which affiliation an owner may lead to which. Everything not listed is "n/a". */
const TRANSITIONS: Readonly<Record<Affiliation, readonly Affiliation[]>> = {
  outcast: ['none', 'member', 'publish-only', 'publisher', 'owner'],
  none: ['outcast', 'member', 'publish-only', 'publisher', 'owner'],
  member: ['outcast', 'none', 'publish-only', 'publisher', 'owner'],
  'publish-only': ['outcast', 'none', 'member', 'publisher', 'owner'],
  publisher: ['outcast', 'none', 'member', 'publish-only', 'owner'],
  // "Owner resigns".
  owner: ['none', 'member', 'publish-only', 'publisher'],
};

export const setAffiliations: Action = (call, engine) => {
  const { place, action } = call;
  const { name, node } = ownNodeOf(call, engine);
  const entries = entriesOf(action, 'affiliation');
  let next = node;
  const wrong: Element[] = [];
  for (const entry of entries) {
    const jid = parseJid(entry.attrs.jid ?? '')?.bare;
    const wanted = entry.attrs.affiliation;
    if (jid && wanted === undefined) continue;
    const now = affiliationOf(next, jid?.toString() ?? '');
    if (!jid || !mayBecome(engine, place, next, jid, now, wanted)) {
      wrong.push(xml('affiliation', { jid: entry.attrs.jid, affiliation: now }));
      continue;
    }
    next = withAffiliation(next, jid, wanted as Affiliation);
  }
  engine.nodes.save(place, name, next);
  followAffiliations(engine, place, name, node);
  if (wrong.length > 0) throw notAcceptable('affiliations', name, wrong);
  return undefined;
};

/**
 * SPEC §8.7.4: "if the affiliation of an entity with a pending subscription is modified to owner or publisher, the service
 * SHOULD automatically approve the subscription request"; an outcast is told that what it had has ended.
 */
function followAffiliations(engine: Engine, place: Place, name: string, before: PubsubNode): void {
  const { nodes, notifier } = engine;
  const after = nodes.get(place, name);
  if (!after) return;
  for (const one of before.subscriptions) {
    const jid = parseJid(one.jid);
    const affiliation = affiliationOf(after, jid?.bare.toString() ?? '');
    if (!jid) continue;
    if (affiliation === 'outcast')
      notifier.send(place, jid, subscriptionEvent(name, one, 'none'), 'headline');
    const waits = one.state === 'pending' && (affiliation === 'owner' || affiliation === 'publisher');
    const node = waits ? nodes.get(place, name) : undefined;
    const waiting = node?.subscriptions.find(({ jid: other }) => other === one.jid);
    if (node && waiting) settle(engine, place, name, node, waiting, true);
  }
}

function mayBecome(
  { over }: Engine,
  place: Place,
  node: PubsubNode,
  jid: Jid,
  now: Affiliation,
  wanted: string | undefined,
): boolean {
  const next = AFFILIATIONS.find((one) => one === wanted);
  if (!next) return false;
  if (next === now) return true;
  // SPEC §8.9.2.4: "an action which MUST NOT be allowed if there is only one owner." An account keeps owning its nodes.
  const lastOwner = now === 'owner' && ownersOf(node).length === 1;
  const ownAccount = place.face === 'account' && jid.equals(place.jid);
  const full = now === 'none' && over(Object.keys(node.affiliations).length + 1, place.limits.subscriptions);
  return !lastOwner && !ownAccount && !full && TRANSITIONS[now].includes(next);
}

/** An outcast's subscriptions end with it. */
function withAffiliation(node: PubsubNode, jid: Jid, affiliation: Affiliation): PubsubNode {
  const bare = jid.toString();
  const { [bare]: _, ...others } = node.affiliations;
  const subscriptions =
    affiliation === 'outcast'
      ? node.subscriptions.filter((one) => one.jid.split('/')[0] !== bare)
      : node.subscriptions;
  return {
    ...node,
    subscriptions,
    affiliations: affiliation === 'none' ? others : { ...others, [bare]: affiliation },
  };
}

function entriesOf(action: Element, name: string): Element[] {
  const entries = action.getChildElements();
  if (entries.length === 0 || entries.some((entry) => !entry.is(name, PS.owner)))
    throw new StanzaError('bad-request', `the list holds ${name} elements`);
  if (entries.length > MAX_ITEMS_AT_ONCE)
    throw new StanzaError('not-acceptable', `at most ${MAX_ITEMS_AT_ONCE} changes at once`);
  return entries;
}

/**
 * SPEC §8.8.2.4: "the service MUST return an IQ error (which SHOULD be <not-acceptable/>) with the invalid entries, where
 * the subscription returned is the original, un-altered subscription." The others have been changed.
 */
const notAcceptable = (list: string, node: string, wrong: readonly Element[]): StanzaError =>
  new StanzaError('not-acceptable', 'some entries could not be changed', {
    application: xml('pubsub', { xmlns: PS.owner }, xml(list, { node }, ...wrong)),
  });
