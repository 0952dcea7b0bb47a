/** The notices of a manager: a clock that stands still, a server that goes and comes, ways that do not work, and a manager that is killed. */
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Finding, ManagerEvent, NoticeWay, WayTrial } from '../../../electron/contract/index.ts';
import { createKept, openDatabase } from '../../../electron/manager/database.ts';
import { createChoices, DEFAULT_CONFIG } from '../../../electron/manager/notices/config.ts';
import { createNotices } from '../../../electron/manager/notices/notices.ts';
import type { Ways } from '../../../electron/manager/notices/ways.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';

const MINUTE = 60_000;
// Each look that changes something is synced to disk.
vi.setConfig({ testTimeout: 60_000 });
const ADMIN = 'sophie@atelier.example';
const DOWN = {
  code: 'server.failed',
  severity: 'broken',
  subject: 'atelier.example',
  data: {},
  at: 0,
  who: 'you',
} as Finding;

/** One office over several lives of its manager. */
function office() {
  const folder = temporaryFolder();
  // Noon where the test runs, so that no night comes in between.
  const clock = createFakeClock(new Date(2026, 10, 22, 12).getTime());
  const world = {
    findings: [] as Finding[],
    running: true,
    answers: {} as Partial<Record<NoticeWay, WayTrial>>,
    sent: [] as string[],
    events: [] as string[],
    logged: [] as unknown[],
  };
  function open() {
    const database = openDatabase(join(folder.path, 'manager.sqlite'));
    const kept = createKept(database);
    const choices = createChoices({ kept, dataDir: folder.path });
    const way = (name: NoticeWay) => async (notice: { kind: string; ended: boolean }) => {
      const answer = world.answers[name] ?? { ok: true, told: [ADMIN] };
      world.sent.push(`${name} ${notice.kind}${notice.ended ? ' over' : ''}${answer.ok ? '' : ' failed'}`);
      return answer;
    };
    const ways: Ways = { desktop: way('desktop'), xmpp: way('xmpp'), mail: way('mail') };
    const notices = createNotices({
      ...{ kept, choices, ways, clock },
      events: {
        emit: ({ type }: ManagerEvent['event']) => void world.events.push(type),
        listen: () => () => undefined,
      },
      changes: { note: () => 1 },
      domain: () => 'atelier.example',
      administrators: () => [ADMIN],
      findings: async () => world.findings,
      running: () => world.running,
      disk: () => ({ kind: 'unknown', because: 'too-short' }),
      unexpected: (error) => {
        throw error;
      },
      warn: (_, about) => world.logged.push(about),
    });
    return {
      notices,
      /** Looks every half minute, as it does by itself. */
      async live(minutes: number) {
        for (let half = 0; half < minutes * 2; half += 1) {
          clock.advance(30_000);
          await notices.look();
        }
      },
      async close() {
        await notices.close();
        database.close();
      },
    };
  }
  return { world, open, clock, [Symbol.dispose]: folder[Symbol.dispose] };
}

describe('a server that is down', () => {
  test('is told after two minutes, by every way that is on, once; and so is its end', async () => {
    using one = office();
    const { notices, live, close } = one.open();
    one.world.findings = [DOWN];
    one.world.running = false;
    await live(1.5);
    expect(one.world.sent).toEqual([]);
    await live(60);
    expect(one.world.sent).toEqual(['desktop server-down', 'xmpp server-down']);
    // Somebody has a look and stops it: it is not over.
    one.world.findings = [];
    await live(60);
    expect(one.world.sent).toHaveLength(2);
    one.world.running = true;
    await live(60);
    expect(one.world.sent.slice(2)).toEqual(['desktop server-down over', 'xmpp server-down over']);
    expect(notices.state().told.map(({ kind, ended }) => [kind, ended])).toEqual([
      ['server-down', true],
      ['server-down', false],
    ]);
    await close();
  });

  test('is told by mail although chat cannot; chat is tried again, and hears of the end alone', async () => {
    using one = office();
    const { notices, live, close } = one.open();
    await notices.set({
      mail: {
        ...{ on: true, host: 'smtp.example.org', port: 465, security: 'tls', user: '', from: 'a@b.example' },
        to: [ADMIN],
      },
    });
    one.world.findings = [DOWN];
    one.world.answers.xmpp = { ok: false, problem: 'server-down', said: null };
    await live(10);
    expect(one.world.sent).toEqual([
      ...['desktop server-down', 'xmpp server-down failed', 'mail server-down'],
      // After one minute, and five more.
      ...['xmpp server-down failed', 'xmpp server-down failed'],
    ]);
    expect(notices.state().troubles).toMatchObject({ xmpp: { problem: 'server-down' }, mail: null });
    one.world.findings = [];
    one.world.answers = {};
    one.world.sent.length = 0;
    await live(60);
    expect(one.world.sent).toEqual([
      'desktop server-down over',
      'xmpp server-down over',
      'mail server-down over',
    ]);
    expect(notices.state().troubles.xmpp).toBeNull();
    await close();
  });
});

describe('a manager that is ended and comes back', () => {
  test('has told what it has told, and does not take its own absence for an end', async () => {
    using one = office();
    let life = one.open();
    one.world.findings = [DOWN];
    await life.live(5);
    await life.close();
    const { sent } = one.world;
    expect(sent).toHaveLength(2);
    one.clock.advance(20 * 60 * MINUTE);
    life = one.open();
    // The server is not up yet, and nobody has found out that it does not come.
    one.world.findings = [];
    life.notices.begin();
    await life.notices.look();
    one.world.findings = [DOWN];
    await life.live(120);
    expect(sent).toHaveLength(2);
    one.world.findings = [];
    await life.live(5);
    expect(sent.slice(2)).toEqual(['desktop server-down over', 'xmpp server-down over']);
    await life.close();
  });

  test('goes on with what could not be told', async () => {
    using one = office();
    let life = one.open();
    one.world.findings = [DOWN];
    one.world.answers.desktop = { ok: false, problem: 'broken', said: null };
    await life.live(2.5);
    await life.close();
    one.world.sent.length = 0;
    one.world.answers = {};
    one.clock.advance(2 * MINUTE);
    life = one.open();
    await life.notices.look();
    expect(one.world.sent).toEqual(['desktop server-down']);
    await life.close();
  });
});

test('a way that is off hears nothing; a test goes all the same', async () => {
  using one = office();
  const { notices, live, close } = one.open();
  await notices.set({ desktop: { on: false }, xmpp: { on: false, to: [] } });
  one.world.findings = [DOWN];
  await live(10);
  expect(one.world.sent).toEqual([]);
  expect(notices.state().told).toHaveLength(1);
  expect(await notices.test('xmpp')).toEqual({ ok: true, told: [ADMIN] });
  await close();
});

test('a password is kept apart from what is chosen, is in no answer, and can be forgotten', async () => {
  using one = office();
  const { notices, close } = one.open();
  const state = await notices.set({ password: 'staple battery' });
  expect([state.password, JSON.stringify(state).includes('staple')]).toEqual([true, false]);
  expect((await notices.set({ quiet: { on: false, from: 0, to: 0 } })).password).toBe(true);
  expect((await notices.set({ password: '' })).password).toBe(false);
  await close();
});

test('a password given for one relay is never told to another', async () => {
  using one = office();
  const { notices, close } = one.open();
  const mail = { ...DEFAULT_CONFIG.mail, host: 'relay.example', user: 'office' };
  expect((await notices.set({ mail, password: 'staple battery' })).password).toBe(true);
  expect((await notices.set({ mail: { ...mail, on: true, port: 587 } })).password).toBe(true);
  expect((await notices.set({ mail: { ...mail, host: 'RELAY.example' } })).password).toBe(true);
  expect((await notices.set({ mail: { ...mail, host: 'elsewhere.example' } })).password).toBe(false);
  const both = { mail: { ...mail, host: 'third.example' }, password: 'its own' };
  expect((await notices.set(both)).password).toBe(true);
  await close();
});
