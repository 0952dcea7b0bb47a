/** Once for each cause, once for its end, a few a day, not at night: as stories, and as what holds whatever happens. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding, NoticeConfig } from '../../../electron/contract/index.ts';
import { attackOf } from '../../../electron/manager/attack.ts';
import { type Cause, causesOf, RULES } from '../../../electron/manager/notices/causes.ts';
import {
  A_DAY,
  decide,
  EMPTY,
  type Ledger,
  ledger as shape,
} from '../../../electron/manager/notices/ledger.ts';
import { again, due, type Waiting, wayOf, withNew } from '../../../electron/manager/notices/outbox.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Noon. */
const START = Date.UTC(2026, 10, 22, 12);

const QUIET: NoticeConfig['quiet'] = { on: true, from: 22 * 60, to: 7 * 60 };
const AWAKE = { ...QUIET, on: false };
const cause = (kind: Cause['kind'], key: string = kind): Cause => ({ key, kind, subject: 'test', data: {} });
const DOWN = cause('server-down');
const BACKUP = cause('backup-failing');

/** Looks every 30 seconds. `standing`: the causes at a time since the start. Answers what was told, and when. */
function live(ms: number, standing: (since: number) => Cause[], quiet = AWAKE, from: Ledger = EMPTY) {
  const told: [kind: string, ended: boolean, after: number][] = [];
  let ledger = from;
  for (let since = 0; since <= ms; since += 30 * SECOND) {
    const now = START + since;
    const minute = (12 * 60 + since / MINUTE) % 1_440;
    const decided = decide(ledger, standing(since), { now, minute, quiet });
    // As it is on disk between two looks.
    ledger = shape.parse(JSON.parse(JSON.stringify(decided.ledger)));
    for (const { kind, ended } of decided.tell) told.push([kind, ended, since / MINUTE]);
  }
  return { told, ledger };
}
const between =
  (...times: [from: number, to: number][]) =>
  (what: Cause) =>
  (since: number) =>
    times.some(([from, to]) => since >= from && since < to) ? [what] : [];

describe('a server that is down', () => {
  test.each<[string, [number, number][], [string, boolean, number][]]>([
    ['for less than two minutes: the supervisor did it, nobody is told', [[0, 110 * SECOND]], []],
    [
      'for two minutes',
      [[0, 10 * MINUTE]],
      [
        ['server-down', false, 2],
        ['server-down', true, 10.5],
      ],
    ],
    [
      'again and again: down since the first time, told once',
      [0, 1, 2, 3, 4].map((n): [number, number] => [n * MINUTE, n * MINUTE + 40 * SECOND]),
      [
        ['server-down', false, 2],
        ['server-down', true, 5.5],
      ],
    ],
    [
      'twice in a day: once',
      [
        [0, 10 * MINUTE],
        [2 * HOUR, 3 * HOUR],
      ],
      [
        ['server-down', false, 2],
        ['server-down', true, 10.5],
      ],
    ],
    [
      'again after more than a day of being well',
      [
        [0, 10 * MINUTE],
        [26 * HOUR, 27 * HOUR],
      ],
      [
        ['server-down', false, 2],
        ['server-down', true, 10.5],
        ['server-down', false, 26 * 60 + 2],
        ['server-down', true, 27 * 60 + 0.5],
      ],
    ],
  ])('%s', (_, times, told) => {
    expect(live(30 * HOUR, between(...times)(DOWN)).told).toEqual(told);
  });
});

describe('at night', () => {
  test('what can wait is told in the morning, what cannot at once', () => {
    const night = between([10.5 * HOUR, 30 * HOUR]);
    expect(live(30 * HOUR, night(BACKUP), QUIET).told).toEqual([['backup-failing', false, 19 * 60]]);
    expect(live(30 * HOUR, night(DOWN), QUIET).told).toEqual([['server-down', false, 10.5 * 60 + 2]]);
  });
  test('what came and went in the night is nobody’s news', () => {
    expect(live(30 * HOUR, between([11 * HOUR, 15 * HOUR])(BACKUP), QUIET).told).toEqual([]);
  });
});

test('what is held does not begin, and does not end', () => {
  const held = { ...DOWN, held: true as const };
  expect(live(HOUR, () => [held]).told).toEqual([]);
  const { told } = live(HOUR, (since) => (since < 5 * MINUTE ? [DOWN] : since < 30 * MINUTE ? [held] : []));
  expect(told).toEqual([
    ['server-down', false, 2],
    ['server-down', true, 30.5],
  ]);
});

test('a few a day, and room is kept for what stops work', () => {
  const many = Array.from({ length: 30 }, (_, n) => cause('service-broken', `service-broken ${n}`));
  const { told } = live(20 * HOUR, (since) => (since > HOUR ? [...many, DOWN] : many));
  expect(told.filter(([kind]) => kind === 'service-broken')).toHaveLength(A_DAY.quiet);
  expect(told.filter(([kind]) => kind === 'server-down')).toHaveLength(1);
});

test('a clock that is put back silences nothing for good', () => {
  const later = live(10 * MINUTE, () => [DOWN]).ledger;
  const now = START - 30 * DAY;
  const quiet = { now, minute: 720, quiet: AWAKE };
  const back = decide(later, [BACKUP], quiet);
  expect(
    decide(back.ledger, [BACKUP], { ...quiet, now: now + 11 * MINUTE }).tell.map(({ kind, ended }) => [
      kind,
      ended,
    ]),
  ).toEqual([
    ['server-down', true],
    ['backup-failing', false],
  ]);
});

test('never twice for one cause, never an end without a beginning, never many in a day: whatever comes and goes', {
  timeout: 60_000,
}, () => {
  const kinds = Object.keys(RULES) as (keyof typeof RULES)[];
  const stretch = fc.record({
    minutes: fc.integer({ min: 1, max: 900 }),
    standing: fc.subarray(kinds),
  });
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 25 }), fc.boolean(), (stretches, on) => {
      let ledger = EMPTY;
      let now = START;
      const last = new Map<string, { told: boolean; well: number; longestWell: number; ended: boolean }>();
      const times: number[] = [];
      for (const { minutes, standing } of stretches)
        for (const until = now + minutes * MINUTE; now < until; now += 4 * MINUTE) {
          const time = new Date(now);
          const minute = time.getUTCHours() * 60 + time.getUTCMinutes();
          const decided = decide(
            ledger,
            standing.map((kind) => cause(kind)),
            { now, minute, quiet: { ...QUIET, on } },
          );
          ledger = decided.ledger;
          for (const kind of kinds) {
            const one = last.get(kind) ?? { told: false, well: 0, longestWell: 0, ended: true };
            const well = standing.includes(kind) ? 0 : one.well + 4 * MINUTE;
            last.set(kind, { ...one, well, longestWell: Math.max(well, one.longestWell) });
          }
          for (const { kind, ended, urgent } of decided.tell) {
            if (kind === 'test') throw new Error('nobody asked for one');
            const one = last.get(kind)!;
            times.push(now);
            if (on && !urgent && (minute >= QUIET.from || minute < QUIET.to)) throw new Error('at night');
            if (ended && one.ended) throw new Error(`the end of ${kind}, which nobody was told of`);
            if (!ended && !standing.includes(kind)) throw new Error(`${kind} does not stand`);
            if (!ended && one.told && one.longestWell < DAY - 8 * MINUTE) throw new Error(`${kind} twice`);
            last.set(kind, { ...one, told: true, ended, ...(!ended && { longestWell: 0 }) });
          }
          if (times.filter((at) => now - at < DAY).length > A_DAY.all) throw new Error('too many');
        }
    }),
    { numRuns: 120 },
  );
});

describe('findings that are notices', () => {
  const finding = (code: string, more: Partial<Finding> = {}): Finding =>
    ({ code, severity: 'warning', subject: 'test', data: {}, at: START, who: 'you', ...more }) as Finding;
  const facts = {
    running: true,
    paceKnown: false,
    domain: 'test',
  } as const;
  const keys = (findings: Finding[], more = {}) =>
    causesOf({ findings, ...facts, ...more }).map(({ key, held }) => (held ? `${key}, held` : key));

  test.each<[string, Finding[], string[]]>([
    ['a person stopped it', [finding('server.stopped')], []],
    ['it starts again and again', [finding('server.restarting'), finding('server.failed')], ['server-down']],
    ['people wait to be let in: that is no trouble', [finding('people.waiting')], []],
    [
      'what follows from another is told with it',
      [
        finding('certificate.not-renewed'),
        finding('certificate.expires-soon', { dependsOn: 'certificate.not-renewed' }),
      ],
      ['certificate-not-renewed test', 'certificate-expires test, held'],
    ],
    [
      'unless nobody can work any more',
      [
        finding('certificate.not-renewed'),
        finding('certificate.expired', { dependsOn: 'certificate.not-renewed' }),
      ],
      ['certificate-not-renewed test', 'certificate-expired test', 'certificate-expires test, held'],
    ],
    [
      'two things about backups are one cause',
      [finding('backup.failed'), finding('backup.target-away')],
      ['backup-failing'],
    ],
    ['nobody has set up backups: that is no news', [finding('backup.none')], []],
    ['somebody guesses passwords', [finding('attack.guessing')], ['attack test']],
    [
      'a certificate of each of two domains was withdrawn: each is a cause',
      [finding('certificate.revoked'), finding('certificate.revoked', { subject: 'other' })],
      ['certificate-revoked test', 'certificate-revoked other'],
    ],
  ])('%s', (_, findings, expected) => {
    expect(keys(findings).filter((key) => !key.startsWith('disk-filling'))).toEqual(expected);
  });

  test.each<[string, object, Finding[], string]>([
    ['a server that starts, or that a person has stopped', { running: false }, [], 'server-down, held'],
    ['a disk nobody knows the pace of', {}, [], 'disk-filling, held'],
  ])('%s: not over, and no reason to begin', (_, more, findings, held) => {
    expect(keys(findings, more)).toContain(held);
  });

  test('a disk that fills, until it is nearly full already', () => {
    const known = { paceKnown: true };
    expect([
      keys([finding('disk.fills')], known),
      keys([], known),
      keys([finding('disk.low')], known),
    ]).toEqual([['disk-filling'], [], ['disk-low', 'disk-filling, held']]);
  });
});

describe('guesses at passwords', () => {
  const tried = (source: string, account: string | null, more = {}) =>
    ({ source, account, stopped: 'wrong-password', times: 3, at: START - MINUTE, ...more }) as never;
  const times = (n: number, one: (index: number) => never) =>
    Array.from({ length: n }, (_, index) => one(index));
  test.each<[string, never[], string | null]>([
    ['a phone with an old password, for days', [tried('10.0.0.7', 'nina@test', { times: 5_000 })], null],
    [
      'a small office behind one address, a bad morning',
      times(3, (n) => tried('203.0.113.1', `p${n}@test`)),
      null,
    ],
    ['one address tries many accounts', times(6, (n) => tried('203.0.113.1', `p${n}@test`)), 'many-accounts'],
    [
      'many addresses try one account',
      times(9, (n) => tried(`203.0.113.${n}`, 'nina@test')),
      'many-addresses',
    ],
    [
      'that was hours ago',
      times(9, (n) => tried('203.0.113.1', `p${n}@test`, { at: START - 3 * HOUR })),
      null,
    ],
    ['they came in', times(9, (n) => tried('203.0.113.1', `p${n}@test`, { stopped: null })), null],
    ['strangers who named nobody', times(30, () => tried('203.0.113.1', null)), null],
  ])('%s', (_, attempts, shape) => {
    expect(attackOf(attempts, START)?.shape ?? null).toBe(shape);
  });
  test('say how many, never who', () => {
    const found = attackOf(
      times(6, (n) => tried('203.0.113.1', `p${n}@test`)),
      START,
    );
    expect(found).toEqual({ shape: 'many-accounts', accounts: 6, addresses: 1, tries: 18 });
  });
});

describe('what could not be told', () => {
  const notice = {
    id: '1',
    kind: 'disk-low',
    ended: false,
    urgent: false,
    subject: '',
    data: {},
    since: 0,
    at: 0,
  } as const;
  test('is tried again for some hours, and then let go', () => {
    let one: Waiting | undefined = wayOf('mail', notice, START);
    const waits: number[] = [];
    for (let now = START; one; now = one?.nextAt ?? 0) {
      expect(due([one], now)).toEqual([one]);
      const next = again({ ...one, tries: one.tries + 1 }, now);
      if (next) waits.push((next.nextAt - now) / MINUTE);
      one = next;
    }
    expect(waits).toEqual([1, 5, 15, 60, 240]);
  });
  test('and where it is over before anybody heard of it, only the end is', () => {
    const begun = [wayOf('mail', notice, START), wayOf('xmpp', { ...notice, kind: 'attack' }, START)];
    const over = wayOf('mail', { ...notice, id: '2', ended: true }, START);
    expect(withNew(begun, [over])).toEqual([begun[1], over]);
  });
});
