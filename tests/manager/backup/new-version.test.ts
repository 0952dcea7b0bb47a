/** A version that meets the data for the first time: the state before it is kept, whoever brought it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { beforeNewVersion } from '../../../electron/manager/backup/new-version.ts';
import { listSnapshots, snapshotId } from '../../../electron/manager/backup/snapshots.ts';
import { createWorker, type Worker, type WorkOptions } from '../../../electron/manager/backup/worker.ts';
import { MANAGER_SCHEMA } from '../../../electron/manager/database.ts';
import { type Clock, systemClock } from '../../../electron/manager/host.ts';
import { openManager } from '../../../electron/manager/manager.ts';
import { createFakeClock } from '../../support/clock.ts';
import { createFakeEngine, temporaryFolder, testHost } from '../../support/host.ts';
import { writeOfficeData } from './office-data.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Opens and closes a manager of that version on it. */
async function runs(data: string, version: string, startTakesLonger?: () => void): Promise<void> {
  const host = testHost(data, { version });
  const manager = await openManager({ host, engine: createFakeEngine(), startTakesLonger });
  await manager.close();
}

test('kept before another version opens it, not at each start, and not before the first', async () => {
  using folder = temporaryFolder();
  const data = join(folder.path, 'data');
  mkdirSync(data, { mode: 0o700 });
  const counts = await writeOfficeData(data);
  await runs(data, '1.0.0');
  await runs(data, '1.0.0');
  expect(await listSnapshots(data)).toEqual([]);
  const longer = vi.fn();
  await runs(data, '1.1.0', longer);
  expect(longer).toHaveBeenCalled();
  await runs(data, '1.1.0');
  expect(await listSnapshots(data)).toMatchObject([{ reason: 'update', version: '1.1.0', counts }]);
});

test('an update that has just taken one is not doubled', async () => {
  using folder = temporaryFolder();
  const data = join(folder.path, 'data');
  mkdirSync(data, { mode: 0o700 });
  await writeOfficeData(data);
  await runs(data, '1.0.0');
  const worker = createWorker({
    host: testHost(data, { version: '1.0.0' }),
    managerSchema: MANAGER_SCHEMA,
  });
  const at = Date.now();
  await worker('snapshot', { id: snapshotId(at, 'update'), reason: 'update', at });
  await runs(data, '1.1.0');
  expect(await listSnapshots(data)).toHaveLength(1);
});

test('the one that was taken before this version covers the next version not', async () => {
  using folder = temporaryFolder();
  const data = join(folder.path, 'data');
  mkdirSync(data, { mode: 0o700 });
  await writeOfficeData(data);
  await runs(data, '1.0.0');
  await runs(data, '1.1.0');
  // Their names say the second.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await runs(data, '1.2.0');
  expect((await listSnapshots(data)).map(({ version }) => version)).toEqual(['1.2.0', '1.1.0']);
});

describe('a start', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let data: string;
  const noted = () => JSON.parse(readFileSync(join(data, 'updates/ran.json'), 'utf8'));
  const asked = (worker: Worker, clock: Clock = systemClock) => ({ data, version: '1.1.0', clock, worker });
  beforeEach(async () => {
    folder = temporaryFolder();
    data = join(folder.path, 'data');
    mkdirSync(join(data, 'updates'), { recursive: true, mode: 0o700 });
    await writeOfficeData(data);
    writeFileSync(join(data, 'updates/ran.json'), '{"version":"1.0.0"}');
  });
  afterEach(() => folder[Symbol.dispose]());

  test('where none can be taken it is said, and the version is noted: the start goes on', async () => {
    const worker = vi.fn(() => Promise.reject(new Error('no room')));
    await expect(beforeNewVersion(asked(worker))).rejects.toThrow('no room');
    expect(noted()).toEqual({ version: '1.1.0' });
  });

  test('that was killed while it took one is not killed again: the next goes on, and says so once', async () => {
    // As a start stands when SIGKILL comes: nothing after this is done.
    void beforeNewVersion(asked(() => new Promise(() => undefined)));
    await vi.waitFor(() => expect(noted()).toMatchObject({ version: '1.1.0', begun: expect.any(String) }));
    await runs(data, '1.1.0');
    await runs(data, '1.1.0');
    expect([noted(), await listSnapshots(data)]).toEqual([{ version: '1.1.0' }, []]);
    const log = readdirSync(join(data, 'logs')).map((name) => readFileSync(join(data, 'logs', name), 'utf8'));
    expect(log.join('').match(/no snapshot was taken before this new version/g)).toHaveLength(1);
  });

  test('asks for more time as long as something is copied, and goes on without where nothing is any more', async () => {
    const clock = createFakeClock();
    const longer = vi.fn();
    const began = Promise.withResolvers<WorkOptions>();
    const worker: Worker = (_, __, options = {}) => {
      began.resolve(options);
      return new Promise((_, reject) =>
        options.signal?.addEventListener('abort', () => reject(new Error('stopped'))),
      );
    };
    const done = beforeNewVersion({ ...asked(worker, clock), longer });
    const ended = expect(done).rejects.toThrow('stopped');
    const { progress, signal } = await began.promise;
    for (let minute = 1; minute <= 10; minute += 1) {
      clock.advance(60_000);
      progress?.({ step: 'stage', bytes: minute, of: 10 });
    }
    expect([signal?.aborted, longer.mock.calls.length]).toEqual([false, 11]);
    expect(longer).toHaveBeenLastCalledWith(240);
    clock.advance(180_000);
    await ended;
    expect(noted()).toEqual({ version: '1.1.0' });
  });
});
