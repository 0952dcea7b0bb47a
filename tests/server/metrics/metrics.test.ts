/** Metrics and health: read by the parsers of Prometheus, asked for by whoever may. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMetrics } from '../../../server/kernel/metrics.ts';
import { formatFor, write } from '../../../server/modules/metrics/openmetrics.ts';
import { waited } from '../../../server/modules/metrics/process.ts';
import { describeWith } from '../../support/need.ts';
import { type AdminSite, startAdminSite } from '../api/site.ts';

let site: AdminSite;
beforeAll(async () => {
  site = await startAdminSite({ hosts: ['test', 'other.test'], config: { limits: {} } });
  await site.createAccounts('nina', 'otto');
});
afterAll(() => site.stop());

const OPENMETRICS = { accept: 'application/openmetrics-text; version=1.0.0' };
const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(site.admin + path, { headers });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
/** The samples, by name and labels. */
const numbers = async () =>
  new Map(
    (await get('/metrics', OPENMETRICS)).text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

test('how long what was due had to wait: nothing, where the loop ticks in time', () => {
  expect(
    [20_000_000, 20_119_551, 70_000_000, Number.NaN].map(waited).map((one) => Math.round(one * 1e4) / 1e4),
  ).toEqual([...[0, 0.0001, 0.05, 0]]);
});

describe('what is told', () => {
  test('who logs in, who is here, what goes by', async () => {
    const before = await numbers();
    const nina = await site.session('nina');
    const otto = await site.session('otto');
    await expect(site.login('nina', { password: 'wrong' })).rejects.toThrow();
    otto.send('<presence/>');
    await otto.settle();
    nina.send("<message to='otto@test' type='chat'><body>hello</body></message>");
    await nina.settle();
    await otto.find((element) => element.name === 'message');
    const after = await numbers();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect({
      sessions: after.get('chatelaine_sessions{state="live"}'),
      right: grown('chatelaine_logins_total{outcome="succeeded"}'),
      wrong: grown('chatelaine_logins_total{outcome="failed"}'),
      sent: grown('chatelaine_stanzas_total{kind="message",direction="from_people"}'),
      received: grown('chatelaine_stanzas_total{kind="message",direction="to_people"}'),
      archived: grown('chatelaine_archived_messages'),
      accounts: [
        after.get('chatelaine_accounts{host="test"}'),
        after.get('chatelaine_accounts{host="other.test"}'),
      ],
    }).toEqual({ sessions: 2, right: 2, wrong: 1, sent: 1, received: 1, archived: 2, accounts: [2, 0] });
    for (const host of ['test', 'other.test'])
      expect(after.get(`chatelaine_certificate_days_left{host="${host}"}`)).toBeGreaterThan(0);
    for (const name of [
      'process_resident_memory_bytes',
      'chatelaine_database_bytes',
      'process_cpu_seconds_total',
      'process_start_time_seconds',
    ])
      expect(after.get(name)).toBeGreaterThan(0);
    expect(
      [...after.keys()].filter((name) => name.startsWith('chatelaine_event_loop_lag_seconds')).length,
    ).toBe(3);
    await Promise.all([nina.close(), otto.close()]);
  });

  test('all in one answer of a command, with what the manager tells for as long as it is there', async () => {
    type Row = { name: string; labels: Record<string, string>; value: number };
    const nina = await site.session('nina');
    const [first] = await Promise.all([site.run<Row[]>('numbers'), numbers()]);
    const of = (rows: Row[], name: string) =>
      rows.filter((row) => row.name === name).map(({ value }) => value);
    expect([of(first, 'chatelaine_people_online'), of(first, 'chatelaine_data_bytes')]).toEqual([[1], []]);
    expect(of(first, 'chatelaine_disk_free_bytes')[0]).toBeGreaterThan(0);
    const told = { chatelaine_data_bytes: 42, chatelaine_backup_failing: 0 };
    expect(await site.run('note_manager_numbers', { numbers: told })).toEqual({ taken: 2 });
    expect(of(await site.run<Row[]>('numbers'), 'chatelaine_data_bytes')).toEqual([42]);
    expect((await numbers()).get('chatelaine_backup_failing')).toBe(0);
    await expect(site.run('note_manager_numbers', { numbers: { chatelaine_logins: 1 } })).rejects.toThrow();
    await nina.close();
  });

  test('in the format that is asked for', async () => {
    expect(
      ['application/openmetrics-text;version=1.0.0,text/plain;q=0.5', 'text/plain', undefined].map(formatFor),
    ).toEqual([...['openmetrics', 'prometheus', 'prometheus']]);
    expect((await get('/metrics', OPENMETRICS)).type).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    expect((await get('/metrics')).type).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  test('each number by itself: one that cannot be told takes none along', () => {
    const failed: string[] = [];
    const text = write(
      [
        { name: 'chatelaine_good', type: 'gauge', help: 'With "quotes", a \\ and\na line.', read: () => 1 },
        {
          name: 'chatelaine_bad',
          type: 'gauge',
          help: '',
          read: () => {
            throw new Error('no');
          },
        },
        { name: 'chatelaine_unknown', type: 'gauge', help: '', read: () => undefined },
        {
          name: 'chatelaine_odd',
          type: 'counter',
          help: 'Odd',
          read: () => [{ labels: { of: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY }],
        },
      ],
      'openmetrics',
      (name) => failed.push(name),
    );
    expect(text).toBe(
      '# TYPE chatelaine_good gauge\n# HELP chatelaine_good With \\"quotes\\", a \\\\ and\\na line.\nchatelaine_good 1\n' +
        '# TYPE chatelaine_odd counter\n# HELP chatelaine_odd Odd\nchatelaine_odd_total{of="a\\"b\\\\c\\nd"} +Inf\n# EOF\n',
    );
    expect(failed).toEqual(['chatelaine_bad']);
  });

  test('under names that can be', () => {
    const metrics = createMetrics();
    const add = (name: string, unit?: string) =>
      metrics.add({ name, type: 'gauge', help: '', read: () => 0, ...(unit !== undefined && { unit }) });
    for (const [name, unit] of [
      ['chatelaine'],
      ['chatelaine_x_total'],
      ['other_x'],
      ['chatelaine_X'],
      ['chatelaine_time', 'seconds'],
    ] as const)
      expect(() => add(name, unit)).toThrow();
    const undo = add('chatelaine_x');
    expect(() => add('chatelaine_x')).toThrow('registered twice');
    undo();
    add('chatelaine_x');
    expect(metrics.all().length).toBe(1);
  });
});

/** Reads standard input as OpenMetrics, strictly, and tells the families. */
const PARSE = `
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
families = list(text_string_to_metric_families(sys.stdin.read()))
print(len(families))
`;

describeWith(['promtool', 'python3', 'prometheus_client'], 'read by others', () => {
  test('by the strict parser of OpenMetrics', async () => {
    const { text } = await get('/metrics', OPENMETRICS);
    const read = spawnSync('/usr/bin/python3', ['-c', PARSE], { input: text, encoding: 'utf8' });
    expect([read.stderr, Number(read.stdout)]).toEqual(['', text.match(/^# TYPE /gm)?.length]);
  });

  test('by promtool, which would have seconds alone: people want to know the days', async () => {
    const { text } = await get('/metrics');
    const read = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect(read.stderr).toBe('chatelaine_certificate_days_left use base unit "seconds" instead of "days"\n');
  });
});

describe('who may', () => {
  const elsewhere = { 'x-forwarded-for': '192.0.2.7' };
  test.each([
    ['this machine', {}, undefined, 200],
    ['another without a token', elsewhere, undefined, 401],
    ['whom a proxy here brings without saying from where', { via: '1.1 nginx' }, undefined, 401],
    ['who only claims to be this machine', { 'x-forwarded-for': '127.0.0.1' }, undefined, 401],
    ['another with a token for reading', elsewhere, 'read', 200],
    ['another with a token for other things', elsewhere, 'rooms', 403],
  ])('%s', async (_, headers, scopes, status) => {
    const token: Record<string, string> =
      scopes === undefined ? {} : { authorization: `Bearer ${await site.token(scopes)}` };
    expect((await get('/metrics', { ...headers, ...token })).status).toBe(status);
  });

  test('this machine no more than others, where the operator says so', async () => {
    const open = await startAdminSite({ config: { modules: { metrics: { from: ['192.0.2.0/24'] } } } });
    expect((await fetch(`${open.admin}/metrics`)).status).toBe(401);
    await open.stop();
  });
});

describe('health', () => {
  test('alive and ready', async () => {
    expect([(await get('/healthz')).text, (await get('/readyz')).status]).toEqual(['{"status":"ok"}\n', 200]);
    expect(
      JSON.parse((await get('/readyz')).text).checks.map(({ name, ok }: { name: string; ok: boolean }) => [
        name,
        ok,
      ]),
    ).toEqual([
      ['storage', true],
      ['certificate of test', true],
      ['certificate of other.test', true],
    ]);
  });

  test('alive, and not ready, when the disk refuses', async () => {
    const broken = await startAdminSite();
    const { flush } = broken.server.storage.commits;
    broken.server.storage.commits.flush = () => Promise.reject(new Error('disk full'));
    const ready = await fetch(`${broken.admin}/readyz`);
    expect([ready.status, ((await ready.json()) as { checks: unknown[] }).checks[0]]).toEqual([
      503,
      { name: 'storage', ok: false, because: 'The disk refuses what is written.' },
    ]);
    expect((await fetch(`${broken.admin}/healthz`)).status).toBe(200);
    broken.server.storage.commits.flush = flush;
    await broken.stop();
  });
});
