/** The log view as pages use it: over its thread, through rotation, and when that thread dies. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';
import type { LogViewState } from '../../../electron/contract/index.ts';
import { systemClock } from '../../../electron/manager/host.ts';
import { createLogViews, type LogViews } from '../../../electron/manager/logs/view/area.ts';
import { EVERYTHING } from '../../../electron/manager/logs/view/filter.ts';
import { forgetfulKept } from '../../../electron/manager/logs/view/saved.ts';
import { run } from '../../../electron/manager/run.ts';
import { temporaryFolder } from '../../support/host.ts';
import { ejabberdEntry, writeEntries } from './made-log.ts';

// Threads and files: nobody knows how long a machine with other things to do takes.
vi.setConfig({ testTimeout: 120_000 });

function viewsIn(
  folder: string,
  more: { root?: string; findProgram?: (name: string) => string | undefined } = {},
) {
  const dataDir = join(folder, 'data');
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const views = createLogViews({
    ...{ dataDir, clock: systemClock, run, kept: forgetfulKept(), log: pino({ level: 'silent' }) },
    ...{ findProgram: () => undefined, root: join(folder, 'nowhere'), ...more },
  });
  return Object.assign(views, { [Symbol.asyncDispose]: () => views.close() });
}

/** A view with its states, one after the other. */
async function watching(views: LogViews, file: string, filter = EVERYTHING) {
  const { id } = await views.openFile(file);
  const ended = new AbortController();
  const states = views.watch({ sources: [id], filter }, ended.signal);
  async function until(wanted: (state: LogViewState) => boolean): Promise<LogViewState> {
    for (;;) {
      const next = await states.next();
      if (next.done) throw new Error('the view ended');
      if (wanted(next.value)) return next.value;
    }
  }
  return {
    until,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await states.return();
    },
  };
}

const messages = async (views: LogViews, { view, first, last }: LogViewState) =>
  (await views.rows(view, first, Math.min(500, last - first))).rows.map(({ message }) => message);

describe('a view that is open', () => {
  test('goes on through growth, renaming, copying and cutting, and a new file; a loss is told', async () => {
    using folder = temporaryFolder();
    await using views = viewsIn(folder.path);
    const file = join(folder.path, 'x.log');
    const line = (text: string) => appendFileSync(file, `${text}\n`);
    line('one');
    line('two');
    await using view = await watching(views, file);
    const count = (wanted: number) => (state: LogViewState) => state.last - state.first === wanted;
    const begun = await view.until((state) => state.complete);
    expect([begun.first, begun.last]).toEqual([-2, 0]);
    line('three');
    line('  and more of it');
    const grown = await view.until(count(3));
    expect([grown.first, grown.last]).toEqual([-2, 1]);
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, 'four, late\n');
    line('five, in the new file');
    let state = await view.until(count(5));
    expect(await messages(views, state)).toEqual([
      'one',
      'two',
      'three',
      'four, late',
      'five, in the new file',
    ]);
    expect(state.notices.map(({ code }) => code)).toEqual(['rotated']);
    // As logrotate's copytruncate does it.
    renameSync(`${file}.1`, `${file}.2`);
    writeFileSync(`${file}.1`, 'five, in the new file\n');
    truncateSync(file);
    line('six');
    state = await view.until(count(6));
    expect(state.generation).toBe(0);
    expect(await messages(views, state)).toEqual([
      ...['one', 'two', 'three', 'four, late', 'five, in the new file', 'six'],
    ]);
    truncateSync(file);
    line('seven, and six is nowhere');
    state = await view.until((now) => now.generation > 0);
    expect(state.notices.at(-1)?.code).toBe('cut');
    expect((await messages(views, state)).at(-1)).toBe('seven, and six is nowhere');
    rmSync(file);
    state = await view.until(({ notices }) => notices.at(-1)?.code === 'vanished');
    expect(state.last - state.first).toBe(6);
  });

  test('shows what can be read where a packed file is damaged, and says so to everybody', async () => {
    using folder = temporaryFolder();
    await using views = viewsIn(folder.path);
    const file = join(folder.path, 'x.log');
    writeFileSync(`${file}.1.gz`, gzipSync('old\n'.repeat(100_000)).subarray(0, 60));
    writeFileSync(`${file}.2.gz`, gzipSync('oldest, and whole\n'));
    writeFileSync(file, 'new\n');
    for (let round = 0; round < 2; round++) {
      await using view = await watching(views, file);
      const state = await view.until(({ complete }) => complete);
      expect(await messages(views, state)).toEqual(['oldest, and whole', 'new']);
      expect(state.notices.map(({ code }) => code)).toEqual(['damaged']);
    }
  });

  test('is opened anew when its thread dies, and whoever asks meanwhile is answered by the next one', async () => {
    using folder = temporaryFolder();
    await using views = viewsIn(folder.path);
    const file = join(folder.path, 'ejabberd.log');
    writeEntries(file, { entries: 3000 });
    await using view = await watching(views, file);
    const before = await view.until((state) => state.complete);
    const dying = views.thread()?.terminate();
    const asked = views.rows(before.view, -2, 2);
    const after = await view.until((state) => state.generation > 0 && state.complete);
    expect((await asked).rows).toHaveLength(2);
    expect(after.last - after.first).toBe(3000);
    expect(after.notices.map(({ code }) => code)).toEqual(['restarted']);
    await dying;
  });

  test('ends with whoever reads it, and leaves nothing behind', async () => {
    using folder = temporaryFolder();
    await using views = viewsIn(folder.path);
    const file = join(folder.path, 'x.log');
    writeFileSync(file, 'one\n');
    let gone = '';
    {
      await using view = await watching(views, file);
      gone = (await view.until(() => true)).view;
    }
    await expect(views.rows(gone, -1, 1)).rejects.toMatchObject({ code: 'log-view.gone' });
    expect(readdirSync(join(folder.path, 'data', 'log-view'))).toEqual([]);
  });
});

describe('questions without a view', () => {
  test('a line by its place, those around it, the newest that fits, all of them', async () => {
    using folder = temporaryFolder();
    await using views = viewsIn(folder.path);
    const file = join(folder.path, 'ejabberd.log');
    writeEntries(file, { entries: 5000 });
    const { id } = await views.openFile(file);
    const query = { sources: [id], filter: { ...EVERYTHING, text: 'failed' } };
    const newest = await views.newest(query, null);
    expect(newest?.message).toContain('Failed for person36@office.example');
    const place = newest?.place ?? '';
    const full = await views.entry(place);
    expect([full?.raw, full?.format]).toEqual([ejabberdEntry(4036), 'ejabberd']);
    const around = await views.around(place, 1, 2);
    expect(around.map(({ number }) => number)).toEqual([-1, 0, 1, 2]);
    const earlier = await views.newest(query, (newest?.time ?? 0) - 1);
    expect(earlier?.message).toContain('Failed for person27@office.example');
    const all: { raw: string; source: string }[] = [];
    for await (const entry of views.read(query, new AbortController().signal)) all.push(entry);
    expect(all.map(({ raw, source }) => [raw, source])).toEqual(
      [0, 1009, 2018, 3027, 4036].filter((index) => index > 0).map((index) => [ejabberdEntry(index), id]),
    );
    expect(await views.entry(`0123456789ab.7@${id}`)).toBeNull();
    await expect(views.entry('0123456789ab.7@nowhere')).rejects.toMatchObject({
      ...{ code: 'log.unreadable', data: { reason: 'unlisted' } },
    });
  });
});

describe('sources', () => {
  test('are found where programs have them; one nobody may look into is there as well', async () => {
    using folder = temporaryFolder();
    const root = join(folder.path, 'root');
    for (const [path, text] of [
      ['var/log/nginx/access.log', 'x\n'],
      ['var/log/nginx/access.log.1', 'older\n'],
      ['var/log/nginx/other.txt', 'x\n'],
      ['var/log/prosody/prosody.err', ''],
    ] as const) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    await using views = viewsIn(folder.path, { root });
    const sources = await views.sources();
    expect(sources.map(({ program, kind, bytes, files }) => [program, kind, bytes, files])).toEqual([
      ['server', 'own', null, 0],
      ['manager', 'own', null, 0],
      ['prosody', 'found', 0, 1],
      ['nginx', 'found', 8, 2],
    ]);
  });

  test.each([
    ['a folder', '.', 'folder'],
    ['a file that is not there', 'nothing.log', 'missing'],
    ['the kernel', '/proc/kmsg', 'special'],
    ['a device', '/dev/zero', 'special'],
    ['what is ours alone', 'data/secrets/key', 'special'],
    ['a link to that', 'link.log', 'special'],
  ])('%s is refused', async (_, path, reason) => {
    using folder = temporaryFolder();
    await using views = viewsIn(folder.path);
    mkdirSync(join(folder.path, 'data', 'secrets'));
    writeFileSync(join(folder.path, 'data', 'secrets', 'key'), 'secret');
    symlinkSync(join(folder.path, 'data', 'secrets', 'key'), join(folder.path, 'link.log'));
    await expect(views.openFile(path.startsWith('/') ? path : join(folder.path, path))).rejects.toMatchObject(
      {
        code: 'log.unreadable',
        data: { reason },
      },
    );
  });

  test('what is ours alone is refused where the data folder is reached by a link, too', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'disk', 'secrets'), { recursive: true });
    writeFileSync(join(folder.path, 'disk', 'secrets', 'key'), 'secret');
    symlinkSync(join(folder.path, 'disk'), join(folder.path, 'data'));
    await using views = viewsIn(folder.path);
    for (const name of ['disk', 'data'])
      await expect(views.openFile(join(folder.path, name, 'secrets', 'key'))).rejects.toMatchObject({
        code: 'log.unreadable',
        data: { reason: 'special' },
      });
    appendFileSync(join(folder.path, 'disk', 'logs', 'old.log'), 'one\n');
    expect((await views.openFile(join(folder.path, 'data', 'logs', 'old.log'))).trouble).toBeNull();
  });

  test('only what was found or named is opened', async () => {
    using folder = temporaryFolder();
    await using views = viewsIn(folder.path);
    writeFileSync(join(folder.path, 'x.log'), 'one\n');
    const states = views.watch({ sources: [join(folder.path, 'x.log')], filter: EVERYTHING }, undefined);
    await expect(states.next()).rejects.toMatchObject({ code: 'log.unreadable' });
  });

  test('the journal is what journalctl prints, as long as somebody looks', async () => {
    using folder = temporaryFolder();
    const program = join(folder.path, 'journalctl');
    const line = (message: string, at: number) =>
      JSON.stringify({
        __REALTIME_TIMESTAMP: String(at),
        MESSAGE: message,
        PRIORITY: '3',
        SYSLOG_IDENTIFIER: 'sshd',
      });
    writeFileSync(
      program,
      `#!/bin/sh\ncat <<'END'\n${line('one', 1_767_225_600_000_000)}\n${line('two', 1_767_225_601_000_000)}\nEND\n` +
        'case "$*" in *--follow*) exec sleep 600;; esac\n',
      { mode: 0o755 },
    );
    await using views = viewsIn(folder.path, { findProgram: () => program });
    const found = (await views.sources()).find(({ id }) => id === 'journal');
    expect(found).toMatchObject({ kind: 'journal', trouble: null });
    const ended = new AbortController();
    const states = views.watch({ sources: ['journal'], filter: EVERYTHING }, ended.signal);
    for (;;) {
      const { value } = await states.next();
      if (!value || value.last - value.first < 2) continue;
      const { rows } = await views.rows(value.view, value.first, 2);
      expect(rows.map(({ message, subsystem, level }) => [message, subsystem, level])).toEqual([
        ['one', 'sshd', 'error'],
        ['two', 'sshd', 'error'],
      ]);
      break;
    }
    ended.abort();
    await states.return();
    expect(readdirSync(join(folder.path, 'data', 'log-view'))).toEqual([]);
  });
});

test('views somebody named are kept, changed and removed', () => {
  using folder = temporaryFolder();
  const views = viewsIn(folder.path);
  const view = { id: null, name: 'Failed', sources: ['server'], filter: EVERYTHING };
  const [saved] = views.save(view);
  expect(views.save({ ...view, id: saved?.id ?? '', name: 'Trouble' }).map(({ name }) => name)).toEqual([
    'Trouble',
  ]);
  expect(views.remove(saved?.id ?? '')).toEqual([]);
  for (let index = 0; index < 50; index++) views.save({ ...view, name: `v${index}` });
  expect(() => views.save(view)).toThrow(expect.objectContaining({ code: 'log-view.too-many' }));
});
