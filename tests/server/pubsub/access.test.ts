/** Who may do what on a node: XEP-0060 §4.1 and §4.5, one row a decision, with its why. */
import { describe, expect, test } from 'vitest';
import {
  mayPublish,
  mayRetract,
  mayRetrieve,
  maySubscribe,
  type Standing,
  type Verdict,
} from '../../../server/modules/pubsub/access.ts';
import {
  ACCESS_MODELS,
  type AccessModel,
  AFFILIATIONS,
  type Affiliation,
  SERVICE_DEFAULTS,
} from '../../../server/modules/pubsub/node.ts';

const stranger: Standing = { affiliation: 'none', seesPresence: false, inGroup: false, subscribed: false };
const friend: Standing = { ...stranger, seesPresence: true };
const grouped: Standing = { ...friend, inGroup: true };
const subscriber: Standing = { ...stranger, subscribed: true };
const words = (verdict: Verdict) =>
  `${verdict.allowed === false ? verdict.refusal : verdict.allowed}: ${verdict.because}`;

describe('without an affiliation', () => {
  const rows: [AccessModel, string, Standing, string, string][] = [
    ['open', 'a stranger', stranger, 'true: open', 'true: open'],
    [
      'presence',
      'a stranger',
      stranger,
      'presence-subscription-required: sees no presence',
      'presence-subscription-required: sees no presence',
    ],
    ['presence', 'a friend', friend, 'true: sees presence', 'true: sees presence'],
    // Once subscribed, and the friendship has ended: XEP-0163 §7.1.
    [
      'presence',
      'a subscriber',
      subscriber,
      'presence-subscription-required: sees no presence',
      'presence-subscription-required: sees no presence',
    ],
    [
      'roster',
      'a friend',
      friend,
      'not-in-roster-group: in no roster group',
      'not-in-roster-group: in no roster group',
    ],
    [
      'roster',
      'in the group, but no friend',
      { ...stranger, inGroup: true },
      'not-in-roster-group: in no roster group',
      'not-in-roster-group: in no roster group',
    ],
    ['roster', 'a friend in the group', grouped, 'true: in a roster group', 'true: in a roster group'],
    [
      'authorize',
      'a stranger',
      stranger,
      'pending: an owner has to approve',
      'items-need-subscription: not subscribed',
    ],
    ['authorize', 'a subscriber', subscriber, 'pending: an owner has to approve', 'true: approved'],
    [
      'whitelist',
      'a friend in the group',
      grouped,
      'closed-node: not on the whitelist',
      'closed-node: not on the whitelist',
    ],
    [
      'whitelist',
      'a subscriber',
      subscriber,
      'closed-node: not on the whitelist',
      'true: subscribed by an owner',
    ],
  ];
  test.each(rows)('%s: %s', (model, _who, standing, subscribe, retrieve) =>
    expect([words(maySubscribe(model, standing)), words(mayRetrieve(model, standing))]).toEqual([
      subscribe,
      retrieve,
    ]),
  );
});

describe('with an affiliation, whatever the access model', () => {
  const rows: [Affiliation, string][] = [
    ['owner', 'true: owner'],
    ['publisher', 'true: publisher'],
    ['member', 'true: member'],
    ['publish-only', 'blocked: publish-only'],
    ['outcast', 'blocked: outcast'],
  ];
  test.each(rows)('%s', (affiliation, expected) => {
    const found = ACCESS_MODELS.flatMap((model) => [
      words(maySubscribe(model, { ...grouped, affiliation })),
      words(mayRetrieve(model, { ...grouped, affiliation })),
    ]);
    expect(new Set(found)).toEqual(new Set([expected]));
  });
});

describe('publishing and deleting', () => {
  const publish = (publishModel: 'publishers' | 'subscribers' | 'open', subscribed: boolean) =>
    AFFILIATIONS.filter(
      (affiliation) =>
        mayPublish({ ...SERVICE_DEFAULTS, publishModel }, { ...stranger, affiliation, subscribed })
          .allowed === true,
    );
  test.each([
    ['publishers', false, ['owner', 'publisher', 'publish-only']],
    ['publishers', true, ['owner', 'publisher', 'publish-only']],
    ['subscribers', false, ['owner', 'publisher', 'publish-only']],
    ['subscribers', true, ['owner', 'publisher', 'publish-only', 'member', 'none']],
    ['open', false, ['owner', 'publisher', 'publish-only', 'member', 'none']],
  ] as const)('publish model %s, subscribed %s', (model, subscribed, expected) =>
    expect(publish(model, subscribed)).toEqual(expected),
  );

  test('an owner deletes everything, others their own, outcasts nothing', () => {
    const may = (own: boolean) => AFFILIATIONS.filter((one) => mayRetract(one, own).allowed === true);
    expect({ own: may(true), others: may(false) }).toEqual({
      own: ['owner', 'publisher', 'publish-only', 'member', 'none'],
      others: ['owner'],
    });
  });
});
