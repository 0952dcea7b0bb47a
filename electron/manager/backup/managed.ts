/** The backups put together for a manager, so that compose.ts knows one name of them. */
import { MANAGER_SCHEMA } from '../database.ts';
import type { Host } from '../host.ts';
import { type Backups, type BackupsParts, createBackups } from './backups.ts';
import type { Notebook } from './notebook.ts';
import { createWorker } from './worker.ts';

export interface ManagedBackupsParts
  extends Pick<
    BackupsParts,
    'run' | 'jobs' | 'changes' | 'events' | 'log' | 'unexpected' | 'domains' | 'restart'
  > {
  readonly host: Host;
  /** What is opened before anything else of the folder. */
  readonly opened: { readonly notebook: Notebook; readonly restored: BackupsParts['restored'] };
  readonly server: () => BackupsParts['server'];
}

export const createManagedBackups = ({ host, opened, server, ...parts }: ManagedBackupsParts): Backups =>
  createBackups({
    ...parts,
    ...opened,
    ...{ data: host.dataDir, hostname: host.hostname, clock: host.clock },
    worker: createWorker({ host, managerSchema: MANAGER_SCHEMA }),
    server: {
      running: () => server().running(),
      stop: () => server().stop(),
      start: () => server().start(),
    },
  });
