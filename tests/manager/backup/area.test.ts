/** The area over a real manager: planned, made, refused, told, thinned out, put back; with a server that is not ours to start. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { BackupPlan } from '../../../electron/contract/index.ts';
import { backupName } from '../../../electron/manager/backup/name.ts';
import { newsOf } from '../../../electron/manager/backup/news.ts';
import { DEFAULT_PLAN, openNotebook } from '../../../electron/manager/backup/notebook.ts';
import { judgeFile } from '../../../electron/manager/backup/work/what.ts';
import { openManager } from '../../../electron/manager/manager.ts';
import { createFakeEngine, temporaryFolder, testHost } from '../../support/host.ts';
import { writeOffice } from '../../support/office.ts';
import { freePort } from '../../support/ports.ts';
import { DOMAIN, put, server, writeOfficeData } from './office-data.ts';

vi.setConfig({ testTimeout: 240_000 });

const nobody = { session: null, signal: undefined };
const DAY = 86_400_000;

async function office(folder: string) {
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  const counts = await writeOfficeData(data, { people: 2, messages: 6, files: 2 });
  await writeOffice(data, { domain: DOMAIN, port: await freePort() });
  const restart = vi.fn();
  const open = () => openManager({ host: testHost(data), engine: createFakeEngine(), restart });
  return { data, counts, open, restart };
}

const plan = (more: Partial<BackupPlan> = {}): BackupPlan => ({
  ...DEFAULT_PLAN,
  lock: { kind: 'none' },
  ...more,
});

describe('through the calls', () => {
  test('made, listed, opened again, thinned out, and put back onto the next start', async () => {
    using folder = temporaryFolder();
    const { data, counts, open, restart } = await office(folder.path);
    const place = join(folder.path, 'place');
    mkdirSync(place);
    // Of long ago, of which nothing is known here, and somebody else's.
    const old = backupName({ domain: DOMAIN, at: Date.now() - 900 * DAY, locked: false });
    for (const name of [old, `${old}.part`, 'holiday.jpg']) writeFileSync(join(place, name), 'x');
    const manager = await open();
    const { backups } = manager.calls;
    await backups.setPlan({ plan: plan({ target: { kind: 'folder', path: place, mount: false } }) }, nobody);
    const made = await backups.makeAndWait(undefined, nobody);
    expect(made).toMatchObject({ counts, locked: false, opened: { loggedIn: true }, problem: null });
    expect(readdirSync(place).sort()).toEqual([old, made.name, 'holiday.jpg'].sort());
    expect((await backups.check({ name: made.name }, nobody)).opened?.at).toBeGreaterThan(made.opened!.at);
    const source = { from: 'list', name: made.name } as const;
    put(data, 'secrets/relay', '{"changed":1}');
    expect(await backups.look({ source }, nobody)).toMatchObject({ verdict: 'same', counts, now: counts });
    expect((await backups.contents({ source }, nobody)).people).toHaveLength(2);
    expect(await backups.restore({ source }, nobody)).toEqual({ restart: false });
    await vi.waitFor(() => expect(restart).toHaveBeenCalledTimes(1));
    const state = await backups.get(undefined, nobody);
    expect(state).toMatchObject({ restartNeeded: true, snapshots: [{ reason: 'restore', counts }] });
    await manager.close();

    const again = await open();
    await again.begin();
    expect((await again.calls.backups.get(undefined, nobody)).restartNeeded).toBe(false);
    const [change] = (await again.calls.app.changes({ before: null, limit: 1 }, nobody)) as {
      action: string;
    }[];
    expect(change).toMatchObject({ action: 'backup.restored', subject: made.name });
    expect(server.countsOf(join(data, 'server/data.sqlite'))).toEqual(counts);

    // The newest good one is found to be none: that is told, not only where it was looked for.
    writeFileSync(join(place, made.name), readFileSync(join(place, made.name)).subarray(0, 2000));
    const found = again.calls.backups.check({ name: made.name }, nobody);
    await expect(found).rejects.toMatchObject({ code: 'backup.damaged' });
    const bad = await again.calls.backups.get(undefined, nobody);
    expect(bad).toMatchObject({ lastGoodAt: null, failure: { problem: { code: 'backup.damaged' } } });
    const gone = { source: { from: 'file', path: join(place, 'gone.tar.zst') } } as const;
    await expect(again.calls.backups.look(gone, nobody)).rejects.toMatchObject({ code: 'backup.unknown' });
    await again.close();
  });

  test('on a new computer the plan goes on: the words that opened the backup are kept there, too', async () => {
    using folder = temporaryFolder();
    const { open } = await office(folder.path);
    const place = join(folder.path, 'place');
    mkdirSync(place);
    const manager = await open();
    const target = { kind: 'folder', path: place, mount: false } as const;
    const locked = plan({ on: true, minute: 130, target, lock: { kind: 'words' } });
    const words = 'bakilo-metupa';
    await manager.calls.backups.setPlan({ plan: locked, words }, nobody);
    const { name } = await manager.calls.backups.makeAndWait(undefined, nobody);
    await manager.close();

    const data = join(folder.path, 'new');
    mkdirSync(data, { mode: 0o700 });
    const anew = () => openManager({ host: testHost(data), engine: createFakeEngine(), restart: vi.fn() });
    const first = await anew();
    const source = { from: 'file', path: join(place, name) } as const;
    await expect(first.calls.backups.restore({ source, key: 'no' }, nobody)).rejects.toMatchObject({
      code: 'backup.locked',
    });
    expect(await first.calls.backups.words(undefined, nobody)).toEqual({ words: null });
    await first.calls.backups.restore({ source, key: words }, nobody);
    await first.close();
    const second = await anew();
    expect(await second.calls.backups.get(undefined, nobody)).toMatchObject({ plan: locked, hasWords: true });
    expect(await second.calls.backups.words(undefined, nobody)).toEqual({ words });
    await second.close();
  });

  test('the oldest snapshot is put back: the one taken before it makes no room of it', async () => {
    using folder = temporaryFolder();
    const { open } = await office(folder.path);
    const manager = await open();
    const { backups } = manager.calls;
    const second = () => new Promise((resolve) => setTimeout(resolve, 1_050));
    for (let taken = 0; taken < 5; taken += 1) {
      await backups.takeSnapshot(undefined, nobody);
      // Their names say the second.
      await second();
    }
    const { id } = (await backups.get(undefined, nobody)).snapshots.at(-1)!;
    await backups.restore({ source: { from: 'snapshot', id } }, nobody);
    await manager.close();
    const again = await open();
    await again.begin();
    const change = await again.calls.app.changes({ before: null, limit: 1 }, nobody);
    expect(change).toMatchObject([{ action: 'backup.restored', subject: id }]);
    await again.close();
  });

  test('before people go for good there is a snapshot; those who go in a row share it', async () => {
    using folder = temporaryFolder();
    const { open } = await office(folder.path);
    const manager = await open();
    const { backups, people } = manager.calls;
    const add = (username: string) => people.add({ username, displayName: username }, nobody);
    for (const name of ['anna', 'pia', 'quentin', 'rosa']) await add(name);
    for (const name of ['pia', 'quentin']) await people.remove({ address: `${name}@${DOMAIN}` }, nobody);
    expect((await backups.get(undefined, nobody)).snapshots).toMatchObject([{ reason: 'leaving' }]);
    // No way back, no removal.
    await backups.setPlan({ plan: plan() }, nobody);
    await backups.removeSnapshot({ id: (await backups.get(undefined, nobody)).snapshots[0]!.id }, nobody);
    await backups.make(undefined, nobody);
    const busy = people.remove({ address: `rosa@${DOMAIN}` }, nobody);
    await expect(busy).rejects.toMatchObject({ code: 'backup.busy' });
    expect((await people.list(undefined, nobody)).map(({ username }) => username)).toContain('rosa');
    await backups.cancel(undefined, nobody);
    await manager.close();
  });

  test('one at a time; stopped, nothing is left and nothing is called a failure', async () => {
    using folder = temporaryFolder();
    const { data, open } = await office(folder.path);
    const manager = await open();
    const { backups } = manager.calls;
    await backups.setPlan({ plan: plan() }, nobody);
    await backups.make(undefined, nobody);
    await expect(backups.make(undefined, nobody)).rejects.toMatchObject({ code: 'backup.busy' });
    await expect(backups.takeSnapshot(undefined, nobody)).rejects.toMatchObject({ code: 'backup.busy' });
    const [job] = manager.areas!.jobs.list();
    await backups.cancel(undefined, nobody);
    expect((await manager.areas!.jobs.ended(job!.id)).state).toMatch(/cancelled|failed/);
    expect(await backups.get(undefined, nobody)).toMatchObject({ working: null, failure: null, backups: [] });
    expect(existsSync(join(data, 'backup-work')) ? readdirSync(join(data, 'backup-work')) : []).toEqual([]);
    await manager.close();
  });

  test('a failure is told on Home with its reason, and forgotten when somebody has looked at the plan', async () => {
    using folder = temporaryFolder();
    const { open } = await office(folder.path);
    const manager = await open();
    const { backups, server: calls } = manager.calls;
    const away = { kind: 'folder', path: join(folder.path, 'nowhere'), mount: true } as const;
    await backups.setPlan({ plan: plan({ target: away }) }, nobody);
    await expect(backups.makeAndWait(undefined, nobody)).rejects.toMatchObject({
      code: 'backup.not-mounted',
    });
    const told = async () =>
      (await calls.overview(undefined, nobody)).findings.find(({ code }) => code.startsWith('backup'));
    expect(await told()).toMatchObject({ code: 'backup.failed', data: { problem: 'backup.not-mounted' } });
    expect((await backups.get(undefined, nobody)).away).toBe(true);
    await backups.setPlan({ plan: plan() }, nobody);
    expect(await told()).toBeUndefined();
    await manager.close();
  });

  test('locked without words, or with a key that is none: refused before anything is written', async () => {
    using folder = temporaryFolder();
    const { open } = await office(folder.path);
    const manager = await open();
    const { backups } = manager.calls;
    const words = plan({ on: true, lock: { kind: 'words' } });
    // The fixture has words of its own.
    await expect(
      backups.setPlan({ plan: plan({ lock: { kind: 'key', recipient: 'age1nonsense' } }) }, nobody),
    ).rejects.toMatchObject({ code: 'backup.recipient' });
    expect((await backups.setPlan({ plan: words }, nobody)).nextAt).toBeGreaterThan(Date.now());
    await manager.close();
  });
});

describe('what Home says', () => {
  const now = 100 * DAY;
  const book = { entries: {}, triedAt: null, failures: 0, lastGoodAt: null, failure: null };
  test.each([
    ['a new office has time', { plannedAt: now - DAY }, {}, undefined],
    ['none after days', { plannedAt: now - 4 * DAY }, {}, 'backup.none'],
    ['none lately', { plannedAt: 0 }, { lastGoodAt: now - 4 * DAY }, 'backup.late'],
    ['one lately', { plannedAt: 0 }, { lastGoodAt: now - DAY }, undefined],
    [
      'a failure comes first',
      { plannedAt: 0 },
      { lastGoodAt: now - DAY, failure: { at: now, since: now, problem: { code: 'disk.full', data: {} } } },
      'backup.failed',
    ],
  ])('%s', (_, planned, more, code) => {
    const facts = { plan: { plan: DEFAULT_PLAN, ...planned }, book: { ...book, ...more }, now };
    expect(newsOf({ ...facts, isSetUp: true })?.code).toBe(code);
    expect(newsOf({ ...facts, isSetUp: false })).toBeNull();
  });
});

test('a notebook that cannot be read is begun anew', async () => {
  using folder = temporaryFolder();
  put(folder.path, 'backups.json', '{"version":9}');
  put(folder.path, 'backups/book.json', 'torn');
  const notebook = await openNotebook(folder.path, 5);
  expect([notebook.plan.plan, notebook.plan.plannedAt, notebook.book.lastGoodAt]).toEqual([
    DEFAULT_PLAN,
    5,
    null,
  ]);
});

test.each([
  ['settings.json', 'file'],
  ['server/data.sqlite', 'database'],
  ['bridges/irc.a.test/database', 'database'],
  ['server/uploads/f-61/6162', 'fixed'],
  ['secrets/backup-words', 'own-key'],
  ['secrets/web-sessions.json', 'way-in'],
  ['secrets/web-access.json', 'way-in'],
  ['server/data.sqlite-wal', 'side-file'],
  ['server/control.sock', 'socket'],
  ['backups/book.json', 'backups'],
  ['updates/state.json', 'update'],
  ['logs/server.log', 'logs'],
  ['settings.json.1a2b.tmp', 'unfinished'],
])('%s: %s', (name, expected) => {
  const verdict = judgeFile(name, { files: true, secrets: true, certificates: true });
  expect(verdict.take ? verdict.as : verdict.because).toBe(expected);
});
