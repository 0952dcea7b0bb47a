/**
 * Which people the list shows, in which order.
 */
import type { Person } from '../../api/types.ts';
import { isOnline, nameOf } from '../../words/presence.ts';

export type Filter = 'everyone' | 'connected' | 'disabled';

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** A to Z by name; every word of the search must occur in the name or the address, accents and capitals apart. */
export function arrange(people: readonly Person[], filter: Filter, search: string): Person[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return people
    .filter(
      (person) => filter === 'everyone' || (filter === 'connected' ? isOnline(person) : person.disabled),
    )
    .filter((person) => {
      const text = fold(`${person.displayName} ${person.address}`);
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}
