import { expect, it } from 'vitest';
import { createThrottle, judge, networkOf } from '../../../server/auth/throttle.ts';

it.each([
  [[], 100, { allow: true }],
  [[90, 95], 100, { allow: true }],
  [[90, 95, 99], 100, { allow: false, retryAfterMs: 40 }],
  [[10, 95, 99], 100, { allow: true }],
  [[50, 95, 99], 100, { allow: true }],
  [[51, 95, 99], 100, { allow: false, retryAfterMs: 1 }],
])('three failures in 50 ms: %j at %i', (failures, now, expected) => {
  expect(judge(failures, now, 3, 50)).toEqual(expected);
});

it('counts by account and by address, and lets a good log-in clear the account', () => {
  let now = 0;
  const limits = { windowMs: 1000, perAccount: 2, perAddress: 4, maxKeys: 100 };
  const throttle = createThrottle({ clock: () => now, limits });
  const allowed = (address: string, account: string) => throttle.check(address, account).allow;
  throttle.failed('1.1.1.1', 'nina@test');
  throttle.failed('2.2.2.2', 'nina@test');
  expect([allowed('3.3.3.3', 'nina@test'), allowed('3.3.3.3', 'otto@test')]).toEqual([false, true]);
  throttle.succeeded('nina@test');
  expect(allowed('3.3.3.3', 'nina@test')).toBe(true);
  for (const account of ['a', 'b', 'c', 'd']) throttle.failed('4.4.4.4', account);
  expect([allowed('4.4.4.4', 'e'), allowed('5.5.5.5', 'e')]).toEqual([false, true]);
  now = 1001;
  expect(allowed('4.4.4.4', 'e')).toBe(true);
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', networkOf('2001:db8:1:2::1')],
  ['unix socket', 'unix socket'],
])('%s stands for %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
  expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'));
});

it('remembers a bounded number of keys', () => {
  const limits = { windowMs: 1000, perAccount: 1, perAddress: 1, maxKeys: 4 };
  const throttle = createThrottle({ clock: () => 0, limits });
  throttle.failed('first', 'first@test');
  for (let n = 0; n < 10; n++) throttle.failed(`a${n}`, `n${n}@test`);
  expect(throttle.check('first', 'first@test').allow).toBe(true);
  expect(throttle.check('a9', 'x').allow).toBe(false);
});
