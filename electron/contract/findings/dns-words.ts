/** How the tables of DNS findings are written: a row is its severity, who can do something, and three sentences a language. */
import type { AboutFinding, FindingData, FindingKind, FindingWords } from './finding.ts';

type Three = readonly [cause: string, effect: string, fix: string];
type Words = (about: AboutFinding) => Three;

const asWords =
  (three: Words) =>
  (about: AboutFinding): FindingWords => {
    const [cause, effect, fix] = three(about);
    return { cause, effect, fix };
  };

export const kind = (
  severity: FindingKind['severity'],
  who: FindingKind['who'],
  en: Words,
  fr: Words,
): FindingKind => ({ severity, who, words: { en: asWords(en), fr: asWords(fr) } });

export const text = (value: FindingData[string] | undefined): string =>
  Array.isArray(value) ? value.join(', ') : String(value ?? '');

/** As within a sentence: the final dot of a name would be taken for the sentence's own. */
export const bare = (value: FindingData[string] | undefined): string | string[] =>
  Array.isArray(value) ? value.map((one) => one.replace(/\.$/, '')) : text(value).replace(/\.$/, '');

const MOST_LISTED = 4;

/** `a, b and c`; of a long one the first, and how many more. */
export function list(value: FindingData[string] | undefined, language: 'en' | 'fr'): string {
  const all = Array.isArray(value) ? value : [text(value)];
  const more = all.length - MOST_LISTED;
  const shown =
    more > 1 ? [...all.slice(0, MOST_LISTED), language === 'en' ? `${more} more` : `${more} autres`] : all;
  return new Intl.ListFormat(language === 'en' ? 'en-GB' : 'fr', {
    style: 'long',
    type: 'conjunction',
  }).format(shown);
}

export const count = (value: FindingData[string] | undefined): number => Number(value ?? 0);

/** A day and hour as people write them. @param value milliseconds since the epoch. */
export const moment = (value: FindingData[string] | undefined, language: 'en' | 'fr'): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'fr-FR', {
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(Number(value ?? 0));

/** What is to be done by whoever manages the domain, as a person can hand it on. */
export const AT_PROVIDER = {
  en: 'Where the domain is managed',
  fr: 'Là où le domaine est géré',
} as const;
