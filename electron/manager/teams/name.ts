/** The id of a team, made from its label: the first part of its room's address. Pure. */

const MAX = 60;

/** In lower case, without accents, with hyphens; another number while it is taken. */
export function teamId(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, MAX)
    .replace(/^-+|-+$/g, '');
  const base = plain === '' ? 'team' : plain;
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(id)) return id;
  }
}
