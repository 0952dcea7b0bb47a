// The build itself, on Node 24: programs by tsc (one file each, so that stack traces and workers find theirs), the
// preload as the single CommonJS file that Electron's sandbox wants, the UI by Vite.
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { FILES, LICENCE } from '../../server/modules/webchat/files.ts';
import { node24, root, runShown } from './ready.mjs';

const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

if (runShown(node24, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json']) !== 0)
  process.exit(1);

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  build: {
    lib: { entry: 'electron/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    outDir: 'dist/electron',
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
    outDir: 'dist/server',
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
const webchat = join(dist, 'webchat');
for (const [from, to] of [...FILES.map((path) => [`dist/${path}`, path]), [LICENCE, LICENCE]]) {
  mkdirSync(dirname(join(webchat, to)), { recursive: true });
  copyFileSync(join(converse, from), join(webchat, to));
}

if (runShown(node24, [join(root, 'node_modules/@lingui/cli/dist/lingui.js'), 'compile', '--strict']) !== 0)
  process.exit(1);
await build({ configFile: join(root, 'vite.config.ts'), root: join(root, 'renderer'), logLevel: 'warn' });

writeFileSync(join(dist, 'cli.js'), "#!/usr/bin/env node\nimport './electron/cli.js';\n");
chmodSync(join(dist, 'cli.js'), 0o755);
if (!existsSync(join(dist, 'renderer/index.html'))) {
  console.error('The build made no dist/renderer/index.html.');
  process.exit(1);
}
