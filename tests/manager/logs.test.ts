/** Log lines: read, filtered, followed, kept in files within bounds. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LINE_CHARACTERS, splitLines } from '../../electron/manager/lines.ts';
import { matcher, readEntry } from '../../electron/manager/logs/entry.ts';
import { createLogFile, readHistory } from '../../electron/manager/logs/file.ts';
import { openLogs } from '../../electron/manager/logs/logs.ts';
import { temporaryFolder } from '../support/host.ts';

const read = (raw: string, fallback?: 'error') =>
  readEntry({ seq: 1, source: 'server', raw, readAt: 5, fallback });

describe('one line', () => {
  test('of the server', () => {
    const raw =
      '{"time":"2026-11-22T08:00:00.123Z","level":"warn","subsystem":"login","message":"refused","tries":3}';
    expect(read(raw)).toEqual({
      seq: 1,
      time: Date.UTC(2026, 10, 22, 8, 0, 0, 123),
      level: 'warn',
      source: 'server',
      subsystem: 'login',
      message: 'refused',
      fields: { tries: 3 },
      raw,
    });
  });
  test.each([
    [
      'not JSON',
      'Segmentation fault',
      { level: 'error', subsystem: 'output', message: 'Segmentation fault', time: 5 },
    ],
    ['JSON that is no object', '[1]', { message: '[1]', subsystem: 'output' }],
    [
      'strange values',
      '{"time":"x","level":"loud","message":7,"a":null,"b":{"c":1}}',
      { time: 5, level: 'info', message: '7', fields: { b: '{"c":1}' } },
    ],
    ['a level as a number', '{"level":50,"msg":"m"}', { level: 'error', message: 'm' }],
  ])('%s', (_, raw, expected) => {
    expect(read(raw, raw.startsWith('S') ? 'error' : undefined)).toMatchObject(expected);
  });
  test('is found by level, source and every word, in any case', () => {
    const entry = read('{"level":"warn","message":"Log-in refused","jid":"zoé@example.org"}');
    const filter = { level: 'info', source: 'both', search: '' } as const;
    const table = [
      { level: 'error' as const },
      { source: 'manager' as const },
      { search: 'REFUSED zoé' },
      { search: 'refused otto' },
    ];
    expect(table.map((more) => matcher({ ...filter, ...more })(entry))).toEqual([false, false, true, false]);
  });
});

test('bytes become lines wherever they are cut, and none is collected for ever', () => {
  const lines: string[] = [];
  const splitter = splitLines((line) => lines.push(line));
  for (const byte of Buffer.from('née\r\n\nzwei\n')) splitter.write(Buffer.from([byte]));
  splitter.write(Buffer.from('x'.repeat(3 * LINE_CHARACTERS)));
  splitter.write(Buffer.from('still the same line\nlast'));
  splitter.end();
  expect(lines).toEqual(['née', 'zwei', `${'x'.repeat(LINE_CHARACTERS)}…`, 'last']);
});

describe('files', () => {
  test('are rotated by size, and five are kept', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'server.log');
    const file = createLogFile(path, (error) => expect(error).toBeUndefined());
    const line = 'x'.repeat(3 * 1024 * 1024);
    for (let round = 0; round < 14; round++) {
      file.write(line);
      await file.flush();
    }
    expect(readdirSync(folder.path).sort()).toEqual([
      'server.log',
      ...[1, 2, 3, 4].map((n) => `server.log.${n}`),
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('a disk that fails is told once, and nothing is thrown', async () => {
    const told: unknown[] = [];
    const file = createLogFile('/nowhere/at/all.log', (error) => told.push(error));
    for (let line = 0; line < 3; line++) {
      file.write('x');
      await file.flush();
    }
    expect(told).toHaveLength(1);
  });

  test('history starts with a whole line', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'a.log');
    writeFileSync(path, 'one\ntwo\nthree\nfour\n');
    expect(await readHistory(path, 2)).toEqual(['three', 'four']);
    expect(await readHistory(path, 9, 8)).toEqual(['four']);
    expect(await readHistory(join(folder.path, 'none'), 9)).toEqual([]);
  });
});

describe('pages', () => {
  test('long lines do not fill the memory', async () => {
    using folder = temporaryFolder();
    const logs = await openLogs({ folder: folder.path, now: Date.now });
    const line = 'x'.repeat(16_000);
    for (let count = 0; count < 3000; count++) logs.add('server', line);
    const page = logs.page({ level: 'debug', source: 'both', search: '', before: null, limit: 1 });
    expect(page.total).toBeLessThan(1100);
    expect(page.entries[0]?.seq).toBe(3000);
    await logs.flush();
  });

  test('history of both sources comes in the order of its time', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'logs'));
    const line = (second: number, message: string) =>
      JSON.stringify({ time: new Date(second * 1000).toISOString(), message });
    writeFileSync(join(folder.path, 'logs/server.log'), `${line(1, 'a')}\n${line(3, 'c')}\n`);
    writeFileSync(join(folder.path, 'logs/manager.log'), `${line(2, 'b')}\n`);
    const logs = await openLogs({ folder: join(folder.path, 'logs'), now: () => 9000 });
    const all = { level: 'debug', source: 'both', search: '' } as const;
    const newest = logs.page({ ...all, before: null, limit: 2 });
    expect([newest.entries.map(({ message }) => message), newest.more, newest.total]).toEqual([
      ['b', 'c'],
      true,
      3,
    ]);
    const older = logs.page({ ...all, before: newest.entries[0]!.seq, limit: 2 });
    expect([older.entries.map(({ message }) => message), older.more]).toEqual([['a'], false]);
    await logs.flush();
  });

  test('what is followed comes once and in order, whatever is read in between', async () => {
    using folder = temporaryFolder();
    const logs = await openLogs({ folder: join(folder.path, 'logs'), now: () => 1 });
    const abort = new AbortController();
    const stream = logs.follow({ level: 'info', source: 'server', search: '', after: 0 }, abort.signal);
    logs.add('server', 'one');
    const seen = (await stream.next()).value!.entries.map(({ raw }) => raw);
    const next = stream.next();
    logs.add('manager', 'not this');
    logs.add('server', 'two');
    logs.add('server', 'three');
    seen.push(...(await next).value!.entries.map(({ raw }) => raw));
    if (seen.length < 3) seen.push(...(await stream.next()).value!.entries.map(({ raw }) => raw));
    expect(seen).toEqual(['one', 'two', 'three']);
    const end = stream.next();
    abort.abort();
    expect((await end).done).toBe(true);
    await logs.flush();
    expect(readFileSync(join(folder.path, 'logs/server.log'), 'utf8')).toBe('one\ntwo\nthree\n');
  });
});
