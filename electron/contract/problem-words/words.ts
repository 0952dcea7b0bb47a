/**
 * The form of the words for a problem: what happened and what to do about it, English and French beside each other.
 *
 * A row per code of `../errors.ts`, one table per area beside this file; the page and the command line read the same rows.
 * Whole sentences in plain text, for the person who "does the computers": what happened and for whom, then one thing to do.
 */
import type { ProblemCode, ProblemData } from '../errors.ts';

export type Language = 'en' | 'fr';
export type Sentence = { readonly [language in Language]: string };

export interface ProblemWords {
  /** What happened, for whom. */
  readonly what: Sentence;
  /** One thing to do about it. */
  readonly next: Sentence;
  /** Instead of `next` where whoever sits at a terminal does another thing: the command that helps. */
  readonly terminal?: Sentence;
}

/** The line to the manager breaks on the page's side: it is no code of the contract's. */
export type FaceCode = ProblemCode | 'connection.lost';
export type FaceData<Code extends FaceCode> = Code extends ProblemCode ? ProblemData<Code> : object;

export type ProblemRows<Code extends FaceCode> = {
  readonly [One in Code]: (data: FaceData<One>) => ProblemWords;
};

/** Keeps a table to the codes of its area: a code without words, or words without a code, do not compile. */
export const problemRows = <Pattern extends string>(
  rows: ProblemRows<Extract<FaceCode, Pattern>>,
): ProblemRows<Extract<FaceCode, Pattern>> => rows;
