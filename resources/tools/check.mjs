// `npm run check`: everything that can be said of the sources without running the product. One line a check.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, node24, root } from './ready.mjs';

ensureInstalled();
const tool = (path) => join(root, 'node_modules', path);
const checks = [
  ['types', [tool('typescript/bin/tsc'), '-p', '.', '--noEmit']],
  ['lint and format', [tool('@biomejs/biome/bin/biome'), 'check', '.']],
  ['architecture', [tool('vitest/vitest.mjs'), 'run', 'tests/architecture.test.ts', '--reporter=dot']],
  ['licences', [join(root, 'resources/tools/licences.mjs'), '--check']],
  ['catalogues', [join(root, 'resources/tools/catalogues.mjs')]],
];
let failed = 0;
for (const [name, args] of checks) {
  const started = Date.now();
  const done = spawnSync(node24, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '0' },
  });
  const good = done.status === 0;
  console.log(`${good ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!good) {
    failed += 1;
    console.log(`${done.stdout}\n${done.stderr}`.trim());
  }
}
process.exit(failed === 0 ? 0 : 1);
