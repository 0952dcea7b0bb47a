/**
 * Providers' HTTP APIs in this process: a real listener that holds callers to what the documentation says (who may, which
 * fields, which TTL, which page), keeps records in memory, and fails in any way it is told to.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One record as all of these APIs could have it. */
export interface FakeRecord {
  id: number;
  /** Below the zone; empty for the zone's own name. */
  name: string;
  type: string;
  ttl: number;
  value: string;
  proxied?: boolean;
}

export interface FakeZone {
  readonly name: string;
  readonly id: string;
  readonly records: FakeRecord[];
  /** Put on line only when asked to (OVHcloud). */
  published: string;
}

/** What goes wrong with the next requests, in turn; each is used up by one. */
export type Mishap =
  | { readonly how: 'limit'; readonly retryAfter: string }
  | { readonly how: 'status'; readonly status: number; readonly body?: string }
  | { readonly how: 'truncated' | 'endless' | 'cut' | 'redirect' | 'silent' };

export interface FakeApi {
  /** Sends what goes to the real address here instead. */
  readonly fetch: typeof fetch;
  readonly zones: FakeZone[];
  /** Method and path of every request. */
  readonly requests: string[];
  readonly mishaps: Mishap[];
  zone(name: string): FakeZone;
  close(): Promise<void>;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly json: unknown;
}

export interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How one provider answers; `base` is the path of its real address. */
export interface FakeDialect {
  readonly base: string;
  answer(call: Call, api: { readonly zones: FakeZone[]; nextId(): number }): Reply;
}

export async function startFakeApi(dialect: FakeDialect, zoneNames: readonly string[]): Promise<FakeApi> {
  let last = 100;
  const nextId = () => ++last;
  const zones = zoneNames.map((name) => ({ name, id: String(nextId()), records: [], published: '' }));
  const requests: string[] = [];
  const mishaps: Mishap[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://fake');
    const path = decodeURIComponent(url.pathname).replace(dialect.base, '');
    const method = request.method ?? '';
    requests.push(`${method} ${path}${url.search}`);
    const mishap = mishaps.shift();
    if (mishap) return fail(mishap, response);
    const json = text === '' ? undefined : JSON.parse(text);
    const call = { method, path, query: url.searchParams, headers: request.headers, text, json };
    send(response, dialect.answer(call, { zones, nextId }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ zones, requests, mishaps },
    fetch: (input, init) => {
      const url = new URL(String(input));
      // What is signed is the address a caller meant to ask.
      const headers = { ...(init?.headers as object), 'x-meant-for': url.href };
      return fetch(`http://127.0.0.1:${port}${url.pathname}${url.search}`, { ...init, headers });
    },
    zone: (name) => zones.find((zone) => zone.name === name)!,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status, json, headers = {} }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(json === undefined ? undefined : JSON.stringify(json));
}

function fail(mishap: Mishap, response: ServerResponse): void {
  switch (mishap.how) {
    case 'limit':
      response.writeHead(429, { 'content-type': 'application/json', 'retry-after': mishap.retryAfter });
      response.end('{"message":"slow down"}');
      return;
    case 'status':
      response.writeHead(mishap.status, { 'content-type': 'text/html' });
      response.end(mishap.body ?? '<html>Bad Gateway</html>');
      return;
    case 'truncated':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('[{"fqdn": "exam');
      return;
    case 'endless':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`["${'x'.repeat(3 * 1024 * 1024)}"]`);
      return;
    case 'cut':
      response.destroy();
      return;
    case 'redirect':
      response.writeHead(302, { location: 'http://127.0.0.1:9/elsewhere' });
      response.end();
      return;
    case 'silent':
  }
}
