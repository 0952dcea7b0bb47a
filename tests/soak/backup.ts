/**
 * `node tests/soak/backup.ts [KILLS] [SEED]`: backups, restores, the start that finishes one, and migrations, cut off by kill -9 at
 * random moments of every phase, 100 kills unless said otherwise. Ends with 1 at the first loss, and with a table of how many hit which
 * phase. A few minutes; a short run of the same is in tests/manager/backup/soak.test.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, soak } from './backup-rounds.ts';

const wanted = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? 1);
const folder = mkdtempSync(join(tmpdir(), 'chatelaine-soak-'));
const started = Date.now();
try {
  const lab = await prepare(folder);
  const ends = new Map<string, { before: number; after: number }>();
  const rounds = await soak(lab, wanted, seed, ({ what, killed, phase, state }, count) => {
    const end = killed ? `${what}: ${phase}` : `${what}: ended by itself`;
    const counted = ends.get(end) ?? { before: 0, after: 0 };
    counted[state] += 1;
    ends.set(end, counted);
    if (killed && count % 20 === 0) console.log(`${count} kills`);
  });
  console.log(
    `seed ${seed}: ${wanted} kills in ${rounds.length} rounds, ${Math.round((Date.now() - started) / 1000)} s, nothing lost`,
  );
  console.log(`${'killed in'.padEnd(28)}${'the state before'.padStart(18)}${'the state after'.padStart(18)}`);
  for (const [end, { before, after }] of [...ends].sort())
    console.log(`${end.padEnd(28)}${String(before).padStart(18)}${String(after).padStart(18)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
