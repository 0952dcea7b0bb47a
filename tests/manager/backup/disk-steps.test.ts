/**
 * A disk that becomes full in the middle of each step, with the process that does the work and what the manager makes of it: a problem
 * that names the disk, nothing half left, the office as it was; and with room again the same thing works.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { draftFolder } from '../../../electron/manager/backup/exchange.ts';
import { EVERYTHING } from '../../../electron/manager/backup/work/what.ts';
import { createWorker, type Worker, type WorkOptions } from '../../../electron/manager/backup/worker.ts';
import { MANAGER_SCHEMA, openDatabase } from '../../../electron/manager/database.ts';
import { openForWriting } from '../../../server/storage/database.ts';
import { temporaryFolder, testHost } from '../../support/host.ts';
import { DOMAIN, server, writeOfficeData } from './office-data.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

/** Why none can be mounted here, or undefined. */
function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root, who may mount a disk';
  using folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'chatelaine-test', folder.path], {
      stdio: 'pipe',
    });
    execFileSync('umount', [folder.path]);
    return undefined;
  } catch {
    return 'this machine lets nobody mount a disk';
  }
}
const reason = whyNot();

describe.skipIf(reason !== undefined)(
  `a disk that becomes full${reason ? ` [skipped: ${reason}]` : ''}`,
  () => {
    const folder = temporaryFolder();
    const disk = join(folder.path, 'disk');
    const data = join(disk, 'data');
    const place = join(disk, 'place');
    const ballast = join(disk, 'ballast');
    let worker: Worker;
    let counts: Awaited<ReturnType<typeof writeOfficeData>>;
    const backup = join(place, 'one.tar.zst');

    const create = (options: WorkOptions = {}, file = join(place, 'two.tar.zst')) =>
      worker('create', { file, includes: EVERYTHING, domains: [DOMAIN], at: Date.now() }, options);

    beforeAll(async () => {
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'chatelaine-test', disk]);
      for (const made of [data, place]) mkdirSync(made, { mode: 0o700 });
      counts = await writeOfficeData(data, { messages: 40_000, files: 4, fileBytes: 4_000_000 });
      worker = createWorker({ host: testHost(data), managerSchema: MANAGER_SCHEMA });
      await create({}, backup);
    });
    afterAll(() => {
      execFileSync('umount', ['-l', disk]);
      folder[Symbol.dispose]();
    });

    /** To the last byte. */
    function fill(): void {
      for (const piece of [8 << 20, 1 << 16, 4096])
        for (const block = Buffer.alloc(piece); ; )
          try {
            writeFileSync(ballast, block, { flag: 'a' });
          } catch {
            break;
          }
    }
    const below = (name: string): string[] => {
      try {
        return readdirSync(join(data, name), { recursive: true, encoding: 'utf8' });
      } catch (error) {
        // Not there, or taken away while it was read.
        if ((error as { code?: string }).code === 'ENOENT') return [];
        throw error;
      }
    };

    /** Fills the disk as soon as the sign is there, and answers what came of the work. */
    async function fullFrom<T>(
      sign: () => boolean,
      work: (options: WorkOptions) => Promise<T>,
    ): Promise<unknown> {
      let pid = 0;
      const ended = { is: false };
      const done = work({
        started: (is) => {
          pid = is;
        },
      })
        .then(
          () => 'it went well',
          (error: unknown) => error,
        )
        .finally(() => {
          ended.is = true;
        });
      while (!ended.is && !sign()) await new Promise((resolve) => setImmediate(resolve));
      // It stands still meanwhile, or it would be through before the disk is full.
      if (!ended.is) process.kill(pid, 'SIGSTOP');
      fill();
      if (!ended.is) process.kill(pid, 'SIGCONT');
      const result = await done;
      rmSync(ballast, { force: true });
      return result;
    }

    const inWork = (name: string) => () => below('backup-work').some((path) => path.endsWith(name));
    const STEPS: readonly (readonly [string, () => boolean, (options?: WorkOptions) => Promise<unknown>])[] =
      [
        ['a backup, while it is staged', inWork('/staged'), create],
        ['a backup, while it is written', () => existsSync(join(place, 'two.tar.zst.part')), create],
        ['a backup, while it is opened again', inWork('/drill'), create],
        [
          'a snapshot',
          () => below('snapshots').some((path) => path.endsWith('.part')),
          (options) =>
            worker('snapshot', { id: '20261122-000000-hand', reason: 'hand', at: Date.now() }, options),
        ],
        [
          'a restore, while it is unpacked',
          () => existsSync(draftFolder(data)),
          (options) => worker('draft', { file: backup }, options),
        ],
        [
          'one person brought back',
          () => below('backup-work').some((path) => path.startsWith('part-')),
          (options) =>
            worker(
              'part',
              {
                ...{ from: { file: backup }, dry: false },
                part: { kind: 'person', address: `nina@${DOMAIN}` },
              },
              options,
            ),
        ],
        [
          'an old one opened to look whether it is good',
          inWork('/drill'),
          (options) => worker('check', { file: backup }, options),
        ],
      ];

    test.each(STEPS)('%s', async (_, sign, work) => {
      const trouble = await fullFrom(sign, work);
      expect(trouble).toMatchObject({
        code: expect.stringMatching(/^(disk\.full|backup\.no-room|backup\.drill)$/),
      });
      expect(below('backup-work')).toEqual([]);
      expect(readdirSync(place)).toEqual(['one.tar.zst']);
      expect(below('snapshots').filter((path) => !path.endsWith('.part'))).toEqual([]);
      expect(existsSync(draftFolder(data))).toBe(false);
      expect(server.faultsOf(join(data, 'server/data.sqlite'))).toEqual([]);
      expect(server.countsOf(join(data, 'server/data.sqlite'))).toEqual(counts);
      await work();
      for (const left of ['restore', 'snapshots']) rmSync(join(data, left), { recursive: true, force: true });
      rmSync(join(place, 'two.tar.zst'), { force: true });
    });

    test('tables of an older version: they stay as they are, and are brought up to date with room again', () => {
      const old = join(disk, 'old');
      mkdirSync(old);
      const [chat, manager] = [join(old, 'data.sqlite'), join(old, 'manager.sqlite')];
      const one = openForWriting(chat);
      one.exec(
        'ALTER TABLE saved_sessions DROP COLUMN ahead; ALTER TABLE session_queue DROP COLUMN queued_at',
      );
      one.pragma('user_version = 3');
      one.close();
      const other = openDatabase(manager);
      other.exec('DROP TRIGGER changes_stay; DROP INDEX changes_by_action');
      for (const column of ['face', 'name', 'address', 'session'])
        other.exec(`ALTER TABLE changes DROP COLUMN ${column}`);
      other.pragma('user_version = 1');
      other.close();
      fill();
      expect(() => openForWriting(chat).close()).toThrow();
      expect(() => openDatabase(manager).close()).toThrow();
      rmSync(ballast);
      expect([server.versionOf(chat), server.versionOf(manager)]).toEqual([3, 1]);
      openForWriting(chat).close();
      openDatabase(manager).close();
      expect([server.versionOf(chat), server.versionOf(manager)]).toEqual([server.SCHEMA, MANAGER_SCHEMA]);
    });
  },
);
