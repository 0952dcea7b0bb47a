/** What the main thread and the writer thread say to each other. */
import type { SqlValue } from './database.ts';

/**
 * All that one turn of the event loop wrote: committed together or not at all.
 *
 * WHY flat: a message to a thread is copied value by value, and an object for each operation, with an array in it, costs four
 * times what one long array does. It was a sixth of the main thread's time under load.
 */
export interface Batch {
  /** Statements seen for the first time; their numbers go on from those before. */
  readonly statements: readonly NewStatement[];
  /** For each operation the number of its statement, then its parameters. */
  readonly values: readonly SqlValue[];
  /** Which operations, counted from 0 in this batch, want the number of changed rows back. */
  readonly counted: readonly number[];
  /** How many operations. */
  readonly operations: number;
  /** The ticket of the last operation. */
  readonly ticket: number;
}

export interface NewStatement {
  readonly sql: string;
  readonly parameters: number;
}

export type ToWriter = Batch | { readonly close: true };

export type FromWriter =
  | { readonly opened: true }
  /** `counts` holds the changed rows of the counted operations, in their order. */
  | { readonly committed: number; readonly counts: readonly number[] }
  | { readonly failed: string; readonly code: string | undefined }
  | { readonly closed: true };
