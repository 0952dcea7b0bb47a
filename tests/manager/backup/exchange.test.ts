/** The whole state put back, stopped at every rename, and snapshots; an older one migrated and a newer one refused. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { commitExchange, draftFolder, finishExchange } from '../../../electron/manager/backup/exchange.ts';
import {
  publish,
  readManifest,
  unpackArchive,
  writeArchive,
} from '../../../electron/manager/backup/format/archive.ts';
import { END, padding, tarHeader } from '../../../electron/manager/backup/format/tar-header.ts';
import {
  growingSnapshot,
  listSnapshots,
  publishSnapshot,
  putBackClosed,
  snapshotState,
  snapshotsFolder,
  tidySnapshots,
} from '../../../electron/manager/backup/snapshots.ts';
import { createBackup } from '../../../electron/manager/backup/work/create.ts';
import { bringBackPart, contentsOf, RunningError } from '../../../electron/manager/backup/work/parts.ts';
import { draftOfBackup, draftOfFolder } from '../../../electron/manager/backup/work/restore.ts';
import { stage } from '../../../electron/manager/backup/work/stage.ts';
import { listFiles } from '../../../electron/manager/backup/work/tree.ts';
import { EVERYTHING } from '../../../electron/manager/backup/work/what.ts';
import { entries } from '../../../electron/node-host.ts';
import { temporaryFolder } from '../../support/host.ts';
import { DOMAIN, put, readable, server, writeOfficeData } from './office-data.ts';

vi.setConfig({ testTimeout: 240_000 });

async function backupOf(data: string, file: string): Promise<void> {
  await createBackup({
    ...{ data, work: join(data, 'backup-work', 'test'), file, includes: EVERYTHING, lock: undefined, server },
    ...{
      version: '1.2.3',
      domains: [DOMAIN],
      at: Date.now(),
      node: process.execPath,
      serverEntry: entries.server,
    },
  });
}

const messagesIn = (data: string) => server.countsOf(join(data, 'server/data.sqlite')).messages;

function change(data: string, sql: string): void {
  const database = new Database(join(data, 'server/data.sqlite'));
  database.exec(sql);
  database.close();
}

/** Everything that is not a backup, as text. */
const tree = (data: string): string =>
  execFileSync(
    'sh',
    [
      '-c',
      "find . -type f -not -path './restore/*' -not -name lock -not -name '*.sqlite*' | sort | xargs sha256sum",
    ],
    {
      cwd: data,
      encoding: 'utf8',
    },
  );

async function snapshot(data: string, id: string): Promise<void> {
  mkdirSync(growingSnapshot(data, id), { recursive: true });
  await stage({ data, into: join(growingSnapshot(data, id), 'state'), includes: EVERYTHING, server });
  const counts = server.countsOf(join(growingSnapshot(data, id), 'state/server/data.sqlite'));
  await publishSnapshot(data, { id, at: 1, reason: 'update', version: '1', counts });
}

describe('a whole restore', () => {
  test('brings back what was, and keeps what belongs to this installation', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data);
    const file = join(folder.path, 'one.tar.zst');
    await backupOf(data, file);
    const before = messagesIn(data);
    change(data, "DELETE FROM archive; DELETE FROM accounts WHERE username = 'nina'");
    put(data, 'settings.json', '{"broken');
    put(data, 'secrets/relay', '{"other":1}');
    await draftOfBackup({ data, file, key: undefined, server, readable });
    expect(messagesIn(data)).toBe(0);
    await commitExchange(data, { from: 'one', at: 1 });
    expect(await finishExchange(data)).toMatchObject({ from: 'one' });
    expect(messagesIn(data)).toBe(before);
    expect(JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8')).version).toBe(1);
    expect(readFileSync(join(data, 'secrets/relay'), 'utf8')).toBe('{"keep":"me"}');
    // Never in a backup, so never taken away by one.
    expect(existsSync(join(data, 'secrets/backup-words'))).toBe(true);
    expect(existsSync(join(data, 'logs/manager.log'))).toBe(true);
    expect(await finishExchange(data)).toBeUndefined();
  });

  test('on an empty folder: a new computer', async () => {
    using folder = temporaryFolder();
    const [old, fresh] = [join(folder.path, 'old'), join(folder.path, 'new')];
    const counts = await writeOfficeData(old);
    const file = join(folder.path, 'one.tar.zst');
    await backupOf(old, file);
    mkdirSync(fresh);
    await draftOfBackup({ data: fresh, file, key: undefined, server, readable });
    await commitExchange(fresh, { from: file, at: 1 });
    await finishExchange(fresh);
    expect(server.countsOf(join(fresh, 'server/data.sqlite'))).toEqual(counts);
  });

  /** The network may open the pages, which listen everywhere, and a browser may have a terminal. */
  const OPEN = { lan: { port: 8471 }, web: { address: '0.0.0.0', port: 8470 }, terminal: 'true' };
  const CLOSED = { lan: undefined, web: { address: '127.0.0.1', port: 8470 }, terminal: undefined };

  function setWaysIn(data: string, { lan, web, terminal }: typeof OPEN | typeof CLOSED): void {
    const file = join(data, 'settings.json');
    const { values, ...others } = JSON.parse(readFileSync(file, 'utf8'));
    put(data, 'settings.json', JSON.stringify({ ...others, values: { ...values, lan, web } }));
    const database = new Database(join(data, 'manager.sqlite'));
    database.exec("DELETE FROM kept WHERE name = 'terminal.on'");
    if (terminal) database.prepare("INSERT INTO kept VALUES ('terminal.on', ?)").run(terminal);
    database.close();
  }
  function waysIn(data: string) {
    const { lan, web } = JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8')).values;
    const database = new Database(join(data, 'manager.sqlite'));
    const row = database.prepare("SELECT value FROM kept WHERE name = 'terminal.on'").get();
    database.close();
    return { lan, web, terminal: (row as { value: string } | undefined)?.value };
  }

  test.each([
    ['a backup with all ways in open', OPEN, CLOSED],
    ['one made while they were closed', CLOSED, OPEN],
  ] as const)('%s changes nothing about who may come in here', async (_, then, now) => {
    using folder = temporaryFolder();
    const [data, fresh] = [join(folder.path, 'data'), join(folder.path, 'new')];
    await writeOfficeData(data);
    setWaysIn(data, then);
    const file = join(folder.path, 'one.tar.zst');
    await backupOf(data, file);
    await snapshot(data, '20261122-100000-hand');
    setWaysIn(data, now);
    put(data, 'secrets/web-access.json', 'the password of today');
    // As the version before left them in a snapshot.
    put(snapshotState(data, '20261122-100000-hand'), 'secrets/web-access.json', 'the password of then');
    const back = {
      backup: () => draftOfBackup({ data, file, key: undefined, server, readable }),
      snapshot: () => draftOfFolder(data, snapshotState(data, '20261122-100000-hand')),
    };
    for (const draft of Object.values(back)) {
      await draft();
      await commitExchange(data, { from: 'one', at: 1 });
      await finishExchange(data);
      expect(waysIn(data)).toEqual(now);
      expect(readFileSync(join(data, 'secrets/web-access.json'), 'utf8')).toBe('the password of today');
    }
    // On a new computer all is closed, and the password of these pages is not there.
    mkdirSync(fresh);
    await draftOfBackup({ data: fresh, file, key: undefined, server, readable });
    await commitExchange(fresh, { from: file, at: 1 });
    await finishExchange(fresh);
    expect(waysIn(fresh)).toEqual(CLOSED);
    expect(readdirSync(join(fresh, 'secrets'))).toEqual(['relay']);
  });

  test('stopped before any of its renames, it goes on to the new state', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data, { files: 1 });
    await snapshot(data, '20260101-000000-update');
    const wanted = tree(data);
    let stops = 0;
    // Every third: each takes a process of its own, and the soak has the rest.
    for (let stopAt = 0; stopAt < 60; stopAt += 3) {
      change(data, `INSERT INTO archive VALUES ('mam', 'x@y', 'n${stopAt}', 1, 'a@b', '', '<message/>')`);
      const child = `
        const fs = require('node:fs/promises');
        let left = ${stopAt};
        const rename = fs.rename;
        fs.rename = async (...paths) => { if (left-- === 0) process.kill(process.pid, 'SIGKILL'); return rename(...paths); };
        require('node:module').syncBuiltinESMExports();
        import(${JSON.stringify(new URL('../../../electron/manager/backup/snapshots.ts', import.meta.url).href)})
          .then(({ putBackClosed }) => putBackClosed(${JSON.stringify(data)}, '20260101-000000-update'));`;
      try {
        execFileSync(process.execPath, ['-e', child], { stdio: 'pipe' });
        expect(stops).toBeGreaterThan(4);
        break;
      } catch (error) {
        expect((error as { signal?: string }).signal).toBe('SIGKILL');
        stops += 1;
      }
      // The next start, and then once more as who called it would.
      const done = await finishExchange(data);
      if (!done) expect(messagesIn(data)).toBeGreaterThan(21);
      await putBackClosed(data, '20260101-000000-update');
      expect(tree(data)).toBe(wanted);
      expect(messagesIn(data)).toBe(21);
    }
  });

  test('an older database is migrated before it is in force, and one from the future is refused with its version', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data, { files: 0 });
    change(
      data,
      'ALTER TABLE saved_sessions DROP COLUMN ahead; ALTER TABLE session_queue DROP COLUMN queued_at; PRAGMA user_version = 3',
    );
    const file = join(folder.path, 'one.tar.zst');
    await backupOf(data, file);
    await draftOfBackup({ data, file, key: undefined, server, readable });
    expect(server.versionOf(join(draftFolder(data), 'server/data.sqlite'))).toBe(server.SCHEMA);
    const older = { ...readable, server: 2 };
    await expect(
      draftOfBackup({ data, file, key: undefined, server, readable: older }),
    ).rejects.toMatchObject({ chatelaine: '1.2.3' });
    expect(existsSync(draftFolder(data))).toBe(false);
  });
});

describe('snapshots', () => {
  test('the newest few are kept, and what a crash left is cleared', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data, { files: 1 });
    for (let day = 1; day <= 7; day += 1) await snapshot(data, `2026010${day}-000000-update`);
    mkdirSync(growingSnapshot(data, '20260108-000000-update'));
    await tidySnapshots(data);
    expect(readdirSync(snapshotsFolder(data)).length).toBe(5);
    expect((await listSnapshots(data)).map(({ id }) => id.slice(0, 8))).toEqual([
      '20260107',
      '20260106',
      '20260105',
      '20260104',
      '20260103',
    ]);
  });

  test('one that is about to be put back makes no room, however old', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data, { files: 1 });
    for (let day = 1; day <= 7; day += 1) await snapshot(data, `2026010${day}-000000-update`);
    const oldest = '20260101-000000-update';
    await tidySnapshots(data, oldest);
    expect((await listSnapshots(data)).map(({ id }) => id)).toHaveLength(6);
    await putBackClosed(data, oldest);
  });

  test('a present database that is damaged stops nothing: what it let in stays closed', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    await writeOfficeData(data, { files: 1 });
    const terminal = (value?: string) => {
      const database = new Database(join(data, 'manager.sqlite'));
      database.exec('CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL)');
      if (value !== undefined) database.prepare("INSERT INTO kept VALUES ('terminal.on', ?)").run(value);
      const found = database.prepare("SELECT value FROM kept WHERE name = 'terminal.on'").get();
      database.close();
      return found;
    };
    expect(terminal('true')).toEqual({ value: 'true' });
    const id = '20260101-000000-update';
    await snapshot(data, id);
    for (const end of ['-wal', '-shm']) rmSync(join(data, `manager.sqlite${end}`), { force: true });
    writeFileSync(join(data, 'manager.sqlite'), 'rubbish'.repeat(1000));
    await putBackClosed(data, id);
    expect(terminal()).toBeUndefined();
  });
});

describe('one part', () => {
  async function fixture(folder: string) {
    const data = join(folder, 'data');
    await writeOfficeData(data, { people: 2, messages: 10, files: 4 });
    const file = join(folder, 'one.tar.zst');
    await backupOf(data, file);
    const parts = { data, server, readable, work: join(folder, 'work'), from: { file, key: undefined } };
    return { data, parts };
  }
  const rows = (data: string, sql: string) => {
    const database = new Database(join(data, 'server/data.sqlite'));
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  };

  test('a person who was removed comes back with conversations, contacts and files; others stay as they are now', async () => {
    using folder = temporaryFolder();
    const { data, parts } = await fixture(folder.path);
    const nina = `nina@${DOMAIN}`;
    change(
      data,
      `DELETE FROM accounts WHERE username = 'nina'; DELETE FROM archive WHERE owner = '${nina}';
       DELETE FROM keyval WHERE owner = '${nina}'; UPDATE accounts SET display_name = 'New';
       DELETE FROM keyval WHERE store = 'upload-files' AND value ->> '$.owner' = '${nina}';
       INSERT INTO archive VALUES ('mam', 'otto@${DOMAIN}', 'later', 99, 'a@b', '', '<message/>')`,
    );
    rmSync(join(data, 'server/uploads'), { recursive: true });
    const asked = await bringBackPart(parts, { kind: 'person', address: nina }, true);
    expect(asked).toMatchObject({ created: true, messages: 5 });
    expect(rows(data, `SELECT 1 FROM accounts WHERE username = 'nina'`)).toEqual([]);
    const done = await bringBackPart(parts, { kind: 'person', address: nina }, false);
    expect(done).toMatchObject({
      created: true,
      messages: 5,
      files: [expect.any(String), expect.any(String)],
    });
    for (const place of done.files) expect(existsSync(join(data, 'server/uploads', place))).toBe(true);
    expect(
      rows(data, `SELECT count(*) AS n FROM keyval WHERE store = 'roster' AND owner = '${nina}'`),
    ).toEqual([{ n: 1 }]);
    expect(rows(data, `SELECT display_name AS name FROM accounts WHERE username = 'otto'`)).toEqual([
      { name: 'New' },
    ]);
    expect(rows(data, `SELECT count(*) AS n FROM archive WHERE owner = 'otto@${DOMAIN}'`)).toEqual([
      { n: 6 },
    ]);
    // A second time nothing is doubled.
    expect(await bringBackPart(parts, { kind: 'person', address: nina }, false)).toMatchObject({
      created: false,
      messages: 0,
    });
  });

  test('a room, a file; what is not in it is refused', async () => {
    using folder = temporaryFolder();
    const { data, parts } = await fixture(folder.path);
    const room = `lobby@conference.${DOMAIN}`;
    change(data, `DELETE FROM keyval WHERE store LIKE 'muc-%'; DELETE FROM archive WHERE archive = 'muc'`);
    expect(await bringBackPart(parts, { kind: 'room', address: room }, false)).toMatchObject({
      created: true,
      messages: 1,
    });
    const [first] = (await contentsOf(parts)).files;
    rmSync(join(data, 'server/uploads', server.placeOfFile(first!.id)));
    change(data, `DELETE FROM keyval WHERE owner = '${first!.id}'`);
    expect(await bringBackPart(parts, { kind: 'file', id: first!.id }, false)).toMatchObject({
      created: true,
    });
    expect(existsSync(join(data, 'server/uploads', server.placeOfFile(first!.id)))).toBe(true);
    await expect(
      bringBackPart(parts, { kind: 'person', address: `nobody@${DOMAIN}` }, false),
    ).rejects.toThrow('person');
  });

  test('not while a chat server has the data', async () => {
    using folder = temporaryFolder();
    const { data, parts } = await fixture(folder.path);
    const lock = server.lockData(join(data, 'server'));
    if (lock === 'locked') throw new Error('nobody has it');
    const asked = bringBackPart(parts, { kind: 'person', address: `nina@${DOMAIN}` }, false);
    await expect(asked).rejects.toBeInstanceOf(RunningError);
    lock.release();
  });
});

/** The header of an extended header (POSIX.1-2017, pax), for what follows it. */
function extended(size: number): Buffer {
  const header = tarHeader({ name: 'pax', size, at: 0 });
  header.write('x', 156, 1, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8, 'latin1');
  return header;
}

describe('an archive that somebody else wrote', () => {
  const includes = EVERYTHING;
  const counts = { people: 0, rooms: 0, messages: 0, files: 0 };
  const about = { format: 1, chatelaine: '1.2.3', at: 0, domains: [], schema: { server: 0, manager: 0 } };

  async function written(folder: string, names: readonly string[], members = names.length) {
    put(folder, 'x', '[]');
    const file = join(folder, 'theirs.tar.zst');
    await writeArchive({
      ...{
        file,
        sealed: undefined,
        members: names.map((name) => ({ name, path: join(folder, 'x'), bytes: 2 })),
      },
      manifest: { ...about, counts, includes, members, bytes: names.length * 2 },
    });
    await publish(file);
    return file;
  }

  test('brings in nothing that no backup has: no way in, no lock, no half of an exchange', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    mkdirSync(data);
    const file = await written(folder.path, [
      ...[
        'restore/journal.json',
        'secrets/backup-words',
        'secrets/web-sessions.json',
        'SECRETS/web-sessions.json',
      ],
      ...['server/lock', 'settings.json', 'updates/state.json', 'snapshots/x/snapshot.json', 'calls.sock'],
    ]);
    await draftOfBackup({ data, file, key: undefined, server, readable });
    expect((await listFiles(draftFolder(data))).map(({ name }) => name)).toEqual(['settings.json']);
    await commitExchange(data, { from: 'theirs', at: 0 });
    expect((await finishExchange(data))?.from).toBe('theirs');
  });

  test('with more in it than it says is given up at the first file too many', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'data');
    mkdirSync(data);
    const names = Array.from({ length: 50 }, (_, index) => `certificates/${index}`);
    const file = await written(folder.path, names, 3);
    const seen: number[] = [];
    const opened = draftOfBackup({
      ...{ data, file, key: undefined, server, readable },
      progress: (bytes) => seen.push(bytes),
    });
    await expect(opened).rejects.toMatchObject({ because: 'too-large' });
    expect(seen).toEqual([2, 4, 6]);
  });

  test.each(['before', 'after'])(
    'headers without end %s the manifest are not read to theirs',
    async (where) => {
      using folder = temporaryFolder();
      const about_ = { ...about, counts, includes, members: 1, bytes: 2 };
      const text = Buffer.from(JSON.stringify(about_));
      const manifest = [
        tarHeader({ name: 'manifest.json', size: text.length, at: 0 }),
        text,
        padding(text.length),
      ];
      const endless = Array.from({ length: 16 }, () => [
        extended(1024 * 1024),
        Buffer.alloc(1024 * 1024),
      ]).flat();
      const file = join(folder.path, 'endless.tar.zst');
      const all = where === 'before' ? [...endless, ...manifest] : [...manifest, ...endless];
      writeFileSync(file, zstdCompressSync(Buffer.concat([...all, END])));
      mkdirSync(join(folder.path, 'data'));
      const into = join(folder.path, 'data');
      await expect(unpackArchive({ file, key: undefined, into })).rejects.toMatchObject({
        because: 'too-large',
      });
      if (where === 'before')
        await expect(readManifest(file, undefined)).rejects.toMatchObject({ because: 'too-large' });
    },
  );
});
