/** `chatelaine`, `npm start`: the window where there can be one, else the headless face with one sentence why. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { hasDisplay } from '../node-host.ts';
import { wrongUsage } from './outcome.ts';
import { readServeArgs, runHeadless } from './serve.ts';

/** Where Electron's program is; undefined when only its package is there (the binary comes at first use, from the net). */
export function electronProgram(): string | undefined {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const file = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Why there is no window, as a sentence; undefined when there can be one. */
export function noWindowBecause(facts: {
  electron: boolean;
  display: boolean;
  root: boolean;
}): string | undefined {
  if (!facts.electron)
    return 'The desktop window needs Electron, which is not installed here; using the browser instead.';
  if (!facts.display) return 'There is no display here; using the browser instead.';
  if (facts.root) return 'A desktop window is not opened for root; using the browser instead.';
  return undefined;
}

/** The folder of package.json, which is what Electron wants: seen from the sources, or from dist. */
export const checkoutFolder = (file: string): string =>
  join(dirname(file), extname(file) === '.ts' ? '../..' : '../../..');

export async function start(args: readonly string[]): Promise<number> {
  const options = readServeArgs(args);
  if (typeof options === 'string') return wrongUsage('start', options);
  const program = electronProgram();
  const facts = { electron: program !== undefined, display: hasDisplay(), root: process.getuid?.() === 0 };
  const because = noWindowBecause(facts);
  if (program && !because && !options.listen) return desktop(program, options.dataDir);
  if (because && !options.json) process.stdout.write(`${because}\n`);
  return runHeadless({ ...options, browser: true });
}

/** The window is a process of its own; this one waits for it, so that `npm start` ends when it is closed. */
function desktop(program: string, dataDir: string): Promise<number> {
  const root = checkoutFolder(import.meta.filename);
  return new Promise((resolve) => {
    const child = spawn(program, [root, `--data=${dataDir}`], { shell: false, stdio: 'inherit' });
    child.on('error', (error) => {
      process.stderr.write(`The window could not be opened: ${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
  });
}
