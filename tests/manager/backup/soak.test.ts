/** The soak in short: eight kills in the middle of backups, restores and migrations (tests/soak/backup.ts for as many as you like). */
import { expect, test } from 'vitest';
import { prepare, soak } from '../../soak/backup-rounds.ts';
import { temporaryFolder } from '../../support/host.ts';

test('killed at random moments, one whole state is there', { timeout: 240_000 }, async () => {
  using folder = temporaryFolder();
  const rounds = await soak(await prepare(folder.path), 8);
  expect(rounds.filter(({ killed }) => killed)).toHaveLength(8);
});
