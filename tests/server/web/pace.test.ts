/** How many requests an address may make: a burst, then so many a second; nobody pays for another, and memory is bounded. */
import { expect, test } from 'vitest';
import { createPace } from '../../../server/net/http/pace.ts';

const count = (times: number, ask: () => boolean) =>
  Array.from({ length: times }, ask).filter(Boolean).length;

test('a burst of ten seconds’ worth, then as it flows in; what was refused does not count', () => {
  const pace = createPace(() => 10);
  expect(count(500, () => pace.allows('192.0.2.7', 0))).toBe(100);
  expect(count(500, () => pace.allows('192.0.2.7', 1000))).toBe(10);
  expect(count(500, () => pace.allows('192.0.2.8', 1000))).toBe(100);
  expect(count(500, () => pace.allows('192.0.2.7', 60_000))).toBe(100);
});

test('without a bound everything is let in', () => {
  const pace = createPace(() => Number.POSITIVE_INFINITY);
  expect(count(5000, () => pace.allows('192.0.2.7', 0))).toBe(5000);
});

test('those that have rested are forgotten, those that have not are remembered', () => {
  const pace = createPace(() => 10);
  count(100, () => pace.allows('192.0.2.7', 0));
  for (let other = 0; other < 10_000; other++)
    pace.allows(`2001:db8::${other.toString(16)}`, other === 9_999 ? 500 : 0);
  expect(count(20, () => pace.allows('192.0.2.7', 500))).toBe(5);
});
