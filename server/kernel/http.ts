/**
 * The web beside the streams: what a module registers, what its handler is asked, and what it answers.
 *
 * `server/net/http/` reads and writes HTTP; paths come to a handler decoded and without tricks, and errors leave generic.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface HttpRequest {
  /** HEAD comes as GET, and its body is left out. */
  readonly method: HttpMethod;
  /** The percent-decoded segments behind the route's path; none of them is empty, `.`, `..` or holds a slash. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The served domain the request's host name belongs to; undefined when it is none of ours. */
  readonly host: string | undefined;
  /** The person's address, past trusted reverse proxies. */
  readonly remoteAddress: string;
  /** The connection is under TLS, here or at a trusted reverse proxy. */
  readonly secure: boolean;
  /** What the peer says the body's length is. */
  readonly length: number | undefined;
  /** The whole body. Throws an HttpError when it is longer, or takes too long. */
  body(maxBytes: number): Promise<Buffer>;
  /** The body as it comes; throws when the peer goes away in the middle. */
  stream(): AsyncIterable<Uint8Array>;
  /** Aborted when the peer has gone. */
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Uint8Array | Readable;
}

/** Whose port a route is found on: everybody's, or the one of those who look after the server (listener type `admin`). */
export type HttpSite = 'public' | 'admin';

export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** What a handler throws to refuse a request. `text` goes to the peer: a plain sentence, and nothing of ours. */
export class HttpError extends Error {
  readonly status: number;
  readonly text: string | undefined;

  constructor(status: number, text?: string) {
    super(text ?? `HTTP ${status}`);
    this.name = 'HttpError';
    this.status = status;
    this.text = text;
  }
}

/** Who may use a route from pages of other origins (the Fetch standard's CORS protocol). Never with credentials. */
export interface Cors {
  /** Request headers a page may set. */
  readonly headers?: readonly string[];
}

export interface HttpRoute {
  readonly method: HttpMethod;
  /** `/http-bind` is that path alone; `/upload/*` everything below. */
  readonly path: string;
  readonly handler: HttpHandler;
  /** Absent: for pages of our own only. */
  readonly cors?: Cors | undefined;
  /** Absent: on the public web alone. */
  readonly sites?: readonly HttpSite[];
}

/** Where a domain can be reached other than by RFC 6120: by URL or, for TLS from the first byte, by port. */
export type AlternativeConnection =
  | {
      readonly rel: string;
      readonly href: string;
      /** A web server in front shows it, at addresses of its own. */
      readonly elsewhere?: boolean;
    }
  | { readonly rel: string; readonly port: number };

/** Where our web is, as the world sees it. */
export interface WebAddresses {
  /** The configuration has a listener for it. What needs one is advertised only then. */
  readonly configured: boolean;
  /**
   * The address everything begins with, `https://upload.example.org:5443`; undefined while nobody could reach it.
   * @param name wanted instead of the web's own name; taken when the certificate is good for it.
   */
  origin(host: string, name?: string): string | undefined;
  /** XEP-0156, XEP-0487: what works at this moment. */
  connections(host: string): AlternativeConnection[];
}

export interface HttpRoutes {
  /** Throws when method and path are taken. */
  add(route: HttpRoute): () => void;
  /** All routes of the best fitting path of a site (the public web), and the segments behind it. */
  find(
    segments: readonly string[],
    site?: HttpSite,
  ): { routes: readonly HttpRoute[]; rest: readonly string[] } | undefined;
}

const PUBLIC: readonly HttpSite[] = ['public'];

export function createHttpRoutes(): HttpRoutes {
  /** By site and path: `public/upload/*`. */
  const byPath = new Map<string, HttpRoute[]>();

  function addTo(key: string, route: HttpRoute): () => void {
    const routes = byPath.get(key) ?? [];
    if (routes.some(({ method }) => method === route.method))
      throw new Error(`registered twice: ${route.method} ${key}`);
    byPath.set(key, [...routes, route]);
    return () => {
      const rest = (byPath.get(key) ?? []).filter((other) => other !== route);
      if (rest.length > 0) byPath.set(key, rest);
      else byPath.delete(key);
    };
  }

  return {
    add(route) {
      const undo = (route.sites ?? PUBLIC).map((site) => addTo(site + route.path, route));
      return () => undo.forEach((step) => void step());
    },
    find(segments, site = 'public') {
      const exact = byPath.get(`${site}/${segments.join('/')}`);
      if (exact) return { routes: exact, rest: [] };
      for (let length = segments.length - 1; length >= 0; length--) {
        const routes = byPath.get(`${site}/${[...segments.slice(0, length), '*'].join('/')}`);
        if (routes) return { routes, rest: segments.slice(length) };
      }
      return undefined;
    },
  };
}
