/**
 * Every code of the contract has a sentence and a next step, in each language, with its data in it.
 */
import { setupI18n } from '@lingui/core';
import { describe, expect, it } from 'vitest';
import { problems } from '../../electron/contract/index.ts';
import type { FaceProblem } from '../../renderer/api/types.ts';
import { messages as en } from '../../renderer/locales/en/messages.po';
import { messages as fr } from '../../renderer/locales/fr/messages.po';
import { problemWords } from '../../renderer/problems.tsx';

const DATA = {
  reason: 'reason-here',
  folder: '/srv/chat',
  field: 'web.port',
  value: 'ex ample',
  suggestion: 'example.org',
  port: 5222,
  by: 'prosody',
  exitCode: 1,
  lastLines: ['last'],
  seconds: 20,
  sentences: ['sentence'],
  address: 'Zoe@example.org',
  minimum: 12,
  program: 'Gajim',
  name: 'Setup',
  reference: 'ref-1',
  said: 'reason-here',
  because: 'unreachable',
  nick: 'Zoé',
  domain: 'example.org',
  keys: ['xmpp.example.org A'],
};
const REASONS: Partial<Record<string, readonly string[]>> = {
  'domain.invalid': ['empty', 'url', 'email', 'no-dot', 'label', 'too-long', 'public-suffix', 'ip-address'],
  'domain.refused': ['served', 'service', 'main', 'unknown', 'too-many', 'lan'],
  'machine-service.not-possible': [
    ...['no-keeper', 'passing-place', 'root-account', 'package', 'no-rights', 'denied', 'elsewhere'],
  ],
  'trust.not-possible': ['no-rights', 'no-tool', 'unsupported'],
};
const codes = [...Object.keys(problems), 'connection.lost'];
const cases = codes.flatMap((code) =>
  (REASONS[code] ?? [DATA.reason]).map(
    (reason) => [code, reason, { code, data: { ...DATA, reason } } as unknown as FaceProblem] as const,
  ),
);

describe.each(['en', 'fr'] as const)('in %s', (locale) => {
  const i18n = setupI18n({ locale, messages: { en, fr } });
  it.each(cases)('%s (%s)', (_code, _reason, problem) => {
    const { what, next } = problemWords(problem);
    for (const sentence of [i18n._(what), i18n._(next)]) {
      expect(sentence).toMatch(/^\P{Ll}.*[.?…]$|^«.*\.$|reason-here$|\.example\.$/u);
      expect(sentence).not.toMatch(/[{}]|undefined|\bError\b|Erreur/);
    }
    // A sentence that was forgotten in the catalogue would be the English one.
    if (locale === 'fr') expect(i18n._(what)).not.toBe(setupI18n({ locale: 'en', messages: { en } })._(what));
  });
});
