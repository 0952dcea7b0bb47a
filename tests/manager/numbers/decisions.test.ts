/** What becomes of counters, how long the disk lasts, what marks a chart: as tables. */
import { describe, expect, test } from 'vitest';
import { type Seen, sinceLast } from '../../../electron/manager/numbers/flows.ts';
import { type FreeAt, forecast } from '../../../electron/manager/numbers/forecast.ts';
import { crashOf, markOf } from '../../../electron/manager/numbers/marks.ts';
import { readServer, startedAt } from '../../../electron/manager/numbers/series.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 18);
const GB = 1024 ** 3;

describe('counters', () => {
  const seen = (at: number, sent: number, began = NOW - DAY): Seen => ({
    ...{ at, startedAt: began, values: { sent, people: 5 } },
  });
  test.each<[string, Seen, Seen | null, number | undefined]>([
    ['grow', seen(NOW, 30), seen(NOW - MINUTE, 10), 20],
    ['stand still', seen(NOW, 10), seen(NOW - MINUTE, 10), 0],
    ['at the first look at an old process: nobody knows when', seen(NOW, 30), null, undefined],
    ['at the first look at a process that began just now', seen(NOW, 3, NOW - MINUTE), null, 3],
    ['of a new process: all it counted', seen(NOW, 4, NOW - 2_500), seen(NOW - MINUTE, 900), 4],
    ['that went back without a new start', seen(NOW, 4), seen(NOW - MINUTE, 900), undefined],
    ['after a night asleep', seen(NOW, 30), seen(NOW - 480 * MINUTE, 10), undefined],
    ['after the clock was put back', seen(NOW, 30), seen(NOW + MINUTE, 10), undefined],
    [
      'of a process whose start is told a little otherwise',
      seen(NOW, 30, NOW - DAY + 900),
      seen(NOW - MINUTE, 10),
      20,
    ],
  ])('%s', (_, now, before, sent) => {
    expect(sinceLast(now, before)).toEqual({ people: 5, ...(sent !== undefined && { sent }) });
  });
});

test('the server’s numbers by their names; what it does not tell is left out', () => {
  const row = (name: string, value: number, labels = {}) => ({ name, labels, value });
  const rows = [
    row('chatelaine_people_online', 14),
    row('chatelaine_accounts', 20, { host: 'one' }),
    row('chatelaine_accounts', 3, { host: 'two' }),
    row('chatelaine_certificate_days_left', 80, { host: 'one' }),
    row('chatelaine_certificate_days_left', 12, { host: 'two' }),
    row('chatelaine_event_loop_lag_seconds', 0.021, { of: 'p99' }),
    row('chatelaine_logins', 7, { outcome: 'failed' }),
    row('chatelaine_logins', 90, { outcome: 'succeeded' }),
    row('process_start_time_seconds', 1_000),
    row('chatelaine_archived_messages', Number.NaN),
  ];
  expect(readServer(rows)).toEqual({ people: 14, accounts: 23, certificate: 12, delay: 21, loginsFailed: 7 });
  expect(startedAt(rows)).toBe(1_000_000);
});

describe('how long the disk lasts', () => {
  /** One number every six hours. */
  const over = (days: number, bytes: (day: number) => number): FreeAt[] =>
    Array.from({ length: days * 4 + 1 }, (_, index) => ({
      at: NOW - days * DAY + index * (DAY / 4),
      bytes: bytes(index / 4),
    }));
  test.each<[string, FreeAt[], object]>([
    ['nothing was counted', [], { kind: 'unknown', because: 'no-numbers' }],
    [
      'less than a week was',
      over(5, (day) => 100 * GB - day * GB),
      { kind: 'unknown', because: 'too-short' },
    ],
    ['it stays as it is', over(30, () => 100 * GB), { kind: 'steady', because: 'not-shrinking' }],
    ['it grows', over(30, (day) => 100 * GB + day * GB), { kind: 'steady', because: 'not-shrinking' }],
    [
      'it shrinks, slowly',
      over(30, (day) => 500 * GB - day * 0.1 * GB),
      { kind: 'steady', because: 'for-years' },
    ],
    [
      'it shrinks evenly: a date, and a sure one',
      over(30, (day) => 100 * GB - day * GB),
      { kind: 'fills', at: NOW + 70 * DAY, early: NOW + 70 * DAY, late: NOW + 70 * DAY, bytesPerDay: GB },
    ],
  ])('%s', (_, free, verdict) => {
    expect(forecast(free, NOW)).toEqual(verdict);
  });

  test('a large file that came and went moves the date little', () => {
    const usual = over(30, (day) => 100 * GB - day * GB);
    const disturbed = over(30, (day) => 100 * GB - day * GB - (day > 10 && day < 13 ? 30 * GB : 0));
    const [one, other] = [forecast(usual, NOW), forecast(disturbed, NOW)];
    if (one.kind !== 'fills' || other.kind !== 'fills') throw new Error('both fill');
    expect(Math.abs(one.at - other.at) / DAY).toBeLessThan(7);
  });

  test('an uneven pace is told by how far apart early and late are', () => {
    const uneven = forecast(
      over(30, (day) => 100 * GB - day * GB - Math.sin(day) * 8 * GB),
      NOW,
    );
    if (uneven.kind !== 'fills') throw new Error('it fills');
    expect(uneven.early).toBeLessThan(uneven.at);
    expect(uneven.late ?? Number.POSITIVE_INFINITY).toBeGreaterThan(uneven.at);
  });
});

describe('marks', () => {
  test.each([
    ['server.restart', 'applied', { at: 1, kind: 'restart', failed: false }],
    ['backup.create', 'failed', { at: 1, kind: 'backup', failed: true }],
    ['update.apply', 'applied', { at: 1, kind: 'update', failed: false }],
    ['people.add', 'applied', undefined],
  ] as const)('%s, %s', (action, state, mark) => {
    expect(markOf({ action, state, at: 1 })).toEqual(mark);
  });
  test('a server that ended by itself', () => {
    const crashed = { state: 'waiting', since: 5, nextAt: 6, attempt: 1, exit: 'SIGSEGV' } as const;
    expect(crashOf(crashed)).toEqual({ at: 5, kind: 'crash', failed: true });
    expect(crashOf({ state: 'stopped', since: 5 })).toBeUndefined();
  });
});
