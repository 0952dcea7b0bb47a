/** The coach asks the server only while somebody watches, and not more often than it can be read. */
import { expect, test } from 'vitest';
import { createCoach } from '../../../electron/manager/coach/coach.ts';
import type { Attempt } from '../../../electron/manager/engines/attempts.ts';
import { problem } from '../../../electron/manager/problem.ts';
import { createFakeClock } from '../../support/clock.ts';

const MARIE = 'marie@example.org';
const strangers = { times: 0, sources: 0, since: null, at: null, latest: [] };

function scene() {
  const clock = createFakeClock();
  const state = { asked: 0, forgiven: '', times: 1, running: true };
  const attempt = (): Attempt => ({
    ...{ id: 1, source: '192.0.2.7', stopped: 'wrong-password', account: MARIE, exists: true, asked: null },
    ...{ meant: null, program: null, resource: null, until: null, times: state.times, technical: [] },
    ...{ since: clock.now(), at: clock.now() },
  });
  const coach = createCoach({
    engine: {
      async report() {
        state.asked += 1;
        if (!state.running) throw problem('server.not-running', {});
        return { attempts: [attempt()], strangers };
      },
      async forgive(address, source) {
        state.forgiven = `${address} ${source}`;
      },
    },
    ...{ clock, events: { listen: () => () => undefined } },
    changes: {
      note: () => 0,
      page: () => [
        {
          id: 1,
          at: clock.now() - 60_000,
          action: 'people.reset-password',
          subject: MARIE,
          state: 'applied',
          who: { face: 'desktop', name: '', address: null, session: null },
          before: null,
          after: null,
        },
      ],
    },
    people: async () => [{ address: MARIE, displayName: 'Marie' }],
    waiting: async () => [],
    publicCertificate: () => false,
    programs: async () => new Map(),
  });
  return { clock, state, coach };
}

test('a story, then again when something happened, and never without somebody who watches', async () => {
  const { clock, state, coach } = scene();
  coach.attempted();
  clock.advance(10_000);
  expect(state.asked).toBe(0);
  const stop = new AbortController();
  const news = coach.watch(null, stop.signal);
  const first = (await news.next()).value!;
  expect(first.stories[0]).toMatchObject({
    code: 'wrong-password',
    times: 1,
    passwordChangedAt: clock.now() - 60_000,
  });
  const next = news.next();
  state.times = 3;
  for (let n = 0; n < 1000; n++) coach.attempted();
  expect((await next).value!.stories[0]).toMatchObject({ times: 3 });
  expect(state.asked).toBeLessThanOrEqual(3);
  const other = news.next();
  state.running = false;
  clock.advance(1000);
  coach.attempted();
  expect((await other).value).toEqual({ running: false, stories: [], strangers });
  const last = news.next();
  stop.abort();
  expect((await last).done).toBe(true);
});

test('of one person only, and let in again', async () => {
  const { state, coach } = scene();
  const stop = new AbortController();
  expect((await coach.watch('otto@example.org', stop.signal).next()).value?.stories).toEqual([]);
  stop.abort();
  await coach.letIn(MARIE, '192.0.2.7');
  expect(state.forgiven).toBe(`${MARIE} 192.0.2.7`);
});
