/** The web put together: routes, where they are found from outside, and the ports they are on. */
import { domainToASCII } from 'node:url';
import type { ServerConfig } from './config.ts';
import { createHttpRoutes, type HttpRoutes, type WebAddresses } from './kernel/http.ts';
import { prepareDomain } from './kernel/jid.ts';
import type { Kernel } from './kernel/kernel.ts';
import { createTurnstile, type Limits, type Turnstile } from './kernel/limits.ts';
import type { Log } from './kernel/log.ts';
import { LOOPBACK, networkList } from './kernel/networks.ts';
import type { AcmeProofs } from './net/acme-proofs.ts';
import { createBosh } from './net/bosh/endpoint.ts';
import type { Certificates } from './net/certificates.ts';
import { BOSH_PATH, connectionsOf, originOf, WEBSOCKET_PATH } from './net/http/address.ts';
import {
  createHttpDoor,
  type HttpDoor,
  type HttpParts,
  listenHttp,
  type Upgrade,
} from './net/http/listener.ts';
import { createPace } from './net/http/pace.ts';
import type { Listener, ListenerOptions, OpenPort } from './net/listeners.ts';
import { createWebSockets } from './net/websocket.ts';

export interface WebParts {
  readonly config: () => Pick<ServerConfig, 'web' | 'listen'>;
  readonly hosts: ReadonlySet<string>;
  readonly certificates: Certificates;
  readonly proofs: AcmeProofs;
  readonly limits: () => Limits;
  /** What is open at this moment. */
  readonly ports: () => readonly OpenPort[];
  readonly log: Log;
  readonly now: () => number;
}

export interface Web {
  readonly routes: HttpRoutes;
  readonly addresses: WebAddresses;
  /** Opens a port, with streams over it. Rejects with a ListenError. */
  listen(options: ListenerOptions, kernel: Pick<Kernel, 'accept'>, pending: Turnstile): Promise<Listener>;
  /** The same for connections that come to a port for everything. */
  door(kernel: Pick<Kernel, 'accept'>, pending: Turnstile): HttpDoor;
  /** Opens a port for those who look after the server: this machine alone unless an address is given, or who may come. No streams. */
  listenAdmin(options: ListenerOptions): Promise<Listener>;
}

export function createWeb(parts: WebParts): Web {
  const { config, hosts, certificates, limits, ports, now } = parts;
  const routes = createHttpRoutes();
  const connections = createTurnstile(() => limits().webPerAddress);
  const pace = createPace(() => limits().webRequestsPerSecond);
  const upgrades = new Map<string, Upgrade>();
  const onThisMachine = networkList(LOOPBACK);
  let forwarders: { list: readonly string[]; isTrusted: (address: string) => boolean } | undefined;

  /** The list may be exchanged by a reload. */
  function isTrusted(address: string, encrypted: boolean): boolean {
    const list = config().web.forwarders;
    if (list === undefined) return !encrypted && onThisMachine(address);
    if (forwarders?.list !== list) forwarders = { list, isTrusted: networkList(list) };
    return forwarders.isTrusted(address);
  }

  /** The domain itself or one it is a name under. Every name is its where there is one domain only; the one a web server in front has is the first's. */
  function hostOf(name: string): string | undefined {
    const labels = (prepareDomain(name) ?? '').split('.');
    for (let at = 0; at < labels.length; at++) {
      const host = labels.slice(at).join('.');
      if (hosts.has(host)) return host;
    }
    return hosts.size === 1 || name === frontName() ? [...hosts][0] : undefined;
  }

  /** Where a reverse proxy shows all domains under one name. */
  function frontName(): string | undefined {
    const { url } = config().web;
    return url === undefined || url.includes('{host}') ? undefined : new URL(url).hostname;
  }

  /** @param name a service's own, where the certificate has it. */
  function origin(host: string, name?: string) {
    const covers = (ascii: string) => certificates.covers(host, ascii);
    const own = name === undefined ? '' : domainToASCII(name);
    const usual = domainToASCII(config().web.name.replaceAll('{host}', host));
    return originOf({
      host: domainToASCII(host),
      wanted: own !== '' && covers(own) ? own : usual,
      ...{ url: config().web.url, ports: ports(), covers },
    });
  }

  function boshAddress(): string | undefined {
    const found = origin([...hosts][0] ?? '');
    return found && found + BOSH_PATH;
  }

  let streams = false;
  /** WebSocket and BOSH, once there is a port for them. */
  function addStreams(kernel: Pick<Kernel, 'accept'>, pending: Turnstile): void {
    if (streams) return;
    streams = true;
    const shared = { kernel, limits, pending, now };
    upgrades.set(WEBSOCKET_PATH, createWebSockets({ ...shared, log: parts.log.child('websocket') }));
    routes.add({
      ...{ method: 'POST', path: BOSH_PATH, cors: { headers: ['Content-Type'] } },
      handler: createBosh({
        ...{ ...shared, hosts },
        address: boshAddress,
        log: parts.log.child('bosh'),
      }),
    });
  }

  const httpParts: HttpParts = {
    ...{ routes, hostOf, upgrades, isTrusted, certificates, limits, connections, pace },
    proofs: parts.proofs,
    forwardedBy: () => config().web.forwardedBy,
    log: parts.log,
  };

  return {
    routes,
    addresses: {
      configured: config().listen.some(({ type }) => type === 'http' || type === 'multiplex'),
      origin,
      connections: (host) => connectionsOf(origin(host), ports(), config().web.url !== undefined),
    },
    listen(options, kernel, pending) {
      addStreams(kernel, pending);
      return listenHttp(options, httpParts);
    },
    door(kernel, pending) {
      addStreams(kernel, pending);
      return createHttpDoor(httpParts);
    },
    listenAdmin: (options) =>
      listenHttp(
        { ...options, addresses: options.from ? ['::', '0.0.0.0'] : ['127.0.0.1', '::1'] },
        {
          ...{ hostOf, upgrades: new Map(), isTrusted, certificates, limits, connections },
          routes: { find: (segments) => routes.find(segments, 'admin') },
          log: parts.log.child('admin'),
        },
      ),
  };
}
