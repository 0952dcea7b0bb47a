/** Lines as files: text, JSON lines, CSV that no spreadsheet takes for a formula; in pieces, and never too much. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cell,
  EXPORT_BOUNDS,
  type ExportedLine,
  exported,
  PLAINLY,
} from '../../../electron/manager/logs/share/export.ts';
import { createSharer } from '../../../electron/manager/logs/share/share.ts';
import { readRecording } from '../log-events/recorded.ts';

const lines: ExportedLine[] = readRecording('ejabberd').map(({ raw, line, time, event }) => ({
  ...{
    raw,
    time,
    event,
    source: 'ejabberd.log',
    level: line.level,
    subsystem: line.subsystem,
    message: line.message,
  },
}));
async function* given(some: readonly ExportedLine[]) {
  yield* some;
}
async function all(
  some: readonly ExportedLine[],
  ...rest: [format: 'text' | 'json' | 'csv', shown?: typeof PLAINLY, bounds?: typeof EXPORT_BOUNDS]
) {
  const pieces = [];
  for await (const piece of exported(given(some), rest[0], rest[1] ?? PLAINLY, rest[2] ?? EXPORT_BOUNDS))
    pieces.push(piece);
  return { pieces, text: pieces.map(({ text }) => text).join(''), last: pieces.at(-1) };
}
/** SPEC: RFC 4180 §2, read by its grammar. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const record of text.matchAll(
    /((?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*)\r\n/g,
  )) {
    const cells = [...record[1]!.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)];
    rows.push(cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ''));
  }
  return rows;
}

describe('a file', () => {
  test('of text is the lines as they were written', async () => {
    const { text, last } = await all(lines, 'text');
    expect(text).toBe(`${lines.map(({ raw }) => raw).join('\n')}\n`);
    expect(last).toMatchObject({ entries: lines.length, ended: true, cut: false, time: lines.at(-1)?.time });
  });
  test('of JSON has an object in each line', async () => {
    const rows = (await all(lines, 'json')).text
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    expect(rows).toHaveLength(lines.length);
    expect(rows.find(({ event }) => event === 'login.refused')).toEqual({
      ...{
        time: expect.stringMatching(/^2026-11-22T/),
        source: 'ejabberd.log',
        level: 'warn',
        part: 'login',
        subsystem: 'ejabberd_c2s',
      },
      ...{
        person: 'otto@office.test',
        from: '127.0.0.1',
        host: '',
        event: 'login.refused',
        outcome: 'refused',
      },
      message: expect.stringContaining('Failed c2s PLAIN'),
    });
  });
  test('of CSV is read back by RFC 4180', async () => {
    const [head, ...rows] = readCsv((await all(lines, 'csv')).text);
    expect(head).toEqual([
      'time',
      'source',
      'level',
      'part',
      'subsystem',
      'person',
      'from',
      'host',
      'event',
      'outcome',
      'message',
    ]);
    expect(rows.map((row) => row.at(-1))).toEqual(lines.map(({ message }) => message));
  });
  test('that is shared has no name in it, in none of its columns', async () => {
    for (const format of ['text', 'json', 'csv'] as const) {
      const sharer = createSharer({ domains: [], computers: [], names: [] });
      for (const { event } of lines) sharer.learn(event);
      const { text } = await all(lines, format, { line: sharer.line, value: sharer.line });
      expect(text).not.toMatch(/otto|nina|office\.test|salon|partner\.test/);
      expect(text).toMatch(/person-\d+@office-1/);
    }
  });
  test('comes in pieces, and stops where it would be too much', async () => {
    const { pieces } = await all(lines, 'text', PLAINLY, { ...EXPORT_BOUNDS, piece: 1000 });
    expect(pieces.length).toBeGreaterThan(10);
    expect((await all(lines, 'text', PLAINLY, { ...EXPORT_BOUNDS, entries: 5 })).last).toMatchObject({
      entries: 5,
      ended: true,
      cut: true,
    });
    expect((await all(lines, 'text', PLAINLY, { ...EXPORT_BOUNDS, size: 1000 })).last).toMatchObject({
      ended: true,
      cut: true,
    });
    expect(await all([], 'csv')).toMatchObject({ last: { entries: 0, ended: true, cut: false, time: null } });
  });
});

describe('a cell', () => {
  test.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+1', '"\'+1"'],
    ['-1', '"\'-1"'],
    ['@SUM(A1)', '"\'@SUM(A1)"'],
    ['\t=1', '"\'\t=1"'],
  ])('%j is %j', (value, written) => {
    expect(cell(value)).toBe(written);
  });
  test('is never a formula, and says what it said', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (value) => {
        const [[read = ''] = []] = readCsv(`${cell(value)}\r\n`);
        expect(/^[=+\-@\t\r\n]/.test(read)).toBe(false);
        expect(read).toBe(/^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value);
      }),
    );
  });
});
