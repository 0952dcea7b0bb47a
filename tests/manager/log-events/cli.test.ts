/** `chatelaine logs`: explained, told about a person, shared, exported, over logs that real programs wrote. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { readLogsArgs } from '../../../electron/cli/logs-args.ts';
import { run } from '../../../electron/manager/run.ts';
import { temporaryFolder } from '../../support/host.ts';
import { readRecording } from './recorded.ts';

vi.setConfig({ testTimeout: 60_000 });

const CLI = join(import.meta.dirname, '../../../electron/cli.ts');
const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
/** Logs have the names and places that real ones have. */
const log = (name: string) => {
  const path = join(folder.path, `${name}.log`);
  copyFileSync(join(import.meta.dirname, 'recorded', `${name}.txt`), path);
  return path;
};
const [EJABBERD, OURS] = [log('ejabberd'), log('chatelaine')];
const logs = (args: readonly string[], lang = 'en') =>
  run(process.execPath, [CLI, 'logs', ...args, ...(args.includes('--help') ? [] : ['--lang', lang])], {
    timeoutMs: 40_000,
  });
/** When it happened; recorded within five minutes of each other. */
const AT = new Date(
  readRecording('ejabberd').find(({ event }) => event.code === 'login.ok')?.time ?? 0,
).toISOString();
const NOW = new Date('2026-11-22T15:00:00').getTime();

describe('what is asked for', () => {
  test.each([
    [['--around', 'soon'], /--around takes how long ago/],
    [['--around', '14:32', '--since', '1h'], /--around is five minutes before and after/],
    [['--around', '14:32', '-f'], /--around and --follow do not go together/],
    [['--share', '--follow'], /--share and --follow do not go together/],
    [['--share', '--explain'], /--explain is for reading here/],
    [['--lang', 'de'], /--lang is en or fr/],
    [['--export', 'xls'], /--export is one of text, json, csv/],
  ])('%j is told what is wrong with it', (args, sentence) => {
    expect(readLogsArgs(args, NOW)).toMatch(sentence);
  });
  test('a moment is five minutes before and after, in all logs there are', () => {
    const at = new Date('2026-11-22T14:32').getTime();
    expect(readLogsArgs(['--around', '14:32', '--person', 'Otto'], NOW)).toMatchObject({
      ...{
        since: at - 300_000,
        until: at + 300_000,
        found: true,
        story: true,
        person: 'otto',
        last: undefined,
      },
    });
    expect(readLogsArgs(['x.log', '--around', '14:32'], NOW)).toMatchObject({ found: false, story: false });
  });
});

test('a story of somebody nobody speaks of is told to be one, and ends as a search that found nothing', async () => {
  const story = await logs([EJABBERD, '--person', 'nobody-at-all', '--around', AT]);
  expect([story.exitCode, story.stdout]).toEqual([
    1,
    'No log says anything about this person at that time.\n',
  ]);
});

test('each line is followed by what it means; where something is wrong, by what to do', async () => {
  const { exitCode, stdout } = await logs([EJABBERD, '--search', 'otto', '--explain', '--last', '100']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /Failed c2s PLAIN authentication for otto@office\.test.*\n {4}→ A program at 127\.0\.0\.1 tried to log in as otto@office\.test with a wrong name or password\.\n {6}Who notices: .*\n {6}What to do: .*\n {6}Otherwise: /,
  );
  expect(stdout).toMatch(/Opened c2s session.*\n {4}→ A device of otto@office\.test is online\.\n20/);
});

test('in French where the terminal speaks it, and a line nobody knows is said to be one', async () => {
  const file = join(folder.path, 'strange.log');
  writeFileSync(
    file,
    '2026-11-22 18:43:28.1+00:00 [error] <0.1.0>@mod_x:f/1:2 Frobnicator stalled for zoe@office.test\n',
  );
  const { stdout } = await logs([file, '--explain'], 'fr');
  expect(stdout).toMatch(/→ Nous ne connaissons pas cette ligne\.\n {6}Qui le remarque\u00a0: /);
  expect(stdout).toMatch(/À chercher\u00a0: ejabberd Frobnicator stalled for\n/);
});

test('as JSON, the event and the words come along', async () => {
  const { stdout } = await logs([OURS, '--explain', '--json', '--search', 'failed otto', '--last', '1']);
  expect(JSON.parse(stdout)).toMatchObject({
    event: { code: 'login.refused', who: 'otto@office.test', from: '127.0.0.1', part: 'login' },
    explained: { known: true, can: 'you', link: { page: 'people', person: 'otto@office.test' } },
  });
});

test('what happened to a person: told, then the lines of two logs that say so', async () => {
  const { exitCode, stdout } = await logs([EJABBERD, '--person', 'nina', '--around', AT]);
  expect(exitCode).toBe(0);
  const [story = '', lines = ''] = stdout.split('\n\n');
  expect(story.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ''))).toEqual([
    '1 log-in worked, the network was lost once.',
    'nina@office.test logged in from 127.0.0.1.',
    'A device of nina@office.test lost the network. Its place is kept for some minutes.',
    'A device of nina@office.test did not come back in time. It counts as offline now.',
  ]);
  expect(lines).toContain('Accepted connection');
  expect(lines).not.toContain('otto');
  const told = await logs([EJABBERD, OURS, '--person', 'otto', '--around', AT, '--json']);
  const [first, ...items] = told.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(first.story.summary).toMatch(/log-ins worked/);
  expect(new Set(items.map(({ source }: { source: string }) => source))).toEqual(
    new Set(['ejabberd.log', 'chatelaine.log']),
  );
});

test('a copy for support has nobody’s name in it, in any format', async () => {
  for (const more of [[], ['--export', 'csv']]) {
    const { exitCode, stdout } = await logs([EJABBERD, OURS, '--share', '--last', '1000', ...more]);
    expect([exitCode, stdout.length > 10_000]).toEqual([0, true]);
    expect(stdout).not.toMatch(/otto|nina|salon|office\.test|partner\.test|nowhere\.invalid/);
    expect(stdout).toMatch(/person-\d@office-1/);
  }
});

test('as a file for a spreadsheet', async () => {
  const { stdout } = await logs([EJABBERD, '--export', 'csv', '--since', '2026-11-01', '--level', 'warn']);
  const [head, first] = stdout.split('\r\n');
  expect(head).toBe('time,source,level,part,subsystem,person,from,host,event,outcome,message');
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,ejabberd\.log,error,server,/);
});

test('its manual names every option it takes', async () => {
  const { stdout } = await logs(['--help']);
  for (const name of [
    'follow',
    'person',
    'search',
    'level',
    'since',
    'until',
    'around',
    'last',
    'found',
    'explain',
    'share',
    'export',
    'json',
    'data',
  ])
    expect(stdout).toContain(`--${name}`);
});
