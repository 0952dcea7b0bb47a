/**
 * Updates as a whole: the launcher, real versions side by side, a feed over TLS, an office with people and messages. Nothing is stood
 * in for: each version is these sources, changed in one place. The long run of the last test is `node tests/soak/update.ts`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playRound } from '../../soak/update-rounds.ts';
import { type Lab, openLab, type Running } from './lab.ts';

const listening = (line: string) => line.includes('"event":"listening"');

describe('an update', () => {
  let lab: Lab;
  let running: Running;
  beforeAll(async () => {
    lab = await openLab();
    running = await lab.start();
    await lab.writes('before');
  }, 120_000);
  afterAll(() => lab?.close());

  type Counts = Awaited<ReturnType<Lab['counts']>>;
  /** More there may be: Chatelaine itself writes to its person when something did not work. */
  async function nothingMissing(before: Counts): Promise<void> {
    const { people, rooms, messages } = await lab.counts();
    expect({ people, rooms }).toEqual({ people: before.people, rooms: before.rooms });
    expect(messages).toBeGreaterThanOrEqual(before.messages);
  }

  /** Asks for it, and waits until a version runs again. */
  async function takes(): Promise<void> {
    const again = running.heard(listening);
    const { code, stderr } = await lab.command(['update', 'install', '--data', lab.data]);
    if (code !== 0) throw new Error(stderr);
    await again;
    await lab.answers();
  }

  test('nothing newer: said so, and nothing is done', { timeout: 60_000 }, async () => {
    expect((await lab.command(['update', 'check', '--data', lab.data])).code).toBe(0);
    const { code, stderr } = await lab.command(['update', 'install', '--data', lab.data]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^There is no newer version for this copy\./)]);
  });

  test.each([
    ['its server does not come up', '0.2.0', ['broken'], 'proof.server'],
    ['it forgets a person', '0.2.1', ['loses'], 'proof.lost'],
  ] as const)(
    '%s: back by itself, with everybody and every message',
    { timeout: 120_000 },
    async (_, version, traits, because) => {
      const before = await lab.counts();
      await lab.offer(version, traits);
      expect((await lab.command(['update', 'check', '--data', lab.data])).code).toBe(10);
      await takes();
      expect(lab.record().state).toMatchObject({ state: 'rolled-back', version, because });
      expect(lab.installation()).toMatchObject({ current: '0.1.0', trial: null });
      await nothingMissing(before);
      // What came up badly here is not offered here again.
      expect((await lab.command(['update', 'check', '--data', lab.data])).code).toBe(0);
    },
  );

  test('a forged archive is thrown away, and chatting does not pause for it', {
    timeout: 60_000,
  }, async () => {
    await lab.offer('0.2.2');
    lab.serving.instead = (path, response) => {
      if (!path.endsWith('.zst')) return false;
      response.end(Buffer.alloc(1000));
      return true;
    };
    const { code } = await lab.command(['update', 'install', '--data', lab.data]);
    lab.serving.instead = undefined;
    expect([code, lab.record().state]).toMatchObject([1, { state: 'failed', because: 'archive.truncated' }]);
    await lab.writes('meanwhile');
    lab.announce((now) => ({ ...now, edition: now.edition + 1, releases: [] }));
  });

  test('a good one, which brings the data into another form: kept; and gone back from, with the data of before', {
    timeout: 180_000,
  }, async () => {
    const before = await lab.counts();
    await lab.offer('0.3.0', ['migrates']);
    await takes();
    expect(await lab.view()).toMatchObject({
      version: '0.3.0',
      state: { state: 'done', from: '0.1.0' },
      wayBack: { version: '0.1.0', puts: 'data' },
    });
    expect(lab.installation()).toMatchObject({ current: '0.3.0', trial: null });
    await nothingMissing(before);
    await lab.writes('after');
    const refused = await lab.command(['update', 'rollback', '--data', lab.data]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/[2-9] messages/)]);
    const again = running.heard(listening);
    expect((await lab.command(['update', 'rollback', '--yes', '--data', lab.data])).code).toBe(0);
    await again;
    await lab.answers();
    expect(await lab.view()).toMatchObject({
      version: '0.1.0',
      state: { state: 'rolled-back', because: 'asked' },
      wayBack: null,
    });
    await nothingMissing(before);
    await lab.writes('and on');
  });
});

test('cut off by kill -9 again and again: it ends by itself, and nothing is lost', {
  timeout: 300_000,
}, async () => {
  const cuts = [
    { state: 'snapshot', ms: 0 },
    { state: 'proving', ms: 500 },
  ];
  const { kills, ended } = await playRound({ traits: ['migrates'], cuts });
  expect(kills).toBeGreaterThan(0);
  expect(ended).toBe('done');
});

test('the plug pulled four times while the new version comes up: no fault of the version, which is kept', {
  timeout: 300_000,
}, async () => {
  const cuts = [0, 0, 0, 0].map((ms) => ({ state: 'trial', ms }));
  const { kills, ended } = await playRound({ traits: [], cuts });
  expect([kills, ended]).toEqual([4, 'done']);
});
