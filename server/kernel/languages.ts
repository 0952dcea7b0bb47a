/** The languages the server's own words are in. Pure. */
export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The one for whoever asked for `lang` (`fr-CA`, as in xml:lang); RFC 6120 §4.7.4: where we do not speak it, our own. */
export const spokenFor = (lang: string | undefined): Language => {
  const [primary = ''] = (lang ?? '').toLowerCase().split('-');
  return LANGUAGES.find((one) => one === primary) ?? 'en';
};
