/** What a request is answered. */
import type { ErrorCode } from './attributes.ts';

export type Value = readonly [type: number, value: Buffer];

export type Answer =
  | { readonly ok: true; readonly values: readonly Value[] }
  | { readonly ok: false; readonly code: ErrorCode; readonly because: string };

export const done = (...values: Value[]): Answer => ({ ok: true, values });
export const refuse = (code: ErrorCode, because: string): Answer => ({ ok: false, code, because });
