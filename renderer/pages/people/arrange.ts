/**
 * Which people the list shows, in which order.
 */
import type { Person } from '../../api/types.ts';
import { isOnline, nameOf } from '../../words/presence.ts';

/** Addresses of those who need somebody here. */
export type Needing = ReadonlySet<string>;

export type Filter = 'everyone' | 'connected' | 'needing' | 'disabled';

const SHOWN: Readonly<Record<Filter, (person: Person, needing: Needing) => boolean>> = {
  everyone: () => true,
  connected: isOnline,
  needing: ({ address }, needing) => needing.has(address),
  disabled: ({ disabled }) => disabled,
};

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** Those who need you first, then A to Z by name; every word of the search must occur in the name or the address, accents and capitals apart. */
export function arrange(
  people: readonly Person[],
  filter: Filter,
  search: string,
  needing: Needing = new Set(),
): Person[] {
  const words = fold(search).split(/\s+/).filter(Boolean);
  return people
    .filter((person) => SHOWN[filter](person, needing))
    .filter((person) => {
      const text = fold(`${person.displayName} ${person.address}`);
      return words.every((word) => text.includes(word));
    })
    .sort(
      (a, b) =>
        Number(needing.has(b.address)) - Number(needing.has(a.address)) || nameOf(a).localeCompare(nameOf(b)),
    );
}
