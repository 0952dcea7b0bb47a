/** Somebody leaves while the server cannot be asked, or we are ended in that moment: nothing says that they left, or it is tried again. */
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createChanges } from '../../../electron/manager/changes.ts';
import { createKept, openDatabase } from '../../../electron/manager/database.ts';
import { createEvents } from '../../../electron/manager/events.ts';
import { createJobs } from '../../../electron/manager/jobs.ts';
import { createLeaving } from '../../../electron/manager/leaving/leaving.ts';
import { createPeople } from '../../../electron/manager/people/people.ts';
import { problem } from '../../../electron/manager/problem.ts';
import { createUndo } from '../../../electron/manager/undo.ts';
import { createFakeClock } from '../../support/clock.ts';
import { createFakeEngine, temporaryFolder } from '../../support/host.ts';

const MARIE = 'marie@example.org';
const WISH = { address: MARIE, successor: null, removeAfterDays: 30, copy: false, language: 'en' } as const;

async function scene(folder: string) {
  const clock = createFakeClock();
  const database = openDatabase(join(folder, 'manager.sqlite'));
  const kept = createKept(database);
  const engine = createFakeEngine();
  const events = createEvents(clock);
  const changes = createChanges({ database, events, now: clock.now });
  const shared = { changes, events, domains: () => ['example.org'] };
  const unexpected = vi.fn(() => 'x');
  const jobs = createJobs({ database, events, now: clock.now, unexpected });
  const people = createPeople({
    ...{ ...shared, engine, now: clock.now },
    forgetAdmin: async () => undefined,
  });
  for (const username of ['sophie', 'marie', 'otto']) await people.add({ username, displayName: username });
  const state = { close: engine.leaving.close };
  const open = () =>
    createLeaving({
      ...{ ...shared, people, jobs, clock, unexpected, kept, undo: createUndo({ changes }) },
      engine: { ...engine, leaving: { ...engine.leaving, close: (address) => state.close(address) } },
      teams: { list: async () => [], add: vi.fn(), takeOut: vi.fn() },
      ...{ keepDays: () => ({ people: 0, rooms: 0 }), folder: join(folder, 'copies') },
    });
  const noted = () =>
    changes.page(null, 20).filter(({ action }) => action === 'people.leave' || action === 'people.return');
  return {
    ...{ clock, engine, jobs, people, state, open, noted, unexpected },
    async [Symbol.asyncDispose]() {
      await jobs.close();
      database.close();
    },
  };
}

test('with no server to ask nobody has left; the next try is a first one', async () => {
  using folder = temporaryFolder();
  await using office = await scene(folder.path);
  const { state, engine, jobs, noted } = office;
  state.close = () => Promise.reject(problem('server.not-running', {}));
  const leaving = office.open();
  await expect(leaving.start(WISH)).rejects.toMatchObject({ code: 'server.not-running' });
  expect([await leaving.list(), noted()]).toEqual([[], []]);
  await expect(leaving.back(MARIE)).rejects.toMatchObject({ code: 'leaving.unknown' });
  state.close = engine.leaving.close;
  const { jobId } = await leaving.start({ ...WISH, successor: 'otto@example.org' });
  expect(await jobs.ended(jobId!)).toMatchObject({ state: 'done' });
  expect(await leaving.list()).toMatchObject([{ state: 'left', successor: 'otto@example.org' }]);
  expect(noted()).toHaveLength(1);
  leaving.close();
});

test.each([true, false])('ended in the middle; the account was closed: %s', async (closed) => {
  using folder = temporaryFolder();
  await using office = await scene(folder.path);
  const { state, clock, people } = office;
  // It is written down, and the process ends before an answer.
  state.close = () => new Promise(() => undefined);
  const before = office.open();
  void before.start(WISH);
  await vi.waitFor(async () => expect(await before.list()).toHaveLength(1));
  before.close();
  if (closed) await people.setDisabled(MARIE, true);
  const after = office.open();
  clock.advance(10 * 60_000);
  after.begin();
  const expected = closed ? [{ state: 'failed', problem: { code: 'job.cancelled' } }] : [];
  await vi.waitFor(async () => expect(await after.list()).toMatchObject(expected));
  expect(await after.list()).toHaveLength(expected.length);
  expect(office.unexpected).not.toHaveBeenCalled();
  after.close();
});
