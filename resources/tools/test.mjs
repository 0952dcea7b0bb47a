// `npm test`: installs what is missing, builds what changed, runs everything that can run here, and says what was
// skipped and why. A file that fails is run once more, alone, and named in the summary even when it passes then.
// The last line is plain: `N passed, N failed, N skipped`.
// `npm test -- tests/server` runs only the files whose path contains that.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { ensureBuilt, ensureInstalled, node24, root } from './ready.mjs';

ensureInstalled();
ensureBuilt();

const output = join(root, 'tests/output');
mkdirSync(output, { recursive: true });
const wanted = process.argv.slice(2);

/** Managers, whose servers begin with the ports everybody uses; the areas' own tests lie in folders below, and use free ones. */
const MANAGERS = readdirSync(join(root, 'tests/manager'))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `tests/manager/${name}`);
/** What has the usual ports, or a whole program of somebody else: one file after the other in each lane. */
const LANES = [
  { name: 'browsers', files: ['tests/e2e'], wanted: /e2e/ },
  { name: 'managers', files: MANAGERS, wanted: /manager/ },
  { name: 'programs', files: ['tests/interop'], wanted: /interop/ },
  { name: 'partners', files: ['tests/federation', 'tests/proxies'], wanted: /federation|proxies/ },
];
const without = (patterns) => patterns.flatMap((pattern) => ['--exclude', pattern]);
const inFolders = (files) => files.map((file) => (file.endsWith('.ts') ? file : `${file}/**`));
const oneByOne = (args) => ['--no-file-parallelism', ...args];
const runs = {
  parts: {
    name: 'parts',
    args: [
      // WHY two workers at least: on two processors vitest would take one, and much of this waits more than it works.
      `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`,
      ...without(LANES.flatMap(({ files }) => inFolders(files))),
    ],
    wanted: /./,
  },
  lanes: LANES.map((lane) => ({ ...lane, args: oneByOne(lane.files) })),
};
/**
 * A network of its own, so that lanes can have the same ports: only an administrator of a Linux machine gets one. With an
 * address beside loopback: without one GLib's programs find no name at all (getaddrinfo's AI_ADDRCONFIG).
 */
const LANE = [
  'ip link set lo up',
  'ip link add lane0 type veth peer name lane1',
  'ip addr add 10.99.87.1/24 dev lane0',
  'ip link set lane0 up',
  'ip link set lane1 up',
  'exec "$@"',
].join(' && ');
const OWN_NETWORK = ['unshare', '--net', 'sh', '-c', LANE, 'lane'];
const canHaveNetworks =
  process.platform === 'linux' && spawnSync(OWN_NETWORK[0], [...OWN_NETWORK.slice(1), 'true']).status === 0;
const totals = { passed: 0, failed: 0, skipped: 0 };
const reasons = new Map();
const failures = [];
const secondTime = [];

/** Few files fail for another reason than the product: a slow machine, a foreign program. More is never chance. */
const MOST_AGAIN = 4;

await finish(runs.parts);
// WHY at once: these wait for others nearly all the time.
if (canHaveNetworks) await Promise.all(runs.lanes.map((lane) => finish(lane, OWN_NETWORK)));
else for (const lane of runs.lanes) await finish(lane);

/** Runs it, and what failed once more; counts. */
async function finish(run, within = []) {
  const filters = wanted.filter((name) => run.wanted.test(name));
  if (wanted.length > 0 && filters.length === 0) return;
  const args =
    wanted.length > 0 && run !== runs.parts
      ? oneByOne([...without(['tests/manager/*/**']), ...filters])
      : [...run.args, ...filters];
  const first = await runTests(run.name, args, within);
  const failed = failedFiles(first);
  const again =
    failed.length > 0 && failed.length <= MOST_AGAIN
      ? await runTests(
          `${run.name}-again`,
          ['--no-file-parallelism', ...failed.map(({ name }) => name)],
          within,
        )
      : undefined;
  const files = new Map((first.report?.testResults ?? []).map((file) => [file.name, file]));
  for (const file of again?.report?.testResults ?? []) {
    if (!isFailed(file)) secondTime.push(...failuresOf(files.get(file.name)));
    files.set(file.name, file);
  }
  count([...files.values()], again ?? first, run.name);
}

/**
 * One run of vitest: its exit code, and its report unless it ended before it could write one. What runs in a network of
 * its own is shown when it is done: two at once could not be read.
 */
async function runTests(name, args, within) {
  const results = join(output, `${name}.json`);
  rmSync(results, { force: true });
  const [program, ...words] = [
    ...within,
    node24,
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    // A run that finds no test has failed, unless somebody asked for other files.
    ...(wanted.length > 0 ? ['--passWithNoTests'] : []),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...args,
  ];
  const quiet = within.length > 0;
  const said = [];
  const code = await new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: root, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
  process.stdout.write(Buffer.concat(said));
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
