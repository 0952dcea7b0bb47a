/** Addresses of the page Logs, its strip of bars, and where its explanations lead: what decides, without a browser. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Bars,
  brushOf,
  drawn,
  moveEdge,
  stacks,
  sums,
  ticks,
  timeOf,
} from '../../renderer/pages/logs/histogram.ts';
import { stripSpan } from '../../renderer/pages/logs/use-bars.ts';
import { askedFor, queryOf } from '../../renderer/pages/logs/use-query.ts';
import { pathOf } from '../../renderer/pages/logs/where.ts';
import { linesOf } from '../../renderer/words/finding-lines.ts';
import {
  around,
  bounds,
  EVERYTHING,
  isNarrowed,
  LEVELS,
  type LogsQuery,
  logsLink,
  readQuery,
  writeQuery,
} from '../../renderer/words/logs-link.ts';

const NOW = Date.UTC(2026, 10, 22, 14, 32);

describe('what is shown, as an address', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 40 })
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const maybe = fc.option(word, { nil: null });
  const query: fc.Arbitrary<LogsQuery> = fc.record({
    sources: fc.uniqueArray(word, { maxLength: 4 }),
    level: fc.constantFrom(...LEVELS),
    ...{ person: maybe, host: maybe, part: maybe, event: maybe },
    time: fc.oneof(
      fc.constant({ kind: 'any' as const }),
      fc.integer({ min: 1, max: 100_000 }).map((minutes) => ({ kind: 'last' as const, minutes })),
      fc
        .tuple(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1, max: 1e9 }))
        .map(([from, length]) => ({ kind: 'between' as const, from, to: from + length })),
    ),
    text: fc.oneof(fc.constant(''), word),
  });

  it('is read as it was written, whatever it is', () => {
    fc.assert(
      fc.property(query, (asked) => {
        expect(readQuery(writeQuery(asked))).toEqual(asked);
      }),
    );
  });

  it('from outside is bounded, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        const read = readQuery(new URLSearchParams(text));
        expect(read.text.length).toBeLessThanOrEqual(200);
        expect(read.sources.length).toBeLessThanOrEqual(16);
      }),
    );
  });

  it.each([
    ['everything', {}, '/logs'],
    ['a person', { person: 'marie@office.example' }, '/logs?person=marie%40office.example'],
    [
      'what failed in the last hour',
      { level: 'error', time: { kind: 'last', minutes: 60 } },
      '/logs?level=error&last=60',
    ],
    [
      'a person around a moment',
      { person: 'marie', time: around(NOW) },
      '/logs?person=marie&from=2026-11-22T14%3A27%3A00.000Z&to=2026-11-22T14%3A37%3A00.000Z',
    ],
  ] as const)('%s', (_name, asked, link) => {
    expect(logsLink(asked as Partial<LogsQuery>)).toBe(link);
  });

  it.each([
    ['everything', {}, false],
    ['with every detail', { level: 'debug' }, false],
    ['of another log', { sources: ['journal'] }, false],
    ['warnings', { level: 'warn' }, true],
    ['a word', { text: 'failed' }, true],
  ] as const)('narrowed or not: %s', (_name, part, expected) => {
    expect(isNarrowed({ ...EVERYTHING, ...part } as LogsQuery)).toBe(expected);
  });

  it('"the last hour" is asked with its beginning and without an end, so that new lines come', () => {
    expect(bounds({ kind: 'last', minutes: 60 }, NOW)).toEqual({ since: NOW - 3_600_000, until: null });
    expect(askedFor(EVERYTHING, NOW)).toEqual({
      sources: ['server', 'manager'],
      filter: {
        ...{ level: 'info', text: '', person: null, host: null, subsystem: null, code: null },
        ...{ since: null, until: null },
      },
    });
  });

  it('a saved view is the same question again', () => {
    const asked: LogsQuery = { ...EVERYTHING, person: 'marie', part: 'login', time: around(NOW) };
    expect(queryOf(askedFor(asked, NOW))).toEqual(asked);
    const hour: LogsQuery = { ...asked, time: { kind: 'last', minutes: 60 } };
    expect(queryOf({ ...askedFor(hour, NOW), lastMinutes: 60 })).toEqual(hour);
  });
});

describe('the strip', () => {
  const bars = (counts: number[][]): Bars => ({ from: NOW, step: 60_000, counts });
  const quiet = Array.from({ length: 60 }, () => [0, 10, 0, 0]);

  it('of a few failures among thousands of lines something is seen', () => {
    const [bar] = stacks([[0, 100_000, 0, 1]]);
    expect(bar!.failures).toBeGreaterThanOrEqual(0.06);
    expect(bar!.notes + bar!.warnings + bar!.failures).toBeCloseTo(1);
  });
  it('nothing is drawn where nothing was written', () => {
    expect(stacks([[0, 0, 0, 0]])).toEqual([{ notes: 0, warnings: 0, failures: 0 }]);
  });

  it('a choice on it is the same choice when it is read back', () => {
    const strip = bars(quiet);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 58 }), fc.integer({ min: 1, max: 30 }), (first, length) => {
        const brush = { first, end: Math.min(60, first + length) };
        expect(brushOf(strip, timeOf(brush.first, strip), timeOf(brush.end, strip) - 1)).toEqual(brush);
      }),
    );
  });

  it.each([
    ['drawn to the right', 3, 7, { first: 3, end: 8 }],
    ['to the left', 7, 3, { first: 3, end: 8 }],
    ['one bar', 5, 5, { first: 5, end: 6 }],
    ['beyond the end', 50, 80, { first: 50, end: 60 }],
  ])('%s', (_name, from, to, brush) => {
    expect(drawn(from, to, 60)).toEqual(brush);
  });

  it.each([
    ['one bar', 'first', 'ArrowRight', false, { first: 11, end: 20 }],
    ['ten with Shift', 'end', 'ArrowRight', true, { first: 10, end: 30 }],
    ['to the end', 'end', 'End', false, { first: 10, end: 60 }],
    ['to the beginning', 'first', 'Home', false, { first: 0, end: 20 }],
    ['never past the other edge', 'first', 'ArrowRight', true, { first: 19, end: 20 }],
    ['nor the other way', 'end', 'Home', false, { first: 10, end: 11 }],
    ['another key is not ours', 'first', 'a', false, null],
  ] as const)('an edge is moved by the keys: %s', (_name, edge, key, shiftKey, expected) => {
    expect(moveEdge({ first: 10, end: 20 }, edge, { key, shiftKey }, 60)).toEqual(expected);
  });

  it('sums up what is chosen', () => {
    const strip = bars([
      [1, 2, 3, 4],
      [0, 5, 0, 0],
      [0, 0, 1, 1],
    ]);
    expect(sums(strip, null)).toEqual({ lines: 17, warnings: 4, failures: 5 });
    expect(sums(strip, { first: 1, end: 3 })).toEqual({ lines: 7, warnings: 1, failures: 1 });
  });

  it('has few words under it, at round moments', () => {
    const marks = ticks(bars(quiet), 6);
    expect(marks.length).toBeLessThanOrEqual(6);
    expect(marks.every(({ at }) => at % (15 * 60_000) === 0)).toBe(true);
    expect(ticks({ from: NOW, step: 86_400_000, counts: quiet }, 6).every(({ days }) => days)).toBe(true);
  });

  it('goes near where a choice would be too small to be seen', () => {
    const year = { from: NOW - 365 * 86_400_000, to: NOW };
    expect(stripSpan(year, null, null)).toBeNull();
    expect(stripSpan(year, NOW - 90 * 86_400_000, null)).toBeNull();
    expect(stripSpan(year, NOW - 900_000, null)).toEqual({ from: NOW - 5 * 900_000, to: NOW });
    // Of a few lines just written the bars would be milliseconds wide.
    expect(stripSpan({ from: NOW - 3, to: NOW }, null, null)).toEqual({ from: NOW - 600_000, to: NOW });
  });
});

describe('where it leads', () => {
  it.each([
    [
      'a person',
      { page: 'people', person: 'marie@office.example', host: null },
      '/people/marie%40office.example',
    ],
    ['half an address opens nobody', { page: 'people', person: 'marie', host: null }, '/people'],
    ['a company', { page: 'federation', person: null, host: 'duval.example' }, '/federation/duval.example'],
    ['the certificate', { page: 'certificate', person: null, host: null }, '/network/certificate'],
  ] as const)('%s', (_name, link, path) => {
    expect(pathOf(link)).toBe(path);
  });

  it.each([
    ['server.failed', { level: 'warn', time: around(NOW, 10) }],
    ['federation.trouble', { host: 'duval.example', time: { kind: 'last', minutes: 1440 } }],
    ['people.nobody-yet', null],
  ] as const)('from the finding %s to its lines', (code, expected) => {
    expect(linesOf({ code, at: NOW, subject: '', data: { domain: 'duval.example' } })).toEqual(expected);
  });
});
