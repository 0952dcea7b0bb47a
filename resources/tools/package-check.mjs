// `npm run check:package`: puts the Linux package together with a stand-in for Electron (its binary comes from the net,
// which this check does without), and looks at the result. One line an assertion; the exit code says whether all held.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt, ensureInstalled, node24, root, runShown } from './ready.mjs';
import { importedPackages, withDependencies } from './shipped.mjs';

ensureInstalled();
ensureBuilt();

// Imported late: on a fresh clone nothing is installed before the lines above.
const { listPackage } = await import('@electron/asar');
const { STUB_MARK } = await import('./after-pack.mjs');

const output = join(root, 'tests/output');
const stub = join(output, 'electron-stub');
const out = join(output, 'package');
for (const folder of [stub, out]) rmSync(folder, { recursive: true, force: true });
mkdirSync(join(stub, 'resources'), { recursive: true });
mkdirSync(join(stub, 'locales'));
for (const locale of ['en-US', 'fr']) writeFileSync(join(stub, `locales/${locale}.pak`), '');
writeFileSync(join(stub, 'electron'), '#!/bin/sh\necho "a stand-in for Electron"\n');
chmodSync(join(stub, 'electron'), 0o755);
writeFileSync(join(stub, STUB_MARK), 'Made by resources/tools/package-check.mjs.\n');

const builder = join(root, 'node_modules/electron-builder/cli.js');
const settings = { electronDist: stub, 'directories.output': out };
const built = runShown(
  node24,
  [
    builder,
    '--linux',
    'dir',
    '--publish',
    'never',
    ...Object.entries(settings).map(([name, value]) => `-c.${name}=${value}`),
  ],
  { env: { ...process.env, DEBUG: '' } },
);

let failed = 0;
/** @param what the assertion in words. @param wrong what contradicts it; empty when it holds. */
function check(what, wrong) {
  const found = [wrong].flat().filter((each) => each !== false && each !== undefined && each !== '');
  if (found.length > 0) failed += 1;
  console.log(
    `${found.length > 0 ? 'FAILED' : 'ok    '}  ${what}${found.length > 0 ? `: ${found.slice(0, 8).join(', ')}` : ''}`,
  );
}
const missing = (paths) => paths.filter((path) => !existsSync(path)).map((path) => relative(out, path));
const filesBelow = (folder, ending) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith(ending))
    : [];

check('electron-builder puts it together without the net', built !== 0 && `exit code ${built}`);
if (built !== 0) process.exit(1);

const app = join(out, 'linux-unpacked');
const resources = join(app, 'resources');
const plain = join(resources, 'plain');
const names = listPackage(join(resources, 'app.asar')).map((name) => name.replaceAll('\\', '/').slice(1));
const inside = new Set(names);

check(
  'the archive holds every entry',
  [
    'dist/cli.js',
    'dist/electron/main.js',
    'dist/electron/preload.cjs',
    'dist/renderer/index.html',
    'dist/server/main.js',
    'dist/webchat/converse.min.js',
    'dist/webchat/LICENSE',
    'package.json',
  ].filter((name) => !inside.has(name)),
);
check('the program starts by its name', missing([join(app, 'chatelaine-desktop')]));
check(
  'no sources, tests or tools inside',
  names.filter((name) =>
    /^(tests|electron|server|renderer|resources\/tools)(\/|$)|(?<!\.d)\.tsx?$|\.test\.|\.built-from$/.test(
      name,
    ),
  ),
);

const imported = importedPackages(join(root, 'dist'));
check(
  'every package that dist/ imports is in it',
  [...imported].filter((name) => !inside.has(`node_modules/${name}/package.json`)),
);

const needed = withDependencies(root, imported);
const shipped = names
  .map((name) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(name)?.[1])
  .filter((name) => name !== undefined);
check(
  'no package is in it that nothing imports',
  shipped.filter((name) => !needed.has(name)),
);

const native = `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`;
check(
  'the native part of better-sqlite3 lies outside the archive',
  missing([join(resources, 'app.asar.unpacked', native)]),
);
check(
  'the same files lie beside the archive for plain Node',
  missing(
    ['dist/cli.js', 'dist/server/main.js', 'dist/renderer/index.html', 'package.json', native].map((name) =>
      join(plain, name),
    ),
  ),
);
check(
  'what only Electron runs does not',
  ['dist/electron/main.js', 'dist/electron/preload.cjs', 'dist/electron/shell'].filter((name) =>
    existsSync(join(plain, name)),
  ),
);
check(
  'licences are present',
  missing([
    join(plain, 'LICENSE'),
    join(plain, 'resources/licences/THIRD-PARTY-NOTICES.txt'),
    join(resources, 'node/LICENSE'),
  ]),
);
if (imported.has('node-pty')) {
  const ptys = `node_modules/node-pty/prebuilds/linux-${process.arch}`;
  check(
    'so does that of node-pty',
    missing([join(resources, 'app.asar.unpacked', ptys, 'pty.node'), join(plain, ptys, 'pty.node')]),
  );
}
check(
  'nothing native of other systems is in it',
  filesBelow(resources, '.node').filter(
    (name) => name.includes('prebuilds') && !name.includes(`linux-${process.arch}`),
  ),
);
check('it says how it came to its computer, and what is new', [
  ...missing([
    join(plain, 'resources/installed.json'),
    join(plain, 'resources/changelog.json'),
    join(plain, 'resources/update.json'),
  ]),
]);
check(
  'both languages are in it',
  missing(['en-US', 'fr'].map((locale) => join(app, 'locales', `${locale}.pak`))),
);
check('icons of the tray are present', missing([join(plain, 'resources/icons/tray/running-dark@2x.png')]));

const node = join(resources, 'node/bin/node');
const version = existsSync(node) ? execFileSync(node, ['--version'], { encoding: 'utf8' }).trim() : 'none';
check(
  'it brings a Node of its own, 24 or newer',
  !(Number(/^v(\d+)/.exec(version)?.[1] ?? 0) >= 24) && version,
);

/** Runs the package's own Node on the package's own files, away from this checkout. */
function runs(what, args, expected) {
  const done = spawnSync(node, args, {
    cwd: '/',
    encoding: 'utf8',
    timeout: 20_000,
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent' },
  });
  const right = done.status === 0 && expected.test(done.stdout);
  check(
    what,
    !right &&
      `exit code ${done.status}: ${(done.stderr || done.stdout || String(done.error)).trim().slice(0, 400)}`,
  );
}
const cli = join(plain, 'dist/cli.js');
runs('its command line answers', [cli, '--help'], /chatelaine/);
runs('its server answers', [cli, 'server', '--help'], /--config/);
runs('its headless face answers', [cli, 'serve', '--help'], /--listen/);
runs(
  'its better-sqlite3 opens a database',
  [
    '--input-type=module',
    '--eval',
    `const { default: Database } = await import(${JSON.stringify(join(plain, 'node_modules/better-sqlite3/lib/index.js'))}); console.log(new Database(':memory:').prepare('select 6 * 7 as answer').get().answer);`,
  ],
  /^42$/m,
);

/** Starts the package's headless face, fetches its page as a browser would, and stops it in order. */
async function servesItsPage() {
  const data = join(output, 'package-data');
  rmSync(data, { recursive: true, force: true });
  const child = spawn(node, [cli, 'serve', '--data', data, '--listen', '127.0.0.1:0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const limit = setTimeout(() => child.kill('SIGKILL'), 20_000);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const { event, url } = JSON.parse(line);
      if (event !== 'listening') continue;
      const answer = await fetch(new URL('/', url));
      if (!answer.ok || !/^<!doctype html>/i.test(await answer.text()))
        return `the page was answered with ${answer.status}`;
      break;
    }
  } finally {
    child.kill('SIGTERM');
    await ended;
    clearTimeout(limit);
    rmSync(data, { recursive: true, force: true });
  }
  return child.exitCode !== 0 && `exit code ${child.exitCode} ${child.signalCode ?? ''}`;
}
check('its headless face serves the page and stops in order', await servesItsPage());

console.log(failed === 0 ? '\nThe package is whole.' : `\n${failed} of the checks above failed.`);
process.exit(failed === 0 ? 0 : 1);
