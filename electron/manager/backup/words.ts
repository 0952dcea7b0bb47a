/** The words that open the backups: made by chance, easy to say and to type in any language; kept in secrets/ for the nightly run. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { privateFolder, readIfThere, writeAtomically } from '../files.ts';

const CONSONANTS = 'bdfgklmnprstvz';
const VOWELS = 'aeiou';
/** Five of three syllables: 14 × 5 possibilities for each of 15, 91 bits. */
const GROUPS = 5;
const SYLLABLES = 3;

const one = (letters: string) => letters[randomInt(letters.length)] ?? '';

/** `bakilo-metupa-sorafi-denuvo-gimaso` */
export const makeWords = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: SYLLABLES }, () => one(CONSONANTS) + one(VOWELS)).join(''),
  ).join('-');

const fileOf = (data: string) => join(data, 'secrets', 'backup-words');

export async function readWords(data: string): Promise<string | undefined> {
  return (await readIfThere(fileOf(data)))?.trimEnd() || undefined;
}

export async function keepWords(data: string, words: string): Promise<void> {
  await privateFolder(join(data, 'secrets'));
  await writeAtomically(fileOf(data), `${words}\n`);
}
