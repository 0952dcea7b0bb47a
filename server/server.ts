/** The composition root: builds storage, accounts, kernel, modules and listeners, and connects them. */

import { createBook } from './attempts/book.ts';
import { attemptCommands } from './attempts/command.ts';
import {
  createAccounts,
  createAdmins,
  createAuthentication,
  createThrottle,
  forgetGuests,
  noThrottle,
  refuseLate,
  type Throttle,
} from './auth/index.ts';
import { createCommands } from './commands/index.ts';
import { createComponents } from './components/components.ts';
import type { ServerConfig } from './config.ts';
import type { ClosedPort, FailureCode, ServerEvent } from './control.ts';
import { createEvents } from './events.ts';
import type { Accounts } from './kernel/accounts.ts';
import type { AdminCommands } from './kernel/adhoc.ts';
import type { Components } from './kernel/components.ts';
import type { ServerFacts } from './kernel/facts.ts';
import { createHooks, type HookBus } from './kernel/hooks.ts';
import { makeJid, parseJid } from './kernel/jid.ts';
import { createKernel } from './kernel/kernel.ts';
import { createTurnstile, NO_LIMITS } from './kernel/limits.ts';
import type { Log } from './kernel/log.ts';
import type { CommandSpec, ModuleSpec } from './kernel/module.ts';
import type { Outside } from './kernel/outside.ts';
import { createPorts } from './kernel/ports.ts';
import type { Router } from './kernel/router.ts';
import type { Sessions } from './kernel/sessions.ts';
import type { Storage } from './kernel/store.ts';
import { lockData } from './lock.ts';
import { countLogins, ownMetrics } from './metrics.ts';
import { modules as allModules } from './modules/index.ts';
import { type AcmeProofs, createAcmeProofs } from './net/acme-proofs.ts';
import { type CertificateProblem, createCertificates } from './net/certificates.ts';
import { ListenError, type Listener, type OpenPort } from './net/listeners.ts';
import { servedPort } from './net/relays.ts';
import { openPorts } from './open.ts';
import { federationCommands } from './s2s/commands.ts';
import { createFederation, type Federation } from './s2s/federation.ts';
import { federationMetrics } from './s2s/metrics.ts';
import type { Names } from './s2s/names/index.ts';
import { openStorage } from './storage/index.ts';
import { VERSION } from './version.ts';
import { createWeb } from './web.ts';

export interface ServerParts {
  readonly config: ServerConfig;
  readonly log: Log;
  /** The disk refused a write: nothing can be promised any more, and the process should end. */
  readonly onFailure?: (error: Error) => void;
  /** Instead of those of modules/index.ts. */
  readonly modules?: readonly ModuleSpec[];
  /** For the commands that end the process or read its configuration; without it they are refused. */
  readonly lifecycle?: Lifecycle;
  readonly now?: () => number;
  /** How often time-outs are measured. */
  readonly tickMs?: number;
  /** How other servers are found, instead of the DNS. */
  readonly names?: Names | undefined;
}

export interface Lifecycle {
  stop(): void;
  restart(): void;
  /** Answers what is wrong with the new configuration. */
  reload(): readonly string[];
}

/** What cannot be helped while starting; each code has an exit code in run.ts. */
export class StartError extends Error {
  readonly code: FailureCode;
  readonly where: { port?: number; address?: string };

  constructor(
    code: FailureCode,
    message: string,
    more: { cause?: unknown; port?: number; address?: string } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.where = { port: more.port, address: more.address };
  }
}

export interface Server {
  readonly ports: readonly OpenPort[];
  /** Optional ones that could not be opened. */
  readonly closed: readonly ClosedPort[];
  readonly facts: ServerFacts;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly router: Router;
  /** Where components and other servers are. */
  readonly outside: Outside;
  readonly storage: Storage;
  readonly hooks: HookBus;
  readonly components: Components;
  readonly federation: Federation;
  commands(): readonly CommandSpec[];
  /** What an authority is shown of names that are to be proved (RFC 8737). */
  readonly proofs: Pick<AcmeProofs, 'show' | 'hide'>;
  /** Every query a module answers: `place type namespace name` each. */
  queries(): readonly string[];
  certificateExpires(host: string): number | undefined;
  subscribe(listener: (event: ServerEvent) => void): () => void;
  /**
   * Takes over hosts, certificates, registration, administrators and options of modules at once, limits for connections made from
   * now on. With problems, the old ones stay.
   * A module with other options is loaded again; sessions stay, what it held in memory only does not (who is in a room leaves it).
   */
  reload(config: ServerConfig): CertificateProblem[];
  /** Tells the clients, flushes, closes. Sessions that can be resumed can be so after the next start. */
  stop(): Promise<void>;
}

const TICK_MS = 5000;

/** Starts everything; when it cannot, closes what it had opened and throws a StartError. */
export async function startServer(parts: ServerParts): Promise<Server> {
  const { log, now = Date.now } = parts;
  const undo: (() => unknown)[] = [];
  try {
    return await start(parts, log, now, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

async function start(
  parts: ServerParts,
  log: Log,
  now: () => number,
  undo: (() => unknown)[],
): Promise<Server> {
  let { config } = parts;
  const hosts = new Set(Object.keys(config.hosts));
  const limits = () => (config.limits === 'off' ? NO_LIMITS : config.limits);
  const certificates = createCertificates();
  const stopping = new AbortController();

  const problems = certificates.load(filesOf(config));
  if (problems[0])
    throw new StartError('certificate.unusable', problems.map(({ message }) => message).join(' '));

  undo.push(lock(config.data));
  const storage = await open(parts);
  undo.push(() => storage.close());

  const hooks = createHooks({ log: log.child('hooks') });
  const admins = createAdmins({ storage, hosts, configured: (host) => config.hosts[host]?.admins ?? [] });
  const accounts = createAccounts({
    ...{ storage, hooks },
    hosts: () => [...hosts],
    admins: () => [...hosts].flatMap(admins.of),
  });
  const isGuestHost = (host: string) => config.hosts[host]?.anonymous ?? false;
  forgetGuests({ hooks, isGuestHost });
  refuseLate({ hooks, accounts, isGuestHost });
  const throttles = { on: createThrottle({ clock: now }), off: noThrottle };
  const throttle = () => (config.limits === 'off' ? throttles.off : throttles.on);
  const logins = countLogins(following(throttle));
  const facts: ServerFacts = {
    get hosts() {
      return [...hosts];
    },
    name: 'Chatelaine',
    version: VERSION,
    startedAt: now(),
    // Where guests come in nobody has an account.
    registration: (host) => (isGuestHost(host) ? 'closed' : (config.hosts[host]?.registration ?? 'closed')),
    admins,
    contacts: (host) => config.hosts[host]?.contacts ?? {},
    certificateExpires: certificates.expires,
    get limited() {
      return config.limits !== 'off';
    },
  };
  const listeners: Listener[] = [];
  /** What can be reached, a port for everything counted as each of its parts. */
  const opened = () => listeners.flatMap((listener) => listener.serves ?? [listener.open]);
  const proofs = createAcmeProofs(now);
  const web = createWeb({
    ...{ hosts, certificates, proofs, limits, now },
    config: () => config,
    ports: opened,
    log: log.child('web'),
  });
  const ports = createPorts(
    () => opened().map(servedPort),
    () => config.listen.map(({ type }) => type),
  );
  const admin: AdminCommands = {
    list: () => commands.list(),
    run: (name, args) => commands.run(name, args),
  };
  const attempts = createBook({
    served: {
      get hosts() {
        return [...hosts];
      },
      exists: (account) => accountAt(account) !== undefined,
      names: (host) => (hosts.has(host) ? nearbyNames(accounts, host) : []),
    },
    now,
    onChanged: () => events.tell({ event: 'attempts.changed', at: now() }),
  });
  const accountAt = (address: string) => {
    const jid = parseJid(address);
    return jid && accounts.get(jid.bare);
  };
  const kernel = createKernel({
    attempts,
    components: { all: () => components.all(), at: (domain) => components.at(domain) },
    ...{ storage, accounts, hooks, facts, admin, hosts, limits, log, now, signal: stopping.signal },
    http: { routes: web.routes, web: web.addresses },
    ports,
    authentication: createAuthentication({
      accounts,
      throttle: logins.throttle,
      isGuestHost,
      disabledWords: (account, lang) => hooks.run('login.disabled', { account, lang })?.stopped,
      log: log.child('login'),
    }),
  });
  const commands = createCommands(
    {
      ...{ accounts, storage },
      hosts: () => [...hosts],
      running: {
        ...{ version: VERSION, startedAt: facts.startedAt, sessions: kernel.sessions },
        stop: parts.lifecycle?.stop,
        restart: parts.lifecycle?.restart,
        reload: () => parts.lifecycle?.reload() ?? ['The server does not know its configuration file.'],
      },
    },
    () => moreCommands(),
  );
  const components = createComponents({
    ...{ outside: kernel.outside, router: kernel.router, hooks, now, log: log.child('components') },
    isOurs: (domain) => kernel.router.isLocal(makeJid('', domain)!),
  });
  const events = createEvents(hooks);
  const pending = createTurnstile(() => limits().pendingPerAddress);
  const federation = createFederation({
    ...{ outside: kernel.outside, services: kernel.services, router: kernel.router },
    ...{ hosts, hooks, certificates, limits, pending, now, storage, names: parts.names },
    config: () => config.federation,
    log: log.child('federation'),
    ports: () =>
      opened().flatMap(({ type, port, tls }) => (type === 's2s' && tls !== 'none' ? [{ port, tls }] : [])),
    onChanged: (domain) => events.tell({ event: 'federation.changed', domain, at: now() }),
    onTried: (domain, step) => events.tell({ event: 'federation.tried', domain, step, at: now() }),
  });
  const ownCommands = [
    ...federationCommands(federation),
    ...attemptCommands({ book: attempts, throttle: logins.throttle }),
  ];
  for (const metric of federationMetrics(federation.report)) kernel.metrics.add(metric);
  const moreCommands = () => [...ownCommands, ...kernel.modules.commands()];
  for (const metric of [
    ...ownMetrics({ storage, certificates, hosts, now, data: config.data }),
    logins.metric,
  ])
    kernel.metrics.add(metric);
  kernel.modules.load(parts.modules ?? allModules, config.modules);
  undo.push(() => kernel.modules.unloadAll());
  components.configure(config.components);
  const waiting = kernel.sessions.restore();
  if (waiting > 0) log.info('sessions wait to be resumed', { sessions: waiting });
  federation.restore();

  const timer = setInterval(() => {
    kernel.tick();
    components.tick();
    federation.tick();
  }, parts.tickMs ?? TICK_MS);
  timer.unref();
  undo.push(() => clearInterval(timer));

  undo.push(() => Promise.all(listeners.map((listener) => listener.close())));
  const closed = await openPorts(config.listen, listeners, {
    ...{ kernel, certificates, proofs, web, federation, components, ports, limits, pending, log, now },
    attempts,
  }).catch(explain);

  const server: Server = {
    ports: listeners.map((listener) => listener.open),
    closed,
    ...{ facts, accounts, storage, hooks, components, federation },
    sessions: kernel.sessions,
    router: kernel.router,
    outside: kernel.outside,
    commands: moreCommands,
    queries: kernel.queries,
    proofs,
    certificateExpires: certificates.expires,
    subscribe: events.subscribe,
    reload(next) {
      const refused = certificates.load(filesOf(next));
      if (refused.length > 0) return refused;
      config = next;
      hosts.clear();
      for (const host of Object.keys(next.hosts)) hosts.add(host);
      for (const session of [...kernel.sessions.all()])
        if (!hosts.has(session.jid.domain)) session.end('the domain is not served any more', 'host-gone');
      components.configure(next.components);
      federation.reload();
      for (const { name, message } of kernel.modules.reload(next.modules))
        log.error('a module keeps its old options', { module: name, cause: message });
      return [];
    },
    async stop() {
      // New clients first, then those who are here, then the disk.
      const closed = listeners.splice(0).map((listener) => listener.close());
      kernel.shutdown();
      // RFC 6121 §4.5.2: others hear that our people are gone while there is a way to them. A disk that refuses says so by itself.
      await storage.commits.flush().catch(() => {});
      components.close();
      await federation.stop();
      await Promise.all(closed);
      stopping.abort();
      for (const step of undo.reverse()) await step();
    },
  };
  return server;
}

/** WHY not all of a large domain: whoever is looked for is misspelt, and comparing with each takes its time. */
const NAMES_COMPARED = 2000;

function nearbyNames(accounts: Accounts, host: string): string[] {
  const all = accounts.list(host);
  return all.length > NAMES_COMPARED ? [] : all.map(({ jid }) => jid.local);
}

/** The throttle in force, which a reload may exchange. */
const following = (current: () => Throttle): Throttle => ({
  check: (address, account) => current().check(address, account),
  failed: (address, account) => current().failed(address, account),
  succeeded: (account) => current().succeeded(account),
  forgive: (address, account) => current().forgive(address, account),
});

function lock(data: string): () => void {
  let taken: ReturnType<typeof lockData>;
  try {
    taken = lockData(data);
  } catch (cause) {
    throw new StartError('data.unusable', `The data folder ${data} cannot be used.`, { cause });
  }
  if (taken === 'locked')
    throw new StartError('data.locked', `Another server is running on the data folder ${data}.`);
  return taken.release;
}

async function open({ config, log, onFailure }: ServerParts): Promise<Storage> {
  try {
    return await openStorage({ data: config.data, log: log.child('storage'), onFailure });
  } catch (cause) {
    const why = (cause as Error).message;
    throw new StartError('data.unusable', `The data in ${config.data} cannot be opened: ${why}`, { cause });
  }
}

function explain(error: unknown): never {
  if (!(error instanceof ListenError)) throw error;
  const { code, message, port, address } = error;
  throw new StartError(code, message, { cause: error, port, address });
}

const filesOf = (config: ServerConfig) =>
  new Map(
    Object.entries(config.hosts).map(([host, { certificate, clientAuthorities }]) => [
      host,
      { ...certificate, clientAuthorities },
    ]),
  );
