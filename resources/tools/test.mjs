// `npm test`: installs what is missing, builds what changed, runs everything that can run here, and says what was
// skipped and why. The last line is plain: `N passed, N failed, N skipped`.
// `npm test -- tests/server` runs only the files whose path contains that.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureBuilt, ensureInstalled, node24, root, runShown } from './ready.mjs';

ensureInstalled();
ensureBuilt();

const output = join(root, 'tests/output');
mkdirSync(output, { recursive: true });
const wanted = process.argv.slice(2);

// WHY two runs: the second one drives browsers and chat programs, which want the machine to themselves.
const runs = [
  { name: 'parts', args: ['--exclude', 'tests/e2e/**', '--exclude', 'tests/interop/**'] },
  { name: 'whole', args: ['--no-file-parallelism', 'tests/e2e', 'tests/interop'] },
];
const totals = { passed: 0, failed: 0, skipped: 0 };
const reasons = new Map();
const failures = [];

for (const run of runs) {
  const results = join(output, `${run.name}.json`);
  rmSync(results, { force: true });
  const filters = run.name === 'parts' ? wanted : wanted.filter((name) => /e2e|interop/.test(name));
  if (wanted.length > 0 && filters.length === 0) continue;
  const args =
    wanted.length > 0 && run.name === 'whole'
      ? ['--no-file-parallelism', ...filters]
      : [...run.args, ...filters];
  const code = runShown(node24, [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    // A run that finds no test has failed, unless somebody asked for other files.
    ...(wanted.length > 0 ? ['--passWithNoTests'] : []),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...args,
  ]);
  if (!existsSync(results)) {
    totals.failed += 1;
    failures.push(`the run "${run.name}" ended with ${code} before any result`);
    continue;
  }
  const report = JSON.parse(readFileSync(results, 'utf8'));
  let failedHere = 0;
  for (const file of report.testResults) {
    // A file that could not even load has no test to count, and has failed all the same.
    if (file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')) {
      failedHere += 1;
      failures.push(`${relative(root, file.name)}: ${String(file.message).split('\n')[0]}`);
    }
    for (const test of file.assertionResults) {
      if (test.status === 'passed') totals.passed += 1;
      else if (test.status === 'failed') {
        failedHere += 1;
        failures.push(`${relative(root, file.name)}: ${test.fullName}`);
      } else {
        totals.skipped += 1;
        const why = /\[skipped: ([^\]]+)\]/.exec(test.fullName)?.[1] ?? `no reason given: ${test.fullName}`;
        reasons.set(why, (reasons.get(why) ?? 0) + 1);
      }
    }
  }
  if (code !== 0 && failedHere === 0) {
    failedHere = 1;
    failures.push(`the run "${run.name}" ended with ${code}: an error outside any test`);
  }
  totals.failed += failedHere;
}

if (reasons.size > 0) {
  console.log('\nSkipped:');
  for (const [why, count] of reasons) console.log(`  ${count} × ${why}`);
}
if (failures.length > 0) console.log(`\nFailed:\n  ${failures.join('\n  ')}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
