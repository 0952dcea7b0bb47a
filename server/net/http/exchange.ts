/** One request and its answer: finds the route, asks its handler, and writes what it says. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type Cors,
  HttpError,
  type HttpMethod,
  type HttpRequest,
  type HttpResponse,
  type HttpRoute,
  type HttpRoutes,
} from '../../kernel/http.ts';
import type { Log } from '../../kernel/log.ts';
import { createBody } from './body.ts';
import type { Peer } from './peer.ts';
import { readTarget, type Target } from './target.ts';

export interface Site {
  readonly routes: Pick<HttpRoutes, 'find'>;
  /** The served domain a host name belongs to. */
  hostOf(name: string): string | undefined;
  peerOf(request: IncomingMessage): Peer;
  /** The port is being closed: nobody is to send a second request. */
  readonly closing: boolean;
  readonly log: Log;
}

const PREFLIGHT_SECONDS = 7200;

/** What every answer says unless its handler knows better. */
const SAFE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

const WORDS: Readonly<Record<number, string>> = {
  400: 'This request cannot be understood.',
  403: 'This is not allowed.',
  404: 'There is nothing here.',
  405: 'This cannot be done here.',
  408: 'That took too long.',
  413: 'That is too large.',
  500: 'Something went wrong here.',
  503: 'This does not work at the moment.',
};

/** Never rejects. `expects` is set when the peer waits for "100 Continue" before it sends its body. */
export async function exchange(
  message: IncomingMessage,
  response: ServerResponse,
  site: Site,
  expects = false,
): Promise<void> {
  let routes: readonly HttpRoute[] = [];
  const fallback = (status: number, text?: string): HttpResponse => ({
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      // RFC 9110 §15.5.6: a 405 comes with what is allowed.
      ...((status === 405 || status === 204) && { allow: allowed(routes).join(', ') }),
    },
    ...(status !== 204 && { body: `${text ?? WORDS[status] ?? 'This does not work.'}\n` }),
  });
  const answer = async (): Promise<HttpResponse> => {
    const target = readTarget(message.url ?? '', rawHosts(message));
    const found = site.routes.find(target.segments);
    if (!found) throw new HttpError(404);
    routes = found.routes;
    if (message.method === 'OPTIONS') return { ...fallback(204), ...preflight(routes) };
    const method = message.method === 'HEAD' ? 'GET' : message.method;
    const route = routes.find((one) => one.method === method);
    if (!route) throw new HttpError(405);
    return route.handler(readRequest(message, response, site, target, found.rest, expects));
  };

  let given: HttpResponse;
  try {
    given = await answer();
  } catch (error) {
    if (!(error instanceof HttpError)) {
      // Whoever hung up needs no answer, and nothing of ours is broken.
      if (message.destroyed && !message.complete) return;
      site.log.error('a request failed', { cause: String((error as Error)?.stack ?? error) });
    }
    given = error instanceof HttpError ? fallback(error.status, error.text) : fallback(500);
  }
  const cors = routes.find((route) => route.cors)?.cors;
  await write(message, response, given, cors && origins(), site).catch((error: NodeJS.ErrnoException) => {
    if (given.body instanceof Readable) given.body.destroy();
    // Whoever hung up in the middle is no trouble; a header that cannot be written is ours.
    if (!response.headersSent) site.log.error('an answer cannot be written', { cause: error.message });
    response.destroy();
  });
}

/** COMPAT: `node:http` joins or drops repeated headers; the raw ones tell. */
function rawHosts({ rawHeaders }: IncomingMessage): string[] {
  const hosts: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]!.toLowerCase() === 'host') hosts.push(rawHeaders[index + 1]!);
  return hosts;
}

function allowed(routes: readonly HttpRoute[]): string[] {
  const methods = routes.map(({ method }) => method as string);
  return ['OPTIONS', ...(methods.includes('GET') ? ['HEAD'] : []), ...methods];
}

const origins = () => ({ 'access-control-allow-origin': '*' });

/** The Fetch standard's CORS preflight, for pages of any origin; without credentials, which `*` excludes. */
function preflight(routes: readonly HttpRoute[]): Pick<HttpResponse, 'headers'> {
  const given = routes.map(({ cors }) => cors).filter((cors): cors is Cors => cors !== undefined);
  const allow = allowed(routes).join(', ');
  if (given.length === 0) return { headers: { allow } };
  const headers = [...new Set(given.flatMap((cors) => cors.headers ?? []))];
  return {
    headers: {
      allow,
      'access-control-allow-methods': allow,
      ...(headers.length > 0 && { 'access-control-allow-headers': headers.join(', ') }),
      'access-control-max-age': PREFLIGHT_SECONDS,
    },
  };
}

function readRequest(
  message: IncomingMessage,
  response: ServerResponse,
  site: Site,
  target: Target,
  rest: readonly string[],
  expects: boolean,
): HttpRequest {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const peer = site.peerOf(message);
  const length = message.headers['content-length'];
  return {
    method: (message.method === 'HEAD' ? 'GET' : message.method) as HttpMethod,
    segments: rest,
    query: target.query,
    headers: message.headers,
    host: site.hostOf(target.name),
    remoteAddress: peer.address,
    secure: peer.secure,
    length: length === undefined ? undefined : Number(length),
    // RFC 9110 §10.1.1: "100 Continue" once the headers were found good, which is when the body is asked for.
    ...createBody(message, () => expects && response.writeContinue()),
    signal: gone.signal,
  };
}

async function write(
  message: IncomingMessage,
  response: ServerResponse,
  given: HttpResponse,
  more: Record<string, string> | undefined,
  site: Site,
): Promise<void> {
  const { status, headers = {}, body } = given;
  const stream = body instanceof Readable ? body : undefined;
  if (response.destroyed || response.headersSent) return void stream?.destroy();
  // WHY not to whoever is sending already: the connection would be closed at once, and our answer be lost to a reset (RFC 9112
  // §9.6). Whoever waits for "100 Continue" may send the body all the same, or not: nobody could tell what comes next.
  const unread = !message.complete && hasBody(message);
  if ((unread && message.headers.expect !== undefined) || site.closing)
    response.setHeader('connection', 'close');
  else if (unread) linger(message);
  response.writeHead(status, {
    ...SAFE,
    ...more,
    ...(stream || status === 204 || status === 304
      ? {}
      : { 'content-length': body === undefined ? 0 : Buffer.byteLength(body as string) }),
    ...headers,
  });
  if (message.method === 'HEAD' || !stream) {
    stream?.destroy();
    response.end(message.method === 'HEAD' ? undefined : body);
  } else await pipeline(stream, response);
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const LINGER_MS = 2000;

/** What is left of a body nobody wants is thrown away, for a moment; then so is the connection. */
function linger(message: IncomingMessage): void {
  const socket: Socket | null = message.socket;
  // Gone already.
  if (!socket) return;
  const late = setTimeout(() => socket.destroy(), LINGER_MS);
  const done = () => {
    clearTimeout(late);
    socket.removeListener('close', done);
  };
  message.once('end', done);
  socket.once('close', done);
}
