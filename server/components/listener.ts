/** Ports for components (XEP-0114): this machine alone, unless the configuration says otherwise. */
import type { Socket } from 'node:net';
import { type Limits, type Turnstile, XML_LIMITS } from '../kernel/limits.ts';
import type { Log } from '../kernel/log.ts';
import type { Certificates } from '../net/certificates.ts';
import { createConnection } from '../net/connection.ts';
import { type Listener, type ListenerOptions, listen } from '../net/listeners.ts';
import { remoteAddressOf } from '../net/remote-address.ts';
import type { ComponentTable } from './components.ts';
import { createComponentStream } from './stream.ts';

export interface ComponentPortParts {
  readonly components: ComponentTable;
  readonly certificates: Certificates;
  readonly limits: () => Limits;
  /** Counts connections that have not shaken hands. */
  readonly pending: Turnstile;
  readonly now: () => number;
  readonly log: Log;
}

/** One component speaks for many people: it may do as much as so many of them. */
const PEOPLE = 20;

const forComponent = (limits: Limits): Limits => ({
  ...limits,
  stanzasPerSecond: limits.stanzasPerSecond * PEOPLE,
  bytesPerSecond: limits.bytesPerSecond * PEOPLE,
});

/** Opens a port. Rejects with a ListenError. */
export function listenComponents(
  options: Pick<ListenerOptions, 'type' | 'port' | 'address'>,
  parts: ComponentPortParts,
): Promise<Listener> {
  return listen({ ...options, tls: 'none' }, (socket) => welcome(socket, parts));
}

function welcome(socket: Socket, parts: ComponentPortParts): void {
  const { components, certificates, limits, pending, now, log } = parts;
  const address = remoteAddressOf(socket);
  if (!pending.enter(address)) {
    log.info('too many connections that have not shaken hands', { address });
    socket.destroy();
    return;
  }
  let counted = true;
  const leave = () => {
    if (counted) pending.leave(address);
    counted = false;
  };
  const connection = createConnection({
    ...{ socket, certificates, canStartTls: false },
    pendingBytes: limits().pendingBytes,
  });
  const stream = createComponentStream({
    ...{ transport: connection, limits: forComponent(limits()), xmlLimits: XML_LIMITS, log, now },
    admit: components.admit,
    attach(domain, stream) {
      leave();
      return components.attach(domain, stream, address);
    },
    refused: components.refused,
    onClosed() {
      leave();
      gone();
    },
  });
  const gone = components.welcome(stream);
  connection.listen(stream);
}
