/** Numbers on disk: a year of them in bounded room, gaps that stay gaps, clocks that jump, files that broke. */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type NumberId, numberId } from '../../../electron/contract/numbers.ts';
import { bucketOf, bucketsBetween, RANGES, TIERS } from '../../../electron/manager/numbers/buckets.ts';
import { seriesOf } from '../../../electron/manager/numbers/span.ts';
import { openNumberStore, readNumberStore } from '../../../electron/manager/numbers/store.ts';
import { temporaryFolder } from '../../support/host.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 22, 18, 30);
const now = () => NOW;

/** Bytes of the file with all that lies beside it. */
const bytesOf = (folder: string) =>
  readdirSync(folder).reduce((total, name) => total + statSync(join(folder, name)).size, 0);

describe('a year of every number', { timeout: 60_000 }, () => {
  test('takes a few megabytes and no more the year after', () => {
    using folder = temporaryFolder();
    const store = openNumberStore(join(folder.path, 'numbers.sqlite'), now);
    const all = (value: number) =>
      Object.fromEntries(numberId.options.map((id) => [id, value])) as Record<NumberId, number>;
    // As much as fills every size of pieces to its bound: minutes lately, hours and days before.
    const fill = (from: number, to: number, step: number) => {
      for (let at = from; at < to; at += step) store.add(at, all(1 + Math.sin(at)));
    };
    fill(NOW - 420 * DAY, NOW - 70 * DAY, 12 * HOUR);
    fill(NOW - 70 * DAY, NOW - 9 * DAY, HOUR);
    fill(NOW - 9 * DAY, NOW - 1.2 * DAY, 10 * MINUTE);
    fill(NOW - 1.2 * DAY, NOW, MINUTE);
    store.tidy();
    const first = bytesOf(folder.path);
    expect(first).toBeLessThan(20 * 1024 * 1024);
    // Another two days and a half: each piece that comes has one go.
    fill(NOW, NOW + 1.2 * DAY, MINUTE);
    store.tidy();
    expect(bytesOf(folder.path)).toBeLessThan(first * 1.1);
    const kept = Object.values(TIERS).map((tier) => {
      const points = store.between(tier, 0, NOW + 10 * DAY, ['people']);
      return [points.length <= tier.keep, points.length];
    });
    expect(kept.every(([ok]) => ok)).toBe(true);
    const began = performance.now();
    const year = store.between(RANGES.year.tier, NOW - RANGES.year.ms, NOW);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(year.length).toBeGreaterThan(360 * numberId.options.length);
    store.close();
  });
});

describe('what was looked at', () => {
  test('is in each size of pieces at once, with the least and the most', () => {
    using folder = temporaryFolder();
    const store = openNumberStore(join(folder.path, 'n'), now);
    const at = Date.UTC(2026, 10, 22, 10);
    store.add(at, { people: 4, sent: 10 });
    store.add(at + MINUTE, { people: 8, sent: 20 });
    const hour = bucketsBetween(TIERS.hour, at, at + 2 * HOUR);
    const { people, sent, sessions } = seriesOf(hour, store.between(TIERS.hour, at, at + 2 * HOUR));
    expect({ people, sent, sessions: sessions.value }).toEqual({
      people: { value: [6, null, null], low: [4, null, null], high: [8, null, null] },
      // What happened is summed; the least and the most are of one minute.
      sent: { value: [30, null, null], low: [10, null, null], high: [20, null, null] },
      sessions: [null, null, null],
    });
    store.close();
  });

  test('stays where a clock jumps ahead by years, and back', () => {
    using folder = temporaryFolder();
    const store = openNumberStore(join(folder.path, 'n'), now);
    for (let day = 0; day < 100; day += 1) store.add(NOW - day * DAY, { people: 1 });
    store.add(NOW + 3_000 * DAY, { people: 9 });
    store.tidy();
    store.add(Date.UTC(1970, 0, 2), { people: 9 });
    store.tidy();
    store.add(NOW + MINUTE, { people: 2 });
    expect(store.between(TIERS.day, NOW - 120 * DAY, NOW + DAY).length).toBe(100);
    store.close();
  });

  test('is there after a kill, and can be read beside who writes', () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'n');
    expect(readNumberStore(file)).toBeUndefined();
    const store = openNumberStore(file, now);
    store.add(NOW, { people: 3 });
    const reader = readNumberStore(file)!;
    expect(reader.between(TIERS.minute, NOW - HOUR, NOW).map(({ sum }) => sum)).toEqual([3]);
    expect(() => reader.add(NOW, { people: 1 })).toThrow();
    reader.close();
    store.close();
  });

  test('marks: one of a kind at a time, the oldest first', () => {
    using folder = temporaryFolder();
    const store = openNumberStore(join(folder.path, 'n'), now);
    store.mark({ at: NOW, kind: 'restart', failed: false });
    store.mark({ at: NOW - 5, kind: 'backup', failed: true });
    expect(store.marks(NOW - DAY, NOW)).toEqual([
      { at: NOW - 5, kind: 'backup', failed: true },
      { at: NOW, kind: 'restart', failed: false },
    ]);
    store.close();
  });
});

test('a damaged file is set aside, and counting goes on', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'numbers.sqlite');
  writeFileSync(file, 'not a database at all, but long enough to be looked at as one'.repeat(100));
  const store = openNumberStore(file, now);
  store.add(NOW, { people: 1 });
  expect(store.between(TIERS.minute, NOW - HOUR, NOW)).toHaveLength(1);
  store.close();
  expect(readdirSync(folder.path)).toContain(`numbers.sqlite.broken-${NOW}`);
});

describe('days', () => {
  test('begin at midnight here, also those of 23 and 25 hours', () => {
    const from = new Date(2026, 2, 27, 15).getTime();
    const days = bucketsBetween(TIERS.day, from, from + 5 * DAY);
    expect(days.map((at) => [new Date(at).getDate(), new Date(at).getHours()])).toEqual(
      [27, 28, 29, 30, 31, 1].map((day) => [day, 0]),
    );
    expect(new Set(days.map((at) => bucketOf(TIERS.day, at + 12 * HOUR))).size).toBe(6);
  });
});
