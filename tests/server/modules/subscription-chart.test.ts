import { describe, expect, it } from 'vitest';
import {
  inbound,
  outbound,
  type SubscriptionKind,
  type SubscriptionState,
} from '../../../server/modules/support/subscription-chart.ts';

const STATES: readonly SubscriptionState[] = [
  'none',
  'none+out',
  'none+in',
  'none+out+in',
  'to',
  'to+in',
  'from',
  'from+out',
  'both',
];

/** RFC 6121 Appendix A as printed: for each state of A.1, in that order, the new state; `-` no state change. */
const PRINTED: Record<'out' | 'in', Record<SubscriptionKind, string>> = {
  out: {
    subscribe: 'none+out - none+out+in - - - from+out - -',
    unsubscribe: '- none - none+in none none+in - from from',
    subscribed: '- - from from+out - both - - -',
    unsubscribed: '- - none none+out - to none none+out to',
  },
  in: {
    subscribe: 'none+in none+out+in - - to+in - - - -',
    unsubscribe: '- - none none+out - to none none+out to',
    subscribed: '- to - to+in - - - both -',
    unsubscribed: '- none - none+in none none+in - from from',
  },
};

const KINDS = Object.keys(PRINTED.out) as SubscriptionKind[];

describe.each(KINDS)('%s', (kind) => {
  it('moves the state as the tables say', () => {
    const rows = (decide: (state: SubscriptionState) => SubscriptionState) =>
      STATES.map((state) => (decide(state) === state ? '-' : decide(state))).join(' ');
    expect([rows((state) => outbound(kind, state).next), rows((state) => inbound(kind, state).next)]).toEqual(
      [PRINTED.out[kind], PRINTED.in[kind]],
    );
  });

  it('is routed and delivered where the tables say', () => {
    const asks = kind === 'subscribe' || kind === 'unsubscribe';
    for (const state of STATES) {
      const changesOut = outbound(kind, state).next !== state;
      expect([state, outbound(kind, state).route]).toEqual([state, asks || changesOut]);
      expect([state, inbound(kind, state).deliver]).toEqual([state, inbound(kind, state).next !== state]);
    }
  });
});
