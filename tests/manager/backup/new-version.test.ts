/** A version that meets the data for the first time: the state before it is kept, whoever brought it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { beforeNewVersion } from '../../../electron/manager/backup/new-version.ts';
import { listSnapshots, snapshotId } from '../../../electron/manager/backup/snapshots.ts';
import { createWorker } from '../../../electron/manager/backup/worker.ts';
import { MANAGER_SCHEMA } from '../../../electron/manager/database.ts';
import { openManager } from '../../../electron/manager/manager.ts';
import { createFakeEngine, temporaryFolder, testHost } from '../../support/host.ts';
import { writeOfficeData } from './office-data.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Opens and closes a manager of that version on it. */
async function runs(data: string, version: string): Promise<void> {
  const manager = await openManager({ host: testHost(data, { version }), engine: createFakeEngine() });
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
  await runs(data, '1.1.0');
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

test('where none can be taken it is said, and the version is noted: the start goes on', async () => {
  using folder = temporaryFolder();
  const data = join(folder.path, 'data');
  mkdirSync(join(data, 'updates'), { recursive: true, mode: 0o700 });
  await writeOfficeData(data);
  const noted = join(data, 'updates/ran.json');
  writeFileSync(noted, '{"version":"1.0.0"}');
  const worker = vi.fn(() => Promise.reject(new Error('no room')));
  const asked = { data, version: '1.1.0', now: Date.now(), worker };
  await expect(beforeNewVersion(asked)).rejects.toThrow('no room');
  expect(JSON.parse(readFileSync(noted, 'utf8'))).toEqual({ version: '1.1.0' });
});
