/**
 * What the manager tells the process that does the work, and what that answers: JSON lines, the order first, on standard input and
 * output. Secrets go this way and no other.
 */
import type { Key, Lock } from '../format/age.ts';
import type { Counts, Manifest } from '../format/manifest.ts';
import type { BroughtBack, Part } from '../server-data.ts';
import type { Contents } from './parts.ts';
import type { Includes } from './what.ts';

/** What opens it; undefined: it is not encrypted, or there is nothing to try. */
type Opening = { readonly key?: Exclude<Key, { fileKey: Uint8Array }> | undefined };

export interface Orders {
  create: {
    readonly file: string;
    readonly includes: Includes;
    readonly lock?: Lock | undefined;
    readonly domains: readonly string[];
    readonly at: number;
  };
  /** The restore drill on a backup that is there. */
  check: Opening & { readonly file: string };
  /** What it says of itself, and whether it can be taken over. */
  look: Opening & { readonly file: string };
  /** Whether backups can be locked with it. */
  'try-lock': { readonly recipient: string };
  /** Makes the draft of a whole restore. */
  draft: Opening & { readonly file: string };
  snapshot: { readonly id: string; readonly reason: string; readonly at: number };
  contents: Opening & { readonly from: { readonly file: string } | { readonly folder: string } };
  part: Opening & {
    readonly from: { readonly file: string } | { readonly folder: string };
    readonly part: Part;
    readonly dry: boolean;
  };
  /** How the present state counts. */
  counts: Record<never, never>;
}

export interface Answers {
  create: { readonly bytes: number; readonly manifest: Manifest; readonly loggedIn: boolean };
  check: { readonly manifest: Manifest; readonly loggedIn: boolean };
  look: { readonly manifest: Manifest; readonly verdict: 'same' | 'older' | 'newer' };
  'try-lock': null;
  draft: Manifest;
  snapshot: { readonly counts: Counts };
  contents: Contents;
  part: BroughtBack;
  counts: Counts;
}

export type OrderName = keyof Orders;

export interface Order<N extends OrderName = OrderName> {
  readonly do: N;
  readonly with: Orders[N];
  readonly data: string;
  readonly version: string;
  /** Of the manager's tables. */
  readonly managerSchema: number;
  readonly node: string;
  readonly serverEntry: string;
}

/** What went wrong, in a form that crosses over. */
export type Trouble =
  | { readonly kind: 'no-room'; readonly folder: string; readonly needed: number; readonly free: number }
  | { readonly kind: 'disk'; readonly code: string; readonly path: string }
  | { readonly kind: 'locked' | 'not-ours' | 'damaged'; readonly said: string }
  | { readonly kind: 'drill'; readonly because: string; readonly said: string }
  | { readonly kind: 'newer'; readonly chatelaine: string }
  | { readonly kind: 'no-part' | 'running' | 'cancelled' | 'recipient' }
  | { readonly kind: 'unexpected'; readonly said: string };

export type Line =
  | { readonly progress: { readonly step: string; readonly bytes: number; readonly of: number } }
  | { readonly answer: unknown }
  | { readonly trouble: Trouble };

export const WORK_FOLDER = 'backup-work';
