/** The little the page says itself; the rest is the client's, in the same languages. */
export type Language = 'en' | 'fr';

export const WORDS: Readonly<
  Record<Language, { title(name: string): string; loading: string; noScript: string; licence: string }>
> = {
  en: {
    title: (name) => `Chat · ${name}`,
    loading: 'Opening the chat…',
    noScript:
      'The chat in the browser needs JavaScript. It is switched off here; programs on a computer or telephone do without.',
    licence: 'Made with Converse.js (Mozilla Public License 2.0)',
  },
  fr: {
    title: (name) => `Discussion · ${name}`,
    loading: 'Ouverture de la discussion…',
    noScript:
      'La discussion dans le navigateur a besoin de JavaScript, désactivé ici ; les applications pour ordinateur et téléphone s’en passent.',
    licence: 'Réalisé avec Converse.js (Mozilla Public License 2.0)',
  },
};

/** The first of the browser's languages that is one of ours. */
export function languageOf(accept: string | string[] | undefined): Language {
  const wanted = String(accept ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim().slice(0, 2));
  return wanted.find((one): one is Language => one === 'en' || one === 'fr') ?? 'en';
}
