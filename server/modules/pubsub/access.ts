/**
 * Who may do what on a node: XEP-0060 §4.1 and §4.5 as tables. Pure; each answer carries its why.
 */
import type { Refusal } from './errors.ts';
import type { AccessModel, Affiliation, NodeConfig } from './node.ts';

export type Verdict =
  | { readonly allowed: true; readonly because: string }
  | { readonly allowed: 'pending'; readonly because: string }
  | { readonly allowed: false; readonly refusal: Refusal; readonly because: string };

export interface Standing {
  readonly affiliation: Affiliation;
  /** Sees the presence of an owner of the node. */
  readonly seesPresence: boolean;
  /** Is in one of the roster groups the node is for. */
  readonly inGroup: boolean;
  /** Has a subscription an owner or the access model let in. */
  readonly subscribed: boolean;
}

const yes = (because: string): Verdict => ({ allowed: true, because });
const no = (refusal: Refusal, because: string): Verdict => ({ allowed: false, refusal, because });

/** §4.1 table 1: who is let in, or kept out, whatever the access model. */
const BY_AFFILIATION: Readonly<Record<Exclude<Affiliation, 'none'>, Verdict>> = {
  owner: yes('owner'),
  publisher: yes('publisher'),
  member: yes('member'),
  'publish-only': no('blocked', 'publish-only'),
  outcast: no('blocked', 'outcast'),
};

/** §4.5, §6.1.3: the others, when they ask to subscribe. */
const SUBSCRIBE: Readonly<Record<AccessModel, (one: Standing) => Verdict>> = {
  open: () => yes('open'),
  presence: (one) =>
    one.seesPresence ? yes('sees presence') : no('presence-subscription-required', 'sees no presence'),
  roster: (one) =>
    one.seesPresence && one.inGroup
      ? yes('in a roster group')
      : no('not-in-roster-group', 'in no roster group'),
  authorize: () => ({ allowed: 'pending', because: 'an owner has to approve' }),
  whitelist: () => no('closed-node', 'not on the whitelist'),
};

/** §6.5.1 and §6.5.9: the others, when they ask for items, or are to be notified. */
const RETRIEVE: Readonly<Record<AccessModel, (one: Standing) => Verdict>> = {
  ...SUBSCRIBE,
  // §6.5.1: 'If the access model is "authorize" or "whitelist", the service MUST allow only subscribed entities to
  // retrieve items.' Who is on a whitelist without an affiliation was subscribed there by an owner (§8.8.2).
  authorize: (one) => (one.subscribed ? yes('approved') : no('items-need-subscription', 'not subscribed')),
  whitelist: (one) =>
    one.subscribed ? yes('subscribed by an owner') : no('closed-node', 'not on the whitelist'),
};

export function maySubscribe(model: AccessModel, one: Standing): Verdict {
  return one.affiliation === 'none' ? SUBSCRIBE[model](one) : BY_AFFILIATION[one.affiliation];
}

export function mayRetrieve(model: AccessModel, one: Standing): Verdict {
  return one.affiliation === 'none' ? RETRIEVE[model](one) : BY_AFFILIATION[one.affiliation];
}

/** §4.1 and pubsub#publish_model. */
export function mayPublish({ publishModel }: NodeConfig, one: Standing): Verdict {
  const { affiliation } = one;
  if (affiliation === 'owner' || affiliation === 'publisher' || affiliation === 'publish-only')
    return yes(affiliation);
  if (affiliation === 'outcast') return no('blocked', 'outcast');
  if (publishModel === 'open') return yes('anyone may publish');
  if (publishModel === 'subscribers' && one.subscribed) return yes('subscribers may publish');
  return no('blocked', 'may not publish');
}

/** §4.1: "A service MAY allow any publisher to delete / purge any item"; ours does not, each deletes its own. */
export function mayRetract(affiliation: Affiliation, own: boolean): Verdict {
  if (affiliation === 'owner') return yes('owner');
  if (affiliation !== 'outcast' && own) return yes('its own item');
  return no('blocked', 'may not delete');
}
