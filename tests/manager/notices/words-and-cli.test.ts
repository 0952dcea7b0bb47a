/** Every sentence in both languages, and what the command line takes and says. */
import { describe, expect, test } from 'vitest';
import { stateText, trialText } from '../../../electron/cli/notices.ts';
import { readNoticesArgs } from '../../../electron/cli/notices-args.ts';
import { readNumbersArgs, tierFor } from '../../../electron/cli/numbers.ts';
import { numbersCsv, numbersText } from '../../../electron/cli/numbers-text.ts';
import { judge, lineOf, readProbeArgs } from '../../../electron/cli/probe.ts';
import { readRange } from '../../../electron/cli/probe-range.ts';
import { noticePage, noticeWords, WAY_PROBLEM } from '../../../electron/contract/notice-words.ts';
import { noticeKind, wayProblem } from '../../../electron/contract/notices.ts';
import { DEFAULT_CONFIG } from '../../../electron/manager/notices/config.ts';
import { TIERS } from '../../../electron/manager/numbers/buckets.ts';
import { seriesOf } from '../../../electron/manager/numbers/span.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = new Date(2026, 10, 22, 18).getTime();

describe('sentences', () => {
  const about = {
    ...{ id: '1', urgent: false, subject: 'atelier.example', since: NOW, at: NOW },
    data: { fullAt: NOW, validUntil: NOW, shape: 'many-accounts', accounts: 7, addresses: 2, tries: 90 },
  };
  test.each(noticeKind.options.flatMap((kind) => [false, true].map((ended) => [kind, ended] as const)))(
    '%s, over: %s',
    (kind, ended) => {
      if (kind === 'test' && ended) return;
      for (const language of ['en', 'fr'] as const) {
        const { title, text, fix } = noticeWords({ ...about, kind, ended }, language);
        expect(title.length).toBeGreaterThan(5);
        // It stands on a locked screen.
        expect(title).not.toContain('@');
        expect(text).toMatch(/[.…]$/);
        expect(ended || kind === 'test' ? fix === '' : fix.length > 10).toBe(true);
        for (const sentence of [title, text, fix]) expect(sentence).not.toMatch(/undefined|NaN|Invalid/);
        // Four signs take a space that does not break, or one that is not seen to be missing.
        if (language === 'fr') expect(`${title}${text}${fix}`).not.toMatch(/[a-zé][;!?]/);
      }
      expect(noticePage(kind)).toMatch(/^\//);
    },
  );
  test('each trouble of a way says what helps, in both', () => {
    for (const code of wayProblem.options)
      for (const language of ['en', 'fr'] as const) expect(WAY_PROBLEM[language][code]).toMatch(/\.$/);
  });
});

describe('ranges, as the Monitoring Plugins have them', () => {
  test.each<[string, alarms: number[], fine: number[]]>([
    ['10', [-1, 11], [0, 10]],
    ['10:', [9], [10, 1e9]],
    ['~:10', [11], [-1e9, 10]],
    ['10:20', [9, 21], [10, 20]],
    ['@10:20', [10, 20], [9, 21]],
    ['-5:5', [-6, 6], [0]],
    ['2.5:', [2.4], [2.5]],
  ])('%s', (text, alarms, fine) => {
    const range = readRange(text)!;
    expect([alarms.map(range.alarms), fine.map(range.alarms)]).toEqual([
      alarms.map(() => true),
      fine.map(() => false),
    ]);
  });
  test.each(['', 'ten', '20:10', ':', '~', '@', '10:20:30', '1e3'])('"%s" is none', (text) => {
    expect(readRange(text)).toBeUndefined();
  });
});

describe('probes', () => {
  const rows = (days: number) => [
    { name: 'chatelaine_certificate_days_left', labels: { host: 'a' }, value: days },
  ];
  test.each([
    [60, 'OK'],
    [13, 'WARNING'],
    [2, 'CRITICAL'],
    [-1, 'CRITICAL'],
  ])('a certificate with %i days left: %s', (days, status) => {
    const asked = readProbeArgs(['certificate']);
    if (typeof asked === 'string' || 'list' in asked) throw new Error('no');
    expect(lineOf(judge(asked, rows(days), NOW), asked)).toBe(
      `CERTIFICATE ${status} - ${days} days left | certificate=${days};14:;3:;0;`,
    );
  });
  test('what the server does not tell is unknown, with the reason', () => {
    const asked = readProbeArgs(['backup']);
    if (typeof asked === 'string' || 'list' in asked) throw new Error('no');
    expect(lineOf(judge(asked, [], NOW))).toMatch(/^BACKUP UNKNOWN - there is no backup yet/);
  });
  test('usage', () => {
    expect([readProbeArgs([]), readProbeArgs(['help'])]).toEqual([{ list: true }, { list: true }]);
    expect(readProbeArgs(['disk', '--warning', 'much'])).toMatch(/is no range/);
    expect(readProbeArgs(['incoming_s2s_numbr'])).toMatch(/Did you mean incoming_s2s_number/);
  });
});

describe('chatelaine numbers', () => {
  test('the finest there is for so far back', () => {
    expect([HOUR, 20 * HOUR, 7 * DAY, 50 * DAY, 300 * DAY].map((ago) => tierFor(NOW - ago, NOW))).toEqual([
      ...[TIERS.minute, TIERS.minute, TIERS.tenMinutes, TIERS.hour, TIERS.day],
    ]);
  });
  test('usage', () => {
    expect(readNumbersArgs(['--since', '2d', '--csv'], NOW, {})).toMatchObject({
      from: NOW - 2 * DAY,
      form: 'csv',
    });
    expect(readNumbersArgs(['--since', 'soon'], NOW, {})).toMatch(/^When/);
    expect(readNumbersArgs(['--csv', '--json'], NOW, {})).toBe('--csv or --json, not both.');
  });
  const at = [NOW, NOW + HOUR];
  const point = { at: NOW, n: 2, low: 3, high: 5, sum: 8 };
  const series = seriesOf(at, [
    { ...point, series: 'people' },
    { ...point, series: 'sent' },
    { ...point, series: 'used', low: 2e9, high: 2e9, sum: 4e9 },
  ]);
  test('as a table: what was counted, and how long the disk lasts', () => {
    const disk = { kind: 'steady', because: 'for-years' } as const;
    expect(numbersText({ at, series, disk }, 'en').split('\n')).toEqual([
      '           mean    least     most     last  in all',
      'people        4        3        5        4',
      'sent          8        3        5        8       8',
      'used    1.9 GiB  1.9 GiB  1.9 GiB  1.9 GiB',
      '',
      'At this pace the disk lasts for years.',
    ]);
  });
  test('as CSV: empty where nobody counted', () => {
    const disk = { kind: 'unknown', because: 'too-short' } as const;
    const [head, first, second] = numbersCsv({ at, series, disk }).split('\n');
    expect(head).toMatch(/^time,up,people,/);
    expect(first).toMatch(new RegExp(`^${new Date(NOW).toISOString()},,4,,,8,`));
    expect(second).toMatch(/Z,+$/);
  });
});

describe('chatelaine notices', () => {
  const read = (...args: string[]) => readNoticesArgs(args, {});
  test('what it takes', () => {
    expect(read()).toMatchObject({ act: 'show' });
    expect(read('test', 'mail', '--lang', 'fr')).toMatchObject({ act: 'test', way: 'mail', language: 'fr' });
    expect(read('set', '--mail', 'on', '--relay', 'smtp.example.org', '--starttls')).toMatchObject({
      change: { mail: { on: true, host: 'smtp.example.org', port: 587, security: 'starttls' } },
    });
    expect(read('set', '--relay', '[2001:db8::1]:2525')).toMatchObject({ change: { mail: { port: 2525 } } });
    expect(read('set', '--quiet', '23:30-06:15')).toMatchObject({
      change: { quiet: { on: true, from: 1410, to: 375 } },
    });
    expect(read('set', '--quiet', 'off')).toMatchObject({ change: { quiet: { on: false } } });
  });
  test.each([
    [['tset'], /Did you mean set/],
    [['test', 'pigeon'], /There is no way pigeon/],
    [['set'], /Say what to choose/],
    [['set', '--xmpp', 'yes'], /on or off/],
    [['set', '--mail-to', 'nobody'], /no address of mail/],
    [['set', '--quiet', '25:00-07:00'], /two times/],
  ])('%j: a sentence', (args, sentence) => {
    expect(read(...args)).toMatch(sentence);
  });
  test('what it says', () => {
    const state = {
      ...{ config: DEFAULT_CONFIG, password: false, administrators: [], told: [] },
      troubles: { desktop: null, xmpp: null, mail: null },
    };
    expect(stateText(state, 'en')).toBe(
      'On the screen: on\nBy chat: on (the administrators)\nBy mail: off\nNot at night: what can wait does so from 22:00 to 07:00.\n\nNothing was told yet.',
    );
    expect(trialText({ ok: false, problem: 'password', said: '535 no' }, 'en')).toBe(
      `${WAY_PROBLEM.en.password}\n  535 no`,
    );
  });
});
