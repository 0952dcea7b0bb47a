// Which packages ship: those that dist/ imports, and what they need in turn. Looked up in the built files, so that nobody has to keep a list.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/** The package a specifier names; undefined for ours and for Node's and Electron's own. */
export function packageOf(specifier) {
  if (/^(\.|node:|electron$)/.test(specifier) || builtinModules.includes(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const STATIC = /^(?:import|export)\s(?:[\w$*{},\s]+?\sfrom\s)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** @param dist the built programs. @returns every package their files import, by name. */
export function importedPackages(dist) {
  const found = new Set();
  for (const folder of ['electron', 'server']) {
    for (const name of readdirSync(join(dist, folder), { recursive: true }).map(String)) {
      if (!name.endsWith('.js')) continue;
      const text = readFileSync(join(dist, folder, name), 'utf8');
      for (const pattern of [STATIC, DYNAMIC])
        for (const [, specifier] of text.matchAll(pattern)) found.add(packageOf(specifier));
    }
  }
  found.delete(undefined);
  return found;
}

/** Those packages with all that they need in turn, as far as it is installed; what lies inside another comes with that one. */
export function withDependencies(root, names) {
  const needed = new Set();
  /** @param above packages it may lie inside of, in a version of its own. */
  const look = (name, above) => {
    const places = [
      ...above.map((inside) => join(root, 'node_modules', inside, 'node_modules', name)),
      join(root, 'node_modules', name),
    ];
    const folder = places.find((place) => existsSync(join(place, 'package.json')));
    if (needed.has(name) || folder === undefined) return;
    needed.add(name);
    const {
      dependencies = {},
      optionalDependencies = {},
      peerDependencies = {},
    } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }))
      look(next, [name, ...above]);
  };
  for (const name of names) look(name, []);
  return needed;
}

/** Sources, tests and prose of packages, and what was built for other systems: nothing that runs. */
const LEFT_OUT = [
  /(^|\/)(test|tests|__tests__|benchmark|benchmarks|example|examples|docs|\.github|\.bin)(\/|$)/,
  /\.(ts|mts|cts|map|md|markdown|flow|pdb)$/i,
  /\.test\.[cm]?js$/,
  /^better-sqlite3\/(deps|src)(\/|$)/,
  /^better-sqlite3\/binding\.gyp$/,
  /^node-pty\/(deps|src|scripts|third_party|build|node-addon-api|typings)(\/|$)/,
  /^node-pty\/(binding\.gyp|lib\/.*\.test\.js)$/,
  // Of tar-stream and its kin, for another runtime than Node.
  /^bare-[a-z]+(\/|$)/,
  // Home pages and scripts of packages' makers.
  /^[^/]+\/(index\.html|favicon\.ico|CNAME|integration\/.*)$|^[^/]+\/[^/]+\.sh$/,
  /(^|\/)\.(eslint|prettier|editorconfig|npmignore|travis|jshint|git|nyc|mocha|taprc|airtap|c8rc|babel|borp)/,
];

/** @param path below node_modules. @param system such as `linux-x64`. */
export function ships(path, system) {
  if (LEFT_OUT.some((pattern) => pattern.test(path))) return false;
  const built = /(?:^|\/)prebuilds\/([a-z0-9]+-[a-z0-9]+)[^/]*(?:\/|$)/.exec(path);
  return built === null || built[1] === system;
}
