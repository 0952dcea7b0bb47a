/** A port for HTTP/1.1, under TLS or, for a reverse proxy on this machine, in the clear. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpRoutes } from '../../kernel/http.ts';
import type { Limits, Turnstile } from '../../kernel/limits.ts';
import type { Log } from '../../kernel/log.ts';
import type { AcmeProofs } from '../acme-proofs.ts';
import type { Certificates } from '../certificates.ts';
import { type Listener, type ListenerOptions, listen } from '../listeners.ts';
import { remoteAddressOf } from '../remote-address.ts';
import { exchange, type Site } from './exchange.ts';
import type { Pace } from './pace.ts';
import { type ForwardedBy, type Peer, peerOf } from './peer.ts';
import { secured } from './secure.ts';

// WHY not an import: that reads all the module has, and among it is a whole web client, 4 MB and a tenth of the start.
const { createServer } = process.getBuiltinModule('node:http');

/** Takes a connection over from HTTP (RFC 9110 §7.8). */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer, peer: Peer) => void;

export interface HttpParts {
  readonly routes: Pick<HttpRoutes, 'find'>;
  readonly hostOf: (name: string) => string | undefined;
  /** By path. */
  readonly upgrades: ReadonlyMap<string, Upgrade>;
  /** Whether somebody connected so is a reverse proxy of ours. */
  readonly isTrusted: (address: string, encrypted: boolean) => boolean;
  /** Which headers those who are trusted write. */
  readonly forwardedBy?: () => ForwardedBy;
  readonly certificates: Certificates;
  /** Of names, while an authority asks for them (RFC 8737). */
  readonly proofs?: Pick<AcmeProofs, 'any' | 'take'>;
  readonly limits: () => Limits;
  /** Shared by all ports: counts connections by address. */
  readonly connections: Turnstile;
  /** Shared by all ports: counts requests by address. */
  readonly pace?: Pace;
  readonly log: Log;
  /** Other than those below; for tests. */
  readonly bounds?: Partial<typeof BOUNDS>;
}

/** What a peer may take its time for. Bodies have their own bounds: body.ts, and the handlers of large ones. */
const BOUNDS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 15_000,
  requestTimeout: 0,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5000,
};
const MAX_HEADERS = 100;
/** Nothing was read or written for so long: longer than a BOSH request is held, shorter than a dead peer is missed. */
const IDLE_MS = 120_000;

/** HTTP on connections that somebody accepted. */
export interface HttpDoor {
  /** `over` is TLS that was begun already, or none at all. */
  accept(socket: Socket, tls: 'direct' | 'over'): Promise<void>;
  /** Who is connected gets its answer, and no second one. */
  close(): void;
}

const isEncrypted = (socket: Socket) => (socket as { encrypted?: boolean }).encrypted === true;

export function createHttpDoor(parts: HttpParts): HttpDoor {
  const { certificates, connections, isTrusted, log } = parts;
  const site: Site & { closing: boolean } = {
    ...{ routes: parts.routes, hostOf: parts.hostOf, log, closing: false },
    peerOf(request) {
      const encrypted = isEncrypted(request.socket);
      return peerOf({ address: remoteAddressOf(request.socket), encrypted }, request.headers, {
        isTrusted: (address) => isTrusted(address, encrypted),
        by: parts.forwardedBy?.(),
      });
    },
  };
  const server = serve(parts, site);

  return {
    async accept(socket, tls) {
      const address = remoteAddressOf(socket);
      // A reverse proxy brings everybody's connections from one address.
      if (!isTrusted(address, tls === 'direct' || isEncrypted(socket))) {
        if (!connections.enter(address)) {
          log.info('too many connections', { address });
          socket.destroy();
          return;
        }
        socket.once('close', () => connections.leave(address));
      }
      try {
        if (tls === 'direct' && parts.proofs?.any && (await parts.proofs.take(socket))) return;
        const stream = tls === 'direct' ? await secured(socket, certificates) : socket;
        server.emit('connection', stream);
      } catch (error) {
        log.debug('TLS failed', { address, cause: (error as Error).message });
        socket.destroy();
      }
    },
    close() {
      site.closing = true;
      // Idle connections go at once; that it never listened itself is no news.
      server.close(() => {});
    },
  };
}

/** Opens a port. Rejects with a ListenError. */
export async function listenHttp(options: ListenerOptions, parts: HttpParts): Promise<Listener> {
  const door = createHttpDoor(parts);
  const tls = options.tls === 'direct' ? 'direct' : 'over';
  const listener = await listen(options, (socket) => void door.accept(socket, tls), parts.log);
  return {
    open: listener.open,
    close() {
      door.close();
      return listener.close();
    },
  };
}

function serve(parts: HttpParts, site: Site): Server {
  const { upgrades } = parts;
  const upgradeOf = ({ url = '' }: IncomingMessage) => upgrades.get(url.split('?')[0]!);
  /** Told to go; what they have sent already goes unread. */
  const leaving = new WeakSet<Socket>();

  function welcome(request: IncomingMessage, response: ServerResponse, expects: boolean): void {
    const { socket } = request;
    if (leaving.has(socket)) return;
    const address = remoteAddressOf(socket);
    const known = parts.isTrusted(address, isEncrypted(socket));
    if (!known && parts.pace?.allows(address, performance.now()) === false) {
      leaving.add(socket);
      parts.log.info('too many requests', { address });
      response.writeHead(429, { connection: 'close', 'retry-after': '1', 'content-length': '0' });
      response.end();
      return;
    }
    void exchange(request, response, site, expects);
  }

  const server = createServer(
    {
      ...BOUNDS,
      ...parts.bounds,
      // Anything else that asks for another protocol (h2c) is answered as if it had not.
      shouldUpgradeCallback: (request) =>
        request.headers.upgrade?.toLowerCase() === 'websocket' && upgradeOf(request) !== undefined,
    },
    (request, response) => welcome(request, response, false),
  );
  server.maxHeadersCount = MAX_HEADERS;
  server.timeout = IDLE_MS;
  // WHY: Node watches over slow headers from the moment it listens, and here listeners.ts does that.
  server.emit('listening');
  server.on('checkContinue', (request, response) => welcome(request, response, true));
  server.on('upgrade', (request, socket, head) => {
    (socket as Socket).setTimeout(0);
    upgradeOf(request)!(request, socket, head, site.peerOf(request));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuse(error, socket as Socket));
  return server;
}

/** What could not be read as HTTP: the answer says no more than its status. */
const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0)
    return void socket.destroy();
  const status = STATUS[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroySoon();
}
