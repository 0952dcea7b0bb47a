/**
 * What a subscription stanza does to a contact's state: RFC 6121 Appendix A, as data.
 * Pure: no storage, no routing. A state that is not in a row does not change.
 */
export type SubscriptionKind = 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed';

/** RFC 6121 A.1. `+out`: we asked and wait; `+in`: they asked and wait. */
export const SUBSCRIPTION_STATES = [
  'none',
  'none+out',
  'none+in',
  'none+out+in',
  'to',
  'to+in',
  'from',
  'from+out',
  'both',
] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

type Row = Partial<Readonly<Record<SubscriptionState, SubscriptionState>>>;

/** A.2: our person sends it. */
const OUTBOUND: Readonly<Record<SubscriptionKind, Row>> = {
  // A.2.1
  subscribe: { none: 'none+out', 'none+in': 'none+out+in', from: 'from+out' },
  // A.2.2
  unsubscribe: {
    'none+out': 'none',
    'none+out+in': 'none+in',
    to: 'none',
    'to+in': 'none+in',
    'from+out': 'from',
    both: 'from',
  },
  // A.2.3
  subscribed: { 'none+in': 'from', 'none+out+in': 'from+out', 'to+in': 'both' },
  // A.2.4
  unsubscribed: {
    'none+in': 'none',
    'none+out+in': 'none+out',
    'to+in': 'to',
    from: 'none',
    'from+out': 'none+out',
    both: 'to',
  },
};

/** A.3: the contact sends it. */
const INBOUND: Readonly<Record<SubscriptionKind, Row>> = {
  // A.3.1
  subscribe: { none: 'none+in', 'none+out': 'none+out+in', to: 'to+in' },
  // A.3.2
  unsubscribe: {
    'none+in': 'none',
    'none+out+in': 'none+out',
    'to+in': 'to',
    from: 'none',
    'from+out': 'none+out',
    both: 'to',
  },
  // A.3.3
  subscribed: { 'none+out': 'to', 'none+out+in': 'to+in', 'from+out': 'both' },
  // A.3.4
  unsubscribed: {
    'none+out': 'none',
    'none+out+in': 'none+in',
    to: 'none',
    'to+in': 'none+in',
    'from+out': 'from',
    both: 'from',
  },
};

export interface Outbound {
  readonly next: SubscriptionState;
  /** Does it leave for the contact? */
  readonly route: boolean;
}

export function outbound(kind: SubscriptionKind, state: SubscriptionState): Outbound {
  const next = OUTBOUND[kind][state];
  // A.2.1, A.2.2: "MUST" be routed in every state; A.2.3, A.2.4: only where they change something.
  const always = kind === 'subscribe' || kind === 'unsubscribe';
  return { next: next ?? state, route: always || next !== undefined };
}

export interface Inbound {
  readonly next: SubscriptionState;
  /** Do our person's devices see it? */
  readonly deliver: boolean;
}

export function inbound(kind: SubscriptionKind, state: SubscriptionState): Inbound {
  const next = INBOUND[kind][state];
  return { next: next ?? state, deliver: next !== undefined };
}

/** "None" to "Both", as a roster item shows it. */
export const subscriptionOf = (state: SubscriptionState) => state.split('+', 1)[0]!;

/** We asked and wait. */
export const isAsking = (state: SubscriptionState): boolean => state.includes('+out');

/** They asked and wait for us. */
export const isAsked = (state: SubscriptionState): boolean => state.includes('+in');

/** Those who may see our presence. */
export const isSubscriber = (state: SubscriptionState): boolean =>
  state === 'from' || state === 'from+out' || state === 'both';

/** Those whose presence we may see. */
export const isSubscribed = (state: SubscriptionState): boolean =>
  state === 'to' || state === 'to+in' || state === 'both';

export const isSubscriptionKind = (type: string | undefined): type is SubscriptionKind =>
  type !== undefined && Object.hasOwn(OUTBOUND, type);
