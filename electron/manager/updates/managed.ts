/** Updates of a running manager, put together from what the manager has. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { SetupStep } from '../../contract/index.ts';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import type { Host } from '../host.ts';
import type { Jobs } from '../jobs.ts';
import { atMostEvery } from '../pace.ts';
import type { Run } from '../run.ts';
import type { Service } from '../service.ts';
import type { DesktopPorter } from './desktop-porter.ts';
import { askFeed } from './feed.ts';
import { holds, tonight } from './holds.ts';
import { createVersionsFolder, installedAs, updateSource } from './installation.ts';
import { readNotes } from './notes.ts';
import type { HandOver } from './parts.ts';
import { createFolderPorter } from './porter.ts';
import { countWith } from './prove.ts';
import { createRecordFile } from './record.ts';
import type { DataSchema } from './releases.ts';
import { createUpdates, type Updates } from './updates.ts';

export interface ManagedUpdatesParts {
  readonly host: Host;
  readonly run: Run;
  readonly events: Events;
  readonly changes: Pick<Changes, 'note'>;
  readonly jobs: Pick<Jobs, 'list'>;
  readonly service: () => Pick<Service, 'status' | 'start' | 'stop'>;
  readonly setup: () => { readonly step: SetupStep };
  readonly isSetUp: () => boolean;
  /** Whether a backup or a restore is under way. */
  readonly backupAtWork: () => boolean;
  /** Whether a change of the firewall is in force that nobody has kept yet. */
  readonly firewallOnTrial: () => boolean;
  /** Copies of the whole state (manager/backup). */
  readonly snapshots: () => {
    take(reason: 'update', signal?: AbortSignal, spare?: string): Promise<{ readonly id: string }>;
  };
  readonly hasSnapshot: (id: string) => Promise<boolean>;
  readonly handOver: (why: HandOver) => void;
  /** How the desktop's packages are exchanged; absent where they are not, and on the headless face. */
  readonly desktop?: DesktopPorter | undefined;
  readonly unexpected: (error: unknown, where: string) => string;
  readonly fetch?: typeof fetch | undefined;
}

/** After these something that held an update back may be over. */
const MAY_FREE: ReadonlySet<string> = new Set(['setup.changed', 'backups.changed', 'firewall.changed']);

/** How often a page that watches a download hears of it. */
const TELL_MS = 500;

export function createManagedUpdates(parts: ManagedUpdatesParts): Updates {
  const { host, events, jobs } = parts;
  const { dataDir, clock } = host;
  const installed = installedAs(host.entries.cli);
  const { feed, channel, keys } = updateSource(installed.root);
  const versions = installed.base === null ? null : createVersionsFolder(installed.base);
  const fetchIt = parts.fetch ?? fetch;
  const desktop = installed.kind === 'desktop' ? parts.desktop : undefined;
  const own = { node: host.node, cli: host.entries.cli, leash: host.entries.leash };

  const updates = createUpdates({
    ...{
      version: host.version,
      system: desktop?.system ?? `${host.platform}-${process.arch}`,
      dataDir,
      installed,
      feed,
      clock,
      versions,
    },
    record: createRecordFile(dataDir, channel),
    ask: (one, seen, signal) => askFeed(feed!, one, seen, { fetch: fetchIt, keys, now: clock.now }, signal),
    schema: () => schemaOf(dataDir),
    porter: desktop ?? (versions && createFolderPorter({ dataDir, versions, fetch: fetchIt })),
    attended: desktop?.attended ?? false,
    notes: () => readNotes(installed.root),
    holds: (at) =>
      holds({
        ...{ now: clock.now(), at, setUp: parts.isSetUp(), step: parts.setup().step, jobs: jobs.list() },
        ...{ backup: parts.backupAtWork(), firewall: parts.firewallOnTrial() },
      }),
    tonight: () => tonight(clock.now()),
    shutDoors: () => parts.service().stop(),
    async openDoors() {
      if (parts.isSetUp()) await parts.service().start();
    },
    snapshot: (signal, spare) => parts.snapshots().take('update', signal, spare),
    hasSnapshot: parts.hasSnapshot,
    counts: () => countWith(own, dataDir, parts.run),
    handOver: parts.handOver,
    changed: atMostEvery(TELL_MS, clock, () => events.emit({ type: 'updates.changed' })),
    changes: parts.changes,
    unexpected: parts.unexpected,
  });

  let stopListening = () => {};
  return {
    ...updates,
    async begin() {
      await updates.begin();
      stopListening = events.listen((event) => {
        const ended = event.type === 'job' && event.job.state !== 'running';
        if (ended || MAY_FREE.has(event.type)) updates.wake();
        if (event.type !== 'server.state') return;
        const { state } = event.status;
        if (state === 'running' || state === 'failed') updates.served(state);
      });
      // Where no server is to come up, the manager that stands is the proof.
      if (!parts.isSetUp()) updates.served('running');
    },
    async close() {
      stopListening();
      await updates.close();
    },
  };
}

/** `user_version` of both databases; 0 for one that is not there yet. */
function schemaOf(dataDir: string): DataSchema {
  const of = (file: string): number => {
    if (!existsSync(file)) return 0;
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 10_000 });
    try {
      return Number(database.pragma('user_version', { simple: true }));
    } finally {
      database.close();
    }
  };
  return { server: of(join(dataDir, 'server', 'data.sqlite')), manager: of(join(dataDir, 'manager.sqlite')) };
}
