// What `npm start`, `npm test` and `npm run build` share: making a fresh clone ready. Runs on the system's Node (20 or
// newer), before anything is installed, so it uses nothing but Node itself.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const windows = process.platform === 'win32';
/** Node 24 of the npm package `node`; the system's own may be older than better-sqlite3 can bear. */
export const node24 = join(root, 'node_modules', '.bin', windows ? 'node.exe' : 'node');

const sha = (text) => createHash('sha256').update(text).digest('hex');

/** Runs a program with its output shown. Returns its exit code. */
export function runShown(program, args, options = {}) {
  const done = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (done.error) throw done.error;
  return done.status ?? 1;
}

/** Whether `npm ci` has run since package-lock.json last changed: npm writes its own copy of the lock as its last act. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  return (
    existsSync(installed) && existsSync(node24) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs
  );
}

/** Installs what package-lock.json names, unless that is done already. */
export function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing what Chatelaine needs (npm ci). This happens once, and takes a minute or two.');
  const npm = process.env.npm_execpath;
  const code = npm
    ? runShown(process.execPath, [npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'])
    : runShown(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
        shell: windows,
      });
  if (code !== 0) {
    console.error('Installing failed; the lines above say why. Nothing was started.');
    process.exit(code);
  }
  if (!existsSync(node24)) {
    console.error(
      'The package "node" did not bring its program: its install script was not allowed to run. Use npm 11, or run: npm rebuild node',
    );
    process.exit(1);
  }
}

/** A fingerprint of everything the build reads: path, size and time of each file. */
function sourcesFingerprint() {
  const lines = [];
  const visit = (path) => {
    const facts = statSync(path);
    if (facts.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else lines.push(`${path} ${facts.size} ${facts.mtimeMs}`);
  };
  for (const name of [
    'electron',
    'renderer',
    'server',
    'resources/tools',
    'resources/icons',
    'package-lock.json',
    'vite.config.ts',
    'lingui.config.ts',
    'tsconfig.json',
    'tsconfig.build.json',
  ])
    if (existsSync(join(root, name))) visit(join(root, name));
  return sha(lines.join('\n'));
}

/** Builds into dist/, unless dist/ was built from exactly these sources. */
export function ensureBuilt({ force = false } = {}) {
  const stamp = join(root, 'dist', '.built-from');
  const before = sourcesFingerprint();
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === before) return;
  console.log('Building Chatelaine.');
  const code = runShown(node24, [join(root, 'resources/tools/build-steps.mjs')]);
  if (code !== 0) {
    console.error('Building failed; the lines above say why.');
    process.exit(code);
  }
  mkdirSync(join(root, 'dist'), { recursive: true });
  // The build itself may refresh compiled catalogues, so the fingerprint is taken again.
  writeFileSync(stamp, sourcesFingerprint());
}

/** Runs Node 24 with signals passed on, and ends with its exit code. */
export function becomeNode24(args) {
  const child = spawn(node24, args, { cwd: process.cwd(), stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
