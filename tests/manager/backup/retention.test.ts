/** What is kept and what goes, over years of random days; when the next one is due; how files are called. */
import { describe, expect, test } from 'vitest';
import { backupName, isUnfinished, readName } from '../../../electron/manager/backup/name.ts';
import { type Candidate, ours, toKeep, toRemove } from '../../../electron/manager/backup/retention.ts';
import { nextBackupAt, timeOfDayAfter } from '../../../electron/manager/backup/schedule.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const START = new Date(2026, 10, 22, 2, 10).getTime();
const daysAgo = (days: number, good = true): Candidate => ({
  name: `d${days}`,
  at: START - days * DAY,
  good,
});

/** The same numbers in every run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('what stays', () => {
  test('one a day for three days, one a week for two, one a month for two', () => {
    const all = Array.from({ length: 70 }, (_, days) => daysAgo(days));
    const kept = toKeep(all, { daily: 3, weekly: 2, monthly: 2 });
    // 22 November 2026 is a Sunday: its week began on the 16th, the one before ends on the 15th; October ends 22 days before.
    expect(kept).toEqual([
      { name: 'd0', because: 'newest' },
      { name: 'd1', because: 'day' },
      { name: 'd2', because: 'day' },
      { name: 'd7', because: 'week' },
      { name: 'd22', because: 'month' },
    ]);
  });

  test('a damaged one takes nobody’s place, and the last good one never goes', () => {
    const all = [daysAgo(0, false), daysAgo(1, false), daysAgo(400)];
    expect(toRemove(all, { daily: 1, weekly: 0, monthly: 0 })).toEqual([]);
    expect(toRemove([...all, daysAgo(401)], { daily: 1, weekly: 0, monthly: 0 })).toEqual(['d401']);
  });

  test('whatever there is: the newest good one stays, no more stay than were asked for, and thinning again removes nothing', () => {
    const next = chance(11);
    for (let round = 0; round < 400; round += 1) {
      const count = Math.floor(next() * 60);
      const all = Array.from({ length: count }, (_, index): Candidate => {
        return { name: `b${index}`, at: START - Math.floor(next() * 900 * DAY), good: next() > 0.2 };
      });
      const keep = {
        daily: 1 + Math.floor(next() * 9),
        weekly: Math.floor(next() * 6),
        monthly: Math.floor(next() * 13),
      };
      const gone = new Set(toRemove(all, keep));
      const stays = all.filter(({ name }) => !gone.has(name));
      const good = all.filter((one) => one.good).sort((one, other) => other.at - one.at);
      if (good[0]) expect(gone.has(good[0].name), `round ${round}`).toBe(false);
      expect(stays.filter((one) => one.good).length).toBeLessThanOrEqual(
        keep.daily + keep.weekly + keep.monthly,
      );
      expect(toRemove(stays, keep)).toEqual([]);
    }
  });
});

describe('when', () => {
  const at = (hour: number, minute = 0, day = 22) => new Date(2026, 10, day, hour, minute).getTime();
  const history = { triedAt: null, failures: 0, plannedAt: at(9) };

  test.each([
    ['off', { on: false, minute: 130 }, history, null],
    ['the first one comes at its time, not at once', { on: true, minute: 130 }, history, at(2, 10, 23)],
    [
      'a day after the last',
      { on: true, minute: 130 },
      { ...history, triedAt: at(2, 10, 23) },
      at(2, 10, 24),
    ],
    [
      'made by hand at noon: the night’s comes all the same',
      { on: true, minute: 130 },
      { ...history, triedAt: at(12) },
      at(2, 10, 23),
    ],
    [
      'after a failure an hour later',
      { on: true, minute: 130 },
      { ...history, triedAt: at(12), failures: 1 },
      at(13),
    ],
    ['after the second two', { on: true, minute: 130 }, { ...history, triedAt: at(12), failures: 2 }, at(14)],
    [
      'after many the next night',
      { on: true, minute: 130 },
      { ...history, triedAt: at(12), failures: 9 },
      at(2, 10, 23),
    ],
  ])('%s', (_, plan, past, expected) => {
    expect(nextBackupAt(plan, past)).toBe(expected);
  });

  test('slept through: it is in the past, so it is made up for', () => {
    const due = nextBackupAt({ on: true, minute: 130 }, { ...history, plannedAt: 0, triedAt: at(2, 10, 17) });
    expect(due).toBeLessThan(at(8));
  });

  test('every day of two years has exactly one time of day, whatever the clocks do', () => {
    for (let from = START, days = 0; days < 730; days += 1) {
      const next = timeOfDayAfter(130, from);
      expect(next - from).toBeGreaterThan(22 * HOUR);
      expect(next - from).toBeLessThan(26 * HOUR);
      from = next;
    }
  });
});

describe('names', () => {
  test('say whose and of when, and are read back', () => {
    const about = { domain: 'fabrik-martin.example', at: Date.UTC(2026, 10, 22, 2, 10, 5), locked: true };
    const name = backupName(about);
    expect(name).toBe('chatelaine-fabrik-martin.example-20261122-021005.tar.zst.age');
    expect(readName(name)).toEqual(about);
    expect(isUnfinished(`${name}.part`)).toBe(true);
  });

  test.each([
    'holiday.jpg',
    'chatelaine.tar.zst',
    'chatelaine-x-2026.tar.zst',
    '../chatelaine-a-20261122-021005.tar.zst',
    'chatelaine-a-20261122-021005.tar.zst.part',
  ])('%s is not ours', (name) => {
    expect(readName(name)).toBeUndefined();
  });
});

test('only what this Chatelaine made or opened is ever thought of: after a new beginning the old backups stay', () => {
  const opened = { at: START, loggedIn: true };
  const named = (domain: string, days: number) =>
    backupName({ domain, at: START - days * DAY, locked: true });
  const entry = (name: string, more: object) => ({
    name,
    at: readName(name)!.at,
    opened: null,
    problem: null,
    ...more,
  });
  const all = [
    entry(named('atelier.example', 0), { opened }),
    entry(named('atelier.example', 1), { opened, problem: { code: 'backup.damaged', data: {} } }),
    entry(named('atelier.example', 40), {}),
    entry(named('other.example', 1), { opened }),
  ];
  const mine = ours(all, 'atelier.example');
  expect(mine.map(({ name, good }) => [name, good])).toEqual([
    [named('atelier.example', 0), true],
    [named('atelier.example', 1), false],
  ]);
  expect(toRemove(mine, { daily: 1, weekly: 0, monthly: 0 })).toEqual([named('atelier.example', 1)]);
});
