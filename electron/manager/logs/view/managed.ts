/** The log view with what the manager has. */
import type { Logger } from 'pino';
import type { Kept } from '../../database.ts';
import { findProgram as findOnPath } from '../../find-program.ts';
import type { Host } from '../../host.ts';
import { type Run, run as systemRun } from '../../run.ts';
import { createLogViews, type LogViews } from './area.ts';
import { forgetfulKept } from './saved.ts';

export interface ManagedLogViewsParts {
  readonly host: Host;
  readonly log: Logger;
  readonly run?: Run | undefined;
  /** Nothing is kept in recovery mode. */
  readonly kept?: Kept | undefined;
  readonly findProgram?: ((name: string) => string | undefined) | undefined;
}

export const createManagedLogViews = ({
  host,
  log,
  run,
  kept,
  findProgram,
}: ManagedLogViewsParts): LogViews =>
  createLogViews({
    ...{ dataDir: host.dataDir, clock: host.clock, log, run: run ?? systemRun },
    ...{ kept: kept ?? forgetfulKept(), findProgram: findProgram ?? ((name) => findOnPath(name)) },
  });
