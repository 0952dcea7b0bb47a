/** The kernel put together: hooks, sessions, routing, modules and streams over what the caller brings. */
import { createAccountPaces } from './account-pace.ts';
import type { Accounts } from './accounts.ts';
import type { AdminCommands } from './adhoc.ts';
import { type Attempts, noAttempts, type Trace } from './attempts.ts';
import type { Components } from './components.ts';
import { createDiscovery } from './discovery.ts';
import type { ServerFacts } from './facts.ts';
import { createStreamFeatures } from './features.ts';
import { documentFraming, type Framing } from './framing.ts';
import type { HookBus } from './hooks.ts';
import type { HttpRoutes, WebAddresses } from './http.ts';
import { createInbound } from './inbound.ts';
import { createInlineFeatures } from './inline.ts';
import { createIqTable } from './iq.ts';
import { type Limits, XML_LIMITS } from './limits.ts';
import { createLoader, type Loader } from './loader.ts';
import type { Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { IqRequest } from './module.ts';
import { createOutside, type Outside } from './outside.ts';
import type { PortTable } from './ports.ts';
import { createRouter, type KernelRouter } from './router.ts';
import type { Authentication } from './sasl.ts';
import { createServices, type Services } from './services.ts';
import { createSessions, type SessionRegistry } from './sessions.ts';
import { NS, StanzaError } from './stanza.ts';
import type { Storage } from './store.ts';
import { createStream, type Stream } from './stream.ts';
import type { Transport } from './transport.ts';
import { parseXml } from './xml.ts';

export interface KernelParts {
  readonly storage: Storage;
  readonly accounts: Accounts;
  readonly authentication: Authentication;
  readonly hooks: HookBus;
  readonly facts: ServerFacts;
  readonly admin: AdminCommands;
  /** The web: what modules register, and where it is. */
  readonly http: { readonly routes: HttpRoutes; readonly web: WebAddresses };
  readonly ports: PortTable;
  readonly components: Components;
  /** Served domains; the set may change while the server runs. */
  readonly hosts: ReadonlySet<string>;
  readonly limits: () => Limits;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Hears of those who try to connect. */
  readonly attempts?: Attempts;
  readonly now?: () => number;
}

export interface Kernel {
  readonly sessions: SessionRegistry;
  readonly router: KernelRouter;
  /** Where components and other servers are. */
  readonly outside: Outside;
  /** Whose the domains beside the served ones are. */
  readonly services: Pick<Services, 'at'>;
  readonly modules: Loader;
  /** Every query somebody answers: `place type namespace name` each. */
  queries(): readonly string[];
  /** Numbers for those who watch over the server; whoever has some adds them. */
  readonly metrics: Metrics;
  /**
   * Starts a client's stream on a connection; `onAuthenticated` and `onClosed` are called once at most. `trace` where the
   * connection has been followed from its start; without it, it comes over the web.
   */
  accept(
    transport: Transport,
    told: { onAuthenticated(): void; onClosed(): void; readonly trace?: Trace },
    framing?: Framing,
  ): Stream;
  /** Measures time-outs; call every few seconds. */
  tick(): void;
  /** Ends all sessions, or leaves them to be resumed, and closes all streams. */
  shutdown(): void;
}

export function createKernel(parts: KernelParts): Kernel {
  const { storage, accounts, hooks, hosts, limits, log, signal, now = Date.now } = parts;
  const { attempts = noAttempts } = parts;
  const features = createStreamFeatures();
  const inline = createInlineFeatures();
  const discovery = createDiscovery();
  const services = createServices(hosts);
  const outside = createOutside();
  const metrics = createMetrics();
  const iq = createIqTable({ log: log.child('iq') });
  const accountPaces = createAccountPaces(limits);
  const streams = new Set<Stream>();

  const sessions = createSessions({
    ...{ hooks, limits, now },
    commits: storage.commits,
    store: storage.sessions,
    log: log.child('sessions'),
    redeliver: ({ xml, queuedAt }) => router.redeliver(parseXml(xml), queuedAt),
  });
  const router = createRouter({
    ...{ hosts, services, outside, accounts, sessions, hooks, iq, signal },
    log: log.child('router'),
  });
  const inbound = createInbound(router);
  const modules = createLoader({
    ...{ hooks, iq, features, inline, discovery, services, accounts, sessions, router, storage, log },
    facts: parts.facts,
    admin: parts.admin,
    http: parts.http,
    ports: parts.ports,
    components: parts.components,
    metrics,
  });

  // COMPAT: RFC 3921 §3 session establishment, a no-op since RFC 6121; some clients still ask for it.
  const onlyHere = ({ session }: IqRequest) => {
    if (!session) throw new StanzaError('service-unavailable');
  };
  for (const target of ['self', 'host'] as const)
    iq.add('set', NS.session, 'session', target, (request) => void onlyHere(request));
  for (const target of ['self', 'host'] as const)
    iq.add('set', NS.bind, 'bind', target, (request) => {
      onlyHere(request);
      // RFC 6120 §7.6.2.2: <not-allowed/> when "the client is otherwise not allowed to bind a resource to the stream".
      throw new StanzaError('not-allowed', 'this stream has its resource');
    });
  hooks.on('account.removed', 'guard', ({ account }) => {
    for (const session of [...sessions.of(account)]) session.end('the account was removed', 'not-authorized');
  });

  return {
    sessions,
    router,
    ...{ outside, services },
    modules,
    queries: iq.registered,
    metrics,
    accept(transport, told, framing = documentFraming) {
      const stream = createStream({
        ...{ transport, framing, hosts, sessions, inbound, inline, iq, now },
        authentication: parts.authentication,
        features: features.of,
        nonza: modules.nonza,
        limits: limits(),
        accountPaces,
        xmlLimits: XML_LIMITS,
        log: log.child('stream'),
        trace: told.trace ?? attempts.begin({ address: transport.remoteAddress, door: 'web' }),
        onAuthenticated: told.onAuthenticated,
        onClosed() {
          streams.delete(stream);
          told.onClosed();
        },
      });
      streams.add(stream);
      return stream;
    },
    tick() {
      const time = now();
      for (const stream of streams) stream.tick(time);
      accountPaces.sweep(time);
    },
    shutdown() {
      sessions.suspendAll();
      for (const stream of streams) stream.fail('system-shutdown');
    },
  };
}
