/** The headless face's web server: the page's files, the door, and the WebSocket to the manager. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Server as TlsServer } from 'node:tls';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../manager/host.ts';
import { addDoor, type Door, type Gate, originOf, refuse } from './door.ts';
import { readPageFile } from './files.ts';
import { allowedHosts, cookieName, isOurHost, isOwnOrigin, readCookie } from './gate.ts';
import { answerPlainHttp } from './plain-http.ts';
import { pageHeaders } from './policy.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import { showOut, watchSocket } from './sockets.ts';

/** Who came over an open WebSocket, as the transport hands it on. */
export interface Comer {
  readonly session: string;
  readonly browser: string;
  readonly address: string;
  readonly origin: string;
  /** This line, by a name nobody outside knows. */
  readonly line: string;
}

export interface WebServerParts {
  readonly listen: { readonly address: string; readonly port: number };
  /** Names and addresses we may be called by. */
  readonly names: readonly string[];
  /** Present beyond loopback. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Folder of the built page. */
  readonly folder: string;
  readonly door: Door;
  readonly serve: (socket: WebSocket, comer: Comer) => void;
  /** Addresses whose connections are taken at all; without it all are. */
  readonly neighbours?: (address: string) => boolean;
  /** Whether browsers should never again come here without TLS: only with a certificate they know. */
  readonly strict?: () => boolean;
  /** Told when a browser came in, by a key or by its session. */
  readonly entered?: () => void;
  readonly describeBrowser: (userAgent: string) => string;
  /** For tests, which do not wait: how long a request may take to come in. */
  readonly requestMs?: number;
  readonly log: Logger;
  readonly clock: Clock;
}

export interface WebServer {
  readonly port: number;
  /** Takes another certificate for connections from now on; only where there is one already. */
  renew(tls: { readonly cert: string; readonly key: string }): void;
  close(): Promise<void>;
}

const BODY_BYTES = 4096;
const MESSAGE_BYTES = 1024 * 1024;
const MOST_SOCKETS = 64;
const MOST_CONNECTIONS = 256;
/** From the first byte of a request to its last; Node looks every so often who is over it. */
const REQUEST_MS = 15_000;
const LOOK_MS = 3_000;
const IDLE_MS = 60_000;
/** SPEC: RFC 6797 §6.1.1: seconds during which a browser takes us over TLS alone. Half a year: an office may change its mind. */
const STRICT = 'max-age=15552000';
/** WebSocket close codes from 4000 on are the application's own (RFC 6455 §7.4.2). */
const REVOKED = 4401;
/** Opened with a cookie of before: whoever has the new one opens another. */
const REOPEN = 4402;

/**
 * SPEC: RFC 9325 §3.1.1, §4.2: TLS 1.2 at least, and there only suites with forward secrecy and authenticated encryption. Every
 * browser of ten years has one of them.
 */
const TLS_RULES = {
  minVersion: 'TLSv1.2',
  ciphers: [
    ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
    ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
    ...['ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ].join(':'),
} as const;

/** Resolves when it listens; rejects with the system's error when it cannot. */
export async function startWebServer(parts: WebServerParts): Promise<WebServer> {
  const { listen, tls, log } = parts;
  const options = {
    bodyLimit: BODY_BYTES,
    requestTimeout: parts.requestMs ?? REQUEST_MS,
    connectionTimeout: IDLE_MS,
    forceCloseConnections: true,
    logger: false,
  } as const;
  // The two calls make the same thing over another transport; the routes do not see which.
  const looking = { connectionsCheckingInterval: Math.min(LOOK_MS, parts.requestMs ?? LOOK_MS) };
  const app = (tls
    ? fastify({ ...options, https: { ...tls, ...TLS_RULES, ...looking } })
    : fastify({ ...options, http: looking })) as unknown as FastifyInstance;
  // What a form can send is none of ours.
  app.removeContentTypeParser('text/plain');
  app.server.maxConnections = MOST_CONNECTIONS;
  const refused = createRefusals(log, parts.clock.now);
  const gate: Gate = { hosts: new Set<string>(), cookie: '', secure: tls !== undefined, refused };

  // What went wrong here is for the log; whoever stands before the door is told its number.
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500)
      log.error(
        { subsystem: 'web', path: request.url.split('?', 1)[0], cause: String(error) },
        'a request could not be answered',
      );
    return reply.code(status).send();
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(pageHeaders('none'));
    if (tls && parts.strict?.()) reply.header('strict-transport-security', STRICT);
    if (!isOurHost(request.headers.host, gate.hosts)) return refuse(gate, request, reply, 421, 'host');
  });
  const { door, describeBrowser, entered = () => undefined, neighbours } = parts;
  addDoor(app, { door, describeBrowser, entered, now: parts.clock.now }, gate);
  addFiles(app, parts.folder);
  const sockets = addSocket(app, parts, gate);

  if (tls) answerPlainHttp(app.server, (host) => isOurHost(host, gate.hosts));
  if (neighbours)
    app.server.prependListener('connection', (socket: Socket) => {
      if (!neighbours(socket.remoteAddress ?? '')) socket.destroy();
    });

  await app.listen({ host: listen.address, port: listen.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : listen.port;
  gate.hosts = allowedHosts({ port, secure: gate.secure, names: parts.names });
  gate.cookie = cookieName(port, gate.secure);
  return {
    port,
    renew(changed) {
      if (tls) (app.server as unknown as TlsServer).setSecureContext({ ...changed, ...TLS_RULES });
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await app.close();
    },
  };
}

function addFiles(app: FastifyInstance, folder: string): void {
  app.get('/*', async (request, reply) => {
    const file = await readPageFile(folder, request.url.split('?', 1)[0] ?? '/');
    if (!file) return reply.code(404).type('text/plain').send('There is no such page.\n');
    return reply.headers(file.headers).send(file.body);
  });
}

type Admission = Comer | { status: string; why: Refusal };

/** Whether a WebSocket may be opened, and by whom. */
function admit(
  { door }: WebServerParts,
  gate: Gate,
  { url, headers, socket }: IncomingMessage,
  open: number,
): Admission {
  if (!isOurHost(headers.host, gate.hosts)) return { status: '421 Misdirected Request', why: 'host' };
  if (!isOwnOrigin(headers.origin, headers.host ?? '', gate.secure)) {
    return { status: '403 Forbidden', why: 'origin' };
  }
  if (url !== '/rpc') return { status: '404 Not Found', why: 'path' };
  const secret = readCookie(headers.cookie, gate.cookie);
  const session = secret === undefined ? undefined : door.find(secret);
  if (!session) return { status: '401 Unauthorized', why: 'no session' };
  if (open >= MOST_SOCKETS) return { status: '503 Service Unavailable', why: 'full' };
  return {
    ...{ session: session.id, browser: session.browser, address: socket.remoteAddress ?? '' },
    ...{ origin: originOf(gate, headers.host ?? ''), line: randomUUID() },
  };
}

/** Takes HTTP's upgrades over for `/rpc`. */
function addSocket(app: FastifyInstance, parts: WebServerParts, gate: Gate): WebSocketServer {
  const { door, serve, clock, entered } = parts;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const admission = admit(parts, gate, request, sockets.clients.size);
    if ('status' in admission) {
      gate.refused(admission.why, request.socket.remoteAddress ?? '');
      // Who does not hang up by then would keep the server from closing.
      socket.once('finish', () => socket.destroy());
      socket.end(`HTTP/1.1 ${admission.status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const { session, line } = admission;
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const stops = [
        door.onRevoked((id) => {
          if (id === session) showOut(opened, REVOKED, clock);
        }),
        door.onClaimed((id, claimed) => {
          if (id === session && claimed !== line) showOut(opened, REOPEN, clock);
        }),
      ];
      opened.on('close', () => {
        for (const stop of stops) stop();
      });
      opened.on('error', () => opened.terminate());
      watchSocket(opened, clock);
      entered?.();
      serve(opened, admission);
    });
  });
  return sockets;
}
