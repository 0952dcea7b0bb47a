/** Disks that are really full or read-only, small file systems of memory: at each step nothing half is left, and the office's data stays. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { commitExchange, draftFolder, finishExchange } from '../../../electron/manager/backup/exchange.ts';
import { writeArchive } from '../../../electron/manager/backup/format/archive.ts';
import { createFolderTarget } from '../../../electron/manager/backup/targets/folder.ts';
import { createBackup } from '../../../electron/manager/backup/work/create.ts';
import { draftOfBackup } from '../../../electron/manager/backup/work/restore.ts';
import { stage } from '../../../electron/manager/backup/work/stage.ts';
import { EVERYTHING } from '../../../electron/manager/backup/work/what.ts';
import { isDiskFull } from '../../../electron/manager/problem.ts';
import { entries } from '../../../electron/node-host.ts';
import { temporaryFolder } from '../../support/host.ts';
import { DOMAIN, readable, server, writeOfficeData } from './office-data.ts';

vi.setConfig({ testTimeout: 240_000 });

/** Undefined where this machine lets nobody mount one. */
function disk(
  folder: string,
  size: string,
): { path: string; freeze(): void; [Symbol.dispose](): void } | undefined {
  const path = join(folder, 'disk');
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'chatelaine-test', path], { stdio: 'pipe' });
  } catch {
    return undefined;
  }
  return {
    path,
    freeze: () => void execFileSync('mount', ['-o', 'remount,ro', path]),
    [Symbol.dispose]: () => void execFileSync('umount', ['-l', path]),
  };
}

const isFull = (error: unknown) =>
  isDiskFull(error) || ['SQLITE_FULL', 'SQLITE_IOERR_WRITE'].includes((error as { code: string }).code);
const files = (folder: string) =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];

const root = process.getuid?.() === 0;
describe(`disks${root ? '' : ' [skipped: not root, who may mount one]'}`, () => {
  const whole = (data: string, counts: object) => {
    expect(server.countsOf(join(data, 'server/data.sqlite'))).toEqual(counts);
    expect(server.faultsOf(join(data, 'server/data.sqlite'))).toEqual([]);
  };

  test.runIf(root)('without room nothing is begun; the refusal says how much is needed', async ({ skip }) => {
    using folder = temporaryFolder();
    using small = disk(folder.path, '20m');
    if (!small) skip('this machine lets nobody mount a file system');
    const data = join(folder.path, 'data');
    await writeOfficeData(data);
    const made = createBackup({
      ...{
        data,
        work: join(data, 'backup-work', 'x'),
        file: join(small!.path, 'one.tar.zst'),
        includes: EVERYTHING,
      },
      ...{ lock: undefined, server, version: '1', domains: [DOMAIN], at: 1 },
      ...{ node: process.execPath, serverEntry: entries.server },
    });
    await expect(made).rejects.toMatchObject({ folder: small!.path, needed: expect.any(Number) });
    expect(files(small!.path)).toEqual([]);
  });

  test.runIf(root)(
    'full while staging, writing, unpacking: an error, and no half of anything',
    async ({ skip }) => {
      using folder = temporaryFolder();
      using small = disk(folder.path, '600k');
      if (!small) skip('this machine lets nobody mount a file system');
      const data = join(folder.path, 'data');
      const counts = await writeOfficeData(data, { messages: 6000, files: 3, fileBytes: 500_000 });
      await expect(
        stage({ data, into: join(small!.path, 'staged'), includes: EVERYTHING, server }),
      ).rejects.toSatisfy(isFull);
      expect(files(small!.path)).toEqual([]);

      const staged = join(folder.path, 'staged');
      const members = await stage({ data, into: staged, includes: EVERYTHING, server });
      const manifest = {
        ...{
          format: 1,
          chatelaine: '1',
          at: 1,
          domains: [DOMAIN],
          schema: { server: server.SCHEMA, manager: 1 },
          counts,
        },
        ...{
          includes: EVERYTHING,
          members: members.length,
          bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
        },
      };
      const parts = {
        manifest,
        members: members.map((one) => ({ ...one, path: join(staged, one.name) })),
        sealed: undefined,
      };
      await expect(writeArchive({ ...parts, file: join(small!.path, 'one.tar.zst') })).rejects.toSatisfy(
        isFull,
      );
      expect(files(small!.path)).toEqual([]);

      // Onto a disk with an office that is small, from a backup that is not.
      await writeArchive({ ...parts, file: join(folder.path, 'one.tar.zst') });
      const target = join(small!.path, 'data');
      mkdirSync(target);
      const draft = draftOfBackup({
        data: target,
        file: join(folder.path, 'one.tar.zst.part'),
        key: undefined,
        server,
        readable,
      });
      // Found out before, by what it says of itself.
      await expect(draft).rejects.toMatchObject({ folder: target });
      expect(existsSync(draftFolder(target))).toBe(false);
      whole(data, counts);
    },
  );

  test.runIf(root)(
    'read-only at any step: the office is as it was, and goes on where it was once that is over',
    async ({ skip }) => {
      using folder = temporaryFolder();
      using stick = disk(folder.path, '80m');
      if (!stick) skip('this machine lets nobody mount a file system');
      const data = join(stick!.path, 'data');
      const counts = await writeOfficeData(data, { messages: 50, files: 1 });
      const staged = join(data, 'restore', 'draft');
      await stage({ data, into: staged, includes: EVERYTHING, server });
      await commitExchange(data, { from: 'x', at: 1 });
      stick!.freeze();
      await expect(finishExchange(data)).rejects.toMatchObject({
        code: expect.stringMatching(/EROFS|READONLY|CANTOPEN/),
      });
      await expect(
        stage({ data, into: join(data, 'more'), includes: EVERYTHING, server }),
      ).rejects.toMatchObject({ code: 'EROFS' });
      await expect(createFolderTarget({ path: data, mount: false, data }).ready()).rejects.toMatchObject({
        code: 'backup.folder',
        data: { reason: 'EROFS' },
      });
      execFileSync('mount', ['-o', 'remount,rw', stick!.path]);
      expect(await finishExchange(data)).toMatchObject({ from: 'x' });
      whole(data, counts);
    },
  );

  test.runIf(root)('a share that is not mounted is never written to', async ({ skip }) => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    mkdirSync(data);
    const place = join(folder.path, 'disk', 'chatelaine');
    mkdirSync(place, { recursive: true });
    const target = createFolderTarget({ path: place, mount: true, data });
    await expect(target.ready()).rejects.toMatchObject({ code: 'backup.not-mounted' });
    await expect(target.list()).rejects.toMatchObject({ code: 'backup.not-mounted' });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'chatelaine-test', join(folder.path, 'disk')], {
        stdio: 'pipe',
      });
    } catch {
      skip('this machine lets nobody mount a file system');
    }
    try {
      // Mounted, and the folder on it is not there: not ours to make.
      await expect(target.ready()).rejects.toMatchObject({ code: 'backup.not-mounted' });
      mkdirSync(place);
      expect((await target.ready()).free).toBeGreaterThan(0);
      expect(statSync(place).isDirectory()).toBe(true);
    } finally {
      execFileSync('umount', ['-l', join(folder.path, 'disk')]);
    }
  });
});
