/** What is made of what the server knows of a person: a row for each case, with its why. */
import { describe, expect, it } from 'vitest';
import type { EngineProgram, EngineStanding } from '../../electron/manager/engines/people-state.ts';
import { encryptionOf, kindOf, pushOf, standingOf } from '../../electron/manager/people/standing.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22, 12);

const program = (name: string, part: Partial<EngineProgram> = {}): EngineProgram => ({
  ...{ address: `nina@test/${name}`, resource: name, name, version: '', os: '', type: 'pc' },
  ...{
    since: NOW,
    detached: false,
    inactive: false,
    omemo: 'yes',
    carbons: true,
    historyAt: null,
    push: false,
  },
  ...part,
});
const pidgin = program('Pidgin', { omemo: 'no' });
const gajim = program('Gajim');
const silent = program('', { resource: 'raw', omemo: 'unknown' });
const bot = program('report', { omemo: 'no', type: 'bot' });

const standing = (part: Partial<EngineStanding> = {}): EngineStanding => ({
  ...{ address: 'nina@test', programs: [], lastSeen: null, keys: 0, push: [], waiting: 0 },
  ...part,
});
const account = { disabled: false, createdAt: NOW - 10 * DAY, lastLogin: NOW - DAY };
const refused = (inARow: number, over = false) => ({ at: NOW, condition: 'gone', inARow, over });
const push = (part: Partial<EngineStanding['push'][number]> = {}) => ({
  ...{ service: 'push.example', resource: 'phone', enabledAt: NOW, acceptedAt: null, failure: null },
  ...part,
});

describe('encryption', () => {
  it.each([
    ['keys, and a program that encrypts', [gajim], 1, 'on'],
    ['keys, and nobody there now', [], 2, 'on'],
    ['keys, and one program that cannot read', [gajim, pidgin], 1, 'partly'],
    ['a machine is nobody who reads', [gajim, bot], 1, 'on'],
    ['a program that has said nothing yet', [gajim, silent], 1, 'unknown'],
    ['no keys: nobody can encrypt to them', [pidgin], 0, 'off'],
    ['no keys, nobody there, but once was', [], 0, 'off'],
    ['no keys, and nothing said', [silent], 0, 'unknown'],
  ] as const)('%s', (_, programs, keys, state) => {
    const told = standingOf(standing({ programs, keys }), account, NOW);
    expect(told.encryption).toEqual({ state, keys });
  });

  it('of somebody who never was here nothing is known', () =>
    expect(encryptionOf([], 0, false)).toBe('unknown'));
});

it.each([
  ['nobody asked', [], 'none'],
  ['asked, never needed', [push()], 'untried'],
  ['the last one was taken', [push({ acceptedAt: NOW })], 'working'],
  ['one of two was not', [push({ acceptedAt: NOW }), push({ failure: refused(1) })], 'failing'],
] as const)('push: %s', (_, registrations, state) => expect(pushOf(registrations)).toBe(state));

it.each([
  ['pc', 'computer'],
  ['phone', 'phone'],
  ['web', 'browser'],
  ['console', 'terminal'],
  ['constructor', 'unknown'],
  ['', 'unknown'],
] as const)('a %s is a %s', (type, kind) => expect(kindOf(type)).toBe(kind));

describe('needs', () => {
  const codes = (part: Partial<EngineStanding>, more: Partial<typeof account> = {}) =>
    standingOf(standing(part), { ...account, ...more } as typeof account, NOW).needs.map(({ code }) => code);

  it.each([
    ['nobody encrypts: many offices want none', { programs: [pidgin] }, []],
    ['one program cannot read what others encrypt', { programs: [pidgin], keys: 1 }, ['not-encrypted']],
    ['it could encrypt and does not', { programs: [gajim] }, ['no-keys']],
    ['a service stumbled once', { push: [push({ failure: refused(1) })] }, []],
    ['and again', { push: [push({ failure: refused(2) })] }, ['push-failing']],
    ['or for good', { push: [push({ failure: refused(1, true) })] }, ['push-failing']],
    [
      'the worst first',
      { programs: [pidgin], keys: 1, push: [push({ failure: refused(9) })] },
      ['push-failing', 'not-encrypted'],
    ],
  ] as const)('%s', (_, part, expected) => expect(codes(part)).toEqual(expected));

  it('who was added ten days ago and never came; not who was added this morning', () => {
    expect(codes({}, { lastLogin: null as never })).toEqual(['never-connected']);
    expect(codes({}, { lastLogin: null as never, createdAt: NOW - DAY / 2 })).toEqual([]);
  });

  it('who may not log in needs nothing', () =>
    expect(codes({ push: [push({ failure: refused(9) })] }, { disabled: true })).toEqual([]));
});

it('who is here was seen now; else what the server remembers, else the last log-in', () => {
  const seen = (part: Partial<EngineStanding>) => standingOf(standing(part), account, NOW).lastSeen;
  expect(seen({ programs: [gajim], lastSeen: 5 })).toBe(null);
  expect(seen({ lastSeen: 5 })).toBe(5);
  expect(seen({})).toBe(account.lastLogin);
});
