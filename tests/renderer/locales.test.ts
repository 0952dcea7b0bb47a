/**
 * Both catalogues: complete, the same placeholders on both sides, and the typography of each language.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

type Entry = { id: string; text: string };

/** The entries of a .po file; enough of the format for files that Lingui writes. */
async function catalogue(locale: string): Promise<Entry[]> {
  const file = await readFile(
    join(import.meta.dirname, `../../renderer/locales/${locale}/messages.po`),
    'utf8',
  );
  const strings = (part: string | undefined) =>
    [...(part ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text).join('');
  return file
    .split('\n\n')
    .slice(1)
    .map((entry) => ({
      id: strings(/^msgid ([\s\S]*?)^msgstr/m.exec(entry)?.[1]),
      text: strings(/^msgstr ([\s\S]*)$/m.exec(entry)?.[1]),
    }));
}

const [english, french] = [await catalogue('en'), await catalogue('fr')];
const holes = (text: string) =>
  [
    ...new Set(
      [...text.matchAll(/\{(\w+)(?:}|, plural)|<(\d)>/g)].map(([hole]) => hole.replace(', plural', '}')),
    ),
  ].sort();
const offending = (pattern: RegExp) =>
  french.filter(({ text }) => pattern.test(text)).map(({ text }) => text);

it('has every sentence in French', () => {
  expect(french.filter(({ text }) => text === '')).toEqual([]);
  expect(french.map(({ id }) => id)).toEqual(english.map(({ id }) => id));
});

it('has the same placeholders in French', () => {
  expect(french.filter(({ id, text }) => holes(id).join() !== holes(text).join())).toEqual([]);
});

it('has no plain space before : ; ! ? nor inside « »', () => {
  expect(offending(/ [:;!?]|« | »/)).toEqual([]);
  expect(offending(/[^\s\u00A0\u202F/][;!?](?!\w)|\p{L}:(\s|$)/u)).toEqual([]);
});

it('speaks as agreed: no « veuillez », no « afin de », no « êtes-vous sûr », typographic apostrophes', () => {
  expect(offending(/veuillez|afin d|êtes-vous sûr|avec succès|\w'\w/i)).toEqual([]);
});

it('speaks as agreed in English: no "please", "simply", "oops", "successfully", no exclamation marks', () => {
  expect(english.filter(({ id }) => /\b(please|simply|oops|successfully|error)\b|!/i.test(id))).toEqual([]);
});
