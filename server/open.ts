/**
 * The ports of a configuration: what each row opens, by its type, and those that stay closed.
 * An optional one that cannot be had is told and left out; any other ends the start.
 */
import type { ComponentTable } from './components/components.ts';
import { listenComponents } from './components/listener.ts';
import type { ListenerConfig } from './config.ts';
import type { ClosedPort } from './control.ts';
import type { Attempts } from './kernel/attempts.ts';
import type { Kernel } from './kernel/kernel.ts';
import { createTurnstile, type Limits, type Turnstile } from './kernel/limits.ts';
import type { Log } from './kernel/log.ts';
import type { PortTable } from './kernel/ports.ts';
import type { AcmeProofs } from './net/acme-proofs.ts';
import { acceptC2s, listenC2s } from './net/c2s.ts';
import type { Certificates } from './net/certificates.ts';
import { ListenError, type Listener, listen } from './net/listeners.ts';
import { listenMultiplex, type MultiplexParts } from './net/multiplex/listener.ts';
import { acceptRelay, listenRelay, relayPorts, servedPort } from './net/relays.ts';
import type { Federation } from './s2s/federation.ts';
import type { Web } from './web.ts';

export interface OpenParts {
  readonly kernel: Kernel;
  readonly certificates: Certificates;
  readonly proofs: AcmeProofs;
  readonly web: Web;
  readonly federation: Pick<Federation, 'accept'>;
  readonly components: ComponentTable;
  readonly ports: PortTable;
  readonly limits: () => Limits;
  /** Connections that have not logged in, by their address; other servers' and browsers' count with them. */
  readonly pending: Turnstile;
  /** Hears of those who try to connect. */
  readonly attempts: Attempts;
  readonly log: Log;
  readonly now: () => number;
}

type Openers = {
  readonly [Type in ListenerConfig['type']]: (
    options: Extract<ListenerConfig, { type: Type }>,
  ) => (() => Promise<Listener>)[];
};

/** What a row opens: each port by itself. */
function createOpeners(parts: OpenParts): Openers {
  const { kernel, certificates, proofs, web, federation, components, ports, limits, pending, log, now } =
    parts;
  const { attempts } = parts;
  const c2s = { kernel, certificates, limits, pending, attempts, log: log.child('net') };
  const relay = {
    ...{ ports, certificates, log: log.child('net') },
    connections: createTurnstile(() => limits().webPerAddress),
  };
  const undecided = createTurnstile(() => limits().pendingPerAddress);
  /** Whose the connections to a port for everything are. */
  const multiplexed = (): MultiplexParts => {
    const door = web.door(kernel, pending);
    return {
      ...{ certificates, proofs, undecided, log: log.child('net') },
      c2s: (socket, tls) => void acceptC2s(socket, tls, c2s),
      s2s: federation.accept,
      http: (socket, tls) => void door.accept(socket, tls),
      stun: ports.configured('stun')
        ? (socket, tls, open) => void acceptRelay(socket, tls, servedPort(open), relay)
        : undefined,
      close: door.close,
    };
  };
  const componentPort = {
    ...{ components, certificates, limits, now, log: log.child('components') },
    pending: createTurnstile(() => limits().pendingPerAddress),
  };
  return {
    c2s: (options) => [() => listenC2s(options, c2s)],
    s2s: (options) => [
      () => listen(options, (socket) => federation.accept(socket, options.tls), log.child('federation')),
    ],
    http: (options) => [() => web.listen(options, kernel, pending)],
    multiplex: (options) => [() => listenMultiplex(options, multiplexed())],
    admin: (options) => [() => web.listenAdmin(options)],
    stun: (options) => relayPorts(options).map((one) => () => listenRelay(one, relay)),
    component: (options) => [() => listenComponents(options, componentPort)],
    proxy65: (options) => relayPorts(options).map((one) => () => listenRelay(one, relay)),
  };
}

/**
 * Opens every row. Rejects with a ListenError.
 * @param listeners each is put there as it opens, so that whoever gives up midway knows what to close.
 * @returns the optional ones that could not be opened.
 */
export async function openPorts(
  rows: readonly ListenerConfig[],
  listeners: Listener[],
  parts: OpenParts,
): Promise<ClosedPort[]> {
  const openers = createOpeners(parts);
  const closed: ClosedPort[] = [];
  for (const options of rows)
    for (const open of openers[options.type](options as never)) {
      const listener = await open().catch((error: Error) => {
        if (!('optional' in options && options.optional && error instanceof ListenError)) throw error;
        parts.log.warn('a port stays closed, and what needs it does not work', {
          ...{ port: options.port, cause: error.message },
        });
        const { type, port } = options;
        closed.push({ type, port, tls: 'tls' in options ? options.tls : 'none', code: error.code });
      });
      if (listener) listeners.push(listener);
    }
  return closed;
}
