/** What the page asks, over real files and the view that reads them: a line's company, a person's moment, a copy, a file. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { LogViewFilter } from '../../../electron/contract/log-view.ts';
import { createLogEvents } from '../../../electron/manager/logs/events/area.ts';
import { createManagedLogViews } from '../../../electron/manager/logs/view/managed.ts';
import { temporaryFolder, testHost } from '../../support/host.ts';
import { readRecording } from './recorded.ts';

vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();
const data = join(folder.path, 'data');
mkdirSync(data);
const sources = (['ejabberd', 'chatelaine', 'nginx'] as const).map((name) => {
  const path = join(folder.path, `${name}.log`);
  copyFileSync(join(import.meta.dirname, 'recorded', `${name}.txt`), path);
  return path;
});
const [EJABBERD = '', OURS = '', NGINX = ''] = sources;
const views = createManagedLogViews({ host: testHost(data), log: pino({ level: 'silent' }) });
const area = createLogEvents({ views, domains: () => ['office.test'] });
const { signal } = new AbortController();
const ALL: LogViewFilter = {
  ...{
    level: 'debug',
    text: '',
    person: null,
    host: null,
    subsystem: null,
    code: null,
    since: null,
    until: null,
  },
};
afterAll(async () => {
  await views.close();
  folder[Symbol.dispose]();
});

/** The place of the newest line with this event. */
async function placeOf(source: string, code: string): Promise<string> {
  const row = await views.newest({ sources: [source], filter: { ...ALL, code } }, null);
  return row?.place ?? '';
}

test('the company of a line, itself among it, with the reasons', async () => {
  for (const path of sources) await views.openFile(path);
  const { items, truncated } = await area.timeline(
    await placeOf(EJABBERD, 'session.gave-up'),
    sources,
    signal,
  );
  expect(truncated).toBe(false);
  expect(items.map(({ event, because, place }) => [event.code, because.code, place !== null])).toEqual(
    expect.arrayContaining([
      ['connection.accepted', 'link', false],
      ['login.ok', 'link', false],
      ['session.gave-up', 'self', true],
    ]),
  );
});

test('a person’s moment, in the logs of two servers', async () => {
  const at = readRecording('ejabberd').find(({ event }) => event.code === 'login.ok')?.time ?? 0;
  const { items } = await area.person({ person: 'otto@office.test', at, minutes: 5, sources }, signal);
  expect(new Set(items.map(({ source }) => source))).toEqual(new Set([EJABBERD, OURS]));
  expect(items.filter(({ event }) => event.who !== null && event.who !== 'otto@office.test')).toEqual([]);
});

describe('a copy', () => {
  test('of what is shown, the newest of it', async () => {
    const { text, replaced, lines, cut } = await area.preview(
      { sources: [EJABBERD], filter: ALL, newest: 20 },
      signal,
    );
    expect([lines, cut]).toEqual([20, true]);
    expect(text).not.toMatch(/otto|nina/);
    expect(replaced).toContainEqual(expect.objectContaining({ kind: 'person', original: 'otto' }));
  });
  test('of lines that were chosen', async () => {
    const places = [await placeOf(OURS, 'login.ok'), 'nowhere'];
    const { text, lines } = await area.preview({ places }, signal);
    expect([lines, text]).toEqual([1, expect.stringContaining('"account":"person-1@office-1"')]);
  });
});

describe('a file', () => {
  const whole = async (asked: Parameters<typeof area.export>[0]) => {
    const pieces = [];
    for await (const piece of area.export(asked, signal)) pieces.push(piece);
    return { text: pieces.map(({ text }) => text).join(''), last: pieces.at(-1) };
  };
  test('has what the filter shows', async () => {
    const { text, last } = await whole({
      sources,
      filter: { ...ALL, code: 'login.refused' },
      format: 'json',
      shared: false,
    });
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(6);
    expect(last).toMatchObject({ entries: 6, ended: true, cut: false });
  });
  test('is a copy for support where that is asked for', async () => {
    const { text } = await whole({ sources: [EJABBERD, NGINX], filter: ALL, format: 'csv', shared: true });
    expect(text.split('\r\n').length).toBeGreaterThan(100);
    expect(text).not.toMatch(/otto|nina|office\.test/);
  });
});

test('a line that is gone is refused in words', async () => {
  await expect(area.timeline('nowhere', sources, signal)).rejects.toMatchObject({ code: 'log.unreadable' });
});
