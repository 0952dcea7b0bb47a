/** Where the one action of an explanation leads, and where a line nobody knows is looked for. Pure. */
import type { LineWords } from '../../words/log-lines.ts';

type Link = NonNullable<LineWords['link']>;

const PATHS: Record<Link['page'], string> = {
  ...{ home: '/', people: '/people', rooms: '/rooms', files: '/files', federation: '/federation' },
  ...{ network: '/network', certificate: '/network/certificate', website: '/website' },
  ...{ bridges: '/federation/bridges', programs: '/settings', settings: '/settings' },
  backups: '/backups',
};

/** The page, opened at the person or company it is about where the line names one. */
export function pathOf({ page, person, host }: Link): string {
  const at = (value: string) => `${PATHS[page]}/${encodeURIComponent(value)}`;
  if (page === 'people' && person?.includes('@')) return at(person);
  if (page === 'federation' && host !== null) return at(host);
  return PATHS[page];
}

/** @param words without names, numbers and addresses: a search engine need not know who works here */
export const searchPage = (words: string): string => `https://duckduckgo.com/?q=${encodeURIComponent(words)}`;
