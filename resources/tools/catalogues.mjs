// The catalogues are complete: every sentence in the sources is in each catalogue, and each has its translation.
// Extracts into a copy, so that a check changes nothing.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node24, root } from './ready.mjs';

const folder = join(root, 'renderer/locales');
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.po'))
  .map((name) => join(folder, name));
const lingui = join(root, 'node_modules/@lingui/cli/dist/lingui.js');
const ids = (text) => new Set([...text.matchAll(/^(?!#~).*?msgid ("(?:.*)"(?:\n".*")*)/gm)].map((m) => m[1]));

const kept = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
let failed = false;
try {
  const extract = spawnSync(node24, [lingui, 'extract', '--clean'], { cwd: root, encoding: 'utf8' });
  if (extract.status !== 0) {
    console.error(extract.stdout, extract.stderr);
    failed = true;
  }
  for (const [file, before] of kept) {
    const after = readFileSync(file, 'utf8');
    const missing = [...ids(after)].filter((id) => !ids(before).has(id));
    const stale = [...ids(before)].filter((id) => !ids(after).has(id));
    for (const id of missing) console.error(`${file}: not in the catalogue yet: ${id}`);
    for (const id of stale) console.error(`${file}: no longer used: ${id}`);
    if (missing.length + stale.length > 0) failed = true;
  }
} finally {
  for (const [file, before] of kept) writeFileSync(file, before);
}
const compile = spawnSync(node24, [lingui, 'compile', '--strict'], { cwd: root, encoding: 'utf8' });
if (compile.status !== 0) {
  console.error(compile.stdout, compile.stderr);
  failed = true;
}
process.exit(failed ? 1 : 0);
