/** The data folder: who may work on it, and a killed manager's lock. */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { dataFolder, isAlive, lockFolder, processStart } from '../../electron/manager/data-folder.ts';
import { openDoorbell, ring } from '../../electron/manager/doorbell.ts';
import { systemClock } from '../../electron/manager/host.ts';
import { openManager } from '../../electron/manager/manager.ts';
import { diskProblem } from '../../electron/manager/problem.ts';
import { createOrphanNote } from '../../electron/manager/supervisor/orphan.ts';
import { temporaryFolder, testHost } from '../support/host.ts';

const LOCKING = new URL('../../electron/manager/data-folder.ts', import.meta.url).href;
/** A folder that is there and takes nothing in: root may try. */
const IN_PROC = process.getuid?.() === 0 ? 'impossible' : 'not-allowed';
type Row = [what: string, where: (folder: string) => string, reason: string];
const noteFile = (folder: string) => join(folder, 'manager.pid');

describe('lock of the data folder', () => {
  test('one manager at a time', async () => {
    using folder = temporaryFolder();
    const lock = await lockFolder(folder.path);
    await expect(lockFolder(folder.path)).rejects.toMatchObject({
      code: 'data.locked',
      data: { folder: folder.path, pid: process.pid },
    });
    await lock.release();
    await (await lockFolder(folder.path)).release();
    expect(existsSync(noteFile(folder.path))).toBe(false);
  });

  test('the one of a killed manager is free at once, and kept from the living by none of its notes', async () => {
    using folder = temporaryFolder();
    const source = `import { lockFolder } from ${JSON.stringify(LOCKING)}; globalThis.lock = await lockFolder(${JSON.stringify(folder.path)});
      console.log('held'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    await expect(lockFolder(folder.path)).rejects.toMatchObject({
      code: 'data.locked',
      data: { pid: holder.pid },
    });
    const gone = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await gone;
    await (await lockFolder(folder.path)).release();
  });

  test('of ten at once exactly one gets it, also where one was left', async () => {
    using folder = temporaryFolder();
    writeFileSync(noteFile(folder.path), '{"pid":');
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder.path)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test.each<Row>([
    ['a file', (folder) => join(folder, 'file'), 'not-a-folder'],
    ['below a file', (folder) => join(folder, 'file', 'data'), 'not-a-folder'],
    ['a link in a circle', (folder) => join(folder, 'circle', 'data'), 'impossible'],
    ['a link to nowhere', (folder) => join(folder, 'nowhere'), 'impossible'],
    ['one everybody may write to', (folder) => join(folder, 'public'), 'shared'],
    ['one of another account', (folder) => join(folder, 'other'), 'not-ours'],
    ...(process.platform === 'linux'
      ? [['where no folders can be made', () => '/proc/chatelaine', IN_PROC] satisfies Row]
      : []),
  ])('%s can be no data folder', async (_, where, reason) => {
    using folder = temporaryFolder();
    const { path } = folder;
    writeFileSync(join(path, 'file'), '');
    symlinkSync(join(path, 'circle'), join(path, 'circle'));
    symlinkSync(join(path, 'not', 'there'), join(path, 'nowhere'));
    for (const name of ['public', 'other']) mkdirSync(join(path, name));
    chmodSync(join(path, 'public'), 0o777);
    if (reason === 'not-ours') vi.spyOn(process, 'getuid').mockReturnValueOnce(4711);
    await expect(lockFolder(where(path))).rejects.toMatchObject({
      code: 'data.unwritable',
      data: { folder: where(path), reason },
    });
  });

  test.each([
    ['ENOSPC', 'disk.full'],
    ['SQLITE_FULL', 'disk.full'],
    ['EROFS', 'data.unwritable'],
    ['EACCES', 'data.unwritable'],
  ])('%s is told as %s', (code, told) => {
    expect(diskProblem(Object.assign(new Error(code), { code }), '/x')).toMatchObject({ code: told });
  });

  test('a manager that cannot keep its log gives the folder back', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'logs'), '');
    await expect(openManager({ host: testHost(folder.path) })).rejects.toMatchObject({
      code: 'data.unwritable',
    });
    await (await lockFolder(folder.path)).release();
  });
});

test.each<[string | undefined, NodeJS.ProcessEnv, string]>([
  ['/given', { CHATELAINE_DATA: '/env' }, '/given'],
  [undefined, { CHATELAINE_DATA: '/env' }, '/env'],
  [undefined, { XDG_DATA_HOME: '/xdg' }, '/xdg/chatelaine'],
])('the data folder for --data %s and %o is %s', (chosen, env, folder) => {
  expect(dataFolder(chosen, env)).toBe(folder);
});

test('who rings at the doorbell of a running manager gets a link; where none runs, nothing', async () => {
  using folder = temporaryFolder();
  expect(await ring(folder.path)).toBeUndefined();
  const close = await openDoorbell(folder.path, () => ({
    face: 'headless',
    url: 'http://127.0.0.1:1/#token=t',
  }));
  expect(await ring(folder.path)).toEqual({ face: 'headless', url: 'http://127.0.0.1:1/#token=t' });
  expect(statSync(join(folder.path, 'manager.sock')).mode & 0o077).toBe(0);
  // Somebody rings and never leaves: that must not keep the manager from ending.
  const loiterer = connect({ path: join(folder.path, 'manager.sock'), allowHalfOpen: true });
  await new Promise((resolve) => loiterer.once('data', resolve));
  await close();
  loiterer.destroy();
  expect(await ring(folder.path)).toBeUndefined();
});

describe('a server that an earlier manager left', () => {
  test('is ended, and only that very process', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'server.pid');
    const left = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)']);
    await new Promise((resolve) => left.stdout.once('data', resolve));
    const gone = new Promise((resolve) => left.once('exit', (_, signal) => resolve(signal)));
    const note = createOrphanNote(file, systemClock);

    writeFileSync(file, JSON.stringify({ pid: left.pid, started: '1' }));
    expect(await note.cleanUp()).toBeUndefined();
    expect(isAlive({ pid: left.pid!, started: processStart(left.pid!) })).toBe(true);

    await note.remember(left.pid!);
    expect(await note.cleanUp()).toBe(left.pid);
    expect(await gone).toBe('SIGTERM');
  });

  test('a note that says nothing is left alone', async () => {
    using folder = temporaryFolder();
    const note = createOrphanNote(join(folder.path, 'server.pid'), systemClock);
    writeFileSync(join(folder.path, 'server.pid'), 'x');
    expect(await note.cleanUp()).toBeUndefined();
  });
});
