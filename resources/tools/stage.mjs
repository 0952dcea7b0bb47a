// Lays out a version as plain Node runs it, with its own Node beside: what the headless .deb holds in /usr/lib/chatelaine, and what
// releases for copies that exchange themselves are packed from (release.mjs).
//
//   package.json  LICENSE  dist/  node_modules/  resources/  runtime/bin/node
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './ready.mjs';
import { importedPackages, ships, withDependencies } from './shipped.mjs';

/** Files of dist/ that only Electron runs. */
export const ELECTRON_ONLY = [
  'electron/main.js',
  'electron/preload.cjs',
  'electron/shell',
  'electron/transport/ipc.js',
];
/** Of resources/, what a running version reads. */
const RESOURCES = ['licences', 'client-setup', 'changelog.json', 'update.json'];

/** Every file below a folder, in an order that is always the same. */
export function filesBelow(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(folder, name) : [name];
    });
}

/**
 * @param to an empty folder, or none.
 * @param kind how this copy came to its computer, for updates (electron/manager/updates/installation.ts); undefined for a plain folder.
 * @param version another one than package.json's: for tests of upgrades.
 */
export function stage({
  to,
  kind,
  version,
  dist = join(root, 'dist'),
  system = `${process.platform}-${process.arch}`,
}) {
  // A build that failed leaves a part of one.
  if (!existsSync(join(dist, 'cli.js')) || !existsSync(join(dist, 'renderer/index.html')))
    throw new Error('There is no whole build to lay out: npm run build');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const skip = new Set([...ELECTRON_ONLY, '.built-from'].map((path) => join(dist, path)));
  cpSync(dist, join(to, 'dist'), { recursive: true, filter: (path) => !skip.has(path) });

  for (const name of withDependencies(root, importedPackages(join(to, 'dist')))) {
    const from = join(root, 'node_modules', name);
    // Inside the one that needs it, and copied with that.
    if (!existsSync(from)) continue;
    for (const file of filesBelow(from)) {
      if (!ships(`${name}/${file}`, system)) continue;
      const target = join(to, 'node_modules', name, file);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(from, file), target);
    }
  }

  mkdirSync(join(to, 'resources'));
  for (const name of RESOURCES)
    if (existsSync(join(root, 'resources', name)))
      cpSync(join(root, 'resources', name), join(to, 'resources', name), { recursive: true });
  if (kind)
    writeFileSync(
      join(to, 'resources/installed.json'),
      `${JSON.stringify({ kind, package: 'chatelaine' })}\n`,
    );

  const {
    name,
    version: own,
    description,
    license,
    author,
    type,
    bin,
  } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = {
    ...{ name, version: version ?? own, description, license, author },
    private: true,
    type,
    bin,
  };
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(root, 'LICENSE'), join(to, 'LICENSE'));

  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  mkdirSync(join(to, 'runtime/bin'), { recursive: true });
  copyFileSync(join(root, 'node_modules/node/bin', program), join(to, 'runtime/bin', program));

  // Programs may be run, everything else is read: whatever the checkout's own rights were.
  for (const file of filesBelow(to)) {
    const path = join(to, file);
    const runs = file === 'dist/cli.js' || file.startsWith('runtime/bin/') || file.endsWith('/spawn-helper');
    chmodSync(path, runs ? 0o755 : 0o644);
    if (!statSync(path).isFile()) throw new Error(`${file} is no plain file`);
  }
  return manifest;
}
