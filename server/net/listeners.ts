/** Ports: opening and closing them, and handing over what connects. */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface ListenerOptions {
  readonly type: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Absent: every address of this machine, IPv6 and IPv4. */
  readonly address?: string | undefined;
  readonly tls: 'starttls' | 'direct' | 'none';
  /** Where to listen without an `address`: the first that there is. */
  readonly addresses?: readonly string[];
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
  /** Stops accepting; who is connected has a few seconds to leave. */
  close(): Promise<void>;
}

/** How long a stop waits for peers that do not close their side. */
const GRACE_MS = 3000;

/** Opens one port. Rejects with a ListenError. */
export async function listen(
  options: ListenerOptions,
  onSocket: (socket: Socket) => void,
): Promise<Listener> {
  // Dead peers behind a vanished network are found by TCP itself, without a word of XMPP.
  const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };
  const connected = new Set<Socket>();
  const server = createServer(socketOptions, (socket) => {
    connected.add(socket);
    socket.once('close', () => connected.delete(socket));
    onSocket(socket);
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
