/** Who gets in, what history is sent, what a form means, who may invite and whisper: the tables of a room. */
import { Element } from 'ltx';
import { describe, expect, it } from 'vitest';
import { parseJid } from '../../../server/kernel/jid.ts';
import type { StanzaError } from '../../../server/kernel/stanza.ts';
import { accessRule, mayAccess } from '../../../server/modules/muc/access.ts';
import { roomConfig } from '../../../server/modules/muc/config.ts';
import { changeCodes, readConfig } from '../../../server/modules/muc/config-form.ts';
import { decideEntry, type Visitor } from '../../../server/modules/muc/entry.ts';
import { chooseHistory } from '../../../server/modules/muc/history.ts';
import { refusalOf as refusedInvitation } from '../../../server/modules/muc/invitation.ts';
import { isVisible } from '../../../server/modules/muc/nickname.ts';
import { refusalOf as refusedWhisper } from '../../../server/modules/muc/private-message.ts';
import { createThrottle } from '../../../server/modules/muc/throttle.ts';

describe('§7.2: may this person come in?', () => {
  const stranger: Visitor = {
    ...{ affiliation: 'none', locked: false, nickTaken: false, membersOnly: false, passwordFits: true },
    ...{ occupants: 0, maxUsers: 10, adminThreshold: 2, present: false },
  };
  it.each<[string, Partial<Visitor>, string]>([
    ['anybody into an open room', {}, 'allowed'],
    ['§7.2.10 a locked room', { locked: true }, 'item-not-found'],
    ['its owner', { locked: true, affiliation: 'owner' }, 'allowed'],
    ['§7.2.7 banned', { affiliation: 'outcast' }, 'forbidden'],
    ['§7.2.6 for members only', { membersOnly: true }, 'registration-required'],
    ['a member', { membersOnly: true, affiliation: 'member' }, 'allowed'],
    ['§7.2.5 without the password', { passwordFits: false }, 'not-authorized'],
    ['an owner without it', { passwordFits: false, affiliation: 'owner' }, 'not-authorized'],
    ['§7.2.8 with somebody else’s nickname', { nickTaken: true }, 'conflict'],
    ['§7.2.9 into a full room', { occupants: 10 }, 'service-unavailable'],
    ['a member', { occupants: 10, affiliation: 'member' }, 'service-unavailable'],
    ['an admin', { occupants: 10, affiliation: 'admin' }, 'allowed'],
    ['one admin too many', { occupants: 12, affiliation: 'admin' }, 'service-unavailable'],
    ['another device of an occupant', { occupants: 10, present: true }, 'allowed'],
    ['banned, however full', { occupants: 10, affiliation: 'outcast' }, 'forbidden'],
  ])('%s', (_, change, expected) => {
    const verdict = decideEntry({ ...stranger, ...change });
    expect(verdict.allowed ? 'allowed' : verdict.condition).toBe(expected);
  });
});

describe('§7.2.14: what of the past is sent', () => {
  const history = [1, 2, 3, 4].map((n) => ({
    id: String(n),
    when: n * 1000,
    stanza: new Element('message'),
  }));
  const chosen = (wish: Parameters<typeof chooseHistory>[1], most = 50) =>
    chooseHistory(history, wish, { most, now: 5000, size: () => 100 }).map(({ id }) => id);
  it.each([
    ['all', {}, ['1', '2', '3', '4']],
    ['the latest', { maxstanzas: 2 }, ['3', '4']],
    ['none', { maxstanzas: 0 }, []],
    ['none', { maxchars: 0 }, []],
    ['complete stanzas only', { maxchars: 299 }, ['3', '4']],
    ['as many as fit exactly', { maxchars: 300 }, ['2', '3', '4']],
    ['of the last two seconds', { seconds: 2 }, ['3', '4']],
    ['since then', { since: 2000 }, ['2', '3', '4']],
    [
      '"the smallest amount of traffic that meets any combination"',
      { since: 2000, maxstanzas: 3, maxchars: 100 },
      ['4'],
    ],
  ])('%s: %o', (_, wish, expected) => {
    expect(chosen(wish)).toEqual(expected);
  });
  it('no more than the room gives', () => expect(chosen({ maxstanzas: 10 }, 1)).toEqual(['4']));
});

describe('§10.2: a submitted form', () => {
  const limits = { maxUsers: 100, historySize: 50, maxRoomName: 10, maxRoomDescription: 20 };
  const before = roomConfig.parse({ password: 'old' });
  const read = (fields: Record<string, string[]>) => {
    try {
      return readConfig(new Map(Object.entries(fields)), before, limits);
    } catch (error) {
      return (error as StanzaError).condition;
    }
  };
  it.each([
    [{}, {}],
    [{ 'muc#roomconfig_roomname': [' Cave '] }, { name: 'Cave' }],
    [{ 'muc#roomconfig_roomname': [] }, { name: '' }],
    [{ 'muc#roomconfig_maxusers': ['none'] }, { maxUsers: 100 }],
    [{ 'muc#maxhistoryfetch': ['9999'] }, { historyLength: 50 }],
    [{ 'muc#roomconfig_passwordprotectedroom': ['0'] }, { password: '' }],
    [{ 'muc#roomconfig_passwordprotectedroom': ['1'] }, { password: 'old' }],
    [{ 'muc#roomconfig_roomsecret': ['new'] }, { password: 'new' }],
    [{ 'muc#roomconfig_roomsecret': [''] }, { password: '' }],
    [{ 'muc#roomconfig_presencebroadcast': ['moderator'] }, { presenceBroadcast: ['moderator'] }],
    [{ 'muc#roomconfig_presencebroadcast': [] }, { presenceBroadcast: [] }],
    [{ nobody_knows: ['1'] }, {}],
  ])('%o', (fields, expected) => {
    expect(read(fields as Record<string, string[]>)).toEqual({ ...before, ...expected });
  });
  it.each<Record<string, string[]>>([
    { 'muc#roomconfig_roomname': ['longer than ten'] },
    { 'muc#roomconfig_maxusers': ['0'] },
    { 'muc#roomconfig_maxusers': ['101'] },
    { 'muc#roomconfig_maxusers': ['-1'] },
    { 'muc#roomconfig_moderatedroom': ['perhaps'] },
    { 'muc#roomconfig_moderatedroom': [] },
    { 'muc#roomconfig_whois': ['nobody'] },
    { 'muc#roomconfig_allowpm': [''] },
    { 'muc#maxhistoryfetch': ['many'] },
    { 'muc#roomconfig_presencebroadcast': ['king'] },
    { 'muc#roomconfig_passwordprotectedroom': ['1'], 'muc#roomconfig_roomsecret': [''] },
    { 'muc#roomconfig_passwordprotectedroom': ['1'], 'muc#roomconfig_roomsecret': ['  '] },
    { 'muc#roomconfig_roomsecret': ['x'.repeat(201)] },
  ])('%o is not acceptable', (fields) => {
    expect(read(fields)).toBe('not-acceptable');
  });

  it.each([
    [{}, []],
    [{ logging: true }, [170]],
    [{ whois: 'moderators' as const }, [173]],
    [{ name: 'Cave' }, [104]],
    [{ logging: true, whois: 'moderators' as const, name: 'Cave' }, [170, 173, 104]],
  ])('§10.2.1: %o is told with %o', (change, codes) => {
    expect(changeCodes(before, { ...before, ...change })).toEqual(codes);
  });
});

describe('§7.5: private messages', () => {
  const all = { allowPm: 'anyone', allowPmFromVisitors: 'anyone' } as const;
  it.each([
    [{ type: 'chat', sender: 'participant', recipient: 'visitor' }, all, undefined],
    [{ type: 'chat', sender: undefined, recipient: 'visitor' }, all, 'not-acceptable'],
    [{ type: 'groupchat', sender: 'participant', recipient: 'visitor' }, all, 'bad-request'],
    [{ type: undefined, sender: 'participant', recipient: undefined }, all, 'item-not-found'],
    [
      { type: 'chat', sender: 'visitor', recipient: 'moderator' },
      { ...all, allowPm: 'participants' },
      'forbidden',
    ],
    [
      { type: 'chat', sender: 'participant', recipient: 'moderator' },
      { ...all, allowPm: 'moderators' },
      'forbidden',
    ],
    [
      { type: 'chat', sender: 'moderator', recipient: 'visitor' },
      { ...all, allowPm: 'moderators' },
      undefined,
    ],
    [{ type: 'chat', sender: 'moderator', recipient: 'visitor' }, { ...all, allowPm: 'none' }, 'forbidden'],
    [
      { type: 'chat', sender: 'visitor', recipient: 'participant' },
      { ...all, allowPmFromVisitors: 'moderators' },
      'forbidden',
    ],
    [
      { type: 'chat', sender: 'visitor', recipient: 'moderator' },
      { ...all, allowPmFromVisitors: 'moderators' },
      undefined,
    ],
    [
      { type: 'chat', sender: 'visitor', recipient: 'moderator' },
      { ...all, allowPmFromVisitors: 'nobody' },
      'forbidden',
    ],
  ] as const)('%o where %o', (message, config, expected) => {
    expect(refusedWhisper(message, config)?.[0]).toBe(expected);
  });
});

describe('§7.8.2, §9.5: who invites', () => {
  const openRoom = { membersOnly: false, allowInvites: false };
  const closed = { membersOnly: true, allowInvites: false };
  it.each([
    [{ affiliation: 'none', role: 'participant' }, openRoom, undefined],
    [{ affiliation: 'none', role: undefined }, openRoom, 'not-acceptable'],
    [{ affiliation: 'member', role: undefined }, openRoom, undefined],
    [{ affiliation: 'outcast', role: undefined }, openRoom, 'forbidden'],
    [{ affiliation: 'member', role: 'participant' }, closed, 'forbidden'],
    [{ affiliation: 'admin', role: 'moderator' }, closed, undefined],
    [{ affiliation: 'member', role: 'participant' }, { ...closed, allowInvites: true }, undefined],
    [{ affiliation: 'none', role: 'participant' }, { ...closed, allowInvites: true }, 'forbidden'],
  ] as const)('%o where %o', (inviter, config, expected) => {
    expect(refusedInvitation(inviter, config)?.[0]).toBe(expected);
  });
});

describe('access rules', () => {
  const nina = { jid: parseJid('nina@test/phone')!, local: () => true, admin: false };
  const guest = { jid: parseJid('x1@guests.test/a')!, local: () => false, admin: false };
  const stranger = { jid: parseJid('eve@elsewhere.example/b')!, local: () => false, admin: false };
  const admin = { jid: parseJid('root@test/c')!, local: () => true, admin: true };
  it.each([
    ['all', [true, true, true, true]],
    ['local', [true, false, false, true]],
    ['admins', [false, false, false, true]],
    ['nobody', [false, false, false, false]],
    [{ deny: ['guests.test'] }, [true, false, true, true]],
    [{ allow: ['nina@test', 'elsewhere.example'] }, [true, false, true, true]],
    [{ allow: ['local'], deny: ['nina@test'] }, [false, false, false, true]],
  ])('%o', (rule, expected) => {
    const parsed = accessRule.parse(rule);
    expect([nina, guest, stranger, admin].map((asker) => mayAccess(parsed, asker))).toEqual(expected);
  });
});

describe('§17.1: nicknames that are nothing', () => {
  it.each([
    ['Nina', true],
    ['ニナ', true],
    [' ', false],
    ['\u00a0\u3000', false],
    ['\u200b', false],
    [' a ', true],
  ])('%o', (nick, expected) => {
    expect(isVisible(nick)).toBe(expected);
  });
});

describe('S80: how fast', () => {
  const none = {
    ...{ minMessageInterval: 0, minPresenceInterval: 0 },
    ...{ userMessageShaper: 0, userPresenceShaper: 0, roomShaper: 0 },
  };
  const message = new Element('message').t('x'.repeat(100));
  const passes = (pace: Partial<typeof none>, times: readonly number[]) => {
    let now = 0;
    const throttle = createThrottle({ ...none, ...pace }, () => now);
    return times.map((time) => {
      now = time;
      try {
        throttle.pass('message', message, 'nina@test/phone', 'team@conference.test');
        return 'passes';
      } catch (error) {
        return (error as StanzaError).condition;
      }
    });
  };
  it('without bounds', () => expect(new Set(passes({}, [0, 0, 0]))).toEqual(new Set(['passes'])));
  it('one message in 0.4 seconds', () =>
    expect(passes({ minMessageInterval: 0.4 }, [0, 399, 400])).toEqual([
      'passes',
      'resource-constraint',
      'passes',
    ]));
  it('bytes a second, with a burst of ten times as much', () =>
    expect(passes({ userMessageShaper: 20 }, [0, 0, 8000])).toEqual([
      'passes',
      'resource-constraint',
      'passes',
    ]));
});
