/**
 * Builds the UI into dist/renderer, and runs the tests.
 * The same files are served by the desktop (app://chatelaine/) and by the headless face (http://…/), hence the relative base.
 * Lingui: macros are turned into messages by Babel, catalogues are compiled from the .po files at build time.
 */
import { lingui, linguiTransformerBabelPreset } from '@lingui/vite-plugin';
import babel from '@rolldown/plugin-babel';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: 'renderer',
  base: './',
  // WHY failOnMissing: a sentence without its French is a broken build, not an English word on a French screen.
  plugins: [
    react(),
    lingui({ failOnMissing: true, failOnCompileError: true }),
    babel({ presets: [linguiTransformerBabelPreset()] }),
  ],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // WHY 0: with `data:` in style sheets the content security policy would have to be wider than 'self'.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  test: {
    root: '.',
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    // Nobody listens there: no manager a test starts asks the world's DNS.
    env: { CHATELAINE_RESOLVER: '127.0.0.1:9' },
  },
});
