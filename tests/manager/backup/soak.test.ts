/** The soak in short: a kill in each phase of backup, restore and migration (tests/soak/backup.ts for as many as you like). */
import { expect, test } from 'vitest';
import { prepare, soak } from '../../soak/backup-rounds.ts';
import { temporaryFolder } from '../../support/host.ts';

test('killed at random moments of every phase, one whole state is there', { timeout: 240_000 }, async () => {
  using folder = temporaryFolder();
  const rounds = await soak(await prepare(folder.path), 9);
  expect(rounds.filter(({ killed }) => killed)).toHaveLength(9);
});
