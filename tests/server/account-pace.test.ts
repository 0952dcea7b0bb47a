/** What an account may send, however many sessions it has: one budget for all of them, and nobody else's. */
import { expect, test } from 'vitest';
import { createAccountPaces } from '../../server/kernel/account-pace.ts';
import { DEFAULT_LIMITS, NO_LIMITS } from '../../server/kernel/limits.ts';
import { startTestServer } from '../support/server.ts';

const limits = { ...DEFAULT_LIMITS, stanzasPerSecond: 10, bytesPerSecond: 1000, budgetsPerAccount: 2 };

test('connections of one account share a budget worth so many', () => {
  const paces = createAccountPaces(() => limits);
  const [phone, desk, other] = [paces.enter('nina@test'), paces.enter('nina@test'), paces.enter('otto@test')];
  // Ten seconds' worth of two connections: 200 stanzas.
  expect(phone.spend(0, 100, 0)).toBe(0);
  expect(desk.spend(0, 100, 0)).toBe(0);
  // What is beyond costs both the time it takes to grow back, 20 a second.
  expect(desk.spend(0, 20, 0)).toBe(1000);
  expect(phone.spend(0, 20, 0)).toBe(2000);
  expect(other.spend(0, 20, 0)).toBe(0);
  expect(phone.spend(20_000, 0, 2000)).toBe(0);
  expect(desk.spend(1000, 0, 2000)).toBe(500);
});

test('going and coming back is no way to a new budget; a budget that is whole again is forgotten', () => {
  const paces = createAccountPaces(() => limits);
  const first = paces.enter('nina@test');
  first.spend(0, 220, 0);
  first.leave();
  paces.sweep(5000);
  expect(paces.enter('nina@test').spend(0, 200, 5000)).toBeGreaterThan(0);
  const unlimited = createAccountPaces(() => NO_LIMITS).enter('nina@test');
  expect(unlimited.spend(1e9, 1e9, 0)).toBe(0);
});

test('two sessions of one account are slowed together; another account is not', async () => {
  const server = await startTestServer({
    config: { limits: { stanzasPerSecond: 100, budgetsPerAccount: 1 } },
  });
  try {
    await server.createAccounts('nina', 'otto', 'ida');
    const [phone, desk] = [await server.session('nina'), await server.session('nina')];
    const [otto, ida] = [await server.session('otto'), await server.session('ida')];
    const burst = Array.from({ length: 600 }, () => `<message to='${otto.jid}'><body/></message>`).join('');
    const began = performance.now();
    // Each is within a connection's own budget of 1,000; together they are 200 beyond the account's.
    phone.send(burst);
    desk.send(burst);
    await ida.settle();
    const other = performance.now() - began;
    await Promise.all([phone.settle(), desk.settle()]);
    const own = performance.now() - began;
    expect(own).toBeGreaterThan(1500);
    expect(other).toBeLessThan(own);
  } finally {
    await server.stop();
  }
}, 30_000);
