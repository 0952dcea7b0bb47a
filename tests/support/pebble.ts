/**
 * Debian's pebble, a real ACME authority for tests, with pebble-challtestsrv as the only name server it asks: names without a network.
 * It refuses one nonce in five; what it issues chains to roots of its own (`roots`). Needs the programs PEBBLE names.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority } from './pki.ts';
import { freePort } from './ports.ts';

/** For `describeWith`. */
export const PEBBLE = ['pebble', 'pebble-challtestsrv'];

/** The binding it is started with where one is asked for (RFC 8555 §7.3.4); the key is base64url. */
export const PEBBLE_EAB = {
  kid: 'kid-1',
  macKey: 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W',
};

export interface PebbleOptions {
  /** Where it looks for HTTP-01 and TLS-ALPN-01; free ports by default. */
  readonly httpPort?: number;
  readonly tlsPort?: number;
  /** Every account has to bring PEBBLE_EAB. */
  readonly eab?: boolean;
  /** Nonces refused, in percent; 20 by default. */
  readonly badNonces?: number;
  /** Proofs of earlier orders that count, in percent; none by default. */
  readonly reuse?: number;
  /** Further roots, with alternate chains. */
  readonly alternateRoots?: number;
  /** `127.0.0.1:53`: another name server than pebble-challtestsrv. */
  readonly resolver?: string;
}

export interface Pebble {
  readonly directory: string;
  /** What its HTTPS is signed by, PEM. */
  readonly ca: string;
  readonly httpPort: number;
  readonly tlsPort: number;
  /** pebble-challtestsrv, as a name server: `127.0.0.1:PORT`. */
  readonly dns: string;
  /** Its roots in PEM, the first one and the alternates. */
  roots(): Promise<string[]>;
  /** What became of a certificate, by its serial number in hex. */
  status(serial: string): Promise<{ Status: string; Reason?: number }>;
  /** Tells pebble-challtestsrv something: `set-txt`, `clear-txt`, `add-a`, `set-servfail`, … */
  tell(what: string, data: object): Promise<void>;
  stop(): Promise<void>;
}

export async function startPebble(options: PebbleOptions = {}): Promise<Pebble> {
  const folder = await mkdtemp(join(tmpdir(), 'pebble-'));
  const [port, management, dnsPort, dnsManagement] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  const httpPort = options.httpPort ?? (await freePort());
  const tlsPort = options.tlsPort ?? (await freePort());
  const authority = await makeAuthority('Test authority of pebble');
  const own = await authority.issue({ dns: ['localhost'], ip: ['127.0.0.1'] });
  const file = (name: string) => join(folder, name);
  await writeFile(file('cert.pem'), own.pem);
  await writeFile(file('key.pem'), own.key);
  await writeFile(
    file('config.json'),
    JSON.stringify({
      pebble: {
        ...{ listenAddress: `127.0.0.1:${port}`, managementListenAddress: `127.0.0.1:${management}` },
        ...{ certificate: file('cert.pem'), privateKey: file('key.pem'), httpPort, tlsPort },
        externalAccountBindingRequired: options.eab ?? false,
        ...(options.eab && { externalAccountMACKeys: { [PEBBLE_EAB.kid]: PEBBLE_EAB.macKey } }),
      },
    }),
  );
  const dns = `127.0.0.1:${dnsPort}`;
  const children = [
    start('pebble-challtestsrv', [
      ...['-dns01', dns, '-management', `127.0.0.1:${dnsManagement}`],
      ...['-http01', '', '-https01', '', '-tlsalpn01', '', '-defaultIPv6', ''],
    ]),
    start('pebble', ['-config', file('config.json'), '-strict', '-dnsserver', options.resolver ?? dns], {
      PEBBLE_VA_NOSLEEP: '1',
      PEBBLE_WFE_NONCEREJECT: String(options.badNonces ?? 20),
      PEBBLE_AUTHZREUSE: String(options.reuse ?? 0),
      PEBBLE_ALTERNATE_ROOTS: String(options.alternateRoots ?? 0),
    }),
  ];
  await Promise.all([port, management, dnsManagement].map(untilOpen));

  const ask = (path: string) => getText(`https://127.0.0.1:${management}${path}`, authority.pem);
  return {
    ...{ directory: `https://127.0.0.1:${port}/dir`, ca: authority.pem, httpPort, tlsPort, dns },
    roots: () =>
      Promise.all(Array.from({ length: 1 + (options.alternateRoots ?? 0) }, (_, at) => ask(`/roots/${at}`))),
    status: async (serial) => JSON.parse(await ask(`/cert-status-by-serial/${serial}`)),
    async tell(what, data) {
      const body = JSON.stringify(data);
      const answer = await fetch(`http://127.0.0.1:${dnsManagement}/${what}`, { method: 'POST', body });
      if (!answer.ok) throw new Error(`pebble-challtestsrv: ${what}: ${answer.status}`);
    },
    async stop() {
      await Promise.all(children.map(end));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function start(program: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...env } });
  // One that cannot be started: `untilOpen` says so.
  child.on('error', () => {});
  return child;
}

const end = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('close', () => resolve());
    child.kill('SIGKILL');
  });

const PATIENCE_MS = 30_000;

/** A program that says nothing when it listens is asked until it does. */
async function untilOpen(port: number): Promise<void> {
  for (const since = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 25))) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    if (Date.now() - since > PATIENCE_MS) throw new Error(`nobody listens on port ${port}`);
  }
}

const getText = (url: string, ca: string) =>
  new Promise<string>((resolve, reject) => {
    httpsGet(url, { ca }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve(text));
    }).on('error', reject);
  });
