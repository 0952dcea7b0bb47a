/** Who did it: carried from the door to the log of changes, through what is awaited, and not into what happens later. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { ChangeAction } from '../../../electron/contract/change-actions.ts';
import type { Who } from '../../../electron/contract/who.ts';
import {
  byItself,
  clockByItself,
  commandLine,
  inTheNameOf,
  whoAsks,
  whoCalls,
} from '../../../electron/manager/caller.ts';
import { createChanges } from '../../../electron/manager/changes.ts';
import { openDatabase } from '../../../electron/manager/database.ts';
import { createEvents } from '../../../electron/manager/events.ts';
import { startChild } from '../../../electron/manager/supervisor/child.ts';
import { createFakeClock } from '../../support/clock.ts';
import { temporaryFolder } from '../../support/host.ts';

const SOPHIE: Who = { face: 'browser', name: 'Firefox 140 · Linux', address: '192.168.1.34', session: 's1' };
const ITSELF: Who = { face: 'itself', name: '', address: null, session: null };

function openLog(folder: string) {
  const database = openDatabase(join(folder, 'manager.sqlite'));
  const clock = createFakeClock();
  const changes = createChanges({ database, events: createEvents(clock), now: clock.now });
  const note = (action: string) =>
    changes.note({
      action: action as ChangeAction,
      subject: '',
      state: 'applied',
      before: null,
      after: null,
    });
  return { database, changes, note, whos: () => changes.page(null, 100).map(({ who }) => who) };
}

describe('who', () => {
  test('goes along with what is awaited, and two at once are not mixed up', async () => {
    using folder = temporaryFolder();
    const { database, note, changes } = openLog(folder.path);
    const other: Who = { ...SOPHIE, session: 's2', name: 'Safari 18 · macOS' };
    const slow = async (action: string) => {
      for (let turn = 0; turn < 5; turn++) await new Promise((go) => setImmediate(go));
      note(action);
    };
    await Promise.all([
      inTheNameOf(SOPHIE, () => slow('one')),
      inTheNameOf(other, () => slow('two')),
      slow('nobody'),
    ]);
    const by = Object.fromEntries(changes.page(null, 3).map(({ action, who }) => [action, who]));
    expect(by).toEqual({ one: SOPHIE, two: other, nobody: ITSELF });
    database.close();
  });

  test('is nobody when an alarm rings, or a program that was started then speaks', async () => {
    const clock = createFakeClock();
    const rang: Who[] = [];
    inTheNameOf(SOPHIE, () => clockByItself(clock).after(10, () => void rang.push(whoAsks())));
    clock.advance(10);
    const spoke = await inTheNameOf(
      SOPHIE,
      () =>
        new Promise<Who>((resolve) => {
          startChild(
            { program: process.execPath, args: ['-e', 'console.log(1)'] },
            { line: () => undefined, exited: () => resolve(whoAsks()) },
          );
        }),
    );
    expect([rang[0], spoke]).toEqual([ITSELF, ITSELF]);
  });

  test('of a command is the account that typed it; in a manager that stays, its alarms are not', () => {
    const typed: Who = { ...commandLine({}), name: 'sophie' };
    expect(inTheNameOf(typed, () => [whoAsks(), byItself(whoAsks)])).toEqual([typed, ITSELF]);
    expect(whoCalls({ session: null, account: 'sophie' })).toEqual(typed);
    if (process.getuid?.() === 0) expect(commandLine({ SUDO_USER: 'sophie' }).name).toBe('sophie (sudo)');
  });

  test.each([
    [{ session: null }, 'desktop'],
    [{ session: 's1', browser: 'Firefox', address: '::1' }, 'browser'],
  ] as const)('%j comes by the %s', (caller, face) => expect(whoCalls(caller)).toMatchObject({ face }));
});

describe('the log of changes', () => {
  test('of a version before says that it is not known, and cannot be written over', () => {
    using folder = temporaryFolder();
    const old = new Database(join(folder.path, 'manager.sqlite'));
    old.exec(`CREATE TABLE jobs (id TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, started_at INTEGER NOT NULL,
        ended_at INTEGER, steps TEXT NOT NULL, problem TEXT) STRICT;
      CREATE TABLE changes (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, action TEXT NOT NULL,
        subject TEXT NOT NULL, state TEXT NOT NULL, before TEXT, after TEXT) STRICT;
      CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      INSERT INTO changes (at, action, subject, state) VALUES (5, 'people.add', 'otto@x', 'applied');
      PRAGMA user_version = 1`);
    old.close();
    const { database, whos, changes } = openLog(folder.path);
    expect(whos()).toEqual([{ face: 'unknown', name: '', address: null, session: null }]);
    expect(changes.get(1)).toMatchObject({ at: 5, action: 'people.add' });
    expect(() => database.exec("UPDATE changes SET name = 'nobody'")).toThrow('what is noted stays as it is');
    database.close();
  });

  test('is not pushed out by somebody who knocks all night', () => {
    using folder = temporaryFolder();
    const { database, note, changes } = openLog(folder.path);
    database.pragma('synchronous = OFF');
    const kept = note('people.add');
    database.exec('BEGIN');
    for (let tries = 0; tries < 3000; tries++) note('access.refused');
    database.exec('COMMIT');
    expect(changes.get(kept)).toMatchObject({ action: 'people.add' });
    const count = database.prepare("SELECT count(*) AS n FROM changes WHERE action = 'access.refused'").get();
    expect(count).toEqual({ n: 1000 });
    database.close();
  });
});
