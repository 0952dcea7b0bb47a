/** The face, built as its sources are now, once for all test files that look at it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');
const kept = join(root, 'tests/output/faces');

/**
 * `production` is what ships. `development` has React say on the console what it dislikes (a list without keys, a field that
 * changes who steers it), and takes half as long again for each page.
 */
export type FaceMode = 'production' | 'development';

/** Resolves to the folder with its `index.html`. Another file may be building it at the same time: whoever is first wins. */
export async function builtFace(mode: FaceMode = 'production'): Promise<string> {
  const folder = join(kept, `${stateOfSources()}-${mode}`);
  if (existsSync(folder)) return folder;
  await mkdir(kept, { recursive: true });
  const earlier = await readdir(kept);
  const making = await mkdtemp(join(kept, 'making-'));
  // WHY: Vite and Lingui look there, whatever mode they are given, and the test runner has it at `test`.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = mode;
  await build({
    configFile: join(root, 'vite.config.ts'),
    mode,
    logLevel: 'error',
    build: { outDir: making, emptyOutDir: true, minify: false },
  }).finally(() => {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  });
  await rename(making, folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    return rm(making, { recursive: true });
  });
  // A run takes minutes: one that still reads an old face has begun within the hour.
  const hourAgo = Date.now() - 60 * 60 * 1000;
  for (const name of earlier) {
    const old = join(kept, name);
    const since = statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (since < hourAgo) await rm(old, { recursive: true, force: true });
  }
  return folder;
}

/** Changes when a source of the face does. Catalogues that the build itself writes do not count. */
function stateOfSources(): string {
  const hash = createHash('sha256');
  for (const part of ['renderer', 'electron/contract', 'vite.config.ts', 'package-lock.json']) {
    const path = join(root, part);
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name))
      : [path];
    for (const file of files.sort()) {
      const { mtimeMs, size } = statSync(file);
      if (!file.endsWith('messages.js')) hash.update(`${file} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}
