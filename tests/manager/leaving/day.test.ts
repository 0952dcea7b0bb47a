/** The day an account goes, on a clock that stands still: not before, and not where somebody let the person in again. */
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { createChanges } from '../../../electron/manager/changes.ts';
import { createKept, openDatabase } from '../../../electron/manager/database.ts';
import { createEvents } from '../../../electron/manager/events.ts';
import { createJobs } from '../../../electron/manager/jobs.ts';
import { createLeaving } from '../../../electron/manager/leaving/leaving.ts';
import { createPeople } from '../../../electron/manager/people/people.ts';
import { createUndo } from '../../../electron/manager/undo.ts';
import { createFakeClock } from '../../support/clock.ts';
import { createFakeEngine, temporaryFolder } from '../../support/host.ts';

const DAY = 86_400_000;

test('removed when its day has come; whoever was enabled again stays', async () => {
  using folder = temporaryFolder();
  const clock = createFakeClock();
  const database = openDatabase(join(folder.path, 'manager.sqlite'));
  const engine = createFakeEngine();
  const events = createEvents(clock);
  const changes = createChanges({ database, events, now: clock.now });
  const unexpected = vi.fn(() => 'x');
  const domains = () => ['example.org'];
  const jobs = createJobs({ database, events, now: clock.now, unexpected });
  const people = createPeople({
    ...{ engine, changes, events, domains, now: clock.now },
    forgetAdmin: async () => undefined,
  });
  for (const username of ['sophie', 'marie', 'otto']) await people.add({ username, displayName: username });
  const leaving = createLeaving({
    ...{ engine, people, jobs, changes, events, clock, domains, unexpected, kept: createKept(database) },
    ...{
      undo: createUndo({ changes }),
      keepDays: () => ({ people: 0, rooms: 0 }),
      folder: join(folder.path, 'copies'),
    },
    teams: { list: async () => [], add: vi.fn(), takeOut: vi.fn() },
  });
  const wish = { successor: null, removeAfterDays: 30, copy: false, language: 'en' } as const;
  for (const name of ['marie', 'otto']) {
    const { jobId } = await leaving.start({ ...wish, address: `${name}@example.org` });
    expect(await jobs.ended(jobId!)).toMatchObject({ state: 'done' });
  }
  await people.setDisabled('otto@example.org', false);
  leaving.begin();
  const here = async () => [...(await people.list())].map(({ username }) => username).sort();
  await vi.waitFor(async () =>
    expect((await leaving.list()).map(({ address }) => address)).toEqual(['marie@example.org']),
  );
  clock.advance(29 * DAY);
  expect(await here()).toEqual(['marie', 'otto', 'sophie']);
  // Each look begins an hour after the one before has ended.
  await vi.waitFor(async () => {
    clock.advance(DAY);
    expect(await here()).toEqual(['otto', 'sophie']);
  });
  expect(await leaving.list()).toEqual([]);
  expect(changes.page(null, 20).map(({ action, subject }) => `${action} ${subject}`)).toContain(
    'people.remove marie@example.org',
  );
  expect(unexpected).not.toHaveBeenCalled();
  leaving.close();
  await jobs.close();
  database.close();
});
