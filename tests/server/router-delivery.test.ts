/** RFC 6121 §8.5, one row a case: who gets what. */
import { describe, expect, test } from 'vitest';
import { decideDelivery } from '../../server/kernel/delivery.ts';

const SITUATIONS = {
  unknown: { accountExists: false, address: 'bare', nonNegative: false },
  'unknown/full': { accountExists: false, address: 'gone', nonNegative: false },
  online: { accountExists: true, address: 'bare', nonNegative: true },
  offline: { accountExists: true, address: 'bare', nonNegative: false },
  match: { accountExists: true, address: 'match', nonNegative: true },
  'match, negative': { accountExists: true, address: 'match', nonNegative: false },
  'gone, others online': { accountExists: true, address: 'gone', nonNegative: true },
  'gone, nobody online': { accountExists: true, address: 'gone', nonNegative: false },
} as const;
type Name = keyof typeof SITUATIONS;

const NAMES = Object.keys(SITUATIONS) as Name[];
/** One column per situation, in the order above. */
const TABLE: [stanza: string, type: string | undefined, ...expected: string[]][] = [
  ['message', undefined, 'error', 'error', 'nonNegative', 'undelivered', 'match', 'match', 'error', 'error'],
  ['message', 'normal', 'error', 'error', 'nonNegative', 'undelivered', 'match', 'match', 'error', 'error'],
  ['message', 'nonsense', 'error', 'error', 'nonNegative', 'undelivered', 'match', 'match', 'error', 'error'],
  [
    'message',
    'chat',
    'error',
    'error',
    'nonNegative',
    'undelivered',
    'match',
    'match',
    'nonNegative',
    'undelivered',
  ],
  ['message', 'groupchat', 'error', 'error', 'error', 'error', 'match', 'match', 'error', 'error'],
  ['message', 'headline', 'nobody', 'nobody', 'nonNegative', 'nobody', 'match', 'match', 'nobody', 'nobody'],
  ['message', 'error', 'nobody', 'nobody', 'nobody', 'nobody', 'match', 'match', 'nobody', 'nobody'],
  ['presence', undefined, 'nobody', 'nobody', 'available', 'available', 'match', 'match', 'nobody', 'nobody'],
  [
    'presence',
    'unavailable',
    'nobody',
    'nobody',
    'available',
    'available',
    'match',
    'match',
    'nobody',
    'nobody',
  ],
  [
    'presence',
    'probe',
    'unsubscribed',
    'unsubscribed',
    'nobody',
    'nobody',
    'nobody',
    'nobody',
    'nobody',
    'nobody',
  ],
  ['iq', 'get', 'error', 'error', 'account', 'account', 'match', 'match', 'error', 'error'],
  ['iq', 'set', 'error', 'error', 'account', 'account', 'match', 'match', 'error', 'error'],
  ['iq', 'result', 'nobody', 'nobody', 'account', 'account', 'match', 'match', 'nobody', 'nobody'],
  ['iq', 'error', 'nobody', 'nobody', 'account', 'account', 'match', 'match', 'nobody', 'nobody'],
];

describe('RFC 6121 §8.5', () => {
  for (const [stanza, type, ...expected] of TABLE) {
    test(`${stanza} ${type ?? '(no type)'}`, () => {
      const verdicts = NAMES.map((name) => [name, decideDelivery(stanza, type, SITUATIONS[name]).to]);
      expect(Object.fromEntries(verdicts)).toEqual(
        Object.fromEntries(NAMES.map((name, i) => [name, expected[i]])),
      );
    });
  }

  test('each verdict names the section it follows', () => {
    for (const [stanza, type] of TABLE)
      for (const name of NAMES)
        expect(decideDelivery(stanza, type, SITUATIONS[name]).because).toMatch(/^\d\.\d/);
  });
});
