/** Problems as sentences for a terminal: what happened and what to do, in the words every face has (contract/problem-words). */
import type { Language } from '../contract/findings/finding.ts';
import {
  type FaceProblem,
  PROBLEM_WORDS,
  problemLines,
  wordsOfProblem,
} from '../contract/problem-words/index.ts';
import { ProblemError } from '../manager/problem.ts';

/** One or a few lines for anything that can be thrown. What is no problem of the contract is worded by whoever threw it. */
export function problemText(error: unknown, language: Language = 'en'): string {
  if (!(error instanceof ProblemError)) return error instanceof Error ? error.message : String(error);
  if (!Object.hasOwn(PROBLEM_WORDS, error.code)) return String(error.code);
  const problem = error as unknown as FaceProblem;
  const { what, next, terminal } = wordsOfProblem(problem);
  return [`${what[language]} ${(terminal ?? next)[language]}`, ...problemLines(problem)].join('\n');
}

/** The same for programs: a code of the contract with its data, or the plain message. */
export function problemOf(error: unknown): object {
  if (error instanceof ProblemError) return { code: error.code, data: error.data };
  return { message: error instanceof Error ? error.message : String(error) };
}
