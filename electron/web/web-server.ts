/** The headless face's web server: the page's files, the door, and the WebSocket to the manager. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Server as TlsServer } from 'node:tls';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Clock } from '../manager/host.ts';
import { readPageFile } from './files.ts';
import {
  allowedHosts,
  cookie,
  cookieName,
  createTries,
  hasCsrfHeader,
  isOurHost,
  isOwnOrigin,
  readCookie,
} from './gate.ts';
import { pageHeaders } from './policy.ts';
import { createRefusals, type Refusal } from './refusals.ts';
import { watchSocket } from './sockets.ts';

/** What the manager gives to the door. */
export interface Door {
  redeem(token: string): 'good' | 'used' | 'unknown';
  open(browser: string): Promise<string>;
  find(secret: string): { id: string } | undefined;
  onRevoked(run: (id: string) => void): () => void;
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
  readonly serve: (socket: WebSocket, session: string) => void;
  readonly describeBrowser: (userAgent: string) => string;
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
/** From the first byte of a request to its last. */
const REQUEST_MS = 15_000;
const IDLE_MS = 60_000;
/** WebSocket close codes from 4000 on are the application's own (RFC 6455 §7.4.2). */
const REVOKED = 4401;

/** Resolves when it listens; rejects with the system's error when it cannot. */
export async function startWebServer(parts: WebServerParts): Promise<WebServer> {
  const { listen, tls, log } = parts;
  const options = {
    bodyLimit: BODY_BYTES,
    requestTimeout: REQUEST_MS,
    connectionTimeout: IDLE_MS,
    forceCloseConnections: true,
    logger: false,
  } as const;
  // The two calls make the same thing over another transport; the routes do not see which.
  const app = (tls ? fastify({ ...options, https: tls }) : fastify(options)) as unknown as FastifyInstance;
  app.server.maxConnections = MOST_CONNECTIONS;
  const refused = createRefusals(log, parts.clock.now);
  const gate: Gate = { hosts: new Set<string>(), cookie: '', secure: tls !== undefined, refused };

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(pageHeaders('none'));
    if (!isOurHost(request.headers.host, gate.hosts)) return refuse(gate, request, reply, 421, 'host');
  });
  addDoor(app, parts, gate);
  addFiles(app, parts.folder);
  const sockets = addSocket(app, parts, gate);

  await app.listen({ host: listen.address, port: listen.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : listen.port;
  gate.hosts = allowedHosts({ port, secure: gate.secure, names: parts.names });
  gate.cookie = cookieName(port);
  return {
    port,
    renew(changed) {
      if (tls) (app.server as unknown as TlsServer).setSecureContext(changed);
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await app.close();
    },
  };
}

interface Gate {
  hosts: ReadonlySet<string>;
  cookie: string;
  readonly secure: boolean;
  readonly refused: (why: Refusal, from: string) => void;
}

function refuse(
  { refused }: Gate,
  { ip }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  why: Refusal,
): FastifyReply {
  refused(why, ip);
  return reply.code(status).send();
}

const tokenBody = z.object({ token: z.string().max(200) });

function addDoor(app: FastifyInstance, parts: WebServerParts, gate: Gate): void {
  const { door, log, clock } = parts;
  const tries = createTries(clock.now);

  app.get('/access', async (request, reply) => {
    const secret = readCookie(request.headers.cookie, gate.cookie);
    if (secret === undefined || !door.find(secret)) return reply.code(401).send();
    // Given anew: its days count from the last visit, as the session's do.
    return reply
      .header('set-cookie', cookie(gate.cookie, secret, gate.secure))
      .code(204)
      .send();
  });

  app.post('/access', async (request, reply) => {
    const { headers, ip } = request;
    if (!hasCsrfHeader(headers)) return refuse(gate, request, reply, 403, 'csrf');
    if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host ?? '', gate.secure)) {
      return refuse(gate, request, reply, 403, 'origin');
    }
    if (!tries.allowed(ip)) return refuse(gate, request, reply, 429, 'tries');
    const body = tokenBody.safeParse(request.body);
    const redeemed = body.success ? door.redeem(body.data.token) : 'unknown';
    if (redeemed !== 'good') {
      tries.wrong(ip);
      return refuse(gate, request, reply, redeemed === 'used' ? 410 : 401, `link ${redeemed}`);
    }
    const browser = parts.describeBrowser((headers['user-agent'] ?? '').slice(0, 500));
    const secret = await door.open(browser);
    log.info({ subsystem: 'web', browser, from: ip }, 'a browser was let in by a link');
    return reply
      .header('set-cookie', cookie(gate.cookie, secret, gate.secure))
      .code(204)
      .send();
  });
}

function addFiles(app: FastifyInstance, folder: string): void {
  app.get('/*', async (request, reply) => {
    const file = await readPageFile(folder, request.url.split('?', 1)[0] ?? '/');
    if (!file) return reply.code(404).type('text/plain').send('There is no such page.\n');
    return reply.headers(file.headers).send(file.body);
  });
}

type Admission = { session: string } | { status: string; why: Refusal };

/** Whether a WebSocket may be opened, and by whom. */
function admit(
  { door }: WebServerParts,
  gate: Gate,
  { url, headers }: IncomingMessage,
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
  return { session: session.id };
}

/** Takes HTTP's upgrades over for `/rpc`. */
function addSocket(app: FastifyInstance, parts: WebServerParts, gate: Gate): WebSocketServer {
  const { door, serve, clock } = parts;
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
    const { session } = admission;
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const stop = door.onRevoked((id) => {
        if (id === session) opened.close(REVOKED, 'revoked');
      });
      opened.on('close', stop);
      opened.on('error', () => opened.terminate());
      watchSocket(opened, clock);
      serve(opened, session);
    });
  });
  return sockets;
}
