/** The words on screen, from the catalogues: a test names a sentence in English and gets it in the page's language. */
import { readFileSync } from 'node:fs';

function catalogue(language: 'en' | 'fr'): Map<string, string> {
  const text = readFileSync(
    new URL(`../../renderer/locales/${language}/messages.po`, import.meta.url),
    'utf8',
  );
  const unquote = (lines: string) =>
    [...lines.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => JSON.parse(`"${part}"`) as string).join('');
  return new Map(
    [...text.matchAll(/^msgid ((?:".*"\s*)+)msgstr ((?:".*"\s*?(?:\n|$))+)/gm)].map(([, id, translation]) => [
      unquote(id!),
      unquote(translation!),
    ]),
  );
}

/** @throws when no catalogue has the sentence: the test would wait for words that cannot appear. */
export function wordsIn(language: 'en' | 'fr'): (english: string) => string {
  const words = catalogue(language);
  return (english) => {
    const found = words.get(english);
    if (found === undefined) throw new Error(`No sentence "${english}" in the ${language} catalogue.`);
    return found === '' ? english : found;
  };
}
