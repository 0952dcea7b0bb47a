/** The manager killed with kill -9 in each state of its server: no server stays behind, and the next manager starts well. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isAlive } from '../../electron/manager/data-folder.ts';
import { temporaryFolder } from '../support/host.ts';
import { freePort } from '../support/ports.ts';

const CLI = join(import.meta.dirname, '../../electron/cli.ts');
const folder = temporaryFolder();
const data = join(folder.path, 'data');
const read = (name: string): string => {
  try {
    return readFileSync(join(data, name), 'utf8');
  } catch {
    return '';
  }
};

beforeAll(async () => {
  const ports = ['--port', String(await freePort()), '--tls-port', String(await freePort())];
  const who = ['--lan', '--name', 'atelier.local', '--admin', 'sophie', '--yes'];
  const done = spawnSync(process.execPath, [CLI, 'setup', ...who, ...ports, '--data', data]);
  expect(done.status).toBe(0);
}, 30_000);
afterAll(() => folder[Symbol.dispose]());

/** Resolves as soon as something in the data folder or its log makes `look` true. */
function until(look: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const watchers = [data, join(data, 'logs')].map((path) => watch(path, check));
    function check(): void {
      if (!look()) return;
      for (const watcher of watchers) watcher.close();
      resolve();
    }
    check();
  });
}

function serve(): { manager: ChildProcess; gone: Promise<unknown>; listening: Promise<void> } {
  const args = [CLI, 'serve', '--data', data, '--listen', '127.0.0.1:0', '--json'];
  const manager = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => manager.once('exit', (code, signal) => resolve(signal ?? code)));
  const listening = new Promise<void>((resolve) =>
    createInterface({ input: manager.stdout! }).once('line', () => resolve()),
  );
  return { manager, gone, listening };
}

/** Lines of the manager's log that were not there at `since`. */
const logged = (since: number, text: string) => read('logs/manager.log').slice(since).includes(text);
const noted = () => JSON.parse(read('server.pid')) as { pid: number; started: string };

/** A process that is nobody's child of ours has no event for its end: look again in a moment. */
async function vanished(who: { pid: number; started: string }): Promise<void> {
  while (isAlive(who)) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('killed with kill -9 while the server', { timeout: 30_000 }, () => {
  test.each([
    ['starts', 'the server is starting', () => undefined],
    ['runs', 'the server is running', () => undefined],
    ['stops', 'the server is stopping', (manager: ChildProcess) => manager.kill('SIGTERM')],
    ['waits to come back', 'will be started again', () => process.kill(noted().pid, 'SIGKILL')],
  ])('%s: nothing stays behind', async (_, line, cause) => {
    const since = read('logs/manager.log').length;
    const { manager, gone } = serve();
    await until(() => logged(since, line === 'the server is starting' ? line : 'the server is running'));
    await until(() => read('server.pid') !== '');
    const server = noted();
    cause(manager);
    await until(() => logged(since, line));
    manager.kill('SIGKILL');
    await gone;
    await vanished(server);
    const again = serve();
    await again.listening;
    again.manager.kill('SIGTERM');
    expect(await again.gone).toBe(0);
  });
});

test('asked to end while it starts, it ends in order', { timeout: 30_000 }, async () => {
  const since = read('logs/manager.log').length;
  const { manager, gone } = serve();
  await until(() => read('manager.pid').includes(String(manager.pid)));
  manager.kill('SIGTERM');
  expect(await gone).toBe(0);
  expect([read('manager.pid'), read('server.pid'), logged(since, 'unexpected')]).toEqual(['', '', false]);
});
