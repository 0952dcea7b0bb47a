/** What is done around a manager: before it opens, what a stop interrupted; after it has closed, the exchange of versions. */
import { uptime } from 'node:os';
import { lockFolder } from '../data-folder.ts';
import type { Host } from '../host.ts';
import { systemCode } from '../problem.ts';
import { run } from '../run.ts';
import { type ConductParts, conduct, type DataCopies, goBack, settle } from './conduct.ts';
import { createVersionsFolder, installedAs, updateSource } from './installation.ts';
import type { HandOver } from './parts.ts';
import { programIn } from './prove.ts';
import { createRecordFile } from './record.ts';

/** The program asks to be started again by its launcher: another version may be current (resources/launch/launch.mjs). */
export const EXIT_AGAIN = 86;

export type HostParts = Pick<Host, 'dataDir' | 'version' | 'node' | 'entries'> & {
  readonly clock: Pick<Host['clock'], 'now'>;
};

export function partsOf(host: HostParts, copies: DataCopies): ConductParts {
  const installed = installedAs(host.entries.cli);
  const versions = installed.base === null ? null : createVersionsFolder(installed.base);
  const fallback = { node: host.node, leash: host.entries.leash };
  return {
    ...{ dataDir: host.dataDir, version: host.version, run, versions, now: host.clock.now },
    bootedAt: () => host.clock.now() - uptime() * 1000,
    record: createRecordFile(host.dataDir, updateSource(installed.root).channel),
    copies,
    programOf: (version) =>
      version === host.version
        ? { ...fallback, cli: host.entries.cli }
        : programIn(versions!.folder(version), fallback),
    // The manager's log is closed; this is short, and whoever looks for it looks where the launcher writes.
    log: (what, facts) =>
      void process.stderr.write(`${JSON.stringify({ subsystem: 'updates', what, ...facts })}\n`),
  };
}

/** Before a manager opens. `restart`: end with `EXIT_AGAIN`. */
export async function settleUpdate(
  host: HostParts,
  copies: DataCopies,
): Promise<'settled' | 'proving' | 'restart'> {
  const parts = partsOf(host, copies);
  if (!parts.versions) return 'settled';
  return locked(host.dataDir, () => settle(parts), 'settled');
}

/** After it has closed. @returns the exit code. */
export async function handOver(host: HostParts, why: HandOver, copies: DataCopies): Promise<number> {
  if (why === 'give-up') return 1;
  const parts = partsOf(host, copies);
  await locked(host.dataDir, () => (why === 'update' ? conduct(parts) : goBack(parts)), undefined);
  return EXIT_AGAIN;
}

/** Where another manager has the folder, it is the one who looks after updates. */
export async function locked<T>(dataDir: string, work: () => Promise<T>, otherwise: T): Promise<T> {
  const lock = await lockFolder(dataDir).catch((error) => {
    if (systemCode(error) === 'data.locked' || systemCode(error) === 'data.unwritable') return undefined;
    throw error;
  });
  if (!lock) return otherwise;
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
