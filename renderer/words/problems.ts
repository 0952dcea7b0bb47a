/**
 * What happened and what to do, for every code with which the manager may refuse, in the language of the page.
 * The words are the contract's (`electron/contract/problem-words`), so that the command line says the same.
 */
import { wordsOfProblem } from '../../electron/contract/problem-words/index.ts';
import type { FaceProblem } from '../api/types.ts';

export { problemLines } from '../../electron/contract/problem-words/index.ts';

/** The words for a problem, as plain text. Pure. `locale` is Lingui's: another than French reads English. */
export function problemWords(problem: FaceProblem, locale: string): { what: string; next: string } {
  const { what, next } = wordsOfProblem(problem);
  const language = locale === 'fr' ? 'fr' : 'en';
  return { what: what[language], next: next[language] };
}
