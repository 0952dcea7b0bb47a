// `npm run deb`: the headless package for Debian and its kin, made with dpkg-deb. The window is another package (electron-builder).
//
//   node resources/tools/deb.mjs [--out DIR] [--version X] [--stage DIR] [--dist DIR] [--fast]
//
// --stage uses a version that was laid out before (stage.mjs); --fast packs without pressing, for tests. The same sources give the same
// bytes: SOURCE_DATE_EPOCH, else the date of the release, is the time of every file in it.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { manPage } from './manual.mjs';
import { ensureBuilt, ensureInstalled, root } from './ready.mjs';
import { filesBelow, stage } from './stage.mjs';

const text = { type: 'string' };
const { values } = parseArgs({
  options: { out: text, version: text, stage: text, dist: text, fast: { type: 'boolean', default: false } },
});
if (!values.dist && !values.stage) {
  ensureInstalled();
  ensureBuilt();
}

const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };
const architecture = ARCHITECTURES[process.arch];
if (!architecture || process.platform !== 'linux') {
  console.error(`There is no package for ${process.platform}-${process.arch}.`);
  process.exit(1);
}

const out = resolve(values.out ?? join(root, 'release'));
const tree = join(out, 'deb');
const at = (path) => join(tree, path);
const put = (path, content, mode = 0o644) => {
  mkdirSync(join(at(path), '..'), { recursive: true });
  writeFileSync(at(path), content);
  chmodSync(at(path), mode);
};
const own = (name) => readFileSync(join(root, 'resources/deb', name), 'utf8');

rmSync(tree, { recursive: true, force: true });
mkdirSync(at('usr/lib'), { recursive: true });
const program = 'usr/lib/chatelaine';
const version = values.version ?? JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
if (values.stage) {
  execFileSync('cp', ['-al', resolve(values.stage), at(program)]);
  const manifest = JSON.parse(readFileSync(at(`${program}/package.json`), 'utf8'));
  // A link to what was laid out: written anew, not into.
  rmSync(at(`${program}/package.json`));
  put(`${program}/package.json`, `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
} else stage({ to: at(program), kind: 'deb', version, ...(values.dist && { dist: resolve(values.dist) }) });

const cli = join(tree, program, 'dist/electron/cli');
const { MANUALS } = await import(join(cli, 'help.js'));
const { EXIT_CODES } = await import(join(cli, 'manuals/exit-codes.js'));
const { completionScript } = await import(join(cli, 'completion.js'));
const { COMMANDS: ctl } = await import(join(tree, program, 'dist/server/commands/index.js'));
const { systemdUnit } = await import(join(tree, program, 'dist/electron/manager/system-service/systemd.js'));
const { definition } = await import(
  join(tree, program, 'dist/electron/manager/system-service/definition.js')
);
const plan = {
  ...{
    scope: 'system',
    node: `/${program}/runtime/bin/node`,
    cli: `/${program}/dist/cli.js`,
    dataDir: '/var/lib/chatelaine',
  },
  ...{ account: 'chatelaine', home: '/var/lib/chatelaine', lowPorts: false },
};

const { releases } = JSON.parse(readFileSync(join(root, 'resources/changelog.json'), 'utf8'));
const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? Date.parse(`${releases[0].date}T12:00:00Z`) / 1000);
const date = new Date(epoch * 1000).toISOString().slice(0, 10);
const packed = (content) => gzipSync(content, { level: 9 });

put('usr/bin/chatelaine', own('chatelaine.sh'), 0o755);
put('usr/lib/systemd/system/chatelaine.service', systemdUnit({ ...plan, packaged: true }));
put('etc/default/chatelaine', own('default'));
put('usr/share/man/man1/chatelaine.1.gz', packed(manPage(MANUALS, { version, date, codes: EXIT_CODES })));
put('usr/share/bash-completion/completions/chatelaine', completionScript('bash', ctl));
put('usr/share/lintian/overrides/chatelaine', own('lintian-overrides'));
for (const keeper of ['supervisord', 'openrc', 'sysvinit'])
  put(`usr/share/doc/chatelaine/examples/${keeper}`, definition(keeper, plan));
put('usr/share/doc/chatelaine/changelog.gz', packed(changelog(releases, version)));
put('usr/share/doc/chatelaine/copyright', copyright());

const files = filesBelow(tree).sort();
const bytes = files.reduce((sum, name) => sum + statSync(at(name)).size, 0);
put(
  'DEBIAN/control',
  `Package: chatelaine
Version: ${version}
Section: net
Priority: optional
Architecture: ${architecture}
Maintainer: The Chatelaine authors <chatelaine@localhost>
Installed-Size: ${Math.ceil(bytes / 1024)}
Pre-Depends: init-system-helpers (>= 1.54~)
Depends: adduser, libc6 (>= 2.28), libgcc-s1, libstdc++6 (>= 6)
Recommends: systemd
Suggests: age, zstd
Description: chat server for a small office, looked after in a browser
 An office of five to fifty people runs its own chat server (XMPP), with
 nobody whose job is computers: a page leads through domain, address book,
 firewall and certificate, adds people, and says in one sentence whether all
 is well.
 .
 This package is the one without a window, for a computer that is always on.
 It brings the runtime it needs and a service that starts with the computer.
`,
);
put('DEBIAN/conffiles', '/etc/default/chatelaine\n');
for (const name of ['postinst', 'prerm', 'postrm']) put(`DEBIAN/${name}`, own(name), 0o755);
// What this version can read: asked of itself.
const { schema } = JSON.parse(
  execFileSync(process.execPath, [at(`${program}/dist/cli.js`), 'version', '--json'], { encoding: 'utf8' }),
);
const known = { VERSION: version, SERVER_SCHEMA: schema.server, MANAGER_SCHEMA: schema.manager };
put(
  'DEBIAN/preinst',
  own('preinst').replace(/@(\w+)@/g, (_, name) => String(known[name])),
  0o755,
);
put(
  'DEBIAN/md5sums',
  execFileSync('md5sum', files, { cwd: tree, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 }),
);

// The same rights and times, whoever makes it and when.
for (const name of readdirSync(tree, { recursive: true }).map(String)) {
  if (statSync(at(name)).isDirectory()) chmodSync(at(name), 0o755);
  lutimesSync(at(name), epoch, epoch);
}
chmodSync(tree, 0o755);
lutimesSync(tree, epoch, epoch);

const deb = join(out, `chatelaine_${version}_${architecture}.deb`);
const pressing = values.fast ? ['-Znone'] : ['-Zxz', '-z6'];
execFileSync('dpkg-deb', ['--root-owner-group', ...pressing, '--build', tree, deb], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, SOURCE_DATE_EPOCH: String(epoch) },
});
rmSync(tree, { recursive: true, force: true });
console.log(deb);

/** SPEC: deb-changelog(5). A package of this kind has one changelog, for users. */
function changelog(all, newest) {
  const words = { new: 'New', improved: 'Improved', fixed: 'Fixed', removed: 'Removed' };
  const known = all.some((one) => one.version === newest)
    ? all
    : [{ version: newest, date: all[0].date, changes: [] }, ...all];
  return known
    .map(({ version: each, date: day, changes }) => {
      const when = new Date(`${day}T12:00:00Z`).toUTCString().replace('GMT', '+0000');
      const lines = changes.map(({ kind, en }) => wrapped(`${words[kind] ?? kind}: ${en}`));
      return `chatelaine (${each}) stable; urgency=medium\n\n${lines.join('\n') || '  * Another build.'}\n\n -- The Chatelaine authors <chatelaine@localhost>  ${when}\n`;
    })
    .join('\n');
}

function wrapped(sentence) {
  const lines = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 74) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => `${index === 0 ? '  * ' : '    '}${line}`).join('\n');
}

/** SPEC: the machine-readable copyright format 1.0 of Debian. What ships of others is in the notices, text by text. */
function copyright() {
  const licence = readFileSync(join(root, 'LICENSE'), 'utf8');
  const folded = licence
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => ` ${line.trim() === '' ? '.' : line.trim()}`)
    .join('\n');
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Chatelaine
Comment: /usr/lib/chatelaine/resources/licences has the notices of all that ships
 with it: THIRD-PARTY-NOTICES.txt of the packages in node_modules, and
 NODE-LICENSE.txt of the runtime.

Files: *
Copyright: 2026 the Chatelaine authors
License: Expat

License: Expat
${folded}
`;
}
if (!existsSync(deb)) process.exit(1);
