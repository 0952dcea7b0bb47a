/**
 * The served office from day to day: the supervised server with its certificate and its events, and the page that sums
 * them up. Joins the areas; the decisions are in `supervisor/machine.ts`, `certificates/renewal.ts` and `overview.ts`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { DoctorFinding } from '../contract/findings/finding.ts';
import type { Bridge, DiskForecast, Overview, Problem, ServerState } from '../contract/index.ts';
import type { Attack } from './attack.ts';
import type { CertificateJobs } from './certificates/job/jobs.ts';
import type { Changes } from './changes.ts';
import type { DnsTrouble } from './dns/dns.ts';
import { closedDoors, withOwners } from './doors/doors.ts';
import type { Engine } from './engines/engine.ts';
import type { Events } from './events.ts';
import { troubles } from './federation/trouble.ts';
import { freeBytes } from './files.ts';
import type { Host } from './host.ts';
import type { Logs } from './logs/logs.ts';
import { servedDomains } from './office-names.ts';
import { findings, type Removal, type Withdrawn } from './overview.ts';
import { createOwnConnections, rankedLine } from './own-connections.ts';
import { atMostEvery } from './pace.ts';
import { portOwner, withPortOwner } from './port-owner.ts';
import { explain, ProblemError, problem } from './problem.ts';
import type { Office, Settings } from './settings.ts';
import { startChild } from './supervisor/child.ts';
import { createOrphanNote } from './supervisor/orphan.ts';
import { createSupervisor, type Ready } from './supervisor/supervisor.ts';
import type { WebsiteAlarm } from './website/watch.ts';

export interface Service {
  status(): ServerState;
  overview(): Promise<Overview>;
  running(): boolean;
  /** The ports it said it opened, or could not; undefined while it does not run. */
  opened(): Ready | undefined;
  /** For the set-up, which starts the server before it is done, and again when its answers changed. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** As a person asks: each resolves to the state reached, and is noted as a change. */
  act(action: 'start' | 'stop' | 'restart'): Promise<ServerState>;
  /** Puts in force what the office decided: the server checks it, then it is remembered, then the running server takes it over. */
  decide(part: Partial<Office>): Promise<void>;
  /** Has the running server show the certificates that are in force by now. */
  takeCertificates(): Promise<void>;
  cleanUp(): Promise<void>;
  begin(): Promise<void>;
  close(): Promise<void>;
}

export interface ServiceParts {
  readonly host: Host;
  readonly engine: Engine;
  readonly settings: Settings;
  readonly certificates: Pick<
    CertificateJobs,
    'files' | 'current' | 'ensureUsable' | 'attend' | 'serverIsUp' | 'stop' | 'alarm'
  >;
  readonly events: Events;
  readonly changes: Changes;
  readonly logs: Logs;
  /** Somebody tried to connect. */
  readonly attempted?: () => void;
  /** Certificates in force that were withdrawn. */
  readonly withdrawn?: () => Promise<readonly Withdrawn[]>;
  /** Those who try passwords; asked while the server runs. */
  readonly attack?: () => Promise<Attack | null>;
  /** How long the disk lasts. */
  readonly disk?: () => DiskForecast;
  /** The office's bridges as they are. */
  readonly bridges: () => readonly Bridge[];
  /** What does not arrive any more through the web server in front. */
  readonly website: () => WebsiteAlarm | null;
  /** Whether people get in, at this computer and from outside. */
  readonly ways: () => Overview['ways'];
  /** How it stands with the office's names in the world's DNS. */
  readonly names: () => DnsTrouble | null;
  /** What keeps people of outside away, as far as somebody has looked. */
  readonly reach?: () => readonly DoctorFinding[];
  /** Those who have left and go for good. */
  readonly removals?: () => readonly Removal[];
  /** A newer version, or one that was not kept. */
  /** What is to be told of backups. */
  readonly backups?: () => DoctorFinding | null;
  readonly updates?: () => DoctorFinding | null;
  /** The service that should keep this manager running does not. */
  readonly machineService?: () => DoctorFinding | null;
}

const FEDERATION_MS = 2_000;
const TROUBLE_MS = 15_000;
const GUESSES_MS = 10_000;

export function createService(parts: ServiceParts): Service {
  const { host, engine, settings, certificates, events, changes, logs } = parts;
  const { log } = logs;
  const orphan = createOrphanNote(join(host.dataDir, 'server.pid'), host.clock);
  let unwatch = () => {};
  /** Set by `close`: what was about to start the server must not do so behind its back. */
  // How many they are does not change because the server is away for a moment.
  let peopleKnown = 0;
  let closing = false;
  /** A certificate was exchanged while the server was starting. */
  let isBehind = false;
  let catchingUp: Promise<void> = Promise.resolve();
  const connections = createOwnConnections(host.clock.now);
  const supervisor = createSupervisor({
    startChild: (childEvents) => startChild(engine.child, childEvents),
    ping: engine.ping,
    clock: host.clock,
    line: (line, stream) =>
      void logs.add('server', rankedLine(line, connections), stream === 'stderr' ? 'error' : 'info'),
    process(pid) {
      const noted = pid === undefined ? orphan.forget() : orphan.remember(pid);
      noted.catch((error) =>
        log.warn(
          { subsystem: 'supervisor', cause: explain(error) },
          'the note about the server process could not be written',
        ),
      );
    },
    changed(status) {
      tellState(log, status);
      if (status.state === 'running' && isBehind) catchUp();
      events.emit({ type: 'server.state', status });
      events.emit({ type: 'findings.changed' });
    },
  });

  const status = (): ServerState =>
    settings.office || supervisor.status.state !== 'stopped' ? supervisor.status : { state: 'not-set-up' };
  const running = () => supervisor.status.state === 'running';

  // A busy server tells of each domain once a second; what of it concerns Home changes rarely, and takes more to find out.
  const tellFederation = atMostEvery(FEDERATION_MS, host.clock, () =>
    events.emit({ type: 'federation.changed' }),
  );
  let isAttacked = false;
  /** Nothing while the server does not answer: then that is the news. */
  async function guessing(): Promise<Attack | null> {
    const attack = await parts.attack?.().catch(() => null);
    if ((attack != null) !== isAttacked) {
      isAttacked = attack != null;
      events.emit({ type: 'findings.changed' });
    }
    return attack ?? null;
  }
  const lookForGuesses = atMostEvery(GUESSES_MS, host.clock, () => void guessing());
  const tellTrouble = atMostEvery(TROUBLE_MS, host.clock, () => events.emit({ type: 'findings.changed' }));

  /** Looks after certificate and events from the moment there is an office. */
  function attend(): void {
    if (!settings.office) return;
    certificates.attend();
    unwatch();
    unwatch = engine.watch(({ about, address }) => {
      if (about === 'federation') {
        tellFederation();
        return tellTrouble();
      }
      if (about === 'attempts') {
        lookForGuesses();
        return parts.attempted?.();
      }
      if (about !== 'safety') return events.emit({ type: `${about}.changed`, address });
      events.emit({ type: 'safety.changed' });
      events.emit({ type: 'findings.changed' });
    });
  }

  async function bringUp(how: 'start' | 'restart'): Promise<void> {
    if (closing) throw problem('server.not-running', {});
    try {
      await supervisor[how]();
    } catch (error) {
      throw await withPortOwner(error);
    }
    await catchingUp;
    if (closing) return;
    attend();
    certificates.serverIsUp();
  }

  async function configured(): Promise<void> {
    const { office } = settings;
    if (!office) throw problem('setup.not-done', {});
    for (const domain of servedDomains(office)) await certificates.ensureUsable(domain);
    await engine.configure(office, certificates.files);
  }

  let deciding: Promise<void> = Promise.resolve();
  async function decide(part: Partial<Office>): Promise<void> {
    if (!settings.office) throw problem('setup.not-done', {});
    const office = { ...settings.office, ...part };
    const takes = await engine.configure(office, certificates.files);
    await settings.setOffice(office);
    // A domain that was added has a certificate of its own to be looked after.
    if (!closing) certificates.attend();
    if (!running()) return;
    // Ports are opened at a start; devices come back by themselves and miss nothing.
    await (takes === 'restart' ? bringUp('restart') : engine.reload());
  }

  /** The server shows the certificates that are in force by now; nobody is disconnected. Rejects when it will not have them. */
  async function takeCertificates(): Promise<void> {
    if (!settings.office) return;
    await engine.configure(settings.office, certificates.files);
    if (running()) await engine.reload();
    // It may have read what was before already, and shows that when it is up.
    else if (supervisor.status.state === 'starting') isBehind = true;
  }

  function catchUp(): void {
    isBehind = false;
    catchingUp = engine.reload().catch((error) => {
      log.warn(
        { subsystem: 'supervisor', cause: explain(error) },
        'the server shows what was before it started, until the next reload',
      );
    });
  }

  /** Why the server failed, with who holds the port if that is why. */
  async function failure(): Promise<Problem | undefined> {
    const found = await withPortOwner(supervisor.problem);
    return found instanceof ProblemError ? ({ code: found.code, data: found.data } as Problem) : undefined;
  }

  return {
    status,
    running,
    opened: () => supervisor.ready,
    start: () => bringUp('start'),
    stop: () => supervisor.stop(),
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
    decide(part) {
      // One after the other: each starts from what the one before has left.
      deciding = deciding.catch(() => undefined).then(() => decide(part));
      return deciding;
    },
    takeCertificates() {
      deciding = deciding.catch(() => undefined).then(takeCertificates);
      return deciding;
    },
    async cleanUp() {
      const ended = await orphan.cleanUp();
      if (ended)
        log.warn(
          { subsystem: 'supervisor', pid: ended },
          'a server that an earlier manager had left was ended',
        );
    },
    async begin() {
      attend();
      if (!settings.office || !settings.values.autostart || supervisor.status.state !== 'stopped') return;
      // Not waited for: how it goes is told by the state, and a failure is kept there with its evidence.
      configured()
        .then(() => bringUp('start'))
        .catch((error) => {
          if (!closing)
            log.error({ subsystem: 'supervisor', cause: explain(error) }, 'the server did not start');
        });
    },
    async close() {
      closing = true;
      unwatch();
      await certificates.stop();
      await supervisor.stop();
      connections.close();
      await orphan.forget();
    },
    async overview() {
      const { office } = settings;
      const domain = office?.domain ?? '';
      const state = status();
      const certificate = office ? await certificates.current(office.domain) : undefined;
      const counts = state.state === 'running' ? await count(engine, domain) : undefined;
      const asks = state.state === 'running' ? await asking(engine, domain) : undefined;
      const around =
        state.state === 'running' ? await engine.federation.report().catch(() => undefined) : undefined;
      peopleKnown = counts?.people ?? peopleKnown;
      const now = host.clock.now();
      return {
        status: state,
        domain,
        people: { total: peopleKnown, online: counts?.online ?? 0 },
        sessions: counts?.sessions ?? 0,
        ports: (supervisor.ready?.ports ?? []) as Overview['ports'],
        memory: state.state === 'running' ? await residentMemory(state.pid) : null,
        certificate: certificate ?? null,
        findings: findings({
          now,
          status: state,
          domain,
          failure: await failure(),
          restartedItselfAt: supervisor.restartedItselfAt,
          certificate,
          renewalFailure: office ? certificates.alarm(office.domain) : null,
          withdrawn: office ? ((await parts.withdrawn?.()) ?? []) : [],
          attack: state.state === 'running' ? await guessing() : null,
          disk: parts.disk?.(),
          people: counts?.people,
          freeBytes: await freeBytes(host.dataDir),
          settingsRecovered: settings.recovered,
          waiting: asks?.waiting ?? 0,
          reports: asks?.reports ?? 0,
          firewall: office ? parts.ways().firewall : null,
          closed: office ? await withOwners(closedDoors(office, supervisor.ready), portOwner) : [],
          troubles: troubles(around?.domains ?? [], now, office ? servedDomains(office) : []),
          bridges: office ? parts.bridges() : [],
          website: office ? parts.website() : null,
          names: office ? parts.names() : null,
          reach: office ? (parts.reach?.() ?? []) : [],
          removals: parts.removals?.() ?? [],
          backups: parts.backups?.() ?? null,
          updates: parts.updates?.() ?? null,
          machineService: parts.machineService?.() ?? null,
        }),
        ways: parts.ways(),
        checkedAt: now,
      };
    },
  };
}

/** One line for each state the server comes to. */
function tellState(log: Logger, status: ServerState): void {
  const { state, since: _, ...facts } = { since: 0, ...status };
  const about = { subsystem: 'supervisor', ...facts, firstLines: undefined, lastLines: undefined };
  if (state === 'waiting') log.warn(about, 'the server ended by itself and will be started again');
  else if (state === 'failed') log.error(about, 'the server failed and waits for a person');
  else log.info(about, `the server is ${state}`);
}

/** Undefined when the server does not answer, which the supervisor finds out by itself. */
async function count(engine: Engine, domain: string) {
  try {
    const [accounts, devices, waiting] = await Promise.all([
      engine.accounts.list(domain),
      engine.devices(),
      engine.joining.waiting(domain),
    ]);
    const online = new Set(
      devices.filter(({ detached }) => !detached).map(({ address }) => address.split('/')[0]),
    );
    // Whoever asked for an account has one already that waits.
    return { people: accounts.length - waiting.length, online: online.size, sessions: devices.length };
  } catch {
    return undefined;
  }
}

/** What waits for somebody here to decide; undefined when the server does not answer. */
async function asking(engine: Engine, domain: string) {
  try {
    const [waiting, reports] = await Promise.all([
      engine.joining.waiting(domain),
      engine.safety.reports(domain),
    ]);
    return { waiting: waiting.length, reports: reports.length };
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
