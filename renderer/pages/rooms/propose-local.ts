/**
 * Proposes the first part of a room's address from its name: "Équipe de pose" gives equipe-de-pose.
 * Only a proposal: what the server accepts is decided there (RFC 7622, section 3.3).
 */

/** Longer ones are cut between words: an address is also read out. */
const LONGEST = 40;

const LETTERS: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd' };

/** @param taken first parts that exist already */
export function proposeLocal(name: string, taken: ReadonlySet<string> = new Set()): string {
  const words = name
    .toLocaleLowerCase('en')
    .replace(/[œæßøłđ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  let local = '';
  for (const word of words) {
    const longer = local === '' ? word.slice(0, LONGEST) : `${local}-${word}`;
    if (longer.length > LONGEST) break;
    local = longer;
  }
  if (local === '' || !taken.has(local)) return local;
  for (let number = 2; ; number++) if (!taken.has(`${local}-${number}`)) return `${local}-${number}`;
}
