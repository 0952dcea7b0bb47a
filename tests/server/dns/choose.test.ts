/** The order in which a domain's servers are tried (RFC 2782, XEP-0368): one table. */
import { describe, expect, test } from 'vitest';
import { choose, type Offer, order, type SrvRecord } from '../../../server/dns/choose.ts';

const srv = (priority: number, weight: number, target: string, port = 5269): SrvRecord => ({
  priority,
  weight,
  target,
  port,
});
const ROOT = srv(0, 0, '', 0);
const [FIRST, LAST] = [() => 0, () => 0.999_999];

type Row = [
  title: string,
  direct: SrvRecord[],
  starttls: SrvRecord[],
  random: () => number,
  chosen: string | string[],
];
const ROWS: Row[] = [
  ['nothing at all', [], [], FIRST, 'address'],
  ['not offered', [], [ROOT], FIRST, 'not-offered'],
  ['neither is offered', [ROOT], [ROOT], FIRST, 'not-offered'],
  ['no direct TLS, and no word on the rest', [ROOT], [], FIRST, 'not-offered'],
  ['no direct TLS', [ROOT], [srv(0, 0, 'a')], FIRST, ['a starttls']],
  ['direct TLS only', [srv(0, 0, 'a', 443)], [ROOT], FIRST, ['a direct']],
  ['the root beside a host', [], [ROOT, srv(1, 0, 'a')], FIRST, ['a starttls']],
  ['port 0 is none', [], [srv(0, 0, 'a', 0)], FIRST, 'not-offered'],
  [
    'lower priority first, of both kinds',
    [srv(20, 0, 'a'), srv(5, 0, 'b')],
    [srv(10, 0, 'c')],
    FIRST,
    ['b direct', 'c starttls', 'a direct'],
  ],
  [
    'one priority: by weight, lowest draw',
    [srv(1, 10, 'a')],
    [srv(1, 90, 'b')],
    FIRST,
    ['a direct', 'b starttls'],
  ],
  [
    'one priority: by weight, highest draw',
    [srv(1, 10, 'a')],
    [srv(1, 90, 'b')],
    LAST,
    ['b starttls', 'a direct'],
  ],
  [
    'weight 0 stands first, and is drawn by 0 only',
    [],
    [srv(1, 1, 'a'), srv(1, 0, 'z')],
    FIRST,
    ['z starttls', 'a starttls'],
  ],
  ['weight 0 behind others', [], [srv(1, 1, 'a'), srv(1, 0, 'z')], LAST, ['a starttls', 'z starttls']],
  [
    'a crowd is cut',
    [],
    Array.from({ length: 30 }, (_, at) => srv(at, 0, `h${at}`)),
    FIRST,
    Array.from({ length: 16 }, (_, at) => `h${at} starttls`),
  ],
];
test.each(ROWS)('%s', (_, direct, starttls, random, expected) => {
  const choice = choose(direct, starttls, random);
  expect(
    choice.is === 'offers' ? choice.offers.map(({ target, tls }) => `${target} ${tls}`) : choice.is,
  ).toEqual(expected);
});

describe('by weight', () => {
  /** The same numbers each time, and as even as can be. */
  function draws(): () => number {
    let at = 0;
    return () => (at++ * 0.618_033_988_749) % 1;
  }
  const offer = (weight: number, target: string): Offer => ({ ...srv(0, weight, target), tls: 'starttls' });

  test('each comes first as often as its weight says', () => {
    const random = draws();
    const first: Record<string, number> = {};
    for (let round = 0; round < 4000; round++) {
      const [{ target }] = order([offer(60, 'a'), offer(30, 'b'), offer(10, 'c')], random) as [Offer];
      first[target] = (first[target] ?? 0) + 1;
    }
    for (const [target, share] of Object.entries({ a: 0.6, b: 0.3, c: 0.1 }))
      expect(first[target]! / 4000).toBeCloseTo(share, 1);
  });

  test('nobody is lost, nobody is doubled, whatever is drawn', () => {
    const offers = Array.from({ length: 12 }, (_, at) => ({ ...offer(at % 4, `h${at}`), priority: at % 3 }));
    for (const random of [draws(), FIRST, LAST]) expect(new Set(order(offers, random)).size).toBe(12);
  });
});
