/** Rooms in the manager: what is asked of the engine, what is noted, what is refused; and the words of our own server's commands. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Change, ManagerEvent } from '../../electron/contract/index.ts';
import { optionLines, refusedRoom } from '../../electron/manager/engines/bundled/rooms.ts';
import { readRoomName } from '../../electron/manager/rooms/room-name.ts';
import { createRooms, type NewRoomWish, type Rooms, told } from '../../electron/manager/rooms/rooms.ts';
import { counted, freshRoom } from '../support/fake-rooms.ts';
import { createFakeEngine, type FakeEngine } from '../support/host.ts';

const ROOM = 'atelier@conference.example.org';
const WISH: NewRoomWish = {
  ...{ local: 'Atelier', name: ' Atelier ', description: '', topic: ' Jeudi ', password: '' },
  ...{ entry: 'members', membersMayInvite: true, everyoneSetsTopic: false },
  ...{ keepsHistory: true, listed: false, moderated: false, people: ['otto@example.org'] },
};

let engine: FakeEngine;
let rooms: Rooms;
let notes: Omit<Change, 'id' | 'at' | 'who'>[];
let events: ManagerEvent['event'][];
let now: number;

beforeEach(() => {
  engine = createFakeEngine();
  [notes, events, now] = [[], [], 0];
  rooms = createRooms({
    engine,
    changes: { note: (change) => notes.push(change), page: () => [] },
    events: {
      emit: (event) => void events.push(event),
      listen: () => () => undefined,
      follow: () => {
        throw new Error('not here');
      },
    },
    domains: () => ['example.org'],
    now: () => now,
  });
});

const noted = () => notes.map(({ action, subject, before, after }) => [action, subject, before, after]);

describe('a room', () => {
  it('is made in lower case, with its people, and it is noted', async () => {
    const room = await rooms.create(WISH);
    expect(room).toMatchObject({
      ...{
        address: ROOM,
        name: 'Atelier',
        topic: 'Jeudi',
        entry: 'members',
        listed: false,
        protected: false,
      },
      people: [
        { address: 'sophie@example.org', standing: 'owner' },
        { address: 'otto@example.org', standing: 'member' },
      ],
    });
    expect(engine.rooms.invited).toEqual([`otto@example.org to ${ROOM}`]);
    expect(noted()).toEqual([['rooms.create', ROOM, null, 'Atelier']]);
    expect(events).toEqual([{ type: 'rooms.changed', address: ROOM }]);
    await expect(rooms.create(WISH)).rejects.toMatchObject({ code: 'room.exists', data: { address: ROOM } });
  });

  it('changes what is given, and the history says from what to what', async () => {
    await rooms.create(WISH);
    notes.length = 0;
    const room = await rooms.change(ROOM, { entry: 'everyone', topic: 'Vendredi' });
    expect(room).toMatchObject({ entry: 'everyone', topic: 'Vendredi', name: 'Atelier' });
    expect(noted()).toEqual([
      [
        'rooms.change',
        ROOM,
        '{"topic":"Jeudi","entry":"members"}',
        '{"topic":"Vendredi","entry":"everyone"}',
      ],
    ]);
  });

  it('has a password that no history knows', async () => {
    await rooms.create(WISH);
    const room = await rooms.change(ROOM, { password: 'copeaux-77' });
    expect(room).toMatchObject({ protected: true, password: 'copeaux-77' });
    await rooms.create({ ...WISH, local: 'other', password: 'sciure-33' });
    expect(JSON.stringify(notes)).not.toMatch(/copeaux|sciure/);
    expect(noted()).toContainEqual(['rooms.change', ROOM, '{"protected":false}', '{"protected":true}']);
  });

  it('says who was what, and keeps its last owner', async () => {
    await rooms.create(WISH);
    notes.length = 0;
    await rooms.setStanding(ROOM, 'otto@example.org', 'outcast', 'rude');
    await rooms.setStanding(ROOM, 'nina@example.org', 'admin');
    expect(noted()).toEqual([
      ['rooms.standing', ROOM, 'otto@example.org member', 'otto@example.org outcast'],
      ['rooms.standing', ROOM, 'nina@example.org none', 'nina@example.org admin'],
    ]);
    await expect(rooms.setStanding(ROOM, 'sophie@example.org', 'none')).rejects.toMatchObject({
      code: 'room.last-owner',
    });
  });

  it('is read with a note, one an hour', async () => {
    await rooms.create(WISH);
    notes.length = 0;
    await rooms.messages(ROOM, null);
    await rooms.messages(ROOM, null);
    now = 3_600_000;
    await rooms.messages(ROOM, null);
    expect(noted()).toEqual([
      ['rooms.read', ROOM, null, null],
      ['rooms.read', ROOM, null, null],
    ]);
  });

  it('is closed, and is no more', async () => {
    await rooms.create(WISH);
    await rooms.close(ROOM, { reason: 'moved', alternate: 'new@conference.example.org' });
    expect(noted()).toContainEqual(['rooms.close', ROOM, 'Atelier', 'new@conference.example.org']);
    await expect(rooms.get(ROOM)).rejects.toMatchObject({ code: 'room.unknown' });
  });

  it.each([
    ['get', () => rooms.get('x@conference.elsewhere.example')],
    ['change', () => rooms.change('x@elsewhere.example', { name: 'x' })],
    ['close', () => rooms.close('otto@example.org', {})],
    ['messages', () => rooms.messages('', null)],
  ])('%s of an address that is no room of ours is refused', async (_, ask) => {
    // The engine would find them.
    for (const address of ['x@conference.elsewhere.example', 'x@elsewhere.example', 'otto@example.org', ''])
      engine.rooms.all.set(address, freshRoom(address));
    await expect(ask()).rejects.toMatchObject({ code: 'room.unknown' });
    expect(notes).toEqual([]);
  });
});

describe('the first part of an address', () => {
  it.each([
    ['Atelier', 'atelier'],
    [' é\u0301quipe-2 ', 'é\u0301quipe-2'.normalize('NFC')],
  ])('%j is %j', (typed, name) => expect(readRoomName(typed)).toBe(name));

  it.each(['', '  ', 'a b', 'a@b', 'a/b', '"a"', 'x'.repeat(256)])('%j cannot be', (typed) => {
    expect(() => readRoomName(typed)).toThrow('room.name-invalid');
  });
});

describe('what is told of a change', () => {
  it('is what differs', () => {
    const before = counted(freshRoom(ROOM));
    expect(told(before, { ...before, listed: false })).toBe('{"listed":true}');
    expect(told(before, before)).toBe('{}');
  });
});

describe('the words of our own server', () => {
  it('has a line for each option that is given', () => {
    expect(optionLines({ name: 'a=b', entry: 'members', listed: false, password: '' })).toEqual([
      'muc#roomconfig_roomname=a=b',
      'muc#roomconfig_membersonly=1',
      'muc#roomconfig_publicroom=0',
      'muc#roomconfig_roomsecret=',
    ]);
    expect(optionLines({})).toEqual([]);
  });

  it.each([
    ['name.not-allowed', '', 'found_room', 'room.name-invalid', { value: 'atelier' }],
    ['item.exists', '', 'found_room', 'room.exists', { address: ROOM }],
    ['owner.last', '', 'set_room_person', 'room.last-owner', { address: 'otto@x' }],
    ['host.unknown', '', 'room_info', 'room.unknown', { address: ROOM }],
    ['item.unknown', 'There is no room a@b.', 'kick_from_room', 'room.unknown', { address: ROOM }],
    ['item.unknown', 'Nobody …', 'kick_from_room', 'room.not-there', { nick: 'Otto' }],
    ['item.unknown', 'There is no such message.', 'take_back_message', 'room.message-gone', {}],
    ['refused', 'too long', 'configure_room', 'room.refused', { said: 'too long' }],
  ])('%s (%s) of %s is %s', (code, message, command, expected, data) => {
    const args = { jid: 'otto@x', nick: 'Otto' };
    expect(refusedRoom({ code, message }, command, ROOM, args)).toMatchObject({ code: expected, data });
  });

  it('what would be our own mistake stays one', () => {
    expect(refusedRoom({ code: 'arguments.invalid', message: '' }, 'room_info', ROOM, {})).toBeUndefined();
  });
});
