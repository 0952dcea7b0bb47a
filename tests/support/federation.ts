/** Servers that speak with each other: real ones in this process, found by a table instead of the DNS. */

import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { type Names, NamesError, type Target } from '../../server/s2s/names/index.ts';
import { makeCertificate } from './certificates.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './server.ts';

/** Where each domain is; a test may change it at any time. */
export interface Directory {
  readonly names: Names;
  /** Undefined: the domain does not exist. */
  put(domain: string, target: Partial<Target> & { port: number }): void;
  remove(domain: string): void;
}

export function createDirectory(): Directory {
  const targets = new Map<string, Target>();
  return {
    put: (domain, target) =>
      void targets.set(domain, { host: '127.0.0.1', tls: 'starttls', because: 'configured', ...target }),
    remove: (domain) => void targets.delete(domain),
    names: {
      async find(domain) {
        const target = targets.get(domain);
        if (!target) throw new NamesError('dns.no-domain', `${domain} is in no table`);
        return { targets: [target], secure: false };
      },
      connect: ([target, ...rest]) =>
        new Promise((resolve, reject) => {
          const { host, port } = target!;
          const socket = connect({ host, port });
          const fail = (cause: Error) =>
            reject(new NamesError('connect.refused', cause.message, { target: `${host}:${port}`, cause }));
          socket.once('error', fail);
          socket.once('connect', () => {
            socket.removeListener('error', fail);
            socket.pause();
            resolve({ socket, target: target!, address: host, rest });
          });
        }),
    },
  };
}

export interface Partners {
  readonly directory: Directory;
  /** PEM file of all authorities; a server of the test is its own. */
  readonly authorities: string;
  /** Starts a server for a domain, which the others find then. */
  start(domain: string, options?: PartnerOptions): Promise<Partner>;
  stop(): Promise<void>;
}

export interface PartnerOptions extends Omit<TestServerOptions, 'hosts' | 'directory'> {
  /** Of the configuration's `federation`. */
  readonly federation?: Record<string, unknown>;
  readonly hosts?: readonly string[];
  /** How others connect to it. */
  readonly tls?: 'starttls' | 'direct';
  /** The others do not trust its certificate. */
  readonly unknown?: boolean;
}

export interface Partner extends TestServer {
  readonly s2s: { readonly starttls: number; readonly direct: number };
}

export function createPartners(): Partners {
  const folder = mkdtempSync(join(tmpdir(), 'chatelaine-partners-'));
  const authorities = join(folder, 'authorities.pem');
  const directory = createDirectory();
  const running = new Set<TestServer>();
  let ready: Promise<unknown> | undefined;

  return {
    directory,
    authorities,
    async start(domain, options = {}) {
      // WHY one at least: a file without any is a mistake in the configuration.
      ready ??= makeCertificate(folder, 'nobody', ['nobody.test']).then(({ pem }) =>
        appendFileSync(authorities, pem),
      );
      await ready;
      const { federation, tls = 'starttls', unknown = false, hosts, config, ...rest } = options;
      const server = await startTestServer({
        tickMs: 200,
        ...rest,
        ...{ hosts: [domain, ...(hosts ?? [])], directory: directory.names },
        config: {
          listen: [
            { type: 'c2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
            { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
            { type: 's2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
            { type: 's2s', port: 0, tls: 'direct', address: '127.0.0.1' },
          ],
          federation: { authorities, dane: false, ...federation },
          ...config,
        },
      });
      running.add(server);
      if (!unknown) appendFileSync(authorities, server.ca);
      const port = (wanted: string) =>
        server.server.ports.find((one) => one.type === 's2s' && one.tls === wanted)!.port;
      const s2s = { starttls: port('starttls'), direct: port('direct') };
      for (const name of [domain, ...(hosts ?? [])])
        for (const served of [name, `conference.${name}`]) directory.put(served, { port: s2s[tls], tls });
      return { ...server, s2s };
    },
    async stop() {
      await Promise.all([...running].map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Cable {
  readonly port: number;
  /** Nothing goes through any more, and nobody notices. */
  hold(): void;
  /** Both ends notice. */
  cut(): void;
  stop(): Promise<void>;
}

/** Something between two servers that can break. */
export async function layCable(port: number): Promise<Cable> {
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ port, host: '127.0.0.1' });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from);
      from.on('error', () => from.destroy());
      from.on('close', () => {
        ends.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    hold() {
      for (const end of ends) end.unpipe().pause();
    },
    cut,
    stop() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Waits until something is so, looking again every few milliseconds; rejects after 20 s. */
export async function waitFor(holds: () => boolean, what = 'it'): Promise<void> {
  await vi.waitFor(
    () => {
      if (!holds()) throw new Error(`${what} did not come to be`);
    },
    { timeout: 20_000, interval: 5 },
  );
}
