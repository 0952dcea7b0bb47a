/** The data folder: who may work on it, and a killed manager's lock. */
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dataFolder, isAlive, lockFolder, processStart } from '../../electron/manager/data-folder.ts';
import { openDoorbell, ring } from '../../electron/manager/doorbell.ts';
import { systemClock } from '../../electron/manager/host.ts';
import { createOrphanNote } from '../../electron/manager/supervisor/orphan.ts';
import { temporaryFolder } from '../support/host.ts';

const lockFile = (folder: string) => join(folder, 'manager.lock');

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
    expect(existsSync(lockFile(folder.path))).toBe(false);
  });

  test.each([
    ['of a program that ended', JSON.stringify({ pid: 2 ** 22 + 1, started: '1' })],
    ['whose number now belongs to another program', JSON.stringify({ pid: process.pid, started: '1' })],
    ['that was never written to the end', '{"pid":'],
  ])('a lock %s is taken over', async (_, text) => {
    using folder = temporaryFolder();
    writeFileSync(lockFile(folder.path), text);
    await (await lockFolder(folder.path)).release();
  });

  test('of ten at once exactly one gets it, also over a stale one', async () => {
    using folder = temporaryFolder();
    writeFileSync(lockFile(folder.path), JSON.stringify({ pid: process.pid, started: '1' }));
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder.path)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a folder that cannot be is told plainly', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'file'), '');
    await expect(lockFolder(join(folder.path, 'file', 'data'))).rejects.toMatchObject({
      code: 'data.unwritable',
    });
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
  await close();
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
