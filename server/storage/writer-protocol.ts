/** What the main thread and the writer thread say to each other. */
import type { SqlValue } from './database.ts';

/** All that one turn of the event loop wrote: committed together or not at all. */
export interface Batch {
  /** Statements seen for the first time; their numbers go on from those before. */
  readonly statements: readonly string[];
  readonly operations: readonly Operation[];
  /** The ticket of the last operation. */
  readonly ticket: number;
}

export interface Operation {
  readonly statement: number;
  readonly params: readonly SqlValue[];
  /** Wants the number of changed rows back. */
  readonly counted?: boolean;
}

export type ToWriter = Batch | { readonly close: true };

export type FromWriter =
  | { readonly opened: true }
  /** `counts` holds the changed rows of the counted operations, in their order. */
  | { readonly committed: number; readonly counts: readonly number[] }
  | { readonly failed: string; readonly code: string | undefined }
  | { readonly closed: true };
