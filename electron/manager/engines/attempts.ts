/** What the manager asks of a server about those who try to connect. */
import type { CoachCode, CoachNews } from '../../contract/coach.ts';

/** One source that failed, or came in, in one way; times in ms since the epoch. */
export interface Attempt {
  readonly id: number;
  readonly source: string;
  /** Null: it is connected. */
  readonly stopped: Exclude<CoachCode, 'connected' | 'waiting-for-yes'> | null;
  /** Bare address, whether it exists or not. */
  readonly account: string | null;
  readonly exists: boolean;
  readonly asked: string | null;
  readonly meant: string | null;
  readonly program: string | null;
  readonly resource: string | null;
  readonly until: number | null;
  readonly times: number;
  readonly since: number;
  readonly at: number;
  /** The server's own words, a line each. */
  readonly technical: readonly string[];
}

export interface AttemptReport {
  /** The newest first. */
  readonly attempts: readonly Attempt[];
  readonly strangers: CoachNews['strangers'];
}

export interface AttemptsEngine {
  report(): Promise<AttemptReport>;
  /** Wrong passwords of this account and from this address count no more. */
  forgive(address: string, source: string): Promise<void>;
}
