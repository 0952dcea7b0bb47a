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
    [...text.matchAll(/^(?:msgctxt (".*")\n)?msgid ((?:".*"\s*)+)msgstr ((?:".*"\s*?(?:\n|$))+)/gm)].map(
      ([, context, id, translation]) => [
        keyOf(unquote(id!), context && unquote(context)),
        unquote(translation!),
      ],
    ),
  );
}

/** The same English may say two things; where it does, one of them has a context. */
const keyOf = (english: string, context: string | undefined) => `${context ?? ''}\0${english}`;

/** @throws when no catalogue has the sentence: the test would wait for words that cannot appear. */
export function wordsIn(language: 'en' | 'fr'): (english: string, context?: string) => string {
  const words = catalogue(language);
  return (english, context) => {
    const found = words.get(keyOf(english, context));
    if (found === undefined) throw new Error(`No sentence "${english}" in the ${language} catalogue.`);
    return found === '' ? english : found;
  };
}
