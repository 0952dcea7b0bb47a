/** Who is shown, and in which order; and who stands in the bar by name. Pure. */
import type { FilesOverview } from '../../api/types.ts';

export type Owner = FilesOverview['people'][number];

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Those whose name or address holds every word, who has most first. */
export function arrange(
  people: readonly Owner[],
  search: string,
  nameOf: (address: string) => string,
): Owner[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return people
    .filter(({ account }) => {
      const text = plain(`${nameOf(account)} ${account}`);
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => b.bytes - a.bytes);
}

export const totalOf = (people: readonly Owner[]): { files: number; bytes: number } => ({
  files: people.reduce((sum, { files }) => sum + files, 0),
  bytes: people.reduce((sum, { bytes }) => sum + bytes, 0),
});

const NAMED = 5;

/** The five who take most, and what the others take together. */
export function shares(people: readonly Owner[]): {
  top: Owner[];
  others: { people: number; bytes: number };
} {
  const sorted = people.toSorted((a, b) => b.bytes - a.bytes);
  // One other would only be called "1 other person".
  const top = sorted.length === NAMED + 1 ? sorted : sorted.slice(0, NAMED);
  const rest = sorted.slice(top.length);
  return { top, others: { people: rest.length, bytes: totalOf(rest).bytes } };
}
