/** Views of logs: every way of asking gives what reading everything gives. */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { LogViewFilter } from '../../../electron/contract/index.ts';
import { EVERYTHING } from '../../../electron/manager/logs/view/filter.ts';
import { temporaryFolder } from '../../support/host.ts';
import { BEGINNING, writeEntries } from './made-log.ts';
import { plainView } from './plain-view.ts';
import { openedView, SMALL, testEngine } from './test-engine.ts';

// Threads and files: nobody knows how long a machine with other things to do takes.
vi.setConfig({ testTimeout: 120_000 });

const levels = ['debug', 'info', 'warning', 'error'] as const;
const prosodyLevels = ['debug', 'info', 'warn', 'error'] as const;
const words = ['alpha', 'Beta', 'otto@office.example', 'caf\u00e9', 'x'.repeat(300), 'a\tb', 'trouble'];
const word = fc.constantFrom(...words);

interface Made {
  readonly step: number;
  readonly level: number;
  readonly said: readonly string[];
  readonly more: readonly string[];
}
const made: fc.Arbitrary<Made> = fc.record({
  // Mostly forwards, a little back now and then, and often not at all.
  step: fc.constantFrom(0, 0, 1, 1000, 61_000, -1500, 7),
  level: fc.nat(3),
  said: fc.array(word, { maxLength: 4 }),
  more: fc.array(fc.constantFrom('  at line 3', '    {term,alpha}', '', '\ttrouble'), { maxLength: 3 }),
});

const two = (value: number) => String(value).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
type Writer = (entry: Made, time: number) => string;
const writers: Record<string, Writer> = {
  ejabberd: ({ level, said, more }, time) =>
    [
      `${new Date(time).toISOString().replace('T', ' ').replace('Z', '123+00:00')} [${levels[level]}] <0.3.0>@mod_x:do/2:1 ${said.join(' ')}`,
      ...more,
    ].join('\n'),
  prosody: ({ level, said, more }, time) => {
    const at = new Date(time);
    const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
    const day = String(at.getDate()).padStart(2, ' ');
    return [
      `${MONTHS[at.getMonth()]} ${day} ${clock} mod_x\t${prosodyLevels[level]}\t${said.join(' ')}`,
      ...more,
    ].join('\n');
  },
  own: ({ level, said }, time) =>
    JSON.stringify({
      time: new Date(time).toISOString(),
      ...{ level: prosodyLevels[level], subsystem: 'login', message: said.join(' ') },
    }),
  plain: ({ said, more }) => [`- ${said.join(' ')}`, ...more.filter((line) => line !== '')].join('\n'),
};

interface SourceMade {
  readonly format: string;
  readonly begin: number;
  readonly files: readonly { readonly entries: readonly Made[]; readonly ended: boolean }[];
  readonly packed: boolean;
  readonly junk: string;
}
const sourceOf: fc.Arbitrary<SourceMade> = fc.record({
  format: fc.constantFrom(...Object.keys(writers)),
  // At the same moment, often: then the order of the sources counts.
  begin: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(5_000_000) }),
  /** Entries of each file, the oldest first; whether it is packed; whether its last line has an end. */
  files: fc.array(
    fc.record({ entries: fc.array(made, { minLength: 1, maxLength: 40 }), ended: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  packed: fc.boolean(),
  /** Bytes that are no text, and a line that is no entry, at the very beginning. */
  junk: fc.constantFrom('', 'no head at all\n', '\n\n', 'caf\xe9\n'),
});

/** Writes it, and names its files from the oldest. */
function write(folder: string, index: number, source: SourceMade): string[] {
  const file = join(folder, `${index}.log`);
  let time = BEGINNING + source.begin;
  return source.files.map(({ entries, ended }, part) => {
    const age = source.files.length - 1 - part;
    const lines = entries.map((entry) => {
      time += entry.step;
      return writers[source.format]?.(entry, time) ?? '';
    });
    const text = Buffer.concat([
      Buffer.from(part === 0 ? source.junk : '', 'latin1'),
      // Of each file something is its own, as times are in real ones.
      Buffer.from(
        `${writers[source.format]?.({ step: 0, level: 1, said: [`file ${index} ${part}`], more: [] }, time)}\n`,
      ),
      Buffer.from(lines.join('\n') + (ended ? '\n' : '')),
    ]);
    const packed = source.packed && age > 0;
    const name = age === 0 ? file : `${file}.${age}${packed ? '.gz' : ''}`;
    writeFileSync(name, packed ? gzipSync(text) : text);
    return name;
  });
}

const filters: fc.Arbitrary<LogViewFilter> = fc.record({
  level: fc.constantFrom('debug', 'info', 'warn', 'error'),
  text: fc.constantFrom('', '', 'ALPHA', 'alpha trouble', 'caf\u00e9', 'otto@', 'zzz', 'line 3'),
  ...{ person: fc.constant(null), host: fc.constant(null) },
  ...{ subsystem: fc.constant(null), code: fc.constant(null) },
  since: fc.option(
    fc.nat(400_000).map((more) => BEGINNING + more),
    { freq: 2 },
  ),
  until: fc.option(
    fc.nat(9_000_000).map((more) => BEGINNING + more),
    { freq: 2 },
  ),
});

describe('a view', () => {
  test('has the lines, their order, their numbers and their sums that reading everything has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sourceOf, { minLength: 1, maxLength: 3 }),
        filters,
        fc.array(
          fc.record({
            at: fc.nat(99).map((percent) => percent / 100),
            count: fc.integer({ min: 1, max: 30 }),
          }),
          { maxLength: 5 },
        ),
        fc.boolean(),
        async (wanted, filter, windows, small) => {
          using folder = temporaryFolder();
          const files = wanted.map((source, index) => write(folder.path, index, source));
          const plain = plainView(files, filter);
          await using opened = await openedView(
            folder.path,
            files.map((parts) => parts.at(-1) ?? ''),
            filter,
            small ? { sizes: SMALL } : {},
          );
          const { engine, id } = opened;
          const state = engine.state(id);
          expect(state.last - state.first).toBe(plain.length);
          expect(state.complete).toBe(true);
          expect(state.levels).toEqual(
            ['debug', 'info', 'warn', 'error'].map(
              (level) => plain.filter((line) => line.level === level).length,
            ),
          );
          const seen = engine.entries(id, state.first, plain.length + 5);
          expect(seen.map(({ raw, level }) => [raw.trimEnd(), level])).toEqual(
            plain.map(({ text, level }) => [text.trimEnd(), level]),
          );
          for (const { at, count } of windows) {
            const from = Math.floor(at * plain.length);
            expect(engine.entries(id, state.first + from, count).map(({ raw }) => raw.trimEnd())).toEqual(
              plain.slice(from, from + count).map(({ text }) => text.trimEnd()),
            );
            const { rows } = engine.rows(id, state.first + from, count);
            expect(rows.map(({ number }) => number)).toEqual(
              plain.slice(from, from + count).map((_, index) => state.first + from + index),
            );
            for (const row of rows) {
              expect(engine.find(id, { place: row.place }).number).toBe(row.number);
            }
            const time = plain[from]?.time;
            if (time !== undefined)
              expect(engine.find(id, { time }).number).toBe(
                state.first + plain.findIndex((line) => line.time >= time),
              );
          }
          const { from, to, counts } = engine.histogram(id, null, null, 7, false);
          const width = (to - from) / 7;
          expect(counts).toEqual(
            Array.from({ length: 7 }, (_, bucket) =>
              ['debug', 'info', 'warn', 'error'].map(
                (level) =>
                  plain.filter(
                    (line) => line.level === level && Math.floor((line.time - from) / width) === bucket,
                  ).length,
              ),
            ),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test('of several megabytes is counted from its end, and found by number, time and word', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'ejabberd.log');
    const count = writeEntries(file, { entries: 120_000 });
    await using all = await openedView(folder.path, [file], EVERYTHING);
    const { first, last } = all.engine.state(all.id);
    expect([first, last]).toEqual([-count, 0]);
    const [line] = all.engine.entries(all.id, first + 70_000, 1);
    expect(line?.time).toBe(BEGINNING + 70_000 * 40);
    await using some = await openedView(folder.path, [file], { ...EVERYTHING, text: 'failed FOR person8@' });
    const rows = some.engine.rows(some.id, -3, 3).rows.map(({ message }) => message);
    expect(rows.map((message) => message.includes('Failed for person8@'))).toEqual([true, true, true]);
    const expected = Array.from({ length: count }, (_, index) => index).filter(
      (index) => index % 1009 === 0 && index % 50 === 8 && index % 100_003 !== 0,
    );
    expect(some.engine.state(some.id).first).toBe(-expected.length);
  });
});

test('entries without an end are cut, passed over, and hide nothing that comes after them', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'ejabberd.log');
  const at = (second: number, text: string) =>
    `2026-01-01 00:00:0${second}.000123+00:00 [info] <0.1.0>@m:f/1:1 ${text}\n`;
  const handle = openSync(file, 'w');
  writeSync(handle, at(1, 'one needle'));
  // One line of nine megabytes, then an entry with as many in lines; the word is in it where nobody is shown it.
  writeSync(handle, at(2, `two ${'x'.repeat(9_000_000)} needle`));
  writeSync(handle, at(3, `three\n${'    {a,term}\n'.repeat(700_000)}    needle`));
  writeSync(handle, at(4, `four ${'x'.repeat(200_000)} needle`));
  writeSync(handle, at(5, 'five needle'));
  closeSync(handle);
  await using all = await openedView(folder.path, [file], EVERYTHING);
  const { rows } = all.engine.rows(all.id, -5, 5);
  expect(rows.map(({ message }) => message.slice(0, 5))).toEqual([
    ...['one n', 'two x', 'three', 'four ', 'five '],
  ]);
  const [, two] = all.engine.entries(all.id, -5, 5);
  expect(two?.raw.length).toBeLessThan(70_000);
  await using some = await openedView(folder.path, [file], { ...EVERYTHING, text: 'needle' });
  expect(some.engine.state(some.id)).toMatchObject({ first: -2, last: 0 });
  expect(some.engine.rows(some.id, -5, 5).rows.map(({ message }) => message)).toEqual([
    'one needle',
    'five needle',
  ]);
});

test('an engine has nothing open when its views are closed', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'x.log');
  writeFileSync(file, 'one\ntwo\n');
  const engine = testEngine(folder.path);
  await engine.open('a', [{ id: 'x', file }], EVERYTHING);
  await engine.open('b', [{ id: 'x', file }], EVERYTHING);
  await engine.close('a');
  expect(engine.sources()).toBe(1);
  await engine.close('b');
  await expect.poll(() => engine.sources()).toBe(0);
});
