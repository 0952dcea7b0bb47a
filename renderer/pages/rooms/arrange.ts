/**
 * Which rooms the list shows, in which order.
 */
import type { Room } from '../../api/types.ts';
import { roomName } from '../../words/rooms.ts';

export type Filter = 'all' | 'busy' | 'members';

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** A to Z by name; every word of the search must occur in the name, the topic or the address, accents and capitals apart. */
export function arrange(rooms: readonly Room[], filter: Filter, search: string): Room[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return rooms
    .filter((room) => filter === 'all' || (filter === 'busy' ? room.now > 0 : room.entry === 'members'))
    .filter((room) => {
      const text = fold(`${room.name} ${room.topic} ${room.address.split('@')[0]}`);
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => roomName(a).localeCompare(roomName(b)));
}
