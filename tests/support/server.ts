/** A real server for tests: fresh data folder, self-made certificates, any free ports, real TLS sockets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, type ServerConfig } from '../../server/config.ts';
import { createLog } from '../../server/kernel/log.ts';
import type { ModuleSpec } from '../../server/kernel/module.ts';
import type { Names } from '../../server/s2s/names/index.ts';
import { type Server, startServer } from '../../server/server.ts';
import { makeCertificate } from './certificates.ts';
import { connectClient, type RawClient } from './xmpp-client.ts';

export interface TestServerOptions {
  /** Served domains; the first is the default. Default: `test`. */
  readonly hosts?: readonly string[];
  /** More names on the certificate. */
  readonly names?: readonly string[];
  /** PEM of one that an authority signed, its key, and the authority; without it one of the test's own. */
  readonly certificate?: { readonly chain: string; readonly key: string; readonly ca: string };
  /** Merged over the configuration file. */
  readonly config?: Record<string, unknown>;
  readonly registration?: 'open' | 'closed';
  /** Bare addresses of administrators. */
  readonly admins?: readonly string[];
  /** Addresses for strangers, by kind (XEP-0157). */
  readonly contacts?: Readonly<Record<string, readonly string[]>>;
  /** An earlier server's folder, to start on the same data. */
  readonly folder?: string;
  /** Shows the server's log in the test output. */
  readonly verbose?: boolean;
  readonly now?: () => number;
  readonly tickMs?: number;
  /** How other servers are found, instead of the DNS. */
  readonly directory?: Names;
  /** Instead of all modules there are. */
  readonly modules?: readonly ModuleSpec[];
}

export interface LoginOptions {
  readonly resource?: string;
  readonly password?: string;
  readonly host?: string;
  readonly tls?: 'starttls' | 'direct';
}

export interface TestServer {
  readonly server: Server;
  /** Holds the configuration file, the certificates and `data`. */
  readonly folder: string;
  /** The configuration file. */
  readonly file: string;
  readonly config: ServerConfig;
  readonly host: string;
  /** PEM of the authority: the certificate itself, unless it was given. `ca.pem` in the folder. */
  readonly ca: string;
  readonly ports: { starttls: number; direct: number };
  /** Lines the server logged so far. */
  readonly log: readonly Record<string, unknown>[];
  /** Makes accounts whose password is `secret`. */
  createAccounts(...names: string[]): Promise<void>;
  connect(options?: { tls?: 'starttls' | 'direct'; host?: string }): Promise<RawClient>;
  /** Logged in, not bound. */
  login(user: string, options?: LoginOptions): Promise<RawClient>;
  /** Logged in and bound; no presence sent. */
  session(user: string, options?: LoginOptions): Promise<RawClient & { jid: string }>;
  /** `keep` leaves the folder for another start. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

export const PASSWORD = 'secret';
export const COMPONENT_SECRET = 'between us';

/** Writes configuration and certificates for a server into a folder; also what a child process needs. */
export async function prepareFolder(options: TestServerOptions = {}) {
  const { hosts = ['test'], registration = 'closed', admins = [], contacts = {} } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'chatelaine-test-'));
  const made = await makeCertificate(folder, 'server', [...hosts, ...(options.names ?? [])]);
  const pem = options.certificate?.ca ?? made.pem;
  if (options.certificate) {
    writeFileSync(made.chain, options.certificate.chain);
    writeFileSync(made.key, options.certificate.key);
  }
  writeFileSync(join(folder, 'ca.pem'), pem);
  const host = { certificate: { chain: 'server.pem', key: 'server.key' }, registration, admins, contacts };
  const file = join(folder, 'server.json');
  const value = {
    data: 'data',
    hosts: Object.fromEntries(hosts.map((name) => [name, host])),
    listen: [
      { type: 'c2s', port: 0, tls: 'starttls', address: '127.0.0.1' },
      { type: 'c2s', port: 0, tls: 'direct', address: '127.0.0.1' },
      ...(options.config?.components ? [{ type: 'component', port: 0 }] : []),
    ],
    limits: 'off',
    // Nobody asks the DNS; tests of federation say otherwise.
    federation: { policy: 'closed' },
    ...options.config,
  };
  // What a configuration with components names as the file of their secret.
  writeFileSync(join(folder, 'component.secret'), COMPONENT_SECRET, { mode: 0o600 });
  writeFileSync(file, JSON.stringify(value, undefined, 2));
  return { folder, file, pem, text: JSON.stringify(value) };
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { folder, file, pem, text } = await prepareFolder(options);
  const parsed = parseConfig(text, file);
  if ('problems' in parsed) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { config } = parsed;
  const log: Record<string, unknown>[] = [];
  const server = await startServer({
    config,
    now: options.now,
    tickMs: options.tickMs,
    ...{ modules: options.modules, names: options.directory },
    log: createLog({
      level: 'debug',
      write(line) {
        log.push(JSON.parse(line));
        if (options.verbose) process.stderr.write(line);
      },
    }),
  });
  const portOf = (tls: string) =>
    server.ports.find((port) => port.type === 'c2s' && port.tls === tls)?.port ?? 0;
  const ports = { starttls: portOf('starttls'), direct: portOf('direct') };
  const host = Object.keys(config.hosts)[0]!;
  const open = new Set<RawClient>();

  const test: TestServer = {
    ...{ server, folder, file, config, host, ports, log },
    ca: pem,
    async createAccounts(...names) {
      for (const name of names) {
        const [user = '', domain = host] = name.split('@');
        const made = await server.accounts.create(user, domain, PASSWORD);
        if (typeof made === 'string') throw new Error(`account ${name}: ${made}`);
      }
    },
    async connect({ tls = 'direct', host: domain = host } = {}) {
      const client = await connectClient({ port: ports[tls], host: domain, tls, ca: pem });
      open.add(client);
      return client;
    },
    async login(user, { password = PASSWORD, host: domain = host, tls = 'direct' } = {}) {
      const client = await test.connect({ tls, host: domain });
      if (tls === 'direct') await client.openStream();
      else await client.startTls();
      await client.authenticate(user, password);
      return client;
    },
    async session(user, options = {}) {
      const client = await test.login(user, options);
      const jid = await client.bind(options.resource);
      return Object.assign(client, { jid });
    },
    async stop({ keep = false } = {}) {
      for (const client of open) client.destroy();
      await server.stop();
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
  return test;
}
