/** A server with a web, and HTTP requests to it over real TLS. */
import { type IncomingHttpHeaders, request as plainRequest, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/server.ts';

export interface Site extends TestServer {
  /** The port under TLS, and the one in the clear for reverse proxies. */
  readonly web: { readonly tls: number; readonly clear: number };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export async function startSite(options: TestServerOptions = {}): Promise<Site> {
  const test = await startTestServer({
    ...options,
    config: {
      listen: [
        { type: 'c2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
        { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 'http', port: 0, tls: 'direct', address: '127.0.0.1' },
        { type: 'http', port: 0, tls: 'none' },
      ],
      ...options.config,
    },
  });
  const portOf = (tls: string) =>
    test.server.ports.find((port) => port.type === 'http' && port.tls === tls)?.port ?? 0;
  return Object.assign(test, { web: { tls: portOf('direct'), clear: portOf('none') } });
}

export interface Ask extends Pick<RequestOptions, 'method' | 'headers' | 'agent'> {
  readonly body?: string | Uint8Array;
  /** The Host header and server name; the first served domain without. */
  readonly host?: string;
  readonly clear?: boolean;
}

/** One request, followed nowhere. `url` is a path, or an address of the site as it was given out. */
export function ask(site: Site, url: string, options: Ask = {}): Promise<Answer> {
  const { method = 'GET', body, clear = false } = options;
  const address = url.startsWith('https:') ? new URL(url) : undefined;
  const host = options.host ?? address?.hostname ?? site.host;
  const path = address ? address.pathname + address.search : url;
  const send = clear ? plainRequest : secureRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      {
        ...{ method, path, host: '127.0.0.1', port: clear ? site.web.clear : site.web.tls },
        ...{ servername: host, ca: site.ca, agent: options.agent },
        headers: { host, ...options.headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(chunks);
          const { statusCode = 0, headers } = response;
          resolve({ status: statusCode, headers, body: whole, text: whole.toString() });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends bytes as they are and answers all that comes until the server closes. */
export function raw(site: Site, bytes: string | Uint8Array, clear = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = clear
      ? connectTcp({ port: site.web.clear, host: '127.0.0.1' })
      : connectTls({ port: site.web.tls, host: '127.0.0.1', servername: site.host, ca: site.ca });
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', (error: NodeJS.ErrnoException) => error.code !== 'ECONNRESET' && reject(error));
    socket.on('close', () => resolve(text));
    socket.write(bytes);
  });
}
