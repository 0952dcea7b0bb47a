/** Commands beside a running manager: whom the line lets in, whose name stands in the log of changes, and its ends. */
import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callRunning, withManager } from '../../../electron/local/client.ts';
import { jobEnded } from '../../../electron/local/wait.ts';
import { socketPath } from '../../../electron/manager/local-socket.ts';
import { type Manager, openManager } from '../../../electron/manager/manager.ts';
import { temporaryFolder, testHost } from '../../support/host.ts';
import { answerCommands } from '../../support/line.ts';

let folder: ReturnType<typeof temporaryFolder>;
let manager: Manager;
let hangUp: () => Promise<void>;

beforeEach(async () => {
  folder = temporaryFolder();
  manager = await openManager({ host: testHost(folder.path) });
  hangUp = await answerCommands(manager, folder.path);
});
afterEach(async () => {
  await hangUp();
  await manager.close();
  folder[Symbol.dispose]();
});

test('a command asks the manager that runs, and is noted as one', async () => {
  const info = await withManager(testHost(folder.path), async ({ client, running }) => {
    expect(running).toBe(true);
    await client.settings.set({ language: 'fr' });
    return client.app.info();
  });
  expect(info.dataDir).toBe(folder.path);
  const [change] = await manager.calls.app.changes(
    { before: null, limit: 1 },
    { session: null, signal: undefined },
  );
  expect(change).toMatchObject({ action: 'settings.set', who: { face: 'command-line', session: null } });
});

test('a refusal is the same problem, through the line and without one', async () => {
  const ask = () => withManager(testHost(folder.path), ({ client }) => client.domains.list());
  await expect(ask()).rejects.toMatchObject({ name: 'ProblemError', code: 'setup.not-done' });
  await hangUp();
  await manager.close();
  await expect(ask()).rejects.toMatchObject({ name: 'ProblemError', code: 'setup.not-done' });
  manager = await openManager({ host: testHost(folder.path) });
});

test('nobody but the owner may open the socket', async () => {
  const path = await socketPath(folder.path, 'calls');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  if (process.getuid?.() !== 0) return;
  // Even where the folder itself would let them in.
  spawnSync('chmod', ['755', folder.path]);
  const program = `require('net').connect(${JSON.stringify(path)}).on('error', (e) => console.log(e.code)).on('connect', () => process.exit(1))`;
  const tried = spawnSync(process.execPath, ['-e', program], { uid: 65534, gid: 65534, encoding: 'utf8' });
  expect(tried.stdout.trim()).toBe('EACCES');
});

test('what is no line gets none, and takes nobody else’s', async () => {
  const path = await socketPath(folder.path, 'calls');
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(path, () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    socket.once('data', (data) => resolve(String(data)));
    socket.once('error', reject);
    socket.unref();
  });
  expect(answer).toMatch(/^HTTP\/1.1 426 /);
  const reached = await callRunning(folder.path);
  expect((await reached!.client.app.info()).name).toBe('Chatelaine');
  await reached!.close();
});

test('a line over the bound is refused, not kept waiting', async () => {
  const lines = await Promise.all(Array.from({ length: 32 }, () => callRunning(folder.path)));
  await expect(callRunning(folder.path)).rejects.toThrow('503');
  await Promise.all(lines.map((line) => line!.close()));
  await (await callRunning(folder.path))!.close();
});

test('a manager that ends in the middle ends the waiting', async () => {
  const reached = (await callRunning(folder.path))!;
  const waiting = jobEnded(reached.client, 'a job that never is');
  waiting.catch(() => undefined);
  await reached.client.app.info();
  await hangUp();
  await expect(waiting).rejects.toThrow();
});

test('nobody there, and what a killed one left: a manager of the command’s own', async () => {
  await hangUp();
  await manager.close();
  expect(await callRunning(folder.path)).toBeUndefined();
  const path = JSON.stringify(await socketPath(folder.path, 'calls'));
  const dies = `require('net').createServer().listen(${path}, () => process.kill(process.pid, 'SIGKILL'))`;
  expect(spawnSync(process.execPath, ['-e', dies]).signal).toBe('SIGKILL');
  expect((await stat(await socketPath(folder.path, 'calls'))).isSocket()).toBe(true);
  await withManager(testHost(folder.path), async ({ running }) => expect(running).toBe(false));
  manager = await openManager({ host: testHost(folder.path) });
});
