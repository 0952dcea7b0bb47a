/** A server of other make, as a scene sees it. */
import type { Shelf } from './certificates.ts';
import type { Domain } from './domains.ts';
import type { Member } from './network.ts';

export interface Peer {
  /** Resolves once it listens. */
  start(): Promise<void>;
  /** `SIGTERM` in order, `SIGKILL` as when the power goes. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** What it logged, for the message of a test that failed. */
  readonly lines: () => readonly string[];
}

export interface PeerParts {
  readonly at: Member;
  readonly folder: string;
  readonly domains: readonly Domain[];
  readonly shelf: Shelf;
  /** Accounts, which all have the password `secret`. */
  readonly people: readonly string[];
}

export const PASSWORD = 'secret';
