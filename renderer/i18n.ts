/**
 * The catalogues and the language in force. Both are small enough to be there from the start: switching is instant.
 */
import { type I18n, i18n, setupI18n } from '@lingui/core';
import { messages as en } from './locales/en/messages.po';
import { messages as fr } from './locales/fr/messages.po';
import type { Language } from './stores/appearance.ts';

i18n.load({ en, fr });

/** Puts a language in force, also for readers and for the browser's own words. */
export function activate(language: Language): void {
  if (i18n.locale === language) return;
  i18n.activate(language);
  document.documentElement.lang = language;
}

const apart: Record<Language, I18n> = {
  en: setupI18n({ locale: 'en', messages: { en } }),
  fr: setupI18n({ locale: 'fr', messages: { fr } }),
};

/** A language beside the one in force: for what is printed for somebody who reads the other one. */
export const i18nIn = (language: Language): I18n => apart[language];

export { i18n };
