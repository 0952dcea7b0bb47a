/** Putting back: only what nobody changed since, by the area's own call, and noted as a change of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change } from '../../electron/contract/index.ts';
import { createChanges } from '../../electron/manager/changes.ts';
import { type ManagerDatabase, openDatabase } from '../../electron/manager/database.ts';
import { createEvents } from '../../electron/manager/events.ts';
import { type PutBackParts, registerPutBack } from '../../electron/manager/put-back.ts';
import { createUndo } from '../../electron/manager/undo.ts';

let folder: string;
let database: ManagerDatabase;
let asked: unknown[][];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chatelaine-undo-'));
  database = openDatabase(join(folder, 'manager.sqlite'));
  asked = [];
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function start() {
  const clock = { now: () => 0 };
  const changes = createChanges({ database, events: createEvents(clock), now: clock.now });
  const undo = createUndo({ changes });
  const note = (change: Pick<Change, 'action'> & Partial<Change>) =>
    changes.note({ subject: 'zoe@office.example', state: 'applied', before: null, after: null, ...change });
  const spy =
    (name: string) =>
    async (...args: unknown[]): Promise<never> => {
      asked.push([name, ...args]);
      return undefined as never;
    };
  const parts: PutBackParts = {
    people: { rename: spy('rename'), setDisabled: spy('setDisabled') },
    safety: { keepOut: spy('keepOut'), letIn: spy('letIn') },
    joining: { setRule: spy('setRule'), restoreLast: spy('restoreLast') },
    doors: { set: spy('doors') },
    webchat: { set: spy('webchat') },
    rooms: { setStanding: spy('standing') },
    programs: { restore: spy('restore') },
  };
  registerPutBack(undo, parts);
  const offered = () => undo.page(null, 100).map(({ id, canPutBack }) => [id, canPutBack]);
  return { undo, note, offered };
}

const RENAMED = { action: 'people.rename', before: 'Zoé', after: 'Zoé M.' } as const;

describe('what can be put back', () => {
  it('is the last change of a thing, not one that something came after', () => {
    const { note, offered } = start();
    const first = note(RENAMED);
    const second = note({ ...RENAMED, before: 'Zoé M.', after: 'Z.' });
    const other = note({ ...RENAMED, subject: 'otto@office.example' });
    expect(offered()).toEqual([
      [other, true],
      [second, true],
      [first, false],
    ]);
  });

  it('is overtaken by what takes it back, and not by what failed', () => {
    const { note, offered } = start();
    const off = note({ action: 'people.disable' });
    note({ action: 'people.enable', state: 'failed' });
    expect(offered().find(([id]) => id === off)).toEqual([off, true]);
    const on = note({ action: 'people.enable' });
    expect(Object.fromEntries(offered())).toMatchObject({ [on]: true, [off]: false });
  });

  it('is a setting only as a whole, whatever was changed of it', () => {
    const { note, offered } = start();
    const calls = note({ action: 'doors.set', subject: 'calls', before: '{"calls":true}' });
    expect(offered()).toEqual([[calls, true]]);
    note({ action: 'doors.set', subject: 'files', before: '{"calls":false}' });
    expect(Object.fromEntries(offered())).toMatchObject({ [calls]: false });
  });

  it.each([
    ['nobody knows how', { action: 'people.reset-password' }],
    ['it failed', { ...RENAMED, state: 'failed' }],
    ['it was a way back that ran by itself', { ...RENAMED, state: 'rolled-back' }],
    ['nothing was before', { action: 'people.rename', before: null }],
    ['what was before is not what it should be', { action: 'doors.set', before: '{"relay":{"from":1}}' }],
    ['it is not even JSON', { action: 'webchat.set', before: '{' }],
    ['a rule nobody has', { action: 'joining.rule', before: 'everybody' }],
  ] as const)('is nothing where %s', async (_, change) => {
    const { undo, note, offered } = start();
    const id = note(change);
    expect(offered()).toEqual([[id, false]]);
    await expect(undo.putBack(id)).rejects.toMatchObject({ code: 'change.not-undoable' });
    expect(asked).toEqual([]);
  });
});

describe('putting back', () => {
  const RELAY = { from: 49_160, to: 49_200 };
  it.each([
    [RENAMED, ['rename', 'zoe@office.example', 'Zoé']],
    [{ action: 'people.disable' }, ['setDisabled', 'zoe@office.example', false]],
    [{ action: 'people.enable' }, ['setDisabled', 'zoe@office.example', true]],
    [{ action: 'safety.keep-out', subject: 'spam.example' }, ['letIn', 'spam.example']],
    [{ action: 'safety.let-in', subject: 'spam.example' }, ['keepOut', 'spam.example']],
    [{ action: 'joining.rule', before: 'invited', after: 'anyone' }, ['setRule', 'invited']],
    [{ action: 'joining.revoke', subject: 'a@example.org' }, ['restoreLast', 'a@example.org']],
    [
      { action: 'doors.set', subject: 'calls', before: JSON.stringify({ calls: false, relay: RELAY }) },
      ['doors', { calls: false, files: true, relay: RELAY }],
    ],
    [{ action: 'webchat.set', before: '{"on":false,"name":""}' }, ['webchat', { on: false, name: '' }]],
    [
      { action: 'rooms.standing', subject: 'all@c.office.example', before: 'zoe@office.example none' },
      ['standing', 'all@c.office.example', 'zoe@office.example', 'none', ''],
    ],
    [{ action: 'programs.revoke', subject: 'p1' }, ['restore', 'p1']],
  ] as const)('%o asks the area', async (change, call) => {
    const { undo, note } = start();
    await undo.putBack(note(change));
    expect(asked).toEqual([call]);
  });

  it('gives a door that was never decided the range it has by itself', async () => {
    const { undo, note } = start();
    await undo.putBack(note({ action: 'doors.set', subject: 'relay', before: '{}' }));
    expect(asked).toEqual([['doors', { calls: true, files: true, relay: expect.objectContaining({}) }]]);
  });

  it('refuses what was never noted', async () => {
    await expect(start().undo.putBack(7)).rejects.toMatchObject({ code: 'change.unknown' });
  });
});
