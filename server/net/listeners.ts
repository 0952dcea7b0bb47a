/** Ports: opening and closing them, and handing over what connects. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Log } from '../kernel/log.ts';
import { networkList } from '../kernel/networks.ts';
import { lookAhead } from './first-bytes.ts';
import { PROXY_HEADER_BOUNDS, readProxyHeader } from './proxy-protocol.ts';
import { remoteAddressOf, setRemote } from './remote-address.ts';

export interface ListenerOptions {
  readonly type: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Absent: every address of this machine, IPv6 and IPv4. */
  readonly address?: string | undefined;
  readonly tls: 'starttls' | 'direct' | 'none';
  /** Where to listen without an `address`: the first that there is. */
  readonly addresses?: readonly string[];
  /** Proxies that bring all connections to this port, and say with the PROXY protocol whose they are; nobody else is let in. */
  readonly proxyProtocol?: readonly string[] | undefined;
  /** Addresses and networks that may connect at all; absent: everybody. */
  readonly from?: readonly string[] | undefined;
}

export interface OpenPort {
  readonly type: string;
  readonly port: number;
  readonly address: string;
  readonly tls: 'starttls' | 'direct' | 'none';
  /** Absent for connections. */
  readonly transport?: 'udp';
}

/** A port that cannot be had. */
export class ListenError extends Error {
  readonly code: 'port.in-use' | 'port.forbidden' | 'address.unknown' | 'listen.failed';
  readonly port: number;
  readonly address: string;

  constructor(options: ListenerOptions, cause: NodeJS.ErrnoException) {
    const code = CODES[cause.code ?? ''] ?? 'listen.failed';
    super(`Cannot listen on port ${options.port}: ${WORDS[code]}`, { cause });
    this.code = code;
    this.port = options.port;
    this.address = options.address ?? '';
  }
}

const CODES: Readonly<Record<string, ListenError['code']>> = {
  EADDRINUSE: 'port.in-use',
  EACCES: 'port.forbidden',
  EADDRNOTAVAIL: 'address.unknown',
};
const WORDS: Readonly<Record<ListenError['code'], string>> = {
  'port.in-use': 'another program uses it.',
  'port.forbidden': 'the system does not allow it (ports under 1024 need a permission).',
  'address.unknown': 'this machine does not have that address.',
  'listen.failed': 'the system refused.',
};

export interface Listener {
  readonly open: OpenPort;
  /** What can be reached there, where that is more than one thing (multiplex/). */
  readonly serves?: readonly OpenPort[];
  /** Stops accepting; who is connected has a few seconds to leave. */
  close(): Promise<void>;
}

/** How long a stop waits for peers that do not close their side. */
const GRACE_MS = 3000;

/** Opens one port. Rejects with a ListenError. `log` hears of connections that were refused before anybody had them. */
export async function listen(
  options: ListenerOptions,
  onSocket: (socket: Socket) => void,
  log?: Log,
): Promise<Listener> {
  // Dead peers behind a vanished network are found by TCP itself, without a word of XMPP.
  const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };
  const connected = new Set<Socket>();
  const behind = options.proxyProtocol ? behindProxies(options.proxyProtocol, onSocket, log) : onSocket;
  const welcome = options.from ? onlyFrom(options.from, behind, log) : behind;
  const server = createServer(socketOptions, (socket) => {
    connected.add(socket);
    socket.once('close', () => connected.delete(socket));
    welcome(socket);
  });
  // What is not encrypted is for this machine alone, unless somebody says otherwise.
  const everywhere = options.addresses ?? (options.tls === 'none' ? ['127.0.0.1'] : ['::', '0.0.0.0']);
  const addresses = options.address === undefined ? everywhere : [options.address];
  const address = await openFirst(server, options, addresses);
  const { port } = server.address() as AddressInfo;
  return {
    open: { type: options.type, port, address, tls: options.tls },
    close() {
      const late = setTimeout(() => connected.forEach((socket) => void socket.destroy()), GRACE_MS);
      return new Promise((resolve) =>
        server.close(() => {
          clearTimeout(late);
          resolve();
        }),
      );
    },
  };
}

/**
 * Hands a connection over once its proxy has said whose it is.
 * SPEC: PROXY protocol §2: "The receiver MUST NOT start processing the connection before it receives a complete and valid PROXY
 * protocol header", and "MUST not try to guess whether the protocol header is present or not".
 */
function behindProxies(
  proxies: readonly string[],
  onSocket: (socket: Socket) => void,
  log: Log | undefined,
): (socket: Socket) => void {
  const isTrusted = networkList(proxies);
  return (socket) => {
    const address = remoteAddressOf(socket);
    if (!isTrusted(address)) {
      log?.info('refused: only proxies may connect here', { address });
      socket.destroy();
      return;
    }
    lookAhead(socket, readProxyHeader, PROXY_HEADER_BOUNDS).then(
      ({ source }) => {
        if (source) setRemote(socket, source);
        onSocket(socket);
      },
      (error: Error) => {
        log?.info('a proxy did not say whose connection it brings', { address, cause: error.message });
        socket.destroy();
      },
    );
  };
}

/** Lets nobody else in, and tells them nothing: not even that something speaks TLS here. */
function onlyFrom(
  allowed: readonly string[],
  onSocket: (socket: Socket) => void,
  log: Log | undefined,
): (socket: Socket) => void {
  const isAllowed = networkList(allowed);
  return (socket) => {
    const address = remoteAddressOf(socket);
    if (isAllowed(address)) return onSocket(socket);
    log?.info('refused: this address may not connect here', { address });
    socket.destroy();
  };
}

/** IPv6 takes IPv4 along; where there is no IPv6, IPv4 alone. */
async function openFirst(
  server: Server,
  options: ListenerOptions,
  addresses: readonly string[],
): Promise<string> {
  for (const address of addresses) {
    const error = await tryOpen(server, options.port, address);
    if (!error) return address;
    const noSuchFamily = error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL';
    if (!noSuchFamily || address === addresses.at(-1)) throw new ListenError(options, error);
  }
  throw new Error('no address to listen on');
}

function tryOpen(server: Server, port: number, address: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error);
    server.once('error', failed);
    server.listen({ port, host: address }, () => {
      server.removeListener('error', failed);
      resolve(undefined);
    });
  });
}
