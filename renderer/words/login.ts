/**
 * Proposes the first part of an address from a name: "Sophie Martin" gives sophie, or sophie.martin where sophie is taken.
 * Only a proposal: what the server accepts is decided there (RFC 7622, section 3.3).
 */

const LETTERS: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
};

const plain = (word: string): string =>
  word
    .toLocaleLowerCase('en')
    .replace(/[œæßøłđðþ]/g, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/[^\p{L}\p{N}-]/gu, '')
    .replace(/^-+|-+$/g, '');

/** @param taken names that exist already */
export function proposeUsername(name: string, taken: ReadonlySet<string> = new Set()): string {
  const words = name
    .trim()
    .split(/[\s.]+/u)
    .map(plain)
    .filter(Boolean);
  const [first] = words;
  if (first === undefined) return '';
  const candidates = [first, words.join('.')];
  for (let number = 2; number <= taken.size + 2; number++) candidates.push(`${first}${number}`);
  return candidates.find((candidate) => !taken.has(candidate)) ?? first;
}
