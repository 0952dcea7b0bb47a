/** Putting back: only what nobody changed since, by the area's own call, and noted as a change of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Calls } from '../../electron/contract/calls.ts';
import type { ChangeAction } from '../../electron/contract/change-actions.ts';
import type { Change } from '../../electron/contract/index.ts';
import { createChanges } from '../../electron/manager/changes.ts';
import { type ManagerDatabase, openDatabase } from '../../electron/manager/database.ts';
import { createEvents } from '../../electron/manager/events.ts';
import { canonical, registerPutBack } from '../../electron/manager/put-back.ts';
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
  const note = (change: { action: ChangeAction } & Partial<Change>) =>
    changes.note({ subject: 'zoe@office.example', state: 'applied', before: null, after: null, ...change });
  /** Every call of the contract there is, taken down with what it was given; `is` is what they answer. */
  const is: Record<string, unknown> = {};
  const calls = new Proxy({} as Calls, {
    get: (_, area: string) =>
      new Proxy(
        {},
        {
          get: (__, name: string) => async (input: unknown) => {
            if (`${area}.${name}` in is) return is[`${area}.${name}`];
            asked.push([`${area}.${name}`, input]);
            return undefined;
          },
        },
      ),
  });
  registerPutBack(undo, {
    calls: () => calls,
    joining: { restoreLast: async (subject) => void asked.push(['restoreLast', subject]) },
  });
  const offered = () => undo.page(null, 100).map(({ id, canPutBack }) => [id, canPutBack]);
  return { undo, note, offered, is };
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
  const ZOE = 'zoe@office.example';
  it.each([
    [
      RENAMED,
      { 'people.get': { displayName: 'Zoé M.' } },
      ['people.rename', { address: ZOE, displayName: 'Zoé' }],
    ],
    [
      { action: 'people.disable' },
      { 'people.get': { disabled: true } },
      ['people.setDisabled', { address: ZOE, disabled: false }],
    ],
    [
      { action: 'people.enable' },
      { 'people.get': { disabled: false } },
      ['people.setDisabled', { address: ZOE, disabled: true }],
    ],
    [
      { action: 'safety.keep-out', subject: 'spam.example' },
      { 'safety.keptOut': ['spam.example'] },
      ['safety.letIn', { address: 'spam.example' }],
    ],
    [
      { action: 'safety.let-in', subject: 'spam.example' },
      { 'safety.keptOut': [] },
      ['safety.keepOut', { address: 'spam.example' }],
    ],
    [
      { action: 'joining.rule', before: 'invited', after: 'anyone' },
      { 'joining.rule': { rule: 'anyone' } },
      ['joining.setRule', { rule: 'invited' }],
    ],
    [{ action: 'joining.revoke', subject: 'a@example.org' }, {}, ['restoreLast', 'a@example.org']],
    [
      {
        action: 'doors.set',
        before: JSON.stringify({ calls: false, relay: RELAY }),
        after: '{"calls":true}',
      },
      { 'doors.get': { doors: [{ id: 'calls', wanted: true }], relay: RELAY } },
      ['doors.set', { calls: false, files: true, relay: RELAY }],
    ],
    [
      { action: 'rooms.standing', subject: 'all@c.example', before: `${ZOE} none`, after: `${ZOE} admin` },
      { 'rooms.get': { people: [{ address: ZOE, standing: 'admin' }] } },
      ['rooms.setStanding', { address: 'all@c.example', person: ZOE, standing: 'none' }],
    ],
    [
      { action: 'programs.revoke', subject: 'p1' },
      { 'programs.list': { programs: [] } },
      ['programs.restore', { id: 'p1' }],
    ],
  ] as const)('%o is a call of the contract', async (change, now, call) => {
    const { undo, note, is } = start();
    Object.assign(is, now);
    await undo.putBack(note(change));
    expect(asked).toEqual([call]);
  });

  it('is refused where the world is not as the change left it, with what it is', async () => {
    const { undo, note, is } = start();
    is['people.get'] = { displayName: 'Zoé Tremblay', disabled: false };
    await expect(undo.putBack(note(RENAMED))).rejects.toMatchObject({
      ...{ code: 'change.since', data: { now: 'Zoé Tremblay' } },
    });
    await expect(undo.putBack(note({ action: 'people.disable' }))).rejects.toMatchObject({
      code: 'change.since',
    });
    expect(asked).toEqual([]);
  });

  describe('a passkey', () => {
    const keys = (...all: [id: string, name: string][]) => ({
      'access.get': { passkeys: all.map(([id, name]) => ({ id, name })) },
    });
    const ADDED = { action: 'access.passkey-add', subject: 'Laptop' } as const;
    const CALLED = { ...ADDED, action: 'access.passkey-rename', before: 'Desk', after: 'Laptop' } as const;

    it('that was added goes by its id, whatever it and the others are called', async () => {
      const { undo, note, is } = start();
      Object.assign(is, keys(['owner', 'Laptop'], ['thief', 'Laptop']));
      await undo.putBack(note({ ...ADDED, after: 'thief' }));
      Object.assign(is, keys(['owner', 'Laptop'], ['other', 'Elsewhere']));
      const other = note({ ...ADDED, after: 'other' });
      note({ ...ADDED, after: 'owner' });
      note(CALLED);
      await undo.putBack(other);
      expect(asked).toEqual([
        ['access.removePasskey', { id: 'thief' }],
        ['access.removePasskey', { id: 'other' }],
      ]);
    });

    it.each([
      ['of an older note with two of its name', ADDED, 'change.since'],
      ['renamed, with two of the new name', CALLED, 'change.since'],
      ['that is not there any more', { ...ADDED, after: 'gone' }, 'change.since'],
    ] as const)('%s is not guessed', async (_, change, code) => {
      const { undo, note, is } = start();
      Object.assign(is, keys(['owner', 'Laptop'], ['thief', 'Laptop']));
      await expect(undo.putBack(note(change))).rejects.toMatchObject({ code });
      expect(asked).toEqual([]);
    });

    it('whose name another one took since is not guessed', async () => {
      const { undo, note, is } = start();
      Object.assign(is, keys(['thief', 'Laptop']));
      const old = note(ADDED);
      note(CALLED);
      await expect(undo.putBack(old)).rejects.toMatchObject({ code: 'change.not-undoable' });
      expect(asked).toEqual([]);
    });

    it('is called what it was called before', async () => {
      const { undo, note, is } = start();
      Object.assign(is, keys(['a', 'Laptop'], ['b', 'Phone']));
      await undo.putBack(note(CALLED));
      expect(asked).toEqual([['access.renamePasskey', { id: 'a', name: 'Desk' }]]);
    });
  });

  it('refuses what was never noted', async () => {
    await expect(start().undo.putBack(7)).rejects.toMatchObject({ code: 'change.unknown' });
  });
});

it.each([
  [{ b: 1, a: [{ d: null, c: undefined }] }, '{"a":[{"d":null}],"b":1}'],
  ['x', '"x"'],
  [undefined, 'null'],
])('%j is %s whatever the order of its keys', (value, text) => expect(canonical(value)).toBe(text));
