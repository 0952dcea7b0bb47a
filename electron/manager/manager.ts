/**
 * The manager: opens the data folder and what lies in it, and has the areas composed over it. A folder that cannot be read
 * gives a manager in recovery mode, which answers why.
 */
import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Caller, Calls } from '../contract/calls.ts';
import type { Problem } from '../contract/index.ts';
import { type Access, openAccess } from './access/access.ts';
import { openBackups } from './backup/at-start.ts';
import { beforeNewVersion } from './backup/new-version.ts';
import { createWorker } from './backup/worker.ts';
import { clockByItself, inTheNameOf, whoCalls } from './caller.ts';
import { createRecoveryCalls } from './calls/recovery.ts';
import { createCertificates } from './certificates/certificates.ts';
import type { CertificateJobs } from './certificates/job/jobs.ts';
import { compose } from './compose.ts';
import { type Lock, lockFolder } from './data-folder.ts';
import { MANAGER_SCHEMA, type ManagerDatabase, openDatabase } from './database.ts';
import type { DomainsArea } from './domains/domains.ts';
import type { Engine } from './engines/engine.ts';
import { noteBefore } from './factory/before.ts';
import { finishWipe } from './factory/wipe.ts';
import { freeBytes } from './files.ts';
import type { Host } from './host.ts';
import type { Jobs } from './jobs.ts';
import type { Leaving } from './leaving/leaving.ts';
import { createLogEvents } from './logs/events/area.ts';
import { type Logs, openLogs } from './logs/logs.ts';
import { createManagedLogViews } from './logs/view/managed.ts';
import type { NumbersArea } from './numbers/numbers.ts';
import { diskProblem, isDiskFull, ProblemError, problem } from './problem.ts';
import type { Programs } from './programs/programs.ts';
import type { Reach } from './reach/reach.ts';
import type { Run } from './run.ts';
import type { Service } from './service.ts';
import { openSettings, type Settings, type Verify } from './settings.ts';
import type { Setup } from './setup/setup.ts';
import type { Undo } from './undo.ts';
import type { DesktopPorter } from './updates/desktop-porter.ts';
import type { HandOver } from './updates/updates.ts';

export interface Manager {
  readonly calls: Calls;
  readonly known: (error: unknown) => Problem | undefined;
  readonly unexpected: (error: unknown, where: string) => string;
  /** Does the work of a call in its caller's name. */
  readonly inTheNameOf: <T>(caller: Caller, work: () => T) => T;
  readonly log: Logger;
  readonly recovery: { readonly reason: string } | null;
  readonly access: Access;
  /** Null in recovery mode. */
  readonly settings: Settings | null;
  /** For `chatelaine setup`, which has no face; null in recovery mode. */
  readonly areas: {
    /** A test asks whether every change that should have a way back has one. */
    readonly undo: Pick<Undo, 'missing'>;
    readonly setup: Setup;
    readonly jobs: Jobs;
    readonly service: Service;
    readonly programs: Programs;
    readonly reach: Reach;
    readonly leaving: Leaving;
    readonly numbers: NumbersArea;
    readonly domains: DomainsArea;
    readonly certificateJobs: CertificateJobs;
  } | null;
  /** Brings up what should run by itself: interrupted jobs, the server, certificate renewal. Does not wait for them. */
  begin(): Promise<void>;
  /** Stops the server in order, then everything else, and gives the folder back. */
  close(): Promise<void>;
  /** What the web face shows beyond loopback. */
  webCertificate(): Promise<{ cert: string; key: string }>;
  /** Whether browsers know who signed it. */
  webCertificateIsReal(): boolean;
  /** The office's own names that lead here, beside the machine's. */
  webNames(): string[];
  /** Remembers on which port the office network may come in; null: on none. */
  keepLan(port: number | null): Promise<void>;
  /** Tells the pages that something about the door is another. */
  accessChanged(): void;
  /** Calls back when that may be another one by now; returns how to stop. */
  onCertificate(run: () => void): () => void;
  /** Whether closing would stop a server that runs. */
  serverRuns(): boolean;
}

export interface ManagerParts {
  readonly host: Host;
  readonly run?: Run;
  /** Tests hand in an engine of their own. */
  readonly engine?: Engine;
  readonly portFree?: (port: number) => Promise<void>;
  /** Tests stand in for providers of names. */
  readonly fetch?: typeof fetch;
  /** Where a test's ACME authority looks, instead of at 80 and 443. */
  readonly acmePorts?: { readonly http: number; readonly tls: number };
  /** How the face is asked to close this manager and go on with that (updates/at-start.ts); without it nobody does. */
  readonly handOver?: (why: HandOver | 'service') => void;
  /** How the desktop's own packages are exchanged (electron/shell/updater.ts). */
  readonly desktopPorter?: DesktopPorter;
  /** Closes this manager and opens the folder anew: a whole state was put back. */
  readonly restart?: () => void;
  /** Told now and then while a start has long work to do: whoever waits for it should wait so many seconds more. */
  readonly startTakesLonger?: ((seconds: number) => void) | undefined;
  /** Tests say which programs are on this computer. */
  readonly findProgram?: (name: string) => string | undefined;
}

/** Throws `data.locked` and `data.unwritable`; any other trouble gives a manager in recovery mode. */
export async function openManager(given: ManagerParts): Promise<Manager> {
  const host = { ...given.host, clock: clockByItself(given.host.clock) };
  const parts = { ...given, host };
  const lock = await lockFolder(host.dataDir);
  try {
    return await openLocked(parts, lock);
  } catch (error) {
    // Without its log and its sessions not even recovery mode has anything to show.
    await lock.release();
    throw diskProblem(error, host.dataDir);
  }
}

/** Less than the smallest database takes. */
const FULL_BYTES = 256 * 1024;

async function openLocked(parts: ManagerParts, lock: Lock): Promise<Manager> {
  const { host } = parts;
  const now = host.clock.now;
  await finishWipe(host.dataDir);
  await noteBefore(host.dataDir);
  const logs = await openLogs({ folder: join(host.dataDir, 'logs'), now });
  const { log } = logs;
  const unexpected = (error: unknown, where: string) => {
    const reference = randomUUID().slice(0, 8);
    log.error(
      { subsystem: 'manager', reference, where, cause: describe(error) },
      'something unexpected happened',
    );
    return reference;
  };
  const backupsOpened = await openBackups(host.dataDir, host.clock);
  await snapshotOfEarlier(parts, log);
  const access = await openAccess({ dataDir: host.dataDir, now });
  const known = (error: unknown): Problem | undefined => {
    const found = isDiskFull(error) ? diskProblem(error, host.dataDir) : error;
    return found instanceof ProblemError ? ({ code: found.code, data: found.data } as Problem) : undefined;
  };
  const base = {
    ...{ access, known, unexpected, log },
    inTheNameOf: <T>(caller: Caller, work: () => T) =>
      inTheNameOf(whoCalls(caller), work, caller.line ?? null),
  };

  async function closeBase(): Promise<void> {
    // A reset that was decided ends with us: after an uninstall nobody may ever start again.
    await finishWipe(host.dataDir).catch((error) =>
      log.error(
        { subsystem: 'factory', cause: describe(error) },
        'the folder could not be emptied; the next start goes on',
      ),
    );
    await logs.flush();
    await lock.release();
  }

  let database: ManagerDatabase | undefined;
  try {
    const settings = await openSettings({ folder: host.dataDir, verify: VERIFY, now });
    const opened = openDatabase(join(host.dataDir, 'manager.sqlite'));
    database = opened;
    const areas = compose({ ...parts, settings, database: opened, logs, access, unexpected, backupsOpened });
    return {
      ...base,
      ...areas,
      settings,
      recovery: null,
      async close() {
        try {
          await areas.close();
        } finally {
          // Whatever did not close in order: the folder is given back.
          opened.close();
          await closeBase();
        }
      },
    };
  } catch (error) {
    database?.close();
    // SQLite calls it an I/O error; and with a full disk nobody could be let in to read about it.
    const free = await freeBytes(host.dataDir);
    if (free !== undefined && free < FULL_BYTES) throw problem('disk.full', { folder: host.dataDir }, error);
    const reason = (error as Error).message;
    log.error({ subsystem: 'manager', cause: describe(error) }, 'the data could not be read: recovery mode');
    const logViews = createManagedLogViews({ ...parts, log });
    const logEvents = createLogEvents({ views: logViews, domains: () => [] });
    return {
      ...base,
      calls: createRecoveryCalls({ host, reason, logs, logViews, logEvents, access }),
      settings: null,
      areas: null,
      recovery: { reason },
      begin: async () => undefined,
      serverRuns: () => false,
      webCertificate: () => createCertificates({ host, clock: host.clock, log }).forWeb(undefined),
      webCertificateIsReal: () => false,
      webNames: () => [],
      keepLan: async () => undefined,
      accessChanged: () => undefined,
      onCertificate: () => () => undefined,
      close: closeBase,
    };
  }
}

/** A start goes on without one: the disk may be full, and the office wants to talk. */
async function snapshotOfEarlier({ host, startTakesLonger }: ManagerParts, log: Logs['log']): Promise<void> {
  const worker = createWorker({ host, managerSchema: MANAGER_SCHEMA });
  const { dataDir: data, version, clock } = host;
  try {
    const id = await beforeNewVersion({ data, version, clock, worker, longer: startTakesLonger });
    if (id !== undefined) log.info({ subsystem: 'backups', id }, 'a snapshot was taken');
  } catch (error) {
    log.warn(
      { subsystem: 'backups', cause: describe(error) },
      'no snapshot was taken before this new version',
    );
  }
}

/** Where the headless face listens is only read at its start; an address it could never listen on would lock people out. */
const VERIFY: readonly Verify[] = [
  ({ web }, before) => {
    if (isIP(web.address) === 0 && web.address !== 'localhost')
      return { field: 'web.address', reason: 'address' };
    const same = web.address === before.web.address && web.port === before.web.port;
    return { effect: same ? 'applied' : 'needs-restart' };
  },
];

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
