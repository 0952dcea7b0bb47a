/**
 * The served office from day to day: the supervised server with its certificate and its events, and the page that sums
 * them up. Joins the areas; the decisions are in `supervisor/machine.ts`, `certificates/renewal.ts` and `overview.ts`.
 */
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Overview, ServerState } from '../contract/index.ts';
import type { Certificates } from './certificates/certificates.ts';
import type { Changes } from './changes.ts';
import type { Engine } from './engines/engine.ts';
import type { Events } from './events.ts';
import type { Host } from './host.ts';
import type { Logs } from './logs/logs.ts';
import { findings } from './overview.ts';
import { withPortOwner } from './port-owner.ts';
import { problem } from './problem.ts';
import type { Settings } from './settings.ts';
import { startChild } from './supervisor/child.ts';
import { createOrphanNote } from './supervisor/orphan.ts';
import { createSupervisor } from './supervisor/supervisor.ts';

export interface Service {
  status(): ServerState;
  overview(): Promise<Overview>;
  running(): boolean;
  /** For the set-up, which starts the server before it is done. */
  start(): Promise<void>;
  /** As a person asks: each resolves to the state reached, and is noted as a change. */
  act(action: 'start' | 'stop' | 'restart'): Promise<ServerState>;
  cleanUp(): Promise<void>;
  begin(): Promise<void>;
  close(): Promise<void>;
}

export interface ServiceParts {
  readonly host: Host;
  readonly engine: Engine;
  readonly settings: Settings;
  readonly certificates: Certificates;
  readonly events: Events;
  readonly changes: Changes;
  readonly logs: Logs;
}

export function createService(parts: ServiceParts): Service {
  const { host, engine, settings, certificates, events, changes, logs } = parts;
  const { log } = logs;
  const orphan = createOrphanNote(join(host.dataDir, 'server.pid'), host.clock);
  let unwatch = () => {};
  const supervisor = createSupervisor({
    startChild: (childEvents) => startChild(engine.child, childEvents),
    ping: engine.ping,
    clock: host.clock,
    line: (line, stream) => void logs.add('server', line, stream === 'stderr' ? 'error' : 'info'),
    process(pid) {
      const noted = pid === undefined ? orphan.forget() : orphan.remember(pid);
      noted.catch((error) =>
        log.warn({ subsystem: 'supervisor', cause: String(error) }, 'server.pid not written'),
      );
    },
    changed(status) {
      log.info({ subsystem: 'supervisor', state: status.state }, 'server state');
      events.emit({ type: 'server.state', status });
      events.emit({ type: 'findings.changed' });
    },
  });

  const status = (): ServerState =>
    settings.office || supervisor.status.state !== 'stopped' ? supervisor.status : { state: 'not-set-up' };
  const running = () => supervisor.status.state === 'running';

  /** Looks after certificate and events from the moment there is an office. */
  function attend(): void {
    if (!settings.office) return;
    certificates.watch(settings.office.domain, async () => {
      events.emit({ type: 'certificates.changed' });
      if (running()) await engine.reload();
    });
    unwatch();
    unwatch = engine.watch(({ address }) => events.emit({ type: 'people.changed', address }));
  }

  async function bringUp(how: 'start' | 'restart'): Promise<void> {
    try {
      await supervisor[how]();
    } catch (error) {
      throw await withPortOwner(error);
    }
    attend();
  }

  async function configured(): Promise<void> {
    const { office } = settings;
    if (!office) throw problem('setup.not-done', {});
    await certificates.ensureLeaf(office.domain);
    await engine.configure(office, certificates.files(office.domain));
  }

  return {
    status,
    running,
    start: () => bringUp('start'),
    async act(action) {
      if (!settings.office) throw problem('setup.not-done', {});
      if (action !== 'stop') await configured();
      const before = supervisor.status.state;
      try {
        await (action === 'stop' ? supervisor.stop() : bringUp(action));
      } finally {
        const after = supervisor.status.state;
        const state = action === 'stop' || after === 'running' ? 'applied' : 'failed';
        changes.note({ action: `server.${action}`, subject: settings.office.domain, state, before, after });
      }
      return status();
    },
    async cleanUp() {
      const ended = await orphan.cleanUp();
      if (ended)
        log.warn({ subsystem: 'supervisor', pid: ended }, 'ended a server an earlier manager had left');
    },
    async begin() {
      attend();
      if (!settings.office || !settings.values.autostart || supervisor.status.state !== 'stopped') return;
      // Not waited for: how it goes is told by the state, and a failure is kept there with its evidence.
      configured()
        .then(() => supervisor.start())
        .catch((error) =>
          log.error({ subsystem: 'supervisor', cause: String(error) }, 'server did not start'),
        );
    },
    async close() {
      unwatch();
      certificates.stop();
      await supervisor.stop();
      await orphan.forget();
    },
    async overview() {
      const { office } = settings;
      const domain = office?.domain ?? '';
      const state = status();
      const certificate = office ? await certificates.current(office.domain) : undefined;
      const counts = state.state === 'running' ? await count(engine, domain) : undefined;
      const now = host.clock.now();
      return {
        status: state,
        domain,
        people: { total: counts?.people ?? 0, online: counts?.online ?? 0 },
        sessions: counts?.sessions ?? 0,
        ports: (supervisor.ready?.ports ?? []) as Overview['ports'],
        memory: state.state === 'running' ? await residentMemory(state.pid) : null,
        certificate: certificate ?? null,
        findings: findings({
          now,
          status: state,
          domain,
          restartedItselfAt: supervisor.restartedItselfAt,
          certificate,
          renewalFailure: certificates.lastFailure,
          people: counts?.people,
          freeBytes: await freeBytes(host.dataDir),
          settingsRecovered: settings.recovered,
        }),
        checkedAt: now,
      };
    },
  };
}

/** Undefined when the server does not answer, which the supervisor finds out by itself. */
async function count(engine: Engine, domain: string) {
  try {
    const [accounts, devices] = await Promise.all([engine.accounts.list(domain), engine.devices()]);
    const online = new Set(
      devices.filter(({ detached }) => !detached).map(({ address }) => address.split('/')[0]),
    );
    return { people: accounts.length, online: online.size, sessions: devices.length };
  } catch {
    return undefined;
  }
}

/** Resident bytes of a process; null where the system does not show it in /proc. */
async function residentMemory(pid: number): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes ? Number(kilobytes) * 1024 : null;
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
