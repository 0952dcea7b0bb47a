/** Ports for relays (kernel/ports.ts): datagrams, connections, and connections under TLS, handed to the module that serves them. */
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import type { Turnstile } from '../kernel/limits.ts';
import type { Log } from '../kernel/log.ts';
import type { DatagramPort, Endpoint, PortTable, PortTransport, ServedPort } from '../kernel/ports.ts';
import type { Certificates } from './certificates.ts';
import { secured } from './http/secure.ts';
import { ListenError, type Listener, type ListenerOptions, listen, type OpenPort } from './listeners.ts';
import { remoteAddressOf, remotePortOf } from './remote-address.ts';

export interface RelayPortOptions {
  readonly type: string;
  readonly port: number;
  readonly address?: string | undefined;
  readonly transport: PortTransport;
  readonly proxyProtocol?: readonly string[] | undefined;
}

/** A row of the configuration's `listen` (config-schema.ts). */
export interface RelayListener {
  readonly type: string;
  readonly port: number;
  readonly address?: string | undefined;
  readonly tls?: 'none' | 'direct';
  readonly transport?: 'udp' | 'tcp' | undefined;
  readonly proxyProtocol?: readonly string[] | undefined;
}

/** The ports a row stands for: STUN in the clear is at home on UDP and TCP alike (RFC 8489 §6.2). */
export function relayPorts({ tls, transport, ...row }: RelayListener): RelayPortOptions[] {
  const { type, port, address, proxyProtocol } = row;
  const one = (over: PortTransport) => ({ type, port, address, transport: over, proxyProtocol });
  if (tls === 'direct') return [one('tls')];
  if (type !== 'stun') return [one('tcp')];
  return transport ? [one(transport)] : [one('udp'), one('tcp')];
}

export interface RelayPortParts {
  readonly ports: PortTable;
  readonly certificates: Certificates;
  /** Counts connections by address. */
  readonly connections: Turnstile;
  readonly log: Log;
}

/** RFC 7443 §2: the ALPN identifiers of TURN and STUN, each behind its length (RFC 7301). WHY a DataView: see c2s.ts. */
const ALPN = new DataView(
  Uint8Array.from(['stun.turn', 'stun.nat-discovery'].flatMap((name) => [name.length, ...Buffer.from(name)]))
    .buffer,
);
const EVERYWHERE = ['::', '0.0.0.0'];

/** Opens a port. Rejects with a ListenError. */
export function listenRelay(options: RelayPortOptions, parts: RelayPortParts): Promise<Listener> {
  return options.transport === 'udp' ? listenDatagrams(options, parts) : listenConnections(options, parts);
}

/** A port as modules see it. */
export const servedPort = ({ type, port, tls, transport }: OpenPort): ServedPort => ({
  type,
  port,
  transport: transport ?? (tls === 'direct' ? 'tls' : 'tcp'),
});

/**
 * Takes a connection for a port of this kind.
 * @param tls `over`: it was begun already, or there is none.
 */
export async function acceptRelay(
  socket: Socket,
  tls: 'direct' | 'over',
  port: ServedPort,
  { ports, certificates, connections, log }: RelayPortParts,
): Promise<void> {
  const from = { address: remoteAddressOf(socket), port: remotePortOf(socket) };
  // Until a handler has it, or TLS: a reset in between is nobody's fault.
  socket.on('error', (error) => log.debug('connection failed', { cause: error.message }));
  if (!connections.enter(from.address)) {
    log.info('too many connections', { type: port.type, address: from.address });
    socket.destroy();
    return;
  }
  socket.once('close', () => connections.leave(from.address));
  try {
    const stream = tls === 'direct' ? await secured(socket, certificates, ALPN) : socket;
    const handler = ports.handler(port.type)?.connection;
    if (handler) handler(stream, from, port);
    else stream.destroy();
  } catch (error) {
    log.debug('TLS failed', { address: from.address, cause: (error as Error).message });
    socket.destroy();
  }
}

async function listenConnections(options: RelayPortOptions, parts: RelayPortParts): Promise<Listener> {
  const tls = options.transport === 'tls' ? 'direct' : 'none';
  const how = tls === 'direct' ? 'direct' : 'over';
  const listener = await listen(
    { ...options, tls, addresses: EVERYWHERE },
    (socket) => void acceptRelay(socket, how, servedPort(listener.open), parts),
    parts.log,
  );
  return listener;
}

async function listenDatagrams(options: RelayPortOptions, { ports, log }: RelayPortParts): Promise<Listener> {
  const socket = await bound(options);
  const { address, port, family } = socket.address() as { address: string; port: number; family: string };
  const six = family === 'IPv6';
  const open: OpenPort = { type: options.type, port, address, tls: 'none', transport: 'udp' };
  const served: DatagramPort = {
    ...servedPort(open),
    send(data, to) {
      const target = six && !to.address.includes(':') ? `::ffff:${to.address}` : to.address;
      socket.send(data, to.port, target, ignore);
    },
  };
  /** What cannot be delivered is lost, as UDP is. */
  function ignore(error: Error | null): void {
    if (error) log.debug('not sent', { type: options.type, cause: error.message });
  }
  socket.on('error', (error) => log.warn('a port for datagrams failed', { port, cause: error.message }));
  socket.on('message', (data, { address: remote, port: remotePort }) => {
    const from: Endpoint = {
      address: remoteAddressOf({ remoteAddress: remote }),
      port: remotePort,
    };
    // Nothing can be sent to port 0.
    if (remotePort > 0) ports.handler(options.type)?.datagram?.(data, from, served);
  });
  return {
    open,
    close: () => new Promise((resolve) => void socket.close(() => resolve())),
  };
}

/** IPv6 takes IPv4 along; where there is no IPv6, IPv4 alone. */
async function bound(options: RelayPortOptions): Promise<DatagramSocket> {
  const addresses = options.address === undefined ? EVERYWHERE : [options.address];
  for (const address of addresses) {
    const opened = await tryBind(options.port, address);
    if (!(opened instanceof Error)) return opened;
    const noSuchFamily = opened.code === 'EAFNOSUPPORT' || opened.code === 'EADDRNOTAVAIL';
    const asked: ListenerOptions = { ...options, tls: 'none' };
    if (!noSuchFamily || address === addresses.at(-1)) throw new ListenError(asked, opened);
  }
  throw new Error('no address to listen on');
}

function tryBind(port: number, address: string): Promise<DatagramSocket | NodeJS.ErrnoException> {
  const socket = createSocket({
    type: address.includes(':') ? 'udp6' : 'udp4',
    // Only addresses are ever sent to: no resolver, and no detour of a turn for each datagram.
    lookup: (host, _options, done) => done(null, host, host.includes(':') ? 6 : 4),
  });
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error);
    };
    socket.once('error', failed);
    socket.bind({ port, address, exclusive: true }, () => {
      socket.removeListener('error', failed);
      resolve(socket);
    });
  });
}
