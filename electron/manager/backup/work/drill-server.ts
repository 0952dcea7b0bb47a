/**
 * The drill's chat server: the real one, on the unpacked data, on loopback ports the system chooses, speaking with no other server.
 * A person of the office is logged in there with a password that exists in this copy only, and their contacts are read.
 */
import 'reflect-metadata';
import { spawn } from 'node:child_process';
import { randomBytes, webcrypto } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { splitLines } from '../../lines.ts';
import type { ServerData } from '../server-data.ts';
import { DrillError } from './drill-error.ts';
import { logIn } from './drill-login.ts';

export interface DrillServerParts {
  /** The server's data folder in the scratch copy. */
  readonly folder: string;
  /** Bare, of an account that may log in. */
  readonly address: string;
  readonly server: Pick<ServerData, 'connectControl'>;
  readonly node: string;
  readonly serverEntry: string;
  readonly signal?: AbortSignal | undefined;
}

const START_MS = 120_000;
const DAY_MS = 86_400_000;
/** Enough to say what was wrong. */
const TOLD_LINES = 20;

/** Rejects with DrillError. */
export async function logInOnce(parts: DrillServerParts): Promise<void> {
  const { folder, address } = parts;
  const domain = address.slice(address.indexOf('@') + 1);
  const file = join(folder, 'drill.json');
  const certificate = await scratchCertificate(folder, domain);
  const configuration = {
    data: '.',
    hosts: { [domain]: { certificate: { chain: 'drill-chain.pem', key: 'drill-key.pem' } } },
    listen: [{ type: 'c2s', port: 0, address: '127.0.0.1', tls: 'direct' }],
    federation: { policy: 'closed' },
  };
  await writeFile(file, JSON.stringify(configuration), { mode: 0o600 });
  // What waited to be sent on belongs to the office's own server.
  await rm(join(folder, 'server.json'), { force: true });
  const running = await start(parts, file);
  try {
    const password = randomBytes(18).toString('base64url');
    const control = await parts.server.connectControl(folder);
    try {
      const [user = ''] = address.split('@');
      await control.call('change_password', { user, host: domain, password });
    } finally {
      control.close();
    }
    await logIn({ port: running.port, certificate, address, password });
  } catch (error) {
    throw new DrillError('login', `${address} could not be logged in: ${(error as Error).message}`, error);
  } finally {
    await running.stop();
  }
}

async function start({ node, serverEntry, signal }: DrillServerParts, file: string) {
  const child = spawn(node, [serverEntry, '--config', file], {
    ...{ shell: false, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const said: string[] = [];
  const ready = Promise.withResolvers<number>();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const out = splitLines((line) => {
    const port = readyPort(line);
    if (port !== undefined) ready.resolve(port);
  });
  const err = splitLines((line) => void (said.length < TOLD_LINES && said.push(line)));
  child.stdout.on('data', (chunk: Buffer) => out.write(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.write(chunk));
  child.once('error', (error) => ready.reject(error));
  void ended.then(() => ready.reject(new Error(said.join(' ') || 'it ended')));
  const late = setTimeout(() => ready.reject(new Error('it took too long')), START_MS);
  const abort = () => ready.reject(signal?.reason);
  signal?.addEventListener('abort', abort);
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    return { port: await ready.promise, stop };
  } catch (error) {
    await stop();
    if (signal?.aborted) throw signal.reason;
    throw new DrillError('server', `the chat server did not start on it: ${(error as Error).message}`, error);
  } finally {
    clearTimeout(late);
    signal?.removeEventListener('abort', abort);
  }
}

/** The first line of a server that is up (server/control.ts). */
function readyPort(line: string): number | undefined {
  if (!line.startsWith('{"event":"ready"')) return undefined;
  const { ports } = JSON.parse(line) as { ports: readonly { type: string; port: number }[] };
  return ports.find(({ type }) => type === 'c2s')?.port;
}

/** For this copy and this minute: the office's own keys stay where they are. */
async function scratchCertificate(folder: string, domain: string): Promise<string> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=drill', keys: keys as CryptoKeyPair, signingAlgorithm: algorithm },
    ...{ notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) },
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: domain }])],
  });
  const chain = certificate.toString('pem');
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  await writeFile(join(folder, 'drill-chain.pem'), chain, { mode: 0o600 });
  await writeFile(join(folder, 'drill-key.pem'), x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), {
    mode: 0o600,
  });
  return chain;
}
