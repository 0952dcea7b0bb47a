/** How findings about an authority are worded: sentences with the values filled in, and those that many share. */
import { list, span, text } from './certificate-text.ts';
import type { AboutFinding, FindingKind, Language } from './finding.ts';

/** Cause, effect, what to do; `{names}`, `{authority}`, `{link}` and `{wait}` are filled in. */
type Sentences = readonly [cause: string, effect: string, fix: string];

const IN: Readonly<Record<Language, (span: string) => string>> = {
  en: (time) => ` in ${time}`,
  fr: (time) => ` dans ${time}`,
};

function words(language: Language, sentences: Sentences): FindingKind['words'][Language] {
  return ({ data }: AboutFinding) => {
    const values: Readonly<Record<string, string>> = {
      names: list(data.names),
      authority: text(data.authority),
      link: text(data.link),
      wait: typeof data.wait === 'number' ? IN[language](span(data.wait, language)) : '',
    };
    const [cause, effect, fix] = sentences.map((sentence) =>
      sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
    ) as [string, string, string];
    return { cause, effect, fix };
  };
}

/** A row of the tables beside this file. */
export const kind = (
  severity: FindingKind['severity'],
  who: FindingKind['who'],
  en: Sentences,
  fr: Sentences,
): FindingKind => ({ severity, who, words: { en: words('en', en), fr: words('fr', fr) } });

export const STAYS = {
  en: 'The certificate used so far stays in use.',
  fr: 'Le certificat utilisé jusqu’ici reste en service.',
} as const;
export const AGAIN = {
  en: 'It is tried again by itself.',
  fr: 'Un nouvel essai se fera de lui-même.',
} as const;
export const NOT_ACCEPTED = kind(
  'broken',
  'technician',
  [
    '{authority} did not accept what Chatelaine sent.',
    STAYS.en,
    'Nothing you did: tell the makers of Chatelaine what stands under the details.',
  ],
  [
    '{authority} n’a pas accepté ce que Chatelaine a envoyé.',
    STAYS.fr,
    'Rien de votre fait : transmettre le contenu des détails aux auteurs de Chatelaine.',
  ],
);
export const CAME_TO_NOTHING = kind(
  'warning',
  'chatelaine',
  ['The order at {authority} came to nothing.', STAYS.en, 'A new one is made by itself.'],
  ['La demande auprès de {authority} n’a pas abouti.', STAYS.fr, 'Une nouvelle se fera d’elle-même.'],
);
