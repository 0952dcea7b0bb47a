// `npm test`: installs what is missing, builds what changed, runs everything that can run here, and says what was
// skipped and why. A file that fails is run once more, alone, and named in the summary even when it passes then.
// The last line is plain: `N passed, N failed, N skipped`.
// `npm test -- tests/server` runs only the files whose path contains that.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { ensureBuilt, ensureInstalled, node24, root, runShown } from './ready.mjs';

ensureInstalled();
ensureBuilt();

const output = join(root, 'tests/output');
mkdirSync(output, { recursive: true });
const wanted = process.argv.slice(2);

/** Browsers, chat programs, other servers and web servers. */
const ALONE = ['tests/e2e', 'tests/interop', 'tests/federation', 'tests/proxies'];
/** Managers, whose servers begin with the ports everybody uses; the areas' own tests lie in folders below, and use free ones. */
const MANAGERS = readdirSync(join(root, 'tests/manager'))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `tests/manager/${name}`);
const without = (patterns) => patterns.flatMap((pattern) => ['--exclude', pattern]);
// WHY two runs: the second one drives browsers and chat programs, which want the machine to themselves.
const runs = [
  // WHY two workers at least: on two processors vitest would take one, and much of this waits more than it works.
  {
    name: 'parts',
    args: [
      `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`,
      ...without([...ALONE.map((folder) => `${folder}/**`), ...MANAGERS]),
    ],
  },
  { name: 'whole', args: ['--no-file-parallelism', ...ALONE, ...MANAGERS] },
];
const totals = { passed: 0, failed: 0, skipped: 0 };
const reasons = new Map();
const failures = [];
const secondTime = [];

/** Few files fail for another reason than the product: a slow machine, a foreign program. More is never chance. */
const MOST_AGAIN = 4;

for (const run of runs) {
  const filters =
    run.name === 'parts'
      ? wanted
      : wanted.filter((name) => /e2e|interop|federation|proxies|manager/.test(name));
  if (wanted.length > 0 && filters.length === 0) continue;
  const args =
    wanted.length > 0 && run.name === 'whole'
      ? ['--no-file-parallelism', ...without(['tests/manager/*/**']), ...filters]
      : [...run.args, ...filters];
  const first = runTests(run.name, args);
  const failed = failedFiles(first);
  const again =
    failed.length > 0 && failed.length <= MOST_AGAIN
      ? runTests(`${run.name}-again`, ['--no-file-parallelism', ...failed.map(({ name }) => name)])
      : undefined;
  const files = new Map((first.report?.testResults ?? []).map((file) => [file.name, file]));
  for (const file of again?.report?.testResults ?? []) {
    if (!isFailed(file)) secondTime.push(...failuresOf(files.get(file.name)));
    files.set(file.name, file);
  }
  count([...files.values()], again ?? first, run.name);
}

/** One run of vitest: its exit code, and its report unless it ended before it could write one. */
function runTests(name, args) {
  const results = join(output, `${name}.json`);
  rmSync(results, { force: true });
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
  return { code, report: existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : undefined };
}

function isFailed(file) {
  return file.status === 'failed' || file.assertionResults.some(({ status }) => status === 'failed');
}

function failedFiles({ report }) {
  return (report?.testResults ?? []).filter(isFailed);
}

/** What failed in a file, each with the first lines of why. */
function failuresOf(file) {
  const where = relative(root, file.name);
  const why = (text) => plain(text).split('\n').slice(0, 3).join('\n    ');
  const tests = file.assertionResults.filter(({ status }) => status === 'failed');
  if (tests.length === 0) return [`${where}: ${why(file.message ?? '') || 'before or after its tests'}`];
  return tests.map(
    ({ fullName, failureMessages }) => `${where}: ${fullName}\n    ${why(failureMessages[0] ?? '')}`,
  );
}

/** Without colours. */
function plain(text) {
  return String(text).replace(/\u001b\[[0-9;]*m/g, '');
}

function count(files, { code, report }, name) {
  if (!report) {
    totals.failed += 1;
    failures.push(`the run "${name}" ended with ${code} before any result`);
    return;
  }
  const before = totals.failed;
  for (const file of files) {
    const tests = file.assertionResults;
    totals.passed += tests.filter(({ status }) => status === 'passed').length;
    if (isFailed(file)) {
      // A file that could not even load has no test to count, and has failed all the same.
      totals.failed += Math.max(1, tests.filter(({ status }) => status === 'failed').length);
      failures.push(...failuresOf(file));
    }
    for (const { status, fullName } of tests) {
      if (status === 'passed' || status === 'failed') continue;
      totals.skipped += 1;
      const why = /\[skipped: ([^\]]+)\]/.exec(fullName)?.[1] ?? `no reason given: ${fullName}`;
      reasons.set(why, (reasons.get(why) ?? 0) + 1);
    }
  }
  if (code !== 0 && totals.failed === before) {
    totals.failed += 1;
    failures.push(`the run "${name}" ended with ${code}: an error outside any test`);
  }
}

if (reasons.size > 0) {
  console.log('\nSkipped:');
  for (const [why, count] of reasons) console.log(`  ${count} × ${why}`);
}
if (secondTime.length > 0)
  console.log(`\nPassed, but only when run once more:\n  ${secondTime.join('\n  ')}`);
if (failures.length > 0) console.log(`\nFailed:\n  ${failures.join('\n  ')}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
