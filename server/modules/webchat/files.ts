/**
 * What is served of Converse.js, by its path in the package's `dist/`; the build copies the same list.
 *
 * WHY not the rest: its OMEMO library is under the GPL, which we do not ship; fonts and sounds are not worth their weight.
 */
export const FILES: readonly string[] = [
  'converse.min.js',
  'converse.min.css',
  'emoji.json',
  'chunkjs/locales/fr-LC_MESSAGES-converse-po.js',
  'chunkjs/locales/dayjs/fr-js.js',
  'chunkjs/locales/dayjs/en-gb-js.js',
  'images/logo/conversejs-filled.svg',
];

/** The licence, with the program. */
export const LICENCE = 'LICENSE';

export const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
};
