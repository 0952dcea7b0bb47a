/**
 * The areas of a manager, built and connected: who gets what from whom, and (`lifecycle`) what begins and closes when.
 * Nothing is decided here. What an area needs of one that is built further down it asks for when it needs it.
 */
import { join } from 'node:path';
import type { Calls } from '../contract/calls.ts';
import type { ManagerEvent, ServerState } from '../contract/index.ts';
import { createAccessDesk } from './access/desk.ts';
import { attackOf } from './attack.ts';
import type { OpenedBackups } from './backup/at-start.ts';
import { createBefore } from './backup/before.ts';
import { createManagedBackups } from './backup/managed.ts';
import { hasSnapshot } from './backup/snapshots.ts';
import { createBridges } from './bridges/bridges.ts';
import { createCalls } from './calls/calls.ts';
import { noting } from './calls/noting.ts';
import { createCertificates } from './certificates/certificates.ts';
import { createTlsaRecords } from './certificates/job/tlsa-records.ts';
import { createPublicCertificates } from './certificates/public.ts';
import { createTrust } from './certificates/trust.ts';
import { createChanges } from './changes.ts';
import { createClientsHere } from './clients/here.ts';
import { type Coach, createCoach } from './coach/coach.ts';
import { programNames } from './coach/program.ts';
import { createKept, type ManagerDatabase } from './database.ts';
import { createDnsProviders, withAddress } from './dns/apply/area.ts';
import { authorityOf } from './dns/authority.ts';
import { createDns } from './dns/dns.ts';
import { planExports } from './dns/plan/exports.ts';
import { type Learned, planFacts } from './dns/plan/from-office.ts';
import { dnsPlan } from './dns/plan/plan.ts';
import { createDomains } from './domains/domains.ts';
import { createDoorEyes, ownCertificates } from './door-eyes.ts';
import { createDoors } from './doors/doors.ts';
import { createBundledEngine } from './engines/bundled/bundled.ts';
import { adminPort, programsPort } from './engines/programs.ts';
import { createEvents } from './events.ts';
import { createManagedFactory } from './factory/managed.ts';
import { createFederation } from './federation/federation.ts';
import { createStoredFiles } from './files/stored-files.ts';
import { findProgram } from './find-program.ts';
import { createManagedFirewall } from './firewall/managed.ts';
import { createGuides } from './guides/guides.ts';
import { createHistory } from './history/history.ts';
import { createJobs } from './jobs.ts';
import { createJoining } from './joining/joining.ts';
import { createLeaving } from './leaving/leaving.ts';
import { createLifecycle } from './lifecycle.ts';
import { createLogEvents } from './logs/events/area.ts';
import type { Logs } from './logs/logs.ts';
import { createManagedLogViews } from './logs/view/managed.ts';
import type { Manager, ManagerParts } from './manager.ts';
import { createManagedNotices } from './notices/managed.ts';
import { createManagedNumbers } from './numbers/managed.ts';
import { isOnePortOpen } from './office-doors.ts';
import { servedDomains, serverHost } from './office-names.ts';
import { createPeople } from './people/people.ts';
import { assertPortFree, portOwner } from './port-owner.ts';
import { ProblemError, problem } from './problem.ts';
import { createPrograms } from './programs/programs.ts';
import { registerPutBack } from './put-back.ts';
import { createManagedReach } from './reach/managed.ts';
import { createRooms } from './rooms/rooms.ts';
import { createManagedRouters } from './routers/managed.ts';
import { run as systemRun } from './run.ts';
import { createSafety } from './safety/safety.ts';
import { createService } from './service.ts';
import type { Settings } from './settings.ts';
import { readModel } from './setup/domain.ts';
import { createSetup } from './setup/setup.ts';
import { createAttachedProgram } from './supervisor/attached.ts';
import { startChild } from './supervisor/child.ts';
import { createOrphanNote } from './supervisor/orphan.ts';
import { createManagedService } from './system-service/managed.ts';
import { createTeams } from './teams/teams.ts';
import { createManagedTerminals } from './terminal/managed.ts';
import { createUndo } from './undo.ts';
import { createManagedUpdates } from './updates/managed.ts';
import { outsideOf, reachedOf } from './ways.ts';
import { chatBase, createWebChat } from './webchat/webchat.ts';
import { createAsk } from './website/ask.ts';
import { createWebsite } from './website/website.ts';

export interface ComposeParts extends ManagerParts {
  readonly settings: Settings;
  readonly database: ManagerDatabase;
  readonly logs: Logs;
  readonly access: Manager['access'];
  readonly backupsOpened: OpenedBackups;
  readonly unexpected: Manager['unexpected'];
}

export function compose(parts: ComposeParts) {
  const { host, settings, database, logs, access, unexpected } = parts;
  const { clock } = host;
  const run = parts.run ?? systemRun;
  const events = createEvents(clock);
  const changes = createChanges({ database, events, now: clock.now });
  access.noteIn(changes);
  const undo = createUndo({ changes });
  const jobs = createJobs({ database, events, now: clock.now, unexpected });
  const logViews = createManagedLogViews({ ...parts, log: logs.log, kept: createKept(database) });
  const ownDomains = () => (settings.office ? servedDomains(settings.office) : []);
  const logEvents = createLogEvents({ views: logViews, domains: ownDomains });
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
    withdrawn: publicCertificates.withdrawn,
    attack: async () => attackOf((await engine.attempts.report()).attempts, clock.now()),
    disk: () => numbers.now().disk,
    removals: () => leaving.removals(),
    updates: () => updates.news(),
    backups: () => backups.news(),
    machineService: () => machineService.trouble(),
  });
  /** Where others could come to these pages: in the office network, if it is let in. */
  const pages = () => ({ ...settings.values.web, ...settings.values.lan });
  const firewall = createManagedFirewall({
    ...{ host, run, events, changes, undo, kept: createKept(database), log: logs.log },
    ...{ office: () => settings.office, change: service.decide, web: pages },
    serverPid: () => pidOf(service.status()),
  });
  const domain = () => {
    if (!settings.office) throw problem('setup.not-done', {});
    return settings.office.domain;
  };
  const domainList = () => servedDomains(office());
  const before = createBefore({ data: host.dataDir, now: clock.now, snapshots: () => backups.snapshots });
  const people = createPeople({
    beforeRemoval: () => before('leaving'),
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
    beforeRemoval: () => before('domain-removal'),
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
  const onServerUp = (event: ManagerEvent['event']) => {
    if (event.type === 'server.state' && event.status.state === 'running') void keepOutEverywhere();
  };
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
  registerPutBack(undo, { calls: () => calls, joining });
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
  const numbers = createManagedNumbers({
    ...{ host, log: logs.log, engine: engine.numbers, events, changes, status: service.status },
    backups: () => backups.standing(),
  });
  const notices = createManagedNotices({
    ...{ host, log: logs.log, kept: createKept(database), events, changes, unexpected },
    ...{ tell: engine.tell, disk: () => numbers.now().disk, running: service.running },
    domain: () => settings.office?.domain ?? null,
    administrators: () => settings.office?.admins ?? [],
    findings: async () => (await service.overview()).findings,
    language: () => settings.values.language,
    link: (page) => access.face.address && `${access.face.address}#${page}`,
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
  const backups = createManagedBackups({
    ...{ host, run, jobs, changes, events, log: logs.log, unexpected, opened: parts.backupsOpened },
    ...{
      domains: () => (settings.office ? domainList() : []),
      server: () => service,
      restart: parts.restart,
    },
  });
  const terminals = createManagedTerminals({
    ...{ host, run, changes, unexpected, kept: createKept(database), onRevoked: access.sessions.onRevoked },
    server: () => (settings.office ? serverHost(settings.office) : ''),
  });
  const updates = createManagedUpdates({
    ...{ host, run, events, changes, jobs, unexpected, fetch: parts.fetch, setup: setup.state },
    ...{ service: () => service, isSetUp: () => settings.office !== null },
    backupAtWork: () => backups.atWork(),
    firewallOnTrial: () => firewall.area.state().countdown !== null,
    desktop: parts.desktopPorter,
    ...{ snapshots: () => backups.snapshots, hasSnapshot: (id) => hasSnapshot(host.dataDir, id) },
    handOver: (why) => parts.handOver?.(why),
  });
  const machineService = createManagedService({
    ...{ host, run, events, changes },
    leave: () => parts.handOver?.('service'),
  });
  /** From an authority that browsers know: they neither warn, nor need they ever come without TLS. */
  const realCertificate = () => settings.office !== null && !certificateJobs.isLocal(settings.office.domain);
  const factory = createManagedFactory({
    ...{ host, jobs, changes, log: logs.log, kept: createKept(database), restart: parts.restart },
    ...{ calls: () => calls, domains: () => (settings.office ? domainList() : []) },
    snapshot: (signal) => backups.snapshots.take('reset', signal),
    stopServer: async () => service.running() && (await service.act('stop')),
  });
  const { dynamic } = dnsProviders;
  // In the order of beginning; who needs whom says what closes before what.
  const lifecycle = createLifecycle([
    { name: 'server', begin: service.cleanUp, close: service.close },
    { name: 'those kept out', begin: () => events.listen(onServerUp) },
    { name: 'log views', close: logViews.close },
    { name: 'jobs', begin: jobs.recover, close: jobs.close },
    { name: 'bridges', begin: bridges.begin, close: bridges.close },
    { name: 'certificates', begin: publicCertificates.begin },
    { name: 'website', needs: ['server'], begin: website.begin, close: website.close },
    { name: 'firewall', needs: ['server'], begin: firewall.area.begin, close: firewall.area.close },
    { name: 'dns', begin: dns.begin, close: dns.close },
    { name: 'leaving', needs: ['server', 'jobs'], begin: leaving.begin, close: leaving.close },
    { name: 'routers', begin: routers.begin, close: routers.close },
    { name: 'reach', begin: reach.begin, close: reach.close },
    { name: 'address in the DNS', needs: ['dns', 'routers'], begin: dynamic.begin, close: dynamic.close },
    { name: 'backups', needs: ['server', 'jobs'], begin: backups.begin, close: backups.close },
    { name: 'updates', needs: ['server', 'jobs', 'backups'], begin: updates.begin, close: updates.close },
    // Now that all who watch it are there.
    { name: 'start of the server', needs: ['server'], begin: service.begin },
    { name: 'numbers', needs: ['server', 'backups'], begin: numbers.begin, close: numbers.close },
    { name: 'notices', needs: ['server', 'numbers'], begin: notices.begin, close: notices.close },
    { name: 'service of the computer', begin: machineService.begin, close: machineService.close },
    { name: 'terminals', close: terminals.close },
  ]);
  const areas = {
    host,
    settings,
    events,
    changes,
    undo,
    jobs,
    logs,
    logViews,
    logEvents,
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
    numbers,
    notices,
    setup,
    updates,
    terminals,
    backups,
    machineService,
    access,
    factory,
    accessDesk: createAccessDesk({ access, changes, events, settings, realCertificate }),
  };
  const calls: Calls = noting(createCalls(areas), changes);
  return {
    calls,
    areas: {
      undo,
      domains,
      reach,
      setup,
      jobs,
      service,
      programs,
      leaving,
      numbers,
      certificateJobs,
    },
    ...lifecycle,
    serverRuns: () => service.running(),
    webCertificate: () => certificateJobs.forWeb(settings.office?.domain),
    webCertificateIsReal: realCertificate,
    webNames: () =>
      settings.office ? [...new Set([serverHost(settings.office), settings.office.domain])] : [],
    keepLan: async (port: number | null) =>
      void (await settings.set({ lan: port === null ? null : { port } })),
    accessChanged: () => events.emit({ type: 'settings.changed' }),
    onCertificate: (run: () => void) =>
      events.listen(({ type }) => {
        if (type === 'certificates.changed' || type === 'setup.changed') run();
      }),
  };
}

const pidOf = (status: ServerState): number | undefined => ('pid' in status ? status.pid : undefined);
