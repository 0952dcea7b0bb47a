/**
 * The catalogues: one .po file per language, English being the source.
 * No fallbackLocales, so that `lingui compile --strict` fails on a sentence that is not translated.
 */
import { defineConfig } from '@lingui/conf';
import { formatter } from '@lingui/format-po';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'fr'],
  catalogs: [{ path: '<rootDir>/renderer/locales/{locale}/messages', include: ['renderer'] }],
  // WHY no line numbers: a catalogue should change when a sentence changes, not when a line moves.
  format: formatter({ lineNumbers: false }),
});
