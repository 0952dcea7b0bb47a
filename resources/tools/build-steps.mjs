// The build itself, on Node 24: programs by tsc (one file each, so that stack traces and workers find theirs), the
// preload as the single CommonJS file that Electron's sandbox wants, the UI by Vite.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'vite';
import { FILES, LICENCE } from '../../server/modules/webchat/files.ts';
import { node24, root, runShown } from './ready.mjs';

// WHY beside: what runs from dist/ (the server ends, and is started again) must find all of its files at any moment; and a
// build that fails leaves the last good one.
const making = mkdtempSync(join(root, '.dist-'));
const made = join(making, 'dist');
process.on('exit', () => rmSync(making, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
mkdirSync(made);
/** As Vite and TypeScript want it: from the root. */
const into = (path) => relative(root, join(made, path));

const tsc = join(root, 'node_modules/typescript/bin/tsc');
if (runShown(node24, [tsc, '-p', 'tsconfig.build.json', '--outDir', made]) !== 0) process.exit(1);

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  build: {
    lib: { entry: 'electron/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    outDir: into('electron'),
    emptyOutDir: false,
    minify: false,
    rollupOptions: { external: ['electron'] },
  },
});

// The server in one piece, over what tsc wrote for it: it starts in half the time, and without the languages of zod it does
// not need 10 MB of memory. Not minified, so that stack traces read well; the writer stays a file of its own beside it.
await build({
  configFile: false,
  root,
  logLevel: 'warn',
  ssr: { noExternal: true, external: ['better-sqlite3'] },
  build: {
    ssr: true,
    outDir: into('server'),
    emptyOutDir: false,
    minify: false,
    target: 'node24',
    rollupOptions: {
      input: { main: 'server/main.ts', 'writer-thread': 'server/storage/writer-thread.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
});

// The web chat as its makers built it; the server finds it beside itself.
const converse = join(root, 'node_modules/converse.js');
const webchat = join(made, 'webchat');
for (const [from, to] of [...FILES.map((path) => [`dist/${path}`, path]), [LICENCE, LICENCE]]) {
  mkdirSync(dirname(join(webchat, to)), { recursive: true });
  copyFileSync(join(converse, from), join(webchat, to));
}

if (runShown(node24, [join(root, 'node_modules/@lingui/cli/dist/lingui.js'), 'compile', '--strict']) !== 0)
  process.exit(1);
await build({
  configFile: join(root, 'vite.config.ts'),
  root: join(root, 'renderer'),
  logLevel: 'warn',
  build: { outDir: join(made, 'renderer') },
});

writeFileSync(join(made, 'cli.js'), "#!/usr/bin/env node\nimport './electron/cli.js';\n");
chmodSync(join(made, 'cli.js'), 0o755);
if (!existsSync(join(made, 'renderer/index.html'))) {
  console.error('The build made no renderer/index.html.');
  process.exit(1);
}

// Two names change, one right after the other; the old files go when nobody can come upon them any more.
const dist = join(root, 'dist');
if (existsSync(dist)) renameSync(dist, join(making, 'before'));
renameSync(made, dist);
