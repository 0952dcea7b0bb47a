/** Updates as decisions: which version is newer, which release is for us, what follows what, what a stop in the middle means. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UpdateState } from '../../../electron/contract/index.ts';
import { closedDoors } from '../../../electron/manager/updates/closed-doors.ts';
import { holds, tonight } from '../../../electron/manager/updates/holds.ts';
import {
  afterStop,
  canStop,
  type Found,
  isNothingLost,
  next,
} from '../../../electron/manager/updates/machine.ts';
import {
  bucket,
  choose,
  type Here,
  judge,
  type Release,
} from '../../../electron/manager/updates/releases.ts';
import { compareVersions } from '../../../electron/manager/updates/version.ts';

interface Installation {
  readonly current: string;
  readonly trial: { version: string; from: string; triesLeft: number; cutsLeft?: number } | null;
  readonly failed?: { version: string; because?: string } | null;
}
/** It is no part of the program: plain JavaScript, which runs as it lies there. */
const launcher = (await import(join(import.meta.dirname, '../../../resources/launch/launch.mjs'))) as {
  choose(now: Installation): { start: string; note: Installation | null; onTrial: boolean };
  seenToEnd(now: Installation): Installation;
};

const offer = { version: '0.2.0', releasedAt: 0, bytes: 1, notes: null };

describe('versions', () => {
  // SPEC: Semantic Versioning 2.0.0 §11.2 and §11.4 give these as examples.
  const ordered = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '2.0.0',
    '2.1.0',
    '2.1.1',
    '2.1.10',
  ];
  test('in the order of the specification', () => {
    for (const [at, one] of ordered.entries())
      for (const [other, two] of ordered.entries())
        expect(Math.sign(compareVersions(one, two)), `${one} ${two}`).toBe(Math.sign(at - other));
  });
});

describe('which release is for us', () => {
  const release: Release = {
    ...{ version: '0.2.0', at: '2026-11-20T00:00:00Z', schema: { server: 4, manager: 2 }, staged: 100 },
    archives: [{ system: 'linux-x64', url: 'a', bytes: 1, sha512: '0'.repeat(128), unpackedBytes: 1 }],
  };
  const here: Here = {
    ...{
      version: '0.1.0',
      system: 'linux-x64',
      schema: { server: 4, manager: 2 },
      installation: 'one',
      refused: [],
    },
  };
  test.each<[string, Partial<Release>, Partial<Here>, string]>([
    ['the one that runs', { version: '0.1.0' }, {}, 'same'],
    ['a downgrade', { version: '0.0.9' }, {}, 'older'],
    ['a downgrade to a pre-release', { version: '0.1.0-beta.1' }, {}, 'older'],
    ['cannot read the server’s data', { schema: { server: 3, manager: 2 } }, {}, 'older-schema'],
    ['cannot read the manager’s data', { schema: { server: 4, manager: 1 } }, {}, 'older-schema'],
    ['came up badly here', {}, { refused: ['0.2.0'] }, 'rolled-back-here'],
    ['needs a version between', { from: '0.1.5' }, {}, 'step-between'],
    ['for another system', {}, { system: 'linux-arm64' }, 'other-system'],
    ['for nobody yet', { staged: 0 }, {}, 'not-yet-here'],
  ])('%s', (_, more, where, because) => {
    expect(judge({ ...release, ...more }, { ...here, ...where }, true)).toEqual({ take: false, because });
  });
  test('the newest that is for us, though a newer one is not', () => {
    const verdict = choose([release, { ...release, version: '0.3.0', staged: 0 }], here, true);
    expect(verdict).toMatchObject({ take: true, release: { version: '0.2.0' } });
  });
  test('a package manager needs no archive of ours', () => {
    expect(judge({ ...release, archives: [] }, here, false)).toMatchObject({
      take: true,
      archive: undefined,
    });
  });
  test('staged: the same at each look, and spread over all', () => {
    const all = Array.from({ length: 2000 }, (_, n) => bucket(`installation ${n}`, '0.2.0'));
    expect(all).toEqual(Array.from({ length: 2000 }, (_, n) => bucket(`installation ${n}`, '0.2.0')));
    const quarter = all.filter((one) => one < 25).length;
    expect(quarter).toBeGreaterThan(430);
    expect(quarter).toBeLessThan(570);
    expect(Math.max(...all)).toBe(99);
  });
});

describe('what follows what', () => {
  test('the way through', () => {
    let state: UpdateState = { state: 'idle' };
    const seen = [];
    for (const event of [
      { type: 'look' },
      { type: 'found', offer },
      { type: 'asked', at: null, now: 0 },
      { type: 'fetched', doneBytes: 1 },
      { type: 'laid' },
      { type: 'held', holds: ['job'], at: null },
      { type: 'free' },
      { type: 'copied' },
      { type: 'closed' },
      { type: 'proven', from: '0.1.0', at: 9 },
    ] as const) {
      state = next(state, event);
      seen.push(state.state);
    }
    expect(seen.join(' ')).toBe(
      'checking available downloading downloading ready waiting snapshot installing proving done',
    );
    expect(state).toEqual({ state: 'done', version: '0.2.0', from: '0.1.0', at: 9 });
  });
  test('a look changes nothing of an update under way', () => {
    const state: UpdateState = { state: 'waiting', offer, holds: ['time'], at: 5 };
    expect(
      next(next(state, { type: 'look' }), { type: 'found', offer: { ...offer, version: '0.3.0' } }),
    ).toBe(state);
    expect(next(state, { type: 'nothing' })).toBe(state);
  });
  test('not now, until the copy is made', () => {
    const states = [
      'available',
      'downloading',
      'ready',
      'waiting',
      'snapshot',
      'installing',
      'proving',
    ] as const;
    const stopped = states.filter((state) => canStop({ state, offer } as UpdateState));
    expect(stopped).toEqual(['available', 'downloading', 'ready', 'waiting']);
    expect(next({ state: 'proving', offer }, { type: 'not-now' })).toEqual({ state: 'proving', offer });
  });
  test('nothing is exchanged that nobody offered', () => {
    expect(() => next({ state: 'idle' }, { type: 'free' })).toThrow('idle cannot be free');
  });
});

describe('after a stop in the middle', () => {
  const at = (state: string) =>
    ({ state, offer, doneBytes: 0, holds: [], at: null }) as unknown as UpdateState;
  const found: Omit<Found, 'state'> = {
    ...{ from: '0.1.0', version: '0.1.0', interrupted: 0, launcherGaveUp: null },
  };
  test.each<[string, Partial<Found>, string]>([
    ['downloading', {}, 'fetch-again'],
    ['ready', {}, 'go-on'],
    ['waiting', {}, 'go-on'],
    ['snapshot', {}, 'wait-again'],
    ['installing', {}, 'wait-again'],
    ['installing', { interrupted: 5 }, 'end'],
    ['proving', {}, 'put-back-and-wait'],
    ['proving', { interrupted: 5 }, 'put-back-and-end'],
    ['proving', { launcherGaveUp: 'ended' }, 'go-back'],
    ['proving', { launcherGaveUp: 'cut' }, 'go-back'],
    ['proving', { version: '0.2.0' }, 'prove'],
  ])('%s %o: %s', (state, more, expected) => {
    expect(afterStop({ ...found, ...more, state: at(state) }).do).toBe(expected);
  });
  test('each verdict on an update under way has an end: nothing goes round for ever', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('snapshot', 'installing', 'proving'),
        fc.constantFrom('ended', 'cut', null),
        (state, gaveUp) => {
          const verdict = afterStop({ ...found, interrupted: 5, launcherGaveUp: gaveUp, state: at(state) });
          expect(['end', 'put-back-and-end', 'go-back']).toContain(verdict.do);
        },
      ),
    );
  });
});

describe('the launcher', () => {
  const trial = { version: '0.2.0', from: '0.1.0', triesLeft: 3 };
  /** Starts as often as it starts the new version, at most `most` times; then what it notes. */
  function startsUntil(how: (start: number) => 'ended' | 'cut', most = 50) {
    let now: Installation = { current: '0.1.0', trial, failed: null };
    for (let starts = 0; starts < most; starts++) {
      const { note, onTrial } = launcher.choose(now);
      now = note ?? now;
      if (!onTrial) return { starts, failed: now.failed, current: now.current };
      if (how(starts) === 'ended') now = launcher.seenToEnd(now);
    }
    return { starts: most, failed: now.failed, current: now.current };
  }
  test('gives up a version that ends by itself three times', () =>
    expect(startsUntil(() => 'ended')).toEqual({
      ...{ starts: 3, current: '0.1.0' },
      failed: { version: '0.2.0', because: 'ended' },
    }));
  test('lets a plug be pulled ten times, and says that it was the plug', () =>
    expect(startsUntil(() => 'cut')).toEqual({
      ...{ starts: 10, current: '0.1.0' },
      failed: { version: '0.2.0', because: 'cut' },
    }));
  test('counts the two apart, and ends whatever comes', () =>
    fc.assert(
      fc.property(fc.infiniteStream(fc.constantFrom('ended', 'cut')), (ends) => {
        const { starts, failed } = startsUntil(() => ends.next().value!);
        expect(failed).not.toBeNull();
        expect(starts).toBeLessThanOrEqual(12);
      }),
    ));
  test('starts what is current where nothing is on trial', () =>
    expect(launcher.choose({ current: '0.1.0', trial: null })).toEqual({
      ...{ start: '0.1.0', note: null, onTrial: false },
    }));
});

test('nothing is lost: each number at least what it was', () => {
  const before = { people: 3, rooms: 2, messages: 100 };
  expect(isNothingLost(before, { people: 3, rooms: 2, messages: 100 })).toBe(true);
  expect(isNothingLost(before, { people: 4, rooms: 2, messages: 100 })).toBe(true);
  for (const less of [{ people: 2 }, { rooms: 1 }, { messages: 99 }])
    expect(isNothingLost(before, { ...before, ...less })).toBe(false);
});

describe('a good moment', () => {
  const still = {
    now: 10,
    at: null,
    setUp: true,
    step: 'done',
    jobs: [],
    backup: false,
    firewall: false,
  } as const;
  test.each([
    ['nothing in hand', {}, []],
    ['the wizard stands open', { step: 'dns' }, ['wizard']],
    ['nobody has begun the set-up', { setUp: false, step: 'welcome' }, []],
    ['in the middle of the set-up', { setUp: false, step: 'address' }, ['wizard']],
    ['a job runs', { jobs: [{ state: 'done' }, { state: 'running' }] }, ['job']],
    ['a backup is put back', { backup: true }, ['backup']],
    ['a change of the firewall is on trial', { firewall: true }, ['firewall']],
    ['for tonight', { at: 11 }, ['time']],
    ['tonight has come', { at: 10 }, []],
    ['all of it', { step: 'dns', jobs: [{ state: 'running' }], at: 11 }, ['wizard', 'job', 'time']],
  ])('%s', (_, more, expected) => {
    expect(holds({ ...still, ...more } as Parameters<typeof holds>[0])).toEqual(expected);
  });
  test('tonight is the next half past two', () => {
    const at = (text: string) => new Date(text).getTime();
    expect(tonight(at('2026-11-22T14:00:00'))).toBe(at('2026-11-23T02:30:00'));
    expect(tonight(at('2026-11-22T01:00:00'))).toBe(at('2026-11-22T02:30:00'));
    expect(tonight(at('2026-11-22T02:30:00'))).toBe(at('2026-11-23T02:30:00'));
  });
});

test('behind closed doors: one port of this computer, nobody outside, nothing tidied away, all else as it was', () => {
  const open = {
    ...{
      data: '.',
      hosts: { 'a.example': {} },
      listen: [
        { type: 's2s', port: 5269 },
        { type: 'http', port: 443 },
      ],
    },
    ...{ federation: { policy: 'open' }, components: { irc: {} } },
    modules: { archive: { keepDays: { people: 1, rooms: 1 }, other: 1 }, upload: { maxBytes: 7 } },
  };
  expect(JSON.parse(closedDoors(JSON.stringify(open)))).toEqual({
    ...{ data: '.', hosts: { 'a.example': {} }, federation: { policy: 'closed' } },
    listen: [{ type: 'c2s', port: 0, address: '127.0.0.1', tls: 'starttls' }],
    modules: { archive: { other: 1 }, upload: { maxBytes: 7 } },
  });
});
