// The licence gate, and the notices that ship with the product.
//   licences.mjs          writes resources/licences/THIRD-PARTY-NOTICES.txt from package-lock.json
//   licences.mjs --check  fails when the file is out of date or a shipped package has a licence we do not ship
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ready.mjs';

const ALLOWED = new Set([
  'MIT',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'ISC',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
]);
// WHY: fonts are documents we embed, not code we link; the Open Font License asks for its text beside them, which the
// notices carry.
const FONTS = new Map([
  ['@fontsource-variable/inter', 'OFL-1.1'],
  ['@fontsource-variable/jetbrains-mono', 'OFL-1.1'],
]);

// WHY: the web chat is handed to browsers as its makers publish it, a work of its own beside ours (MPL-2.0 §3.3, "Larger Work"). The
// build copies it out of the package, so that for npm it is a tool; its notices, and where its source is, ship with it (§3.2).
const SERVED = 'converse.js';
const SERVED_LICENCE = 'MPL-2.0';
/** What npm installs with it and its one file does not hold. */
const NOT_IN_IT = new Set(['prettier', '@types/trusted-types']);

/** True when one alternative of an SPDX expression such as `(MIT OR GPL-3.0)` is wholly allowed. */
const allowed = (expression) =>
  expression
    .replace(/[()]/g, '')
    .split(/ OR /i)
    .some((alternative) => alternative.split(/ AND /).every((id) => ALLOWED.has(id.trim())));

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
/** The web chat and what it needs, by its paths in the lock. */
const served = new Set();
function addServed(name) {
  const path = `node_modules/${name}`;
  if (served.has(path) || NOT_IN_IT.has(name) || !lock.packages[path]) return;
  served.add(path);
  for (const next of Object.keys(lock.packages[path].dependencies ?? {})) addServed(next);
}
addServed(SERVED);
/** A link stands for a folder of the package itself, whose licence it has. */
const isShipped = ([path, facts]) =>
  path !== '' && !facts.link && (served.has(path) || (!facts.dev && !facts.devOptional && !facts.peer));

const shipped = Object.entries(lock.packages)
  .filter(isShipped)
  .map(([path, facts]) => ({ path, name: path.replace(/^.*node_modules\//, ''), ...facts }))
  .sort((a, b) => (a.path < b.path ? -1 : 1));

const refused = [];
const sections = shipped.map(({ path, name, version, license, optional }) => {
  const folder = join(root, path);
  // Optional packages for other systems are not on this machine; their name and licence come from the lock.
  const here = existsSync(folder);
  const named =
    license ?? (here ? JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).license : undefined);
  const excepted = FONTS.get(name) === named || (name === SERVED && named === SERVED_LICENCE);
  if (!named || !(allowed(named) || excepted))
    refused.push(`${name} ${version}: ${named ?? 'no licence named'}`);
  const file =
    here && !optional ? readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry)) : undefined;
  const text = file
    ? readFileSync(join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim()
    : `Licensed under ${named}.`;
  return `${name} ${version} (${named})\n\n${text}\n`;
});

// The tables of server/kernel/generated/ are derived from Unicode's data files, whose licence wants to be beside them.
const unicode = readFileSync(join(root, 'resources/licences/UNICODE-LICENSE.txt'), 'utf8').trim();
sections.push(`Unicode Character Database 17.0.0 (Unicode-3.0)\n\n${unicode}\n`);

const parts = readFileSync(join(root, 'resources/licences/CONVERSE-PARTS.txt'), 'utf8').trim();
sections.push(`What is in Converse.js\n\n${parts}\n`);

const notices = `Chatelaine is built with the work of others. Their names and licences follow.
The desktop packages also carry Electron (MIT; the notices of Chromium and Node.js lie beside it as LICENSES.chromium.html)
and a Node.js runtime (MIT and the licences in its LICENSE file beside it).

${'='.repeat(100)}

${[...new Set(sections)].join(`\n${'='.repeat(100)}\n\n`)}`;
const target = join(root, 'resources/licences/THIRD-PARTY-NOTICES.txt');

if (refused.length > 0) {
  console.error(
    `These packages would ship under a licence that is not on our list:\n  ${refused.join('\n  ')}`,
  );
  process.exit(1);
}
if (process.argv.includes('--check')) {
  if (!existsSync(target) || readFileSync(target, 'utf8') !== notices) {
    console.error(
      'resources/licences/THIRD-PARTY-NOTICES.txt is out of date. Run: node resources/tools/licences.mjs',
    );
    process.exit(1);
  }
} else {
  writeFileSync(target, notices);
  console.log(`${shipped.length} packages`);
}
