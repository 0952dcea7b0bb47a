/** Every trouble with a web server has its three sentences in each language, with what is known in them. */
import { setupI18n } from '@lingui/core';
import { describe, expect, it } from 'vitest';
import { websiteCheckId, websiteTrouble } from '../../electron/contract/website.ts';
import type { FaceProblem, Finding } from '../../renderer/api/types.ts';
import { messages as en } from '../../renderer/locales/en/messages.po';
import { messages as fr } from '../../renderer/locales/fr/messages.po';
import { findingWords } from '../../renderer/words/findings.ts';
import { createFormat } from '../../renderer/words/format.ts';
import { CHECK_TERMS, CHECK_WORDS, fieldWords, troubleWords } from '../../renderer/words/website.ts';

const FACTS = {
  name: 'chat.example.org',
  status: 502,
  location: 'https://elsewhere.example/',
  header: 'X-Header',
  address: '192.0.2.7',
  came: 'came-here',
  megabytes: 100,
};

describe.each([
  ['en', en],
  ['fr', fr],
])('in %s', (locale, messages) => {
  const i18n = setupI18n({ locale, messages: { [locale]: messages } });

  it.each(websiteTrouble.options)('%s', (trouble) => {
    const { what, means, next } = troubleWords(trouble, FACTS);
    for (const sentence of [what, means, next].map((one) => i18n._(one))) {
      expect(sentence).toMatch(/^\S.*\S$/);
      expect(sentence).not.toMatch(/[{}]|undefined/);
    }
  });

  // On its own page it says "the file below"; on Home nothing is below.
  it.each(websiteTrouble.options)(
    '%s on Home leads to its page, and speaks of nothing that is not there',
    (trouble) => {
      const finding: Finding = {
        ...{ code: 'website.broken', severity: 'warning', subject: FACTS.name, at: 0, who: 'technician' },
        ...{ cause: null, data: { ...FACTS, trouble } },
      };
      const { title, text, more, action } = findingWords(finding, createFormat(locale), 0);
      expect(action).toBe('website');
      const said = [title, text, more!].map((one) => i18n._(one)).join(' ');
      expect(said).not.toMatch(/below|above|ci-dessous|ci-dessus|[{}]|undefined/);
    },
  );

  it.each(websiteCheckId.options)('%s', (id) => {
    expect([i18n._(CHECK_WORDS[id]), CHECK_TERMS[id]].every((words) => words.length > 3)).toBe(true);
  });
});

it.each([
  ['settings.refused', { field: 'website.name', reason: 'own' }, 'name'],
  ['settings.refused', { field: 'website.name', reason: 'certificate' }, 'name'],
  ['settings.refused', { field: 'website.name', reason: 'new one' }, 'name'],
  ['settings.refused', { field: 'relay', reason: 'order' }, undefined],
  ['input.invalid', { field: 'front.machine', reason: 'x' }, 'machine'],
  ['input.invalid', { field: 'machine', reason: 'x' }, 'machine'],
  ['input.invalid', { field: 'name', reason: 'x' }, undefined],
])('%s %j belongs under %s', (code, data, field) =>
  expect(fieldWords({ code, data } as FaceProblem)?.field).toBe(field),
);
