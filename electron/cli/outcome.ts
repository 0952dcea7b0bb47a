/** How a command ends that could not do what it was asked: what to say, on which stream, with which exit code. */
import type { Language } from '../contract/findings/finding.ts';
import { problemOf, problemText } from './problem-text.ts';

const MANUAL = {
  en: (command: string) => `"chatelaine ${command} --help" is the manual.`,
  fr: (command: string) => `« chatelaine ${command} --help » est le manuel.`,
} as const;

/** @param sentence what is wrong with what was typed. @returns exit code 2. */
export function wrongUsage(command: string, sentence: string, language: Language = 'en'): number {
  process.stderr.write(`${sentence}\n${MANUAL[language](command)}\n`);
  return 2;
}

/** @param error anything thrown. A sentence on standard error; for programs {"error":{"code","data"}} on standard output. @returns exit code 1. */
export function failed(
  error: unknown,
  { json, language }: { readonly json: boolean; readonly language?: Language },
): number {
  process.stderr.write(`${problemText(error, language)}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: problemOf(error) })}\n`);
  return 1;
}
