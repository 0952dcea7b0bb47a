/**
 * A finding of the doctor inside one line of Home. Its sentences are the contract's, in both languages already: they pass the
 * catalogue as they are.
 */
import type { MessageDescriptor } from '@lingui/core';
import { wordsOfFinding } from '../../electron/contract/findings/index.ts';
import type { DoctorFinding } from '../api/types.ts';

export type InnerWords = { cause: MessageDescriptor; effect: MessageDescriptor; fix: MessageDescriptor };

/** A sentence that is in no catalogue; apostrophes are quotation marks to the formatter, so that each is doubled. */
export const asItIs = (sentence: string): MessageDescriptor => ({
  id: sentence,
  message: sentence.replaceAll("'", "''").replace(/[{}]/g, (brace) => `'${brace}'`),
});

/** Undefined for a finding of another version. */
export function innerWords(finding: DoctorFinding, locale: string): InnerWords | undefined {
  const words = wordsOfFinding(finding, locale === 'fr' ? 'fr' : 'en');
  return words && { cause: asItIs(words.cause), effect: asItIs(words.effect), fix: asItIs(words.fix) };
}
