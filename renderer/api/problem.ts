/**
 * Turns whatever a call threw into a problem with a code, so that no page ever shows an exception's own words.
 */
import { ORPCError } from '@orpc/client';
import type { FaceProblem } from './types.ts';

/**
 * @param error what a call rejected with
 * @returns the contract's code and data where the manager refused; `connection.lost` where no answer came at all
 */
export function toProblem(error: unknown): FaceProblem {
  if (isFaceProblem(error)) return error;
  if (error instanceof ORPCError) {
    // `defined` is set by the manager only for codes of the contract, whose data it has checked against the table.
    if (error.defined) return { code: error.code, data: error.data } as FaceProblem;
    return { code: 'manager.unexpected', data: { reference: String(error.code) } };
  }
  return { code: 'connection.lost', data: {} };
}

/** Whether an action was given up by ourselves (a page was left); nothing to tell anyone. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function isFaceProblem(error: unknown): error is FaceProblem {
  return (
    typeof error === 'object' &&
    error !== null &&
    !(error instanceof Error) &&
    'code' in error &&
    'data' in error
  );
}
