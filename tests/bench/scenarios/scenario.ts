/** What a scenario is: accounts it needs, what it does to a freshly installed server, and the numbers it brings back. */
import type { Installation, RunningEngine } from '../engines/engine.ts';

export interface Measure {
  /** The row of the table, e.g. `log-ins`. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

/** How much work there is: `normal`, `full` (`--full`), or `tiny` for a smoke test. */
export interface Size {
  readonly sessions: number;
  readonly loginSeconds: number;
  readonly pairs: number;
  readonly saturatedSeconds: number;
  readonly rateSeconds: number;
  /** Messages a second. */
  readonly rates: readonly number[];
  readonly contacts: number;
  readonly broadcasts: number;
  readonly archived: number;
  readonly pages: number;
  /** In one room. */
  readonly crowd: number;
}

export const SIZES: Readonly<Record<'normal' | 'full' | 'tiny', Size>> = {
  normal: {
    ...{ sessions: 1000, loginSeconds: 4, contacts: 500, broadcasts: 11, archived: 20_000, pages: 50 },
    ...{ pairs: 25, saturatedSeconds: 5, rateSeconds: 4, rates: [500, 1500] },
    crowd: 1000,
  },
  full: {
    ...{ sessions: 5000, loginSeconds: 10, contacts: 500, broadcasts: 21, archived: 20_000, pages: 50 },
    ...{ pairs: 50, saturatedSeconds: 15, rateSeconds: 10, rates: [500, 1500] },
    crowd: 5000,
  },
  tiny: {
    ...{ sessions: 5, loginSeconds: 0.2, contacts: 5, broadcasts: 3, archived: 120, pages: 5 },
    ...{ pairs: 2, saturatedSeconds: 0.3, rateSeconds: 0.3, rates: [50] },
    crowd: 10,
  },
};

export interface Ground {
  readonly installation: Installation;
  readonly size: Size;
  /** Starts the server and remembers to stop it; resolves when somebody can log in. */
  start(): Promise<RunningEngine>;
  /** Runs the measured part; what server and generator spent meanwhile is told beside the numbers. */
  measured<T>(label: string, work: () => Promise<T>): Promise<T>;
}

export interface Scenario {
  readonly name: string;
  readonly summary: string;
  /** The peers are not installed for it. */
  readonly oursOnly?: true;
  accounts(size: Size): number;
  run(ground: Ground): Promise<Measure[]>;
}
