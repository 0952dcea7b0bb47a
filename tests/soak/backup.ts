/**
 * `node tests/soak/backup.ts [KILLS]`: backups, restores and migrations cut off by kill -9 at random moments, 100 kills unless said
 * otherwise. Ends with 1 at the first loss. A few minutes; a short run of the same is in tests/manager/backup/soak.test.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, soak } from './backup-rounds.ts';

const wanted = Number(process.argv[2] ?? 100);
const folder = mkdtempSync(join(tmpdir(), 'chatelaine-soak-'));
const started = Date.now();
try {
  const lab = await prepare(folder);
  const ends = new Map<string, number>();
  const rounds = await soak(lab, wanted, ({ what, killed, state }, count) => {
    const end = `${what} ${killed ? 'killed' : 'ended'}, state ${state}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
    if (killed && count % 20 === 0) console.log(`${count} kills`);
  });
  console.log(
    `${wanted} kills in ${rounds.length} rounds, ${Math.round((Date.now() - started) / 1000)} s, nothing lost`,
  );
  for (const [end, count] of [...ends].sort()) console.log(`  ${count} x ${end}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
