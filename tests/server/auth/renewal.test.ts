/** Keys made with fewer rounds than today's are renewed when the password comes by (RFC 5802 §5.1, `i=`). */
import { expect, it } from 'vitest';
import {
  ITERATIONS,
  makeCredentials,
  parseCredentials,
  serialiseCredentials,
} from '../../../server/auth/credentials.ts';
import { createInternalProvider } from '../../../server/auth/providers/internal.ts';
import type { AccountRow, AccountStore, Ticket } from '../../../server/kernel/store.ts';

/** One account, kept in a variable. */
async function withRounds(rounds: number, password = 'secret') {
  const credentials = serialiseCredentials(await makeCredentials(password, rounds));
  let row: AccountRow | undefined = {
    ...{ username: 'nina', host: 'test', credentials, disabled: false, displayName: 'Nina' },
    ...{ createdAt: 1, lastLogin: null },
  };
  const ticket = {} as Ticket;
  const store: AccountStore = {
    get: () => row,
    list: () => (row ? [row] : []),
    put(next) {
      row = next;
      return ticket;
    },
    delete() {
      row = undefined;
      return ticket;
    },
  };
  const provider = createInternalProvider({ store, secret: Buffer.alloc(32) });
  return { store, provider, before: row, kept: () => row };
}

it('the right password renews old keys, and works afterwards', async () => {
  const { provider, before, kept } = await withRounds(4096);
  expect(await provider.check('nina', 'test', 'secret')).toBe(true);
  expect(kept()).toEqual({ ...before, credentials: expect.not.stringContaining('4096') });
  expect(parseCredentials(kept()!.credentials).sha512?.iterations).toBe(ITERATIONS);
  expect([
    await provider.check('nina', 'test', 'secret'),
    await provider.check('nina', 'test', 'no'),
  ]).toEqual([true, false]);
});

it.each([
  ['a wrong password', 4096, 'wrong'],
  ['keys of today', ITERATIONS, 'secret'],
  ['keys of more rounds', ITERATIONS + 1, 'secret'],
])('%s changes nothing', async (_what, rounds, password) => {
  const { provider, before, kept } = await withRounds(rounds);
  await provider.check('nina', 'test', password);
  expect(kept()).toBe(before);
});

it('a password changed meanwhile stays changed, and a removed account removed', async () => {
  const changed = await withRounds(4096);
  const other = {
    ...changed.before,
    credentials: serialiseCredentials(await makeCredentials('other', 4096)),
  };
  const checking = changed.provider.check('nina', 'test', 'secret');
  changed.store.put(other);
  await checking;
  expect(changed.kept()).toBe(other);

  const removed = await withRounds(4096);
  const late = removed.provider.check('nina', 'test', 'secret');
  removed.store.delete('nina', 'test');
  await late;
  expect(removed.kept()).toBeUndefined();
});
