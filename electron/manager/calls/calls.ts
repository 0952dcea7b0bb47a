/** The contract's calls, area by area, in terms of the manager's own parts. Translates; decides nothing. */
import type { Calls } from '../../contract/calls.ts';
import type { BridgesArea } from '../bridges/bridges.ts';
import type { Changes } from '../changes.ts';
import type { Events } from '../events.ts';
import type { Host } from '../host.ts';
import type { Jobs } from '../jobs.ts';
import type { Logs } from '../logs/logs.ts';
import type { People } from '../people/people.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Service } from '../service.ts';
import { DEFAULT_SETTINGS, type Settings } from '../settings.ts';
import type { Setup } from '../setup/setup.ts';
import type { Undo } from '../undo.ts';
import { type AcmeAreas, acmeCalls } from './acme.ts';
import { type BackupCallParts, createBackupCalls } from './backups.ts';
import { bridgesCalls } from './bridges.ts';
import { certificateSourcesCalls } from './certificate-sources.ts';
import { type CertificatesAreas, certificatesCalls } from './certificates.ts';
import { type ClientSetupAreas, clientSetupCalls } from './client-setup.ts';
import { type CoachAreas, coachCalls } from './coach.ts';
import { type ConnectParts, connectCalls } from './connect.ts';
import { type DnsAreas, dnsCalls } from './dns.ts';
import { type DnsProvidersAreas, dnsProvidersCalls } from './dns-providers.ts';
import { type DomainsAreas, domainsCalls } from './domains.ts';
import { type FactoryAreas, factoryCalls } from './factory.ts';
import { type FirewallAreas, firewallCalls } from './firewall.ts';
import { type GuidesAreas, guidesCalls } from './guides.ts';
import { appInfo } from './info.ts';
import { type LeavingAreas, leavingCalls } from './leaving.ts';
import { type LogEventsAreas, logEventsCalls } from './log-events.ts';
import { type LogViewAreas, logViewCalls } from './log-view.ts';
import { type MachineServiceAreas, machineServiceCalls } from './machine-service.ts';
import { type NumbersAreas, numbersCalls } from './numbers.ts';
import { type OfficeAreas, officeCalls } from './office.ts';
import { type OutsideAreas, outsideCalls } from './outside.ts';
import { type ProgramsAreas, programsCalls } from './programs.ts';
import { type ReachAreas, reachCalls } from './reach.ts';
import { type RouterAreas, routerCalls } from './router.ts';
import { type TerminalAreas, terminalCalls } from './terminal.ts';
import { type UpdatesAreas, updatesCalls } from './updates.ts';
import { type WebsiteAreas, websiteCalls } from './website.ts';

export interface Areas
  extends ConnectParts,
    OfficeAreas,
    CoachAreas,
    LeavingAreas,
    LogEventsAreas,
    LogViewAreas,
    OutsideAreas,
    WebsiteAreas,
    ProgramsAreas,
    DnsAreas,
    DnsProvidersAreas,
    DomainsAreas,
    GuidesAreas,
    ClientSetupAreas,
    RouterAreas,
    ReachAreas,
    FirewallAreas,
    NumbersAreas,
    FactoryAreas,
    Pick<UpdatesAreas, 'updates'>,
    Pick<TerminalAreas, 'terminals'>,
    Pick<BackupCallParts, 'backups'>,
    Pick<MachineServiceAreas, 'machineService'>,
    AcmeAreas {
  readonly host: Host;
  readonly settings: Settings;
  readonly events: Events;
  readonly changes: Changes;
  readonly undo: Undo;
  readonly jobs: Jobs;
  readonly logs: Logs;
  readonly service: Service;
  readonly people: People;
  readonly rooms: Rooms;
  readonly bridges: BridgesArea;
  readonly certificateJobs: CertificatesAreas['certificateJobs'];
  readonly certificateSources: CertificatesAreas['certificateSources'];
  readonly setup: Setup;
  readonly accessDesk: Calls['access'];
}

const nothing = {};

export function createCalls(areas: Areas): Calls {
  const { service, logs } = areas;
  return {
    app: appCalls(areas),
    setup: setupCalls(areas),
    server: {
      overview: () => service.overview(),
      start: () => service.act('start'),
      stop: () => service.act('stop'),
      restart: () => service.act('restart'),
    },
    people: peopleCalls(areas),
    rooms: roomsCalls(areas),
    ...officeCalls(areas),
    ...outsideCalls(areas),
    dns: dnsCalls(areas),
    dnsProviders: dnsProvidersCalls(areas),
    domains: domainsCalls(areas),
    bridges: bridgesCalls(areas.bridges),
    certificates: certificatesCalls(areas),
    certificateSources: certificateSourcesCalls(areas),
    acme: acmeCalls(areas),
    website: websiteCalls(areas),
    firewall: firewallCalls(areas),
    router: routerCalls(areas),
    reach: reachCalls(areas),
    ...numbersCalls(areas),
    ...programsCalls(areas),
    logs: {
      page: async (query) => logs.page(query),
      follow: async (query, { signal }) => logs.follow(query, signal),
    },
    logView: logViewCalls(areas),
    logEvents: logEventsCalls(areas),
    coach: coachCalls(areas),
    leaving: leavingCalls(areas),
    connect: connectCalls(areas),
    guides: guidesCalls(areas),
    clientSetup: clientSetupCalls(areas),
    access: areas.accessDesk,
    factory: factoryCalls(areas),
    machineService: machineServiceCalls({
      machineService: areas.machineService,
      confirm: areas.access.confirm,
    }),
    terminal: terminalCalls({ terminals: areas.terminals, confirm: areas.access.confirm }),
    updates: updatesCalls({ updates: areas.updates, confirm: areas.access.confirm }),
    backups: createBackupCalls(areas),
    settings: settingsCalls(areas),
  };
}

function appCalls({ host, settings, events, undo, jobs }: Areas): Calls['app'] {
  return {
    info: async () => appInfo(host, { setUp: settings.office !== null, recovery: null }),
    events: async ({ since }, { signal }) => events.follow(since, signal),
    jobs: async () => jobs.list(),
    async cancelJob({ id }) {
      jobs.cancel(id);
      return nothing;
    },
    changes: async ({ before, limit }) => undo.page(before, limit),
    async putBack({ id }) {
      await undo.putBack(id);
      return nothing;
    },
  };
}

function setupCalls({ setup }: Areas): Calls['setup'] {
  return {
    state: async () => setup.state(),
    async save(change) {
      setup.save(change);
      return nothing;
    },
    async password({ password }) {
      setup.password(password);
      return nothing;
    },
    suggestPassword: async () => ({ password: setup.suggestPassword() }),
    checkDomain: async ({ value }) => setup.checkDomain(value),
    plan: () => setup.plan(),
    apply: () => setup.apply(),
    async finish() {
      setup.finish();
      return nothing;
    },
  };
}

function peopleCalls({ people, access }: Areas): Calls['people'] {
  return {
    list: () => people.list(),
    get: ({ address }) => people.get(address),
    add: (person) => people.add(person),
    resetPassword: ({ address, password }) => people.resetPassword(address, password),
    rename: ({ address, displayName }) => people.rename(address, displayName),
    setDisabled: ({ address, disabled }) => people.setDisabled(address, disabled),
    async remove({ address }) {
      access.confirm.require();
      await people.remove(address);
      return nothing;
    },
    removalPreview: ({ address }) => people.removalPreview(address),
    async disconnect({ address }) {
      await people.disconnect(address);
      return nothing;
    },
    state: () => people.state(),
    tryPush: ({ address }) => people.tryPush(address),
  };
}

function roomsCalls({ rooms }: Areas): Calls['rooms'] {
  return {
    list: () => rooms.list(),
    get: ({ address }) => rooms.get(address),
    create: (wish) => rooms.create(wish),
    change: ({ address, ...change }) => rooms.change(address, change),
    setStanding: ({ address, person, standing, reason }) =>
      rooms.setStanding(address, person, standing, reason),
    sendOut: ({ address, nick, reason }) => rooms.sendOut(address, nick, reason),
    messages: ({ address, before }) => rooms.messages(address, before),
    async takeBack({ address, id, reason }) {
      await rooms.takeBack(address, id, reason);
      return nothing;
    },
    async close({ address, ...why }) {
      await rooms.close(address, why);
      return nothing;
    },
  };
}

function settingsCalls({ host, settings, access, changes, events }: Areas): Calls['settings'] {
  return {
    get: async () => ({
      values: settings.values,
      defaults: DEFAULT_SETTINGS,
      dataDir: host.dataDir,
      files: [
        'settings.json',
        'manager.sqlite',
        'numbers.sqlite',
        'server',
        'certificates',
        'secrets',
        'logs',
      ],
    }),
    async set(change) {
      // Who can come to the door is as weighty as who may pass it.
      if (change.web && change.web.address !== settings.values.web.address) access.confirm.require();
      const before = JSON.stringify(settings.values);
      const effect = await settings.set(change);
      const after = JSON.stringify(settings.values);
      changes.note({
        action: 'settings.set',
        subject: Object.keys(change).join(' '),
        state: 'applied',
        before,
        after,
      });
      events.emit({ type: 'settings.changed' });
      return { values: settings.values, effect };
    },
  };
}
