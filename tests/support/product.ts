/** Runs the built product (`dist/cli.js`) as its user does: `setup`, `serve`, `ctl`, each as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command of the product to its end. */
export async function chatelaine(args: readonly string[], input = ''): Promise<Finished> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

export interface Product {
  readonly data: string;
  /** The address with its one-time token. */
  readonly url: string;
  /** The supervised server's process, as the manager recorded it. */
  serverPid(): number;
  stop(): Promise<void>;
}

/** A data folder of its own, removed by `remove`. */
export function scratchFolder(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `chatelaine-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface ProductParts {
  /** What a command begins with to run in a network namespace. */
  readonly inside?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the headless face and resolves once it listens. */
export async function startProduct(data: string, { inside = [], env }: ProductParts = {}): Promise<Product> {
  const serve = [process.execPath, cli, 'serve', '--data', data, '--listen', '127.0.0.1:0', '--json'];
  const [program = '', ...args] = [...inside, ...serve];
  const child: ChildProcess = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString('utf8');
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const event = JSON.parse(line) as { event: string; url?: string };
      if (event.event === 'listening') resolve(event.url!);
    });
    child.once('exit', (code) => reject(new Error(`chatelaine serve ended with ${code}\n${complaints}`)));
  });
  return {
    data,
    url,
    serverPid() {
      const file = join(data, 'server.pid');
      if (!existsSync(file)) throw new Error('The manager has recorded no server.');
      return Number.parseInt(/\d+/.exec(readFileSync(file, 'utf8'))![0], 10);
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** Resolves once the server of this data folder answers; a start takes a second or two. */
export async function serverAnswers(data: string, withinMs = 45_000): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    const asked = await chatelaine([
      'ctl',
      '--config',
      join(data, 'server', 'server.json'),
      '--json',
      'status',
    ]);
    if (asked.code === 0 && /"(pid|running|uptime)/.test(asked.stdout)) return;
    if (Date.now() > until) throw new Error(`The server does not answer: ${asked.stdout}${asked.stderr}`);
  }
}

export interface Office {
  readonly product: Product;
  readonly port: number;
  readonly direct: number;
  /** Where other servers come in. */
  readonly servers: number;
  /** Where the pages behind invitations are, over TLS. */
  readonly web: number;
  /** PEM file of the office's own authority. */
  readonly ca: string;
}

const OTHER_PORTS = ['web', 'servers', 'serversDirect', 'stun', 'stunDirect', 'files'] as const;

export interface OfficeParts {
  readonly domain: string;
  readonly people: readonly string[];
  readonly password: string;
  /** What the office has decided before its first start, as in `settings.json`. */
  readonly decided?: Readonly<Record<string, unknown>>;
}

/** Ports nobody else is given, so that offices beside each other have all of theirs; and what a test wants decided. */
async function decide(data: string, decided: OfficeParts['decided']): Promise<Record<string, number>> {
  const otherPorts: Record<string, number> = {};
  for (const name of OTHER_PORTS) otherPorts[name] = await freePort();
  const file = join(data, 'settings.json');
  const settings = JSON.parse(readFileSync(file, 'utf8')) as { office: object };
  settings.office = { ...settings.office, otherPorts, ...decided };
  writeFileSync(file, JSON.stringify(settings));
  return otherPorts;
}

/** An office as one command sets it up, with its manager running and `people` added; all with the same password. */
export async function openOffice(
  data: string,
  { domain, people, password, decided }: OfficeParts,
): Promise<Office> {
  const [port, direct] = [await freePort(), await freePort()];
  const must = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await chatelaine(args, `${password}\n`);
    if (code !== 0) throw new Error(`chatelaine ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`);
  };
  const ports = ['--port', String(port), '--tls-port', String(direct)];
  await must(
    [
      'setup',
      '--domain',
      domain,
      '--admin',
      'sophie',
      '--password-file',
      '-',
      '--data',
      data,
      '--yes',
    ].concat(ports),
  );
  const { servers, web } = await decide(data, decided);
  const product = await startProduct(data);
  await serverAnswers(data);
  const config = join(data, 'server', 'server.json');
  for (const name of people) await must(['ctl', '--config', config, 'register', name, domain, '-']);
  const ca = join(data, 'certificates', 'authority.pem');
  return { product, port, direct, servers: servers!, web: web!, ca };
}
