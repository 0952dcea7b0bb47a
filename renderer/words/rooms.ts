/**
 * Rooms in the words of people: what they are called, who may enter, what somebody is to them.
 */
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Room, Standing } from '../api/types.ts';
import { assertNever } from '../assert-never.ts';

/** The name to call a room by, also where none was given. */
export const roomName = (room: Pick<Room, 'name' | 'address'>): string =>
  room.name.trim() || (room.address.split('@')[0] ?? room.address);

/** Opens it in any program: RFC 5122 for the address, XEP-0045 §17.3.1 for `?join`. */
export const roomLink = (address: string): string => {
  const [local = '', domain = ''] = address.split('@');
  return `xmpp:${encodeURIComponent(local)}@${domain}?join`;
};

export function entryWord(room: Pick<Room, 'entry' | 'protected'>): MessageDescriptor {
  switch (room.entry) {
    case 'everyone':
      return room.protected ? msg`Everyone who knows the password` : msg`Everyone in the office`;
    case 'members':
      return room.protected ? msg`Only its members, with the password` : msg`Only its members`;
    default:
      return assertNever(room.entry);
  }
}

export function standingWord(standing: Standing | 'none'): MessageDescriptor {
  switch (standing) {
    case 'owner':
      return msg`Runs the room`;
    case 'admin':
      return msg`Helps run it`;
    case 'member':
      return msg`Member`;
    case 'outcast':
      return msg({ message: 'Kept out', context: 'what somebody is to a room' });
    case 'none':
      return msg`Does not belong to it`;
    default:
      return assertNever(standing);
  }
}
