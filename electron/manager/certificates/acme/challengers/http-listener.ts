/**
 * HTTP-01 by a listener of our own: open while there is something to prove, and answering nothing else. Specs: RFC 8555 §8.3.
 * On port 80 of all addresses; or on loopback alone, behind a web server that passes the path on (`http-proxy`).
 */
import { createServer, type Server } from 'node:http';
import { oneAtATime } from '../../../pace.ts';
import { problem, systemCode } from '../../../problem.ts';
import type { Challenge, Challenger } from '../challenger.ts';
import type { Look } from './look.ts';
import { pathOf } from './path.ts';

export interface HttpListenerParts {
  readonly port: number;
  /** Absent: on all addresses of both families. Else on loopback alone, behind the web server of this machine that listens there. */
  readonly behind?: { readonly address: string; readonly port: number };
  readonly look: Look;
  /** The program that has a port, where the system says so. */
  readonly portOwner: (port: number) => Promise<string | undefined>;
  /** Whether a name leads to an address of this machine itself: then nobody answering is no router's doing. */
  readonly isHere: (name: string, signal: AbortSignal) => Promise<boolean>;
}

const WORLD = ['0.0.0.0', '::'];
const LOOPBACK = ['127.0.0.1'];
/** An authority asks from a handful of places. */
const MOST_CONNECTIONS = 200;
const MOST_TOKENS = 200;

export interface HttpListener extends Challenger {
  /** Whether it listens at this moment. */
  isOpen(): boolean;
  /**
   * Keeps the port, or not any more, while there is nothing to prove. Rejects with `port.in-use` and the like.
   *
   * WHY: behind a web server that passes proofs on to this port, whoever of this machine had it could prove that the name is theirs.
   */
  hold(wanted: boolean): Promise<void>;
}

export function createHttpListener(parts: HttpListenerParts): HttpListener {
  const { port, behind, look, portOwner, isHere } = parts;
  /** Key authorizations by path. */
  const proofs = new Map<string, string>();
  const inTurn = oneAtATime();
  let servers: Server[] = [];
  let held = false;

  async function begin(): Promise<void> {
    if (servers.length > 0) return;
    const opened: Server[] = [];
    for (const address of behind ? LOOPBACK : WORLD) {
      try {
        opened.push(await listen(port, address, proofs));
      } catch (error) {
        const code = systemCode(error);
        // A machine without IPv6, or without IPv4.
        if (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL') continue;
        await Promise.all(opened.map(close));
        if (code === 'EADDRINUSE') throw problem('port.in-use', { port, by: await portOwner(port) }, error);
        if (code === 'EACCES') throw problem('port.forbidden', { port }, error);
        throw error;
      }
    }
    if (opened.length === 0) throw new Error('this machine has no address to listen on');
    servers = opened;
  }

  async function end(): Promise<void> {
    const open = servers;
    servers = [];
    await Promise.all(open.map(close));
  }

  async function check({ name, token, keyAuthorization }: Challenge, signal: AbortSignal): Promise<void> {
    const path = pathOf(token);
    const own = await look.at('127.0.0.1', port, name, path, keyAuthorization, signal);
    if (own.seen !== 'proof') throw new Error(`not even this machine sees it: ${own.said}`);
    const seen = await look.byName(name, path, keyAuthorization, signal);
    if (seen.seen === 'proof') return;
    if (seen.seen === 'other') throw new Error(seen.said);
    // Through a router we often cannot reach ourselves; whoever is outside can. What stands in front is asked here.
    if (behind) {
      const front = await look.at(behind.address, behind.port, name, path, keyAuthorization, signal);
      if (front.seen !== 'proof') throw new Error(front.said);
    } else if (await isHere(name, signal)) throw new Error(seen.said);
  }

  async function withdraw({ token }: Challenge): Promise<void> {
    await inTurn(async () => {
      proofs.delete(pathOf(token));
      if (proofs.size === 0 && !held) await end();
    });
  }

  return {
    type: 'http-01',
    isOpen: () => servers.length > 0,
    async present(challenge, signal) {
      await inTurn(async () => {
        if (proofs.size >= MOST_TOKENS) throw new Error('too many proofs at once');
        await begin();
        proofs.set(pathOf(challenge.token), challenge.keyAuthorization);
      });
      await check(challenge, signal);
    },
    withdraw,
    hold: (wanted) =>
      inTurn(async () => {
        held = wanted;
        if (wanted) await begin();
        else if (proofs.size === 0) await end();
      }),
  };
}

function listen(port: number, address: string, proofs: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer(
    { maxHeaderSize: 8192, headersTimeout: 10_000, requestTimeout: 10_000, keepAlive: false },
    ({ method, url = '' }, response) => {
      const proof = method === 'GET' || method === 'HEAD' ? proofs.get(url.split('?')[0]!) : undefined;
      // SPEC: RFC 8555 §8.3: the example answers "Content-Type: application/octet-stream".
      response.writeHead(proof === undefined ? 404 : 200, {
        'content-type': proof === undefined ? 'text/plain' : 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        connection: 'close',
      });
      response.end(method === 'HEAD' ? undefined : (proof ?? 'Nothing here.\n'));
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.timeout = 10_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: address, ipv6Only: address === '::', exclusive: true }, () => {
      server.removeListener('error', reject);
      resolve(server);
    });
  });
}

const close = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
