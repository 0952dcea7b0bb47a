/**
 * The whole contract, in memory, behind the same door as the real headless face: for looking at the pages and for testing
 * them in states that are hard to bring about. Scripted by `FakeState`; every change is told as an event, as the manager does.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import {
  contract,
  type Job,
  type LogEntry,
  type ManagerEvent,
  type Person,
  type Problem,
  type RoomDetails,
} from '../../electron/contract/index.ts';
import { ProblemError } from '../../electron/manager/problem.ts';
import { accessRouter } from './fake-access.ts';
import { acmeRouter } from './fake-acme-calls.ts';
import { createFakeBackups } from './fake-backups.ts';
import { bridgesRouter } from './fake-bridges.ts';
import { certificateSourcesRouter } from './fake-certificate-sources.ts';
import { certificatesRouter } from './fake-certificates.ts';
import { clientsRouter } from './fake-clients.ts';
import { coachRouter } from './fake-coach.ts';
import { factoryRouter } from './fake-factory.ts';
import { firewallRouter } from './fake-firewall.ts';
import { guidesRouter } from './fake-guides.ts';
import { logsRouter } from './fake-logs.ts';
import { createFakeMachineService } from './fake-machine-service.ts';
import { namesRouter } from './fake-names-calls.ts';
import { numbersRouter } from './fake-numbers.ts';
import { officeRouter } from './fake-office-calls.ts';
import { outsideRouter } from './fake-outside-calls.ts';
import { fakePeopleState } from './fake-people-state.ts';
import { programsRouter } from './fake-programs-calls.ts';
import { reachCalls } from './fake-reach.ts';
import { boxRouter } from './fake-router.ts';
import { addLog, type FakeState, freshState } from './fake-state.ts';
import { updatesRouter } from './fake-updates.ts';
import { websiteRouter } from './fake-website-calls.ts';

export type { FakeState } from './fake-state.ts';
export { scenes } from './fake-state.ts';

export type FakeManager = {
  url: string;
  state: FakeState;
  /** What was asked of the backups, and how they stand. */
  backups: ReturnType<typeof createFakeBackups>['state'];
  /** Tells the pages that something changed. */
  emit(event: ManagerEvent['event']): void;
  log(entry: Partial<LogEntry>): void;
  /** Cuts every line, as a manager that ended would. `back` lets them in again. */
  cut(): void;
  back(): void;
  close(): Promise<void>;
};

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

type PlanItems = {
  code: 'folder' | 'authority' | 'certificate' | 'configuration' | 'administrator' | 'start';
  data: Record<string, string | number>;
  exact: string[];
}[];

const refuse = (problem: Problem) => new ORPCError(problem.code, { defined: true, data: problem.data });
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A stream of what is pushed from now on; ends with the signal. */
function createFeed<T>() {
  const readers = new Set<(value: T) => void>();
  return {
    push: (value: T) => {
      for (const read of readers) read(value);
    },
    async *read(signal: AbortSignal | undefined): AsyncGenerator<T> {
      const queue: T[] = [];
      let wake = () => {};
      const read = (value: T) => {
        queue.push(value);
        wake();
      };
      readers.add(read);
      signal?.addEventListener('abort', () => wake());
      try {
        while (!signal?.aborted) {
          while (queue.length > 0) yield queue.shift() as T;
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (queue.length > 0 || signal?.aborted) resolve();
          });
        }
      } finally {
        readers.delete(read);
      }
    },
  };
}

export type FakeParts = {
  state?: FakeState;
  /** Where the built page is. */
  folder?: string;
  /** Without a session the page must come with `#token=good`. */
  locked?: boolean;
  port?: number;
};

export async function startFakeManager(parts: FakeParts = {}): Promise<FakeManager> {
  const state = parts.state ?? freshState();
  const folder = parts.folder ?? join(import.meta.dirname, '../../dist/renderer');
  const events = createFeed<ManagerEvent>();
  const lines = createFeed<LogEntry>();
  let n = 0;
  let reachable = true;
  const tokens = new Set(['good']);

  const emit = (event: ManagerEvent['event']) => {
    n++;
    events.push({ n, at: Date.now(), event });
  };
  const log = (entry: Partial<LogEntry>) => lines.push(addLog(state, entry));
  const find = (address: string): Person => {
    const person = state.people.find((each) => each.address === address);
    if (person === undefined) throw refuse({ code: 'person.unknown', data: { address } });
    return person;
  };
  const changed = (person: Person): Person => {
    emit({ type: 'people.changed', address: person.address });
    return structuredClone(person);
  };
  /** What the rooms refuse, as the manager's dispatcher passes it on; and nothing while the server is stopped. */
  async function asked<T>(ask: () => Promise<T>): Promise<T> {
    if (state.status.state !== 'running') throw refuse({ code: 'server.not-running', data: {} });
    try {
      return await ask();
    } catch (error) {
      throw error instanceof ProblemError ? refuse({ code: error.code, data: error.data } as Problem) : error;
    }
  }
  async function changedRoom(address: string, change: () => Promise<void>): Promise<RoomDetails> {
    await asked(change);
    emit({ type: 'rooms.changed', address });
    return asked(() => state.rooms.get(address));
  }
  const setStatus = (status: FakeState['status']) => {
    state.status = status;
    emit({ type: 'server.state', status });
    return status;
  };
  const matches = (entry: LogEntry, filter: { level: string; source: string; search: string }) => {
    const levels = ['debug', 'info', 'warn', 'error'];
    const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
    return (
      levels.indexOf(entry.level) >= levels.indexOf(filter.level) &&
      (filter.source === 'both' || filter.source === entry.source) &&
      words.every((word) => `${entry.message} ${entry.raw}`.toLowerCase().includes(word))
    );
  };

  async function runApply(job: Job): Promise<void> {
    for (const step of job.steps) {
      if (job.state !== 'running') return;
      step.state = 'running';
      emit({ type: 'job', job: structuredClone(job) });
      await wait(state.stepMs);
      if ((job.state as string) !== 'running') return;
      if (step.code === state.failStep) {
        step.state = 'failed';
        Object.assign(job, { state: 'failed', endedAt: Date.now(), problem: state.failProblem });
        emit({ type: 'job', job: structuredClone(job) });
        return;
      }
      step.state = 'done';
    }
    Object.assign(job, { state: 'done', endedAt: Date.now() });
    state.setUp = true;
    state.setupStep = 'firewall';
    state.domain = state.answers.domain;
    const { username, displayName } = state.answers.admin;
    state.people = [
      {
        address: `${username}@${state.domain}`,
        username,
        host: state.domain,
        displayName,
        admin: true,
        disabled: false,
        createdAt: Date.now(),
        lastLogin: null,
        devices: [],
      },
    ];
    setStatus({ state: 'running', since: Date.now(), pid: 4711 });
    emit({ type: 'setup.changed' });
    emit({ type: 'job', job: structuredClone(job) });
  }

  const backups = createFakeBackups({
    tell: () => emit({ type: 'backups.changed' }),
    refuse: refuse as never,
  });
  const machineService = createFakeMachineService(() => emit({ type: 'findings.changed' }));
  const os = implement(contract);
  const router = os.router({
    app: {
      info: os.app.info.handler(() => ({
        name: 'Chatelaine' as const,
        version: '0.1.0',
        face: 'headless' as const,
        platform: 'linux' as const,
        system: 'Debian GNU/Linux 12 (bookworm)',
        hostname: 'atelier',
        dataDir: '/home/sophie/.local/share/chatelaine',
        setUp: state.setUp,
        recovery: null,
        licences: 'Chatelaine: MIT\nreact 19.3.1: MIT\nzod 4.6.7: MIT',
      })),
      events: os.app.events.handler(async function* ({ input, signal }) {
        // This fake keeps no old events: who missed one loads everything anew.
        if (input.since !== null && input.since < n)
          yield { n, at: Date.now(), event: { type: 'resync' as const } };
        yield { n, at: Date.now(), event: { type: 'findings.changed' as const } };
        yield* events.read(signal);
      }),
      jobs: os.app.jobs.handler(() => structuredClone(state.jobs)),
      cancelJob: os.app.cancelJob.handler(({ input }) => {
        const job = state.jobs.find(({ id }) => id === input.id);
        if (job === undefined) throw refuse({ code: 'job.unknown', data: {} });
        Object.assign(job, {
          state: 'cancelled',
          endedAt: Date.now(),
          problem: { code: 'job.cancelled', data: {} },
        });
        for (const step of job.steps) if (step.state !== 'waiting') step.state = 'undone';
        emit({ type: 'job', job: structuredClone(job) });
        return {};
      }),
      changes: os.app.changes.handler(({ input }) =>
        structuredClone(
          state.changes.filter(({ id }) => id < (input.before ?? Infinity)).slice(0, input.limit),
        ),
      ),
      putBack: os.app.putBack.handler(({ input }) => {
        const change = state.changes.find(({ id }) => id === input.id);
        if (!change?.canPutBack)
          throw refuse({ code: 'change.not-undoable', data: { because: change?.noWayBack ?? 'not-known' } });
        Object.assign(change, { canPutBack: false, noWayBack: 'overtaken' });
        const { action, subject, before, after } = change;
        const id = state.changes[0]!.id + 1;
        const back = {
          action,
          subject,
          before: after,
          after: before,
          state: 'applied' as const,
          who: change.who,
        };
        state.changes.unshift({ id, at: Date.now(), ...back, canPutBack: true, noWayBack: null });
        emit({ type: 'change', id });
        return {};
      }),
    },
    setup: {
      state: os.setup.state.handler(() => ({
        step: state.setupStep,
        answers: state.answers,
        hasPassword: state.password !== null,
        lanName: 'atelier.local',
        addresses: ['192.168.1.47'],
      })),
      save: os.setup.save.handler(({ input }) => {
        if (input.step) state.setupStep = input.step;
        Object.assign(state.answers, input.answers);
        return {};
      }),
      password: os.setup.password.handler(({ input }) => {
        if (input.password !== null && input.password.length < 10) {
          throw refuse({ code: 'person.password-weak', data: { minimum: 10 } });
        }
        state.password = input.password;
        return {};
      }),
      suggestPassword: os.setup.suggestPassword.handler(() => ({ password: 'mofu-tari-kesa-98-lopi' })),
      checkDomain: os.setup.checkDomain.handler(({ input: { value } }) => {
        const typed = value.trim().toLowerCase();
        const invalid = (reason: 'empty' | 'url' | 'email' | 'label' | 'no-dot', suggestion?: string) =>
          refuse({ code: 'domain.invalid', data: { value, reason, suggestion } });
        if (typed === '') throw invalid('empty');
        if (typed.includes('://')) throw invalid('url', typed.replace(/^.*:\/\//, '').replace(/\/.*$/, ''));
        if (typed.includes('@')) throw invalid('email', typed.split('@')[1]);
        if (typed.includes(' ')) throw invalid('label', typed.replaceAll(' ', ''));
        if (!typed.includes('.')) throw invalid('no-dot');
        return { domain: typed, ascii: typed };
      }),
      plan: os.setup.plan.handler(() => {
        if (state.planProblem) throw refuse(state.planProblem);
        const { domain, admin, ports } = state.answers;
        const folder = '/home/sophie/.local/share/chatelaine';
        const address = `${admin.username}@${domain}`;
        const items: PlanItems = [
          { code: 'folder', data: { folder }, exact: [folder] },
          { code: 'authority', data: { domain, years: 10 }, exact: [`${folder}/certificates/authority.crt`] },
          {
            code: 'certificate',
            data: { domain, names: 8 },
            exact: [domain, `conference.${domain}`, `xmpp.${domain}`],
          },
          {
            code: 'configuration',
            data: {
              ...{ ...ports, programs: `${ports.starttls}, ${ports.direct}`, web: '5443' },
              ...{ companies: '5269, 5270', calls: '3478, 5349', files: '7777' },
            },
            exact: [`${folder}/server/server.json`, '{ "hosts": {} }'],
          },
          { code: 'administrator', data: { address, displayName: admin.displayName }, exact: [address] },
          { code: 'start', data: ports, exact: [`TCP ${ports.starttls}`, `TCP ${ports.direct}`] },
        ];
        return { items, ports: [], certificateNames: [domain], address };
      }),
      apply: os.setup.apply.handler(() => {
        const codes = ['folder', 'authority', 'certificate', 'configuration', 'administrator', 'start'];
        const job: Job = {
          id: `job-${state.jobs.length + 1}`,
          name: 'setup.apply',
          state: 'running',
          startedAt: Date.now(),
          endedAt: null,
          steps: codes.map((code) => ({ code, state: 'waiting' as const, data: {} })),
          problem: null,
        };
        state.jobs.push(job);
        state.setupStep = 'apply';
        void runApply(job);
        return { jobId: job.id };
      }),
      finish: os.setup.finish.handler(() => ({})),
    },
    server: {
      overview: os.server.overview.handler(() => {
        if (!state.setUp) throw refuse({ code: 'setup.not-done', data: {} });
        const online = state.people.filter(({ devices, disabled }) => devices.length > 0 && !disabled);
        return {
          status: state.status,
          domain: state.domain,
          people: { total: state.people.length, online: online.length },
          sessions: state.people.reduce((sum, { devices }) => sum + devices.length, 0),
          ports: [
            { type: 'c2s', port: 5222, address: '::', tls: 'starttls' as const },
            { type: 'c2s', port: 5223, address: '::', tls: 'direct' as const },
          ],
          memory: state.status.state === 'running' ? 96 * 1_048_576 : null,
          certificate: state.certificate,
          findings: state.findings,
          ways: state.ways,
          checkedAt: Date.now(),
        };
      }),
      start: os.server.start.handler(async () => {
        if (state.startProblem) throw refuse(state.startProblem);
        setStatus({ state: 'starting', since: Date.now() });
        await wait(state.stepMs);
        state.findings = state.findings.filter(({ code }) => !code.startsWith('server.'));
        return setStatus({ state: 'running', since: Date.now(), pid: 4712 });
      }),
      stop: os.server.stop.handler(async () => {
        setStatus({ state: 'stopping', since: Date.now() });
        await wait(state.stepMs);
        return setStatus({ state: 'stopped', since: Date.now() });
      }),
      restart: os.server.restart.handler(async () => {
        setStatus({ state: 'starting', since: Date.now() });
        await wait(state.stepMs);
        return setStatus({ state: 'running', since: Date.now(), pid: 4713 });
      }),
    },
    people: {
      list: os.people.list.handler(() => structuredClone(state.people)),
      get: os.people.get.handler(({ input }) => structuredClone(find(input.address))),
      add: os.people.add.handler(({ input }) => {
        const host = input.domain ?? state.domain;
        const address = `${input.username}@${host}`;
        if (/\s|@/.test(input.username))
          throw refuse({ code: 'person.name-invalid', data: { value: input.username } });
        if (state.people.some((each) => each.address === address))
          throw refuse({ code: 'person.exists', data: { address } });
        const person: Person = {
          address,
          username: input.username,
          host,
          displayName: input.displayName,
          admin: false,
          disabled: false,
          createdAt: Date.now(),
          lastLogin: null,
          devices: [],
        };
        state.people.push(person);
        return { person: changed(person), password: input.password ?? 'tolu-mira-45-sepa-nodu' };
      }),
      resetPassword: os.people.resetPassword.handler(({ input }) => {
        find(input.address);
        return { password: input.password ?? 'pavo-rilu-72-keta-somi' };
      }),
      rename: os.people.rename.handler(({ input }) => {
        const person = find(input.address);
        person.displayName = input.displayName;
        return changed(person);
      }),
      setDisabled: os.people.setDisabled.handler(({ input }) => {
        const person = find(input.address);
        if (person.admin && input.disabled)
          throw refuse({ code: 'person.last-admin', data: { address: person.address } });
        person.disabled = input.disabled;
        if (input.disabled) person.devices = [];
        return changed(person);
      }),
      remove: os.people.remove.handler(({ input }) => {
        const person = find(input.address);
        if (person.admin) throw refuse({ code: 'person.last-admin', data: { address: person.address } });
        state.people = state.people.filter((each) => each !== person);
        emit({ type: 'people.changed', address: person.address });
        return {};
      }),
      removalPreview: os.people.removalPreview.handler(() => ({
        contacts: 12,
        archivedMessages: 1284,
        waitingMessages: 0,
      })),
      state: os.people.state.handler(() => {
        if (state.status.state !== 'running') throw refuse({ code: 'server.not-running', data: {} });
        return fakePeopleState(state.people);
      }),
      tryPush: os.people.tryPush.handler(({ input }) => {
        const { address } = find(input.address);
        const standing = fakePeopleState(state.people).find((one) => one.address === address);
        return (standing?.push.registrations ?? []).map(({ service, resource, failure }) => ({
          ...{ service, resource, answer: failure ? ('refused' as const) : ('taken' as const) },
          condition: failure?.condition ?? '',
        }));
      }),
      disconnect: os.people.disconnect.handler(({ input }) => {
        const person = state.people.find(({ devices }) =>
          devices.some((device) => device.address === input.address),
        );
        if (person === undefined) throw refuse({ code: 'device.gone', data: { address: input.address } });
        person.devices = person.devices.filter((device) => device.address !== input.address);
        changed(person);
        return {};
      }),
    },
    rooms: {
      list: os.rooms.list.handler(() => asked(() => state.rooms.list(state.domain))),
      get: os.rooms.get.handler(({ input }) => asked(() => state.rooms.get(input.address))),
      create: os.rooms.create.handler(({ input: { local, topic, password, people, ...settings } }) => {
        if (/\s|@/.test(local)) throw refuse({ code: 'room.name-invalid', data: { value: local } });
        const address = `${local}@conference.${state.domain}`;
        const room = { address, owner: undefined, topic, people, settings: { ...settings, password } };
        return changedRoom(address, () => state.rooms.create(room));
      }),
      change: os.rooms.change.handler(({ input: { address, topic, ...settings } }) =>
        changedRoom(address, async () => {
          await state.rooms.configure(address, settings);
          if (topic !== undefined) await state.rooms.setTopic(address, topic);
        }),
      ),
      setStanding: os.rooms.setStanding.handler(({ input: { address, person, standing, reason } }) =>
        changedRoom(address, () => state.rooms.setStanding(address, person, standing, reason)),
      ),
      sendOut: os.rooms.sendOut.handler(({ input: { address, nick } }) =>
        changedRoom(address, () => state.rooms.sendOut(address, nick)),
      ),
      messages: os.rooms.messages.handler(({ input: { address, before } }) =>
        asked(() => state.rooms.messages(address, before)),
      ),
      takeBack: os.rooms.takeBack.handler(async ({ input: { address, id, reason } }) => {
        await changedRoom(address, () => state.rooms.takeBack(address, id, reason));
        return {};
      }),
      close: os.rooms.close.handler(async ({ input: { address, ...why } }) => {
        await asked(() => state.rooms.close(address, why));
        emit({ type: 'rooms.changed', address });
        return {};
      }),
    },
    logs: {
      page: os.logs.page.handler(({ input }) => {
        const found = state.logs.filter(
          (entry) => matches(entry, input) && (input.before === null || entry.seq < input.before),
        );
        return {
          entries: found.slice(-input.limit),
          more: found.length > input.limit,
          matched: state.logs.filter((entry) => matches(entry, input)).length,
          total: state.logs.length,
        };
      }),
      follow: os.logs.follow.handler(async function* ({ input, signal }) {
        for await (const entry of lines.read(signal)) if (matches(entry, input)) yield { entries: [entry] };
      }),
    },
    ...logsRouter(os, state, lines),
    ...officeRouter(os, state, emit, refuse),
    ...outsideRouter(os, state, emit, refuse),
    ...firewallRouter(os, state, emit, refuse),
    ...websiteRouter(os, state, emit, refuse),
    ...boxRouter(os, state, emit),
    ...reachCalls(os, state, emit, refuse as never),
    backups: backups.router,
    ...namesRouter(os, state, emit, refuse),
    ...bridgesRouter(os, state, emit, refuse),
    ...numbersRouter(os, state, emit),
    ...updatesRouter(os, state, emit),
    certificates: certificatesRouter(os.certificates, state, emit),
    certificateSources: certificateSourcesRouter(() => state.domain),
    acme: acmeRouter(),
    ...programsRouter(os, state, emit, refuse),
    ...coachRouter(os, state, emit, refuse),
    guides: guidesRouter(os, state),
    clientSetup: clientsRouter(os, state, () => emit({ type: 'change', id: Date.now() })),
    connect: {
      values: os.connect.values.handler(() => ({
        domain: state.domain,
        way: state.answers.way ?? ('domain' as const),
        addresses: ['192.168.1.47', 'atelier.local'],
        ports: state.answers.ports,
        authority: state.authority,
      })),
      authorityPem: os.connect.authorityPem.handler(() => ({
        pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
        fileName: 'fabrik-martin-authority.crt',
      })),
      trustSteps: os.connect.trustSteps.handler(() =>
        (
          ['debian', 'fedora', 'arch', 'windows', 'macos', 'firefox', 'gajim', 'pidgin', 'android'] as const
        ).map((system) => ({
          system,
          here: system === 'debian',
          file: '/usr/local/share/ca-certificates/fabrik-martin-authority.crt',
          commands: ['debian', 'fedora', 'arch', 'windows', 'macos'].includes(system)
            ? ['cp fabrik-martin-authority.crt /usr/local/share/ca-certificates/', 'update-ca-certificates']
            : [],
          undo: ['debian', 'fedora', 'arch', 'windows', 'macos'].includes(system)
            ? [
                'rm /usr/local/share/ca-certificates/fabrik-martin-authority.crt',
                'update-ca-certificates --fresh',
              ]
            : [],
        })),
      ),
      checkTrust: os.connect.checkTrust.handler(() => ({
        trusted: state.trusted,
        at: Date.now(),
        possibleHere: state.trustPossible,
      })),
      trustHere: os.connect.trustHere.handler(({ input }) => {
        if (!state.trustPossible) throw refuse({ code: 'trust.not-possible', data: { reason: 'no-rights' } });
        state.trusted = input.trusted;
        return { trusted: state.trusted };
      }),
    },
    machineService: {
      get: os.machineService.get.handler(() => machineService.get()),
      install: os.machineService.install.handler(() => machineService.install()),
      remove: os.machineService.remove.handler(() => machineService.remove()),
      handOver: os.machineService.handOver.handler(() => ({})),
    },
    settings: {
      get: os.settings.get.handler(async () => {
        await wait(state.settingsMs);
        return {
          values: state.settings,
          defaults: freshState().settings,
          dataDir: '/home/sophie/.local/share/chatelaine',
          files: [
            '/home/sophie/.local/share/chatelaine/settings.json',
            '/home/sophie/.local/share/chatelaine/server/server.json',
          ],
        };
      }),
      set: os.settings.set.handler(({ input }) => {
        Object.assign(state.settings, input);
        emit({ type: 'settings.changed' });
        return { values: state.settings, effect: 'applied' as const };
      }),
    },
    access: accessRouter(state, emit, () => url),
    factory: factoryRouter(state, emit),
  });

  const handler = new RPCHandler(router);
  const sockets = new WebSocketServer({ noServer: true });
  const isIn = (request: IncomingMessage) =>
    !parts.locked || /chatelaine=in/.test(request.headers.cookie ?? '');

  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://fake.invalid').pathname;
    response.setHeader('content-security-policy', CSP);
    if (path === '/access' || path.startsWith('/access/')) return access(request, response);
    const file = normalize(path === '/' ? '/index.html' : path);
    try {
      const body = await readFile(join(folder, file));
      response
        .writeHead(200, {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          // As the real one says it: their names change with what is in them.
          'cache-control': path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
        })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  }
  async function access(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://fake.invalid').pathname;
    if (path === '/access/ways') {
      const ways = { password: state.adminPassword !== null, passkey: false, passkeyAt: null };
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ways));
    }
    if (request.method !== 'POST') return void response.writeHead(isIn(request) ? 204 : 401).end();
    let body = '';
    for await (const chunk of request) body += chunk;
    const given = JSON.parse(body || '{}') as { token?: string; password?: string };
    if (request.headers['x-chatelaine'] !== '1') return void response.writeHead(403).end();
    const isLink = path === '/access';
    const good = isLink ? tokens.delete(given.token ?? '') : given.password === state.adminPassword;
    if (!good) return void response.writeHead(isLink ? 410 : 401).end();
    if (path === '/access/confirm') state.confirmed = true;
    const ticket = { 'x-chatelaine-ticket': 'ticket' };
    response
      .writeHead(204, { 'set-cookie': 'chatelaine=in; HttpOnly; SameSite=Strict; Path=/', ...ticket })
      .end();
  }
  server.on('upgrade', (request, socket, head) => {
    if (!reachable || !isIn(request) || request.url !== '/rpc') {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => void handler.upgrade(opened, { context: {} }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  return {
    url,
    state,
    backups: backups.state,
    emit,
    log,
    cut() {
      reachable = false;
      for (const socket of sockets.clients) socket.terminate();
    },
    back() {
      reachable = true;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
