/** main.ts as a whole, on a real data folder with a real manager; only Electron is a stand-in. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Contract } from '../../electron/contract/index.ts';
import { startHeadless } from '../../electron/headless.ts';
import { lockFolder } from '../../electron/manager/data-folder.ts';
import { openDoorbell, ring } from '../../electron/manager/doorbell.ts';
import { app, FakeContents, given, ipcMain, resetElectron, seen } from '../support/electron-stub.ts';
import { testHost } from '../support/host.ts';

vi.mock('electron', () => import('../support/electron-stub.ts'));
// Each start reads all of the manager anew.
vi.setConfig({ testTimeout: 30_000 });

let home: string;
let dataDir: string;
const argv = process.argv;
const signals = ['SIGINT', 'SIGTERM'] as const;
let listenersBefore: (() => void)[][];

beforeEach(() => {
  resetElectron();
  home = mkdtempSync(join(tmpdir(), 'chatelaine-main-'));
  dataDir = join(home, 'data');
  process.argv = ['electron', '.', `--data=${dataDir}`];
  listenersBefore = signals.map((name) => process.listeners(name) as (() => void)[]);
});
afterEach(() => {
  process.argv = argv;
  for (const [index, name] of signals.entries())
    for (const listener of process.listeners(name) as (() => void)[])
      if (!listenersBefore[index]?.includes(listener)) process.off(name, listener);
  rmSync(home, { recursive: true, force: true });
});

/** What `window.chatelaine.connect()` brings to a page of ours. */
async function connect(): Promise<ContractRouterClient<Contract>> {
  const port = await new Promise<MessagePort>((resolve) => {
    const frame = {
      url: 'app://chatelaine/index.html',
      parent: null,
      postMessage: (_channel: string, _message: unknown, [given]: [MessagePort]) => resolve(given),
    };
    const sender = Object.assign(new FakeContents(), { mainFrame: frame });
    ipcMain.emit('chatelaine.connect', { sender, senderFrame: frame });
  });
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port }));
  port.start();
  return client;
}

/** main.ts acts when it is imported: another query makes it another module. */
let run = 0;
const start = () => import(/* @vite-ignore */ `../../electron/main.ts?run=${++run}`);
const started = () => vi.waitFor(() => expect(seen.windows).toHaveLength(1), 10_000);

test('a fresh folder: the window opens, the page reaches the manager, quitting gives the folder back', async () => {
  await start();
  await started();
  const client = await connect();
  expect(await client.app.info()).toMatchObject({ face: 'desktop', dataDir, setUp: false, recovery: null });
  expect(existsSync(join(dataDir, 'manager.pid'))).toBe(true);
  expect(seen.paths).toEqual({ userData: '/nowhere/appData/chatelaine-window' });

  app.emit('before-quit', { preventDefault: () => undefined });
  await vi.waitFor(() => expect(seen.exits).toEqual([0]), 10_000);
  expect([existsSync(join(dataDir, 'manager.pid')), seen.boxes]).toEqual([false, []]);
});

test('settings nobody can read: recovery mode answers the page with the reason', async () => {
  mkdirSync(dataDir);
  for (const name of ['settings.json', 'settings.last-good.json'])
    writeFileSync(join(dataDir, name), '{ broken');
  await start();
  await started();
  const client = await connect();
  expect((await client.app.info()).recovery?.reason).toEqual(expect.any(String));
  await expect(client.server.start()).rejects.toMatchObject({ code: 'manager.recovery' });
  app.emit('before-quit', { preventDefault: () => undefined });
  await vi.waitFor(() => expect(seen.exits).toEqual([0]), 10_000);
});

test('a manager without a window has the folder: its pages open in the browser, no second one starts', async () => {
  const lock = await lockFolder(dataDir);
  const url = 'http://127.0.0.1:8470/#token=once';
  const close = await openDoorbell(dataDir, () => ({ face: 'headless', url }));
  await start();
  await vi.waitFor(() => expect(seen.exits).toEqual([0]), 10_000);
  const page = join(dataDir, 'open.html');
  expect([seen.windows.length, seen.boxes[0]?.message, seen.opened]).toEqual([
    0,
    'Another Chatelaine already looks after this data folder',
    [page],
  ]);
  // The token is in a page only its owner can read, and on no command line.
  expect(readFileSync(page, 'utf8')).toContain(`url=${url}`);
  if (process.platform !== 'win32') expect(statSync(page).mode & 0o077).toBe(0);
  await close();
  await lock.release();
});

test('a manager that runs already is attached to: its pages in the window, no second server, and quitting leaves it alone', async () => {
  const headless = await startHeadless({
    host: testHost(dataDir),
    listen: { address: '127.0.0.1', port: 0 },
  });
  await start();
  await started();
  const client = await connect();
  expect(await client.app.info()).toMatchObject({ face: 'headless', dataDir, version: '0.0.0-test' });
  // What is done there is the desktop's doing, and noted so.
  await client.settings.set({ theme: 'dark' });
  expect([(await client.app.changes({ before: null, limit: 1 }))[0]?.who.face, seen.boxes]).toEqual([
    'desktop',
    [],
  ]);

  app.emit('before-quit', { preventDefault: () => undefined });
  await vi.waitFor(() => expect(seen.exits).toEqual([0]), 10_000);
  expect([seen.boxes, await ring(dataDir)]).toEqual([[], { face: 'headless', url: expect.any(String) }]);
  await headless.close();
});

test('a link that leads elsewhere is not opened', async () => {
  const lock = await lockFolder(dataDir);
  const close = await openDoorbell(dataDir, () => ({
    face: 'headless',
    url: 'http://example.org/#token=once',
  }));
  await start();
  await vi.waitFor(() => expect(seen.exits).toEqual([0]), 10_000);
  expect([seen.boxes[0]?.buttons, seen.opened]).toEqual([[], []]);
  await close();
  await lock.release();
});

test('a second start goes at once', async () => {
  given.lock = false;
  await start();
  expect([seen.exits, seen.windows.length, existsSync(dataDir)]).toEqual([[0], 0, false]);
});

test('another folder asked for by a second start is told about, not opened', async () => {
  await start();
  await started();
  app.emit('second-instance', {}, [], '/', { dataDir: '/srv/other' });
  await vi.waitFor(() => expect(seen.boxes[0]?.message).toBe('Chatelaine is open with another data folder'));
  app.emit('before-quit', { preventDefault: () => undefined });
  await vi.waitFor(() => expect(seen.exits).toEqual([0]), 10_000);
});

test('a folder that cannot be made: one sentence, and the end', async () => {
  writeFileSync(join(home, 'file'), 'a file where a folder should be');
  process.argv = ['electron', '.', `--data=${join(home, 'file', 'data')}`];
  const complained = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await start();
  await vi.waitFor(() => expect(seen.exits).toEqual([1]), 10_000);
  expect([seen.boxes[0]?.message, seen.windows.length]).toEqual(['Chatelaine could not start', 0]);
  expect(seen.boxes[0]?.detail).toMatch(/^The data folder cannot be written/);
  complained.mockRestore();
});
