/**
 * The manager's composition root: opens the data folder, builds each area and hands them to each other.
 * Decides nothing itself. A folder that cannot be opened gives a manager in recovery mode, which answers why.
 */
import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Calls } from '../contract/calls.ts';
import type { Problem, ServerState } from '../contract/index.ts';
import { createLinks, type Links } from './access/links.ts';
import { type AccessSessions, openAccessSessions } from './access/sessions.ts';
import { createBridges } from './bridges/bridges.ts';
import { createCalls } from './calls/calls.ts';
import { createRecoveryCalls } from './calls/recovery.ts';
import type { AcmeDesk } from './certificates/acme/desk.ts';
import { createCertificates } from './certificates/certificates.ts';
import type { CertificateJobs } from './certificates/job/jobs.ts';
import { createTlsaRecords } from './certificates/job/tlsa-records.ts';
import { createPublicCertificates } from './certificates/public.ts';
import { createTrust } from './certificates/trust.ts';
import { createChanges } from './changes.ts';
import { createClientsHere } from './clients/here.ts';
import { type Coach, createCoach } from './coach/coach.ts';
import { programNames } from './coach/program.ts';
import { type Lock, lockFolder } from './data-folder.ts';
import { createKept, type ManagerDatabase, openDatabase } from './database.ts';
import { createDnsProviders, withAddress } from './dns/apply/area.ts';
import { authorityOf } from './dns/authority.ts';
import { createDns } from './dns/dns.ts';
import { planExports } from './dns/plan/exports.ts';
import { type Learned, planFacts } from './dns/plan/from-office.ts';
import { dnsPlan } from './dns/plan/plan.ts';
import { createDomains, type DomainsArea } from './domains/domains.ts';
import { createDoorEyes, ownCertificates } from './door-eyes.ts';
import { createDoors } from './doors/doors.ts';
import { createBundledEngine } from './engines/bundled/bundled.ts';
import type { Engine } from './engines/engine.ts';
import { adminPort, programsPort } from './engines/programs.ts';
import { createEvents } from './events.ts';
import { createFederation } from './federation/federation.ts';
import { createStoredFiles } from './files/stored-files.ts';
import { freeBytes } from './files.ts';
import { findProgram } from './find-program.ts';
import { createManagedFirewall } from './firewall/managed.ts';
import { createGuides } from './guides/guides.ts';
import { createHistory } from './history/history.ts';
import type { Host } from './host.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { createJoining } from './joining/joining.ts';
import { createLeaving, type Leaving } from './leaving/leaving.ts';
import { type Logs, openLogs } from './logs/logs.ts';
import { isOnePortOpen } from './office-doors.ts';
import { servedDomains, serverHost } from './office-names.ts';
import { createPeople } from './people/people.ts';
import { assertPortFree, portOwner } from './port-owner.ts';
import { diskProblem, isDiskFull, ProblemError, problem } from './problem.ts';
import { createPrograms, type Programs } from './programs/programs.ts';
import { registerPutBack } from './put-back.ts';
import { createManagedReach } from './reach/managed.ts';
import type { Reach } from './reach/reach.ts';
import { createRooms } from './rooms/rooms.ts';
import { createManagedRouters } from './routers/managed.ts';
import { type Run, run as systemRun } from './run.ts';
import { createSafety } from './safety/safety.ts';
import { createService, type Service } from './service.ts';
import { openSettings, type Settings, type Verify } from './settings.ts';
import { readModel } from './setup/domain.ts';
import { createSetup, type Setup } from './setup/setup.ts';
import { createAttachedProgram } from './supervisor/attached.ts';
import { startChild } from './supervisor/child.ts';
import { createOrphanNote } from './supervisor/orphan.ts';
import { createTeams } from './teams/teams.ts';
import { createUndo } from './undo.ts';
import { outsideOf, reachedOf } from './ways.ts';
import { chatBase, createWebChat } from './webchat/webchat.ts';
import { createAsk } from './website/ask.ts';
import { createWebsite } from './website/website.ts';

/** What the web face tells about itself; null before it listens, and on the desktop. */
export interface WebFace {
  address: string | null;
  /** Makes a link out of a token. */
  link: ((token: string) => string) | null;
}

export interface Manager {
  readonly calls: Calls;
  readonly known: (error: unknown) => Problem | undefined;
  readonly unexpected: (error: unknown, where: string) => string;
  readonly log: Logger;
  readonly recovery: { readonly reason: string } | null;
  readonly access: { readonly links: Links; readonly sessions: AccessSessions; readonly face: WebFace };
  /** Null in recovery mode. */
  readonly settings: Settings | null;
  /** For `chatelaine setup`, which has no face; null in recovery mode. */
  readonly areas: {
    readonly setup: Setup;
    readonly jobs: Jobs;
    readonly service: Service;
    readonly programs: Programs;
    readonly reach: Reach;
    readonly leaving: Leaving;
    readonly domains: DomainsArea;
    readonly certificateJobs: CertificateJobs;
    readonly acmeDesk: AcmeDesk;
  } | null;
  /** Brings up what should run by itself: interrupted jobs, the server, certificate renewal. Does not wait for them. */
  begin(): Promise<void>;
  /** Stops the server in order, then everything else, and gives the folder back. */
  close(): Promise<void>;
  /** What the web face shows beyond loopback. */
  webCertificate(): Promise<{ cert: string; key: string }>;
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
  /** Tests say which programs are on this computer. */
  readonly findProgram?: (name: string) => string | undefined;
}

/** Throws `data.locked` and `data.unwritable`; any other trouble gives a manager in recovery mode. */
export async function openManager(parts: ManagerParts): Promise<Manager> {
  const { host } = parts;
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
  const access = {
    links: createLinks({ now }),
    sessions: await openAccessSessions({ folder: join(host.dataDir, 'secrets'), now }),
    face: { address: null, link: null } as WebFace,
  };
  const known = (error: unknown): Problem | undefined => {
    const found = isDiskFull(error) ? diskProblem(error, host.dataDir) : error;
    return found instanceof ProblemError ? ({ code: found.code, data: found.data } as Problem) : undefined;
  };
  const base = { access, known, unexpected, log };

  async function closeBase(): Promise<void> {
    await logs.flush();
    await lock.release();
  }

  let database: ManagerDatabase | undefined;
  try {
    const settings = await openSettings({ folder: host.dataDir, verify: VERIFY, now });
    const opened = openDatabase(join(host.dataDir, 'manager.sqlite'));
    database = opened;
    const areas = compose({ ...parts, settings, database: opened, logs, access, unexpected });
    return {
      ...base,
      ...areas,
      settings,
      recovery: null,
      async close() {
        await areas.close();
        opened.close();
        await closeBase();
      },
    };
  } catch (error) {
    database?.close();
    // SQLite calls it an I/O error; and with a full disk nobody could be let in to read about it.
    const free = await freeBytes(host.dataDir);
    if (free !== undefined && free < FULL_BYTES) throw problem('disk.full', { folder: host.dataDir }, error);
    const reason = (error as Error).message;
    log.error({ subsystem: 'manager', cause: describe(error) }, 'the data could not be read: recovery mode');
    return {
      ...base,
      calls: createRecoveryCalls({ host, reason, logs }),
      settings: null,
      areas: null,
      recovery: { reason },
      begin: async () => undefined,
      serverRuns: () => false,
      webCertificate: () => createCertificates({ host, clock: host.clock, log }).forWeb(undefined),
      onCertificate: () => () => undefined,
      close: closeBase,
    };
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

interface ComposeParts extends ManagerParts {
  readonly settings: Settings;
  readonly database: ManagerDatabase;
  readonly logs: Logs;
  readonly access: Manager['access'];
  readonly unexpected: Manager['unexpected'];
}

function compose(parts: ComposeParts) {
  const { host, settings, database, logs, access, unexpected } = parts;
  const { clock } = host;
  const run = parts.run ?? systemRun;
  const events = createEvents(clock);
  const changes = createChanges({ database, events, now: clock.now });
  const undo = createUndo({ changes });
  const jobs = createJobs({ database, events, now: clock.now, unexpected });
  const certificates = createCertificates({ host, clock, log: logs.log, office: () => settings.office });
  const trust = createTrust({ run, platform: host.platform, node: host.node });
  const engine =
    parts.engine ?? createBundledEngine({ host, run, clock, admins: () => settings.office?.admins ?? [] });
  const publicCertificates = createPublicCertificates({
    ...{ host, run, engine, events, changes, unexpected, kept: createKept(database), log: logs.log },
    ...{ local: certificates, office: () => settings.office, portOwner, assertPortFree },
    choose: (chosen) => service.decide({ certificates: chosen }),
    setUpOffice: () => office(),
    proofs: {
      publish: (...proof) => dnsProviders.proofs.publish(...proof),
      withdraw: (...proof) => dnsProviders.proofs.withdraw(...proof),
      ways: (...name) => dnsProviders.proofs.ways(...name),
      byHand: () => dnsProviders.proofs.byHand(),
    },
    tlsa: createTlsaRecords({
      resolver: host.resolver,
      // The relay and the ports belong to the server's host, which is the first domain's.
      places: (one) =>
        domains
          .plan(one)
          .records.filter(({ purpose }) => purpose === 'certificate.pin')
          .map(({ set }) => set),
      covers: (name) => dnsProviders.applying.covers(name),
      put: (sets, signal) => dnsProviders.applying.put(sets, signal),
    }),
    server: {
      install: () => service.takeCertificates(),
      running: () => service.running(),
      opened: () => service.opened(),
    },
    caa: (one) => {
      const { caa } = dns.learned(one);
      return caa === undefined ? undefined : (caa?.values ?? []);
    },
    // Where IPv6 comes in, an authority does as well.
    shared: () =>
      dnsProviders
        .findings()
        .some(({ code, severity }) => code === 'dns.address-shared' && severity === 'broken'),
    ...(parts.acmePorts && { acmePorts: parts.acmePorts }),
  });
  const certificateJobs = publicCertificates.jobs;
  const service = createService({
    ...{ host, engine, settings, events, changes, logs, certificates: certificateJobs },
    bridges: () => bridges.now(),
    website: () => website.alarm(),
    attempted: () => coach.attempted(),
    names: () => withAddress(dns.trouble(), dnsProviders.findings()),
    ways: () => ({ firewall: firewall.area.standing(), outside: outsideOf(reach.state().rows) }),
    reach: () => [...routers.news(), ...reach.state().findings],
    removals: () => leaving.removals(),
  });
  const firewall = createManagedFirewall({
    ...{ host, run, events, changes, undo, kept: createKept(database), log: logs.log },
    ...{ office: () => settings.office, change: service.decide, web: () => settings.values.web },
    serverPid: () => pidOf(service.status()),
  });
  const domain = () => {
    if (!settings.office) throw problem('setup.not-done', {});
    return settings.office.domain;
  };
  const domainList = () => servedDomains(office());
  const people = createPeople({
    ...{ engine, changes, events, domains: domainList, now: clock.now },
    forgetAdmin: (address) =>
      service.decide({ admins: office().admins.filter((admin) => admin !== address) }),
  });
  const rooms = createRooms({ engine, changes, events, domains: domainList, now: clock.now });
  const office = () => {
    if (!settings.office) throw problem('setup.not-done', {});
    return settings.office;
  };
  const deciding = { changes, events, office, change: service.decide };
  /** What was found out about a domain, for its plan; asked anew each time. */
  const learned = (one: string): Learned => {
    const caa = authorityOf(settings.office, one);
    const tlsa = certificateJobs.publicKeys(one).map((hash) => `3 1 1 ${hash}`);
    return { ...dns.learned(one), tlsa, ...(caa === null ? {} : { authority: { caa } }) };
  };
  const domains = createDomains({
    ...{ engine, ...deciding, readModel },
    prepare: (one) => certificates.ensureUsable(one),
    async certify() {
      for (const one of domainList()) await certificateJobs.ensureUsable(one);
      await service.takeCertificates();
    },
    settle: (one) => safety.takeOver(one),
    planOf: (now, one) => dnsPlan(planFacts(now, one, service.opened(), learned(one))),
  });
  const dns = createDns({
    ...{ kept: createKept(database), events, clock, resolver: host.resolver, unexpected },
    // A name of one network only is in nobody's DNS.
    domains: () => (settings.office?.way === 'domain' ? servedDomains(settings.office) : []),
    plan: domains.plan,
    authority: (one) => authorityOf(settings.office, one),
    read: (typed) => domains.read(typed).names.domain,
  });
  const dnsProviders = createDnsProviders({
    ...{ host, log: logs.log, kept: createKept(database), jobs, changes, events, seen: dns },
    ...{ office: () => settings.office, change: service.decide, fetch: parts.fetch },
    domains: () => (settings.office?.way === 'domain' ? servedDomains(settings.office) : []),
    plan: async (one) => domains.plan(one),
    server: () => (settings.office ? serverHost(settings.office) : ''),
    look: { router: (signal) => routers.outside(signal) },
    changed: (one) =>
      void Promise.resolve(one)
        .then(dns.look)
        .catch((error) => {
          // The domain is not served any more, or the manager ends.
          const known = error instanceof ProblemError || error?.name === 'AbortError';
          if (!known) unexpected(error, 'the look after a change of records');
        }),
  });
  const teams = createTeams({
    ...{ engine: engine.teams, changes, events, domain },
    closeRoom: (address) => engine.rooms.close(address, {}),
  });
  const joining = createJoining({ engine: engine.joining, ...deciding });
  const coach: Coach = createCoach({
    ...{ engine: engine.attempts, events, changes, clock, people: people.list },
    waiting: async () => (await joining.waiting()).map(({ address }) => address),
    publicCertificate: () => authorityOf(settings.office, domain()) !== null,
    programs: async () => programNames(await people.state()),
  });
  const history = createHistory({ engine: engine.history, ...deciding, now: clock.now });
  const leaving = createLeaving({
    ...{ engine, people, teams, jobs, changes, undo, events, clock, unexpected },
    ...{ domains: domainList, kept: createKept(database), folder: join(host.dataDir, 'copies') },
    keepDays: () => office().keepDays ?? { people: 0, rooms: 0 },
  });
  const files = createStoredFiles({ engine: engine.files, ...deciding });
  const safety = createSafety({ engine: engine.safety, changes, events, domains: domainList });
  /** A domain that came while the server was down keeps out nobody yet. */
  async function keepOutEverywhere(): Promise<void> {
    try {
      for (const one of domainList().slice(1)) await safety.takeOver(one);
    } catch (error) {
      // It stopped again: the next start does it.
      if (!(error instanceof ProblemError)) unexpected(error, 'keeping people out of all domains');
    }
  }
  const federation = createFederation({ engine: engine.federation, ...deciding, now: clock.now });
  const bridges = createBridges({
    ...{
      ...deciding,
      engine: engine.bridges,
      clock,
      log: logs.log,
      dataDir: host.dataDir,
      platform: host.platform,
    },
    isSetUp: () => settings.office !== null,
    // Where they listen: this computer alone.
    assertPortFree: (port) => assertPortFree(port, '127.0.0.1'),
    portOwner,
    serverState: () => service.status().state,
    opened: service.opened,
    findProgram: parts.findProgram ?? findProgram,
    startChild,
    keepRunning: createAttachedProgram,
    orphanNote: (file) => createOrphanNote(file, clock),
  });
  const doors = createDoors({ ...deciding, opened: service.opened, portOwner });
  const programs = createPrograms({
    ...{ engine: engine.programs, changes, events, opened: service.opened, change: service.decide },
    ports: () => ({ here: adminPort(office()), others: programsPort(office()) }),
    door: () => office().programs,
    // The server's own name: the website's may be another computer's.
    name: () => new URL(chatBase({ ...office(), website: undefined }, host.addresses())).hostname,
  });
  const webchat = createWebChat({ ...deciding, addresses: host.addresses, opened: service.opened });
  const website = createWebsite({
    ...{ engine: engine.website, ...deciding, portOwner, addresses: host.addresses, clock, log: logs.log },
    kept: createKept(database),
    isSetUp: () => settings.office !== null,
    serverRuns: service.running,
    opened: service.opened,
    async ask() {
      const authority = await certificates.authorityPem();
      return createAsk({ authorities: authority ? [authority] : [] });
    },
  });
  registerPutBack(undo, { people, safety, joining, doors, webchat, rooms, programs });
  const guides = createGuides({
    ...{ office, addresses: host.addresses, dns: dns.report, person: people.get },
    own: async (one) => (certificateJobs.isLocal(one) ? certificates.current(one) : undefined),
    rooms: async () => (await rooms.list()).rooms,
    chat: () => (webchat.get().on ? webchat.get().address : null),
  });
  const clientsHere = createClientsHere({
    ...{ host, run, office, changes, undo, way: guides.way, findProgram: parts.findProgram },
    own: async (one) => {
      const authority = certificateJobs.isLocal(one) ? await certificates.authorityPem() : undefined;
      return authority === undefined ? undefined : { authority, chain: certificateJobs.files(one).chain };
    },
    systemTrusts: trust.check,
    web: () => settings.values.web.address,
  });
  const routers = createManagedRouters({
    ...{ host, run, log: logs.log, kept: createKept(database), events, changes, undo },
    ...{ office: () => settings.office, change: service.decide },
    flows: firewall.flows,
    look: () => dnsProviders.dynamic.state().look,
    reached: (family) => reachedOf(reach.state().rows, family),
  });
  const ownAuthority = async () => [(await certificates.authorityPem()) ?? []].flat();
  const reach = createManagedReach({
    ...{ host, log: logs.log, kept: createKept(database), events, changes, undo, unexpected },
    ...{ engine: engine.reach, office: () => settings.office, change: service.decide },
    eyes: async (strangers) => createDoorEyes(strangers ? [] : await ownAuthority(), clock.now),
    own: async () => ownCertificates(domainList(), certificateJobs.files, await ownAuthority(), clock.now()),
    walks: () => (settings.office?.way === 'domain' ? (dns.report(domain()).report?.walks ?? []) : []),
    running: service.running,
    onePort: () => isOnePortOpen(office(), service.opened()),
  });
  const setup = createSetup({
    host,
    kept: createKept(database),
    settings,
    certificates: { ...certificates, files: certificateJobs.files },
    engine,
    jobs,
    events,
    changes,
    server: service,
    portFree: parts.portFree,
  });
  const areas = {
    host,
    settings,
    events,
    changes,
    undo,
    jobs,
    logs,
    certificates,
    certificateJobs,
    certificateSources: publicCertificates.sources,
    acmeDesk: publicCertificates.desk,
    trust,
    service,
    people,
    rooms,
    files,
    teams,
    joining,
    coach,
    leaving,
    history,
    safety,
    federation,
    doors,
    dns,
    dnsProviders,
    domains,
    planExports,
    bridges,
    website,
    routers,
    reach,
    programs,
    webchat,
    firewall: firewall.area,
    guides,
    clientsHere,
    setup,
    access,
  };
  return {
    calls: createCalls(areas),
    areas: {
      domains,
      reach,
      setup,
      jobs,
      service,
      programs,
      leaving,
      certificateJobs,
      acmeDesk: publicCertificates.desk,
    },
    async begin() {
      await service.cleanUp();
      events.listen((event) => {
        if (event.type === 'server.state' && event.status.state === 'running') void keepOutEverywhere();
      });
      jobs.recover();
      await bridges.begin();
      await publicCertificates.begin();
      website.begin();
      await firewall.area.begin();
      dns.begin();
      leaving.begin();
      routers.begin();
      reach.begin();
      dnsProviders.dynamic.begin();
      await service.begin();
    },
    serverRuns: () => service.running(),
    webCertificate: () => certificateJobs.forWeb(settings.office?.domain),
    onCertificate: (run: () => void) =>
      events.listen(({ type }) => {
        if (type === 'certificates.changed' || type === 'setup.changed') run();
      }),
    async close() {
      leaving.close();
      website.close();
      await firewall.area.close();
      dnsProviders.dynamic.close();
      // Together: a job may be waiting for the very server that is to stop.
      await Promise.all([
        jobs.close(),
        service.close(),
        bridges.close(),
        dns.close(),
        routers.close(),
        reach.close(),
      ]);
    },
  };
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

const pidOf = (status: ServerState): number | undefined => ('pid' in status ? status.pid : undefined);
