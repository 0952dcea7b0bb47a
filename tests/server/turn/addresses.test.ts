/** Our address as the world sees it: nobody waits for a name twice, and one that changes is noticed. */
import { expect, it } from 'vitest';
import { createAddresses } from '../../../server/modules/turn/addresses.ts';

it('an old answer is given once more while the next is asked for', async () => {
  let time = 0;
  let named = '7.7.7.7';
  const addresses = createAddresses({
    ...{ configured: [], name: () => 'example.org', now: () => time, interfaces: () => ['192.168.1.2'] },
    resolve: async () => named,
  });
  expect(await addresses.relayed('ipv4')).toBe('7.7.7.7');
  named = '8.8.8.8';
  expect(await addresses.relayed('ipv4')).toBe('7.7.7.7');
  time = 300_000;
  expect(await addresses.relayed('ipv4')).toBe('7.7.7.7');
  await new Promise((resolve) => setImmediate(resolve));
  expect(await addresses.relayed('ipv4')).toBe('8.8.8.8');
  expect(['7.7.7.7', '8.8.8.8', '192.168.1.2'].map(addresses.isOwn)).toEqual([true, true, true]);
  expect(addresses.isRelayed('192.168.1.2')).toBe(false);
});
