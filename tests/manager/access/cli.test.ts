/** The door from a terminal: what the commands take, and real processes beside a running Chatelaine and without one. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audit, readAuditArgs, wanted } from '../../../electron/cli/audit.ts';
import { link } from '../../../electron/cli/link.ts';
import { password, readPasswordArgs } from '../../../electron/cli/password.ts';
import { readSessionsArgs, sessions } from '../../../electron/cli/sessions.ts';
import type { Change } from '../../../electron/contract/index.ts';
import { type Face, startFace } from './face.ts';
import { typed } from './typed.ts';

const CLI = join(import.meta.dirname, '../../../electron/cli.ts');
const PASSWORD = 'clou sapin lundi';

test.each([
  [readPasswordArgs, ['st'], /no password st/],
  [readPasswordArgs, ['remove', '--password-file', 'x'], /belongs to "set"/],
  [readPasswordArgs, ['set', PASSWORD], /is not expected here/],
  [readSessionsArgs, ['revoke'], /Say which/],
  [readSessionsArgs, ['revoke', 'x', '--all'], /Say which/],
  [readSessionsArgs, ['--all'], /belongs to/],
  [(args: readonly string[]) => readAuditArgs(args, 0), ['--since', 'soon'], /--since and --until/],
  [(args: readonly string[]) => readAuditArgs(args, 0), ['--last', '0'], /--last/],
  [(args: readonly string[]) => readAuditArgs(args, 0), ['--lang', 'de'], /en or fr/],
] as const)('wrong usage %#', (read, args, sentence) => expect(read([...args])).toMatch(sentence));

test.each([
  [['--who', '192.168.1.34'], true],
  [['--who', 'firefox'], true],
  [['--who', 'browser'], true],
  [['--who', 'desktop'], false],
  [['--action', 'people'], true],
  [['--action', 'people.add'], true],
  [['--action', 'peop'], false],
  [['--until', '2000-01-01'], false],
])('audit %j finds it: %s', (args, found) => {
  const change: Change = {
    ...{ id: 1, at: Date.UTC(2026, 10, 22), action: 'people.add', subject: 'otto@x', state: 'applied' },
    ...{ before: null, after: null },
    who: { face: 'browser', name: 'Firefox 140 · Linux', address: '192.168.1.34', session: 's' },
  };
  expect(wanted(readAuditArgs(args, Date.UTC(2026, 10, 23)) as never)(change)).toBe(found);
});

const COMMANDS = { audit, link, password, sessions };

describe('beside a running Chatelaine', { timeout: 60_000 }, () => {
  let at: Face;
  beforeAll(async () => {
    at = await startFace();
  });
  afterAll(() => at.close());

  const chatelaine = (name: keyof typeof COMMANDS, ...args: string[]) =>
    typed(() => COMMANDS[name]([...args, '--data', at.dataDir, '--lang', 'en']));
  const file = (text: string) => {
    const path = join(at.dataDir, '..', 'typed');
    writeFileSync(path, text);
    return path;
  };

  test('a forgotten password is got over: a link, then another password, and all others are out', async () => {
    const before = await at.byLink();
    await at.as(before.cookie!).access.setPassword({ password: `${PASSWORD} forgotten` });
    const made = await chatelaine('link');
    expect([made.code, made.out]).toEqual([
      0,
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n$/),
    ]);
    const token = new URL(made.out.trim()).hash.slice('#token='.length);
    expect((await at.post('/access', { token })).status).toBe(204);
    const weak = await chatelaine('password', 'set', '--password-file', file('password1234\n'));
    expect([weak.code, weak.err]).toEqual([1, expect.stringContaining('tried first everywhere')]);
    expect((await chatelaine('password', 'set', '--password-file', '/nowhere')).code).toBe(1);
    const set = await chatelaine('password', 'set', '--json', '--password-file', file(`${PASSWORD}\n`));
    expect([set.code, JSON.parse(set.out)]).toEqual([0, { ended: 2 }]);
    expect([await at.socket(before.cookie!), (await at.byPassword(PASSWORD)).status]).toEqual([401, 204]);
    expect(JSON.parse((await chatelaine('password', '--json')).out)).toMatchObject({ passkeys: [] });
  });

  test('typed twice and differently, it stays as it was', () => {
    const type = (input: string) =>
      spawnSync(process.execPath, [CLI, 'password', 'set', '--data', at.dataDir], {
        ...{ input, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
      });
    const differ = type(`${PASSWORD}\nanother one entirely\n`);
    expect([differ.status, differ.stderr]).toEqual([1, expect.stringContaining('two different passwords')]);
    expect(`${differ.stdout}${differ.stderr}`).not.toContain(PASSWORD);
  });

  test('sessions are listed and ended, at once', async () => {
    const { cookie } = await at.byPassword(PASSWORD, {
      'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0',
    });
    const { id } = at.face.manager.access.sessions.find(cookie!.split('=')[1]!)!;
    const listed = await chatelaine('sessions');
    expect(listed.out).toMatch(
      new RegExp(`^${id.slice(0, 8)} +Firefox 140 · Linux +127\\.0\\.0\\.1 +password `, 'm'),
    );
    expect((await chatelaine('sessions', 'revoke', 'zzz')).code).toBe(1);
    expect((await chatelaine('sessions', 'revoke', id.slice(0, 8))).code).toBe(0);
    expect(await at.socket(cookie!)).toBe(401);
    expect(JSON.parse((await chatelaine('sessions', 'revoke', '--all', '--json')).out).ended).toBeGreaterThan(
      0,
    );
  });

  test('and the log of changes says who typed it', async () => {
    const found = await chatelaine('audit', '--action', 'access', '--json');
    const changes = found.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Change);
    expect(changes.map(({ action, who }) => `${action} ${who.face}`)).toEqual(
      expect.arrayContaining([
        'access.log-in browser',
        'access.password-set browser',
        'access.password-set command-line',
        'access.revoke command-line',
      ]),
    );
    expect(changes.map(({ id }) => id)).toEqual(
      changes.map(({ id }) => id).sort((one, other) => one - other),
    );
    expect((await chatelaine('audit', '--who', 'nobody-at-all')).code).toBe(1);
    expect((await chatelaine('audit', '--last', '3')).out.trim().split('\n').length).toBeLessThanOrEqual(12);
    expect(found.out).not.toContain(PASSWORD);
  });

  test('a change is put back by its number, and why another cannot be is said', async () => {
    await at.desktop.settings.set({ theme: 'dark' });
    const id = (await at.desktop.app.changes({ before: null, limit: 1 }))[0]!.id;
    const shown = await chatelaine('audit', '--action', 'settings.set');
    expect(shown.out).toContain(`to put it back: chatelaine audit undo ${id}`);
    const undone = await chatelaine('audit', 'undo', String(id));
    expect([undone.code, undone.out.split('\n')[0]]).toEqual([0, `Change #${id} was put back.`]);
    expect((await at.desktop.settings.get()).values.theme).toBe('system');
    const again = await chatelaine('audit', 'undo', `#${id}`);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('Put back the later change first')]);
    const secret = (await at.desktop.app.changes({ before: null, limit: 100 })).find(
      ({ action }) => action === 'access.password-set',
    )!;
    const never = await chatelaine('audit', 'undo', String(secret.id));
    expect([never.code, never.err]).toEqual([1, expect.stringContaining('kept nowhere')]);
    expect((await chatelaine('audit', 'undo', '999999')).code).toBe(1);
    expect((await chatelaine('audit', 'undo')).code).toBe(2);
  });

  test('without one, the password is set all the same', async () => {
    await at.face.close();
    expect((await chatelaine('link')).code).toBe(1);
    const other = `${PASSWORD} 2`;
    expect((await chatelaine('password', 'set', '--password-file', file(other))).code).toBe(0);
    await at.open();
    expect((await at.byPassword(other)).status).toBe(204);
  });
});
