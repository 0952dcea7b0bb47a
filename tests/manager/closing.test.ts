/** A manager that is asked to end in the middle of something: nothing is waited for in vain, nothing starts behind its back. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Manager, openManager } from '../../electron/manager/manager.ts';
import { createFakeEngine, temporaryFolder, testHost } from '../support/host.ts';

const nobody = { session: null, signal: undefined };

async function apply(manager: Manager, domain = 'example.org'): Promise<string> {
  const admin = { username: 'sophie', displayName: '' };
  await manager.calls.setup.save({ answers: { way: 'domain', domain, admin } }, nobody);
  await manager.calls.setup.password({ password: 'correct horse battery' }, nobody);
  return (await manager.calls.setup.apply(undefined, nobody)).jobId;
}

/** Resolves when the server has come to `wanted`. */
async function state(manager: Manager, wanted: string): Promise<void> {
  const abort = new AbortController();
  const events = await manager.calls.app.events({ since: 0 }, { session: null, signal: abort.signal });
  for await (const { event } of events) {
    const overview = await manager.calls.server.overview(undefined, nobody);
    if (overview.status.state === wanted) return abort.abort();
    if (event.type === 'server.state' && event.status.state === wanted) return abort.abort();
  }
}

test('while the set-up starts a server that will not stay up: the job ends with it', async () => {
  using folder = temporaryFolder();
  const engine = createFakeEngine('process.exit(1)');
  const manager = await openManager({ host: testHost(folder.path), engine, portFree: async () => undefined });
  const jobId = await apply(manager);
  await state(manager, 'waiting');
  const job = manager.areas!.jobs.ended(jobId);
  await manager.close();
  expect(await job).toMatchObject({ state: 'cancelled', problem: { code: 'job.cancelled' } });
  expect(existsSync(join(folder.path, 'manager.pid'))).toBe(false);
});

test('while it prepares to start the server: that is not started any more', async () => {
  using folder = temporaryFolder();
  const host = testHost(folder.path);
  const portFree = async () => undefined;
  const first = await openManager({ host, engine: createFakeEngine(), portFree });
  await first.areas!.jobs.ended(await apply(first));
  await first.close();

  const engine = createFakeEngine();
  const reached = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  engine.configure = async () => {
    reached.resolve();
    await release.promise;
    return 'restart';
  };
  const second = await openManager({ host, engine, portFree });
  await second.begin();
  await reached.promise;
  await second.close();
  release.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(second.serverRuns()).toBe(false);
  expect(existsSync(join(folder.path, 'server.pid'))).toBe(false);
});

test('a set-up applied again with another domain serves that one', async () => {
  using folder = temporaryFolder();
  const engine = createFakeEngine();
  const manager = await openManager({ host: testHost(folder.path), engine, portFree: async () => undefined });
  const one = await manager.areas!.jobs.ended(await apply(manager, 'exmaple.org'));
  const before = await manager.calls.server.overview(undefined, nobody);
  const two = await manager.areas!.jobs.ended(await apply(manager));
  const after = await manager.calls.server.overview(undefined, nobody);
  expect([one.state, two.state]).toEqual(['done', 'done']);
  expect([before.domain, after.domain]).toEqual(['exmaple.org', 'example.org']);
  // Not the same process: the first one had the other domain in its configuration.
  expect(after.status).toMatchObject({ state: 'running' });
  expect((after.status as { pid?: number }).pid).not.toBe((before.status as { pid?: number }).pid);
  await manager.close();
});
