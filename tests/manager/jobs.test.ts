/** Jobs: same name once, steps told, cancelled, and taken up after a crash. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../electron/manager/database.ts';
import { createEvents } from '../../electron/manager/events.ts';
import { createJobs, type JobContext } from '../../electron/manager/jobs.ts';
import { problem } from '../../electron/manager/problem.ts';
import { createFakeClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/host.ts';

function setUp(folder: string) {
  const clock = createFakeClock();
  const events = createEvents(clock);
  const database = openDatabase(join(folder, 'manager.sqlite'));
  const told: string[] = [];
  events.listen((event) => {
    if (event.type === 'job')
      told.push(`${event.job.state}: ${event.job.steps.map((step) => step.state).join(' ')}`);
  });
  const jobs = createJobs({ database, events, now: clock.now, unexpected: () => 'ref1' });
  const define = (run: (context: JobContext) => Promise<void>, afterCrash: 'resume' | 'end' = 'resume') =>
    jobs.define({
      name: 'work',
      steps: ['one', 'two'],
      run,
      afterCrash: () => (afterCrash === 'resume' ? 'resume' : { code: 'setup.password-needed', data: {} }),
    });
  return { jobs, define, told, database };
}

const nothing = async () => undefined;

describe('jobs', () => {
  test('steps are told as they go', async () => {
    using folder = temporaryFolder();
    const { jobs, define, told } = setUp(folder.path);
    define(async ({ step }) => {
      await step('one', async () => ({ made: 3 }));
      await step('two', nothing);
    });
    const job = await jobs.ended(jobs.start('work').id);
    expect(job.steps[0]).toEqual({ code: 'one', state: 'done', data: { made: 3 } });
    expect(told).toEqual([
      'running: waiting waiting',
      'running: running waiting',
      'running: done waiting',
      'running: done running',
      'running: done done',
      'done: done done',
    ]);
  });

  test('old ones are forgotten', async () => {
    using folder = temporaryFolder();
    const { database } = setUp(folder.path);
    const insert = database.prepare("INSERT INTO jobs VALUES (?, 'work', 'done', 0, 0, '[]', NULL)");
    database.exec('BEGIN');
    for (let count = 0; count < 600; count++) insert.run(String(count));
    database.exec('COMMIT');
    database.close();
    const { jobs, database: again } = setUp(folder.path);
    expect(again.prepare('SELECT count(*) AS count FROM jobs').get()).toEqual({ count: 500 });
    expect(jobs.list()[0]?.id).toBe('599');
    again.close();
  });

  test('the same job is there once', async () => {
    using folder = temporaryFolder();
    const { jobs, define } = setUp(folder.path);
    define(({ step }) => step('one', nothing));
    expect(jobs.start('work').id).toBe(jobs.start('work').id);
    await jobs.close();
    expect(jobs.list()).toHaveLength(1);
  });

  test.each([
    ['a refusal', problem('port.in-use', { port: 5222 }), { code: 'port.in-use', data: { port: 5222 } }],
    ['a bug', new Error('secret detail'), { code: 'manager.unexpected', data: { reference: 'ref1' } }],
  ])('%s ends the job at its step', async (_, thrown, told) => {
    using folder = temporaryFolder();
    const { jobs, define } = setUp(folder.path);
    define(({ step }) =>
      step('one', () => {
        throw thrown;
      }));
    const job = await jobs.ended(jobs.start('work').id);
    expect([job.state, job.problem, job.steps.map(({ state }) => state)]).toEqual([
      'failed',
      told,
      ['failed', 'waiting'],
    ]);
  });

  test('cancelled, the step under way is undone and the next never begins', async () => {
    using folder = temporaryFolder();
    const { jobs, define } = setUp(folder.path);
    define(async ({ step, signal }) => {
      await step(
        'one',
        () => new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined))),
      );
      await step('two', () => Promise.reject(new Error('must not run')));
    });
    const { id } = jobs.start('work');
    jobs.cancel(id);
    const job = await jobs.ended(id);
    expect([job.state, job.steps.map(({ state }) => state)]).toEqual(['cancelled', ['done', 'waiting']]);
    expect(() => jobs.cancel(id)).toThrow('job.unknown');
  });

  test.each([
    ['resume', 'done', null],
    ['end', 'failed', { code: 'setup.password-needed', data: {} }],
  ] as const)('interrupted by a crash: %s', async (afterCrash, state, trouble) => {
    using folder = temporaryFolder();
    const before = setUp(folder.path);
    before.define(async ({ step }) => {
      await step('one', nothing);
      await step('two', () => new Promise(() => {}));
    });
    const { id } = before.jobs.start('work');
    await new Promise((resolve) => setImmediate(resolve));
    before.database.close();

    const after = setUp(folder.path);
    after.define(async ({ step }) => {
      await step('one', nothing);
      await step('two', nothing);
    }, afterCrash);
    after.jobs.recover();
    expect(await after.jobs.ended(id)).toMatchObject({ id, state, problem: trouble });
  });
});
