/**
 * An installation with versions side by side, as its user has it: the launcher, real versions (these sources, changed in one place),
 * a feed over TLS, an office with people and messages. Everything is a process of its own.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { UpdatesView } from '../../../electron/contract/index.ts';
import { callRunning } from '../../../electron/local/client.ts';
import type { Release, Releases } from '../../../electron/manager/updates/releases.ts';
import { makeAuthority } from '../../support/pki.ts';
import { freePort } from '../../support/ports.ts';
import { connectClient } from '../../support/xmpp-client.ts';

const root = join(import.meta.dirname, '../../..');
const tool = (await import(`${root}/resources/tools/release.mjs`)) as {
  packVersion(
    folder: string,
    file: string,
    compression?: number,
  ): Promise<{ bytes: number; sha512: string; unpackedBytes: number }>;
  signReleases(payload: unknown, key: string): string;
  makeKey(): { pem: string; publicKey: string };
};
export const { packVersion, signReleases, makeKey } = tool;

export const PASSWORD = 'correct horse battery';
export const DOMAIN = 'atelier.example';

/** What is wrong with a version, or new in it. */
export type Trait =
  /** Nothing of it starts. */
  | 'broken'
  /** Its server stands, its manager does not. */
  | 'mute'
  /** It forgets a person. */
  | 'loses'
  /** It brings the data into another form. */
  | 'migrates';

const CHANGES: Record<Trait, { file: string; change: (text: string) => string }> = {
  broken: { file: 'electron/cli.ts', change: () => "throw new Error('this version is broken');\n" },
  mute: {
    file: 'electron/cli/serve.ts',
    change: (text) =>
      text.replace('const { dataDir, listen, json, resolver } = options;', '$&\n  process.exit(1);'),
  },
  loses: {
    file: 'server/storage/database.ts',
    change: (text) =>
      text.replace(
        'addTextFunctions(database);',
        '$&\n  database.exec("DELETE FROM accounts WHERE username = \'otto\'");',
      ),
  },
  migrates: {
    file: 'server/storage/migrations/index.ts',
    change: (text) => text.replace('sessions];', "sessions, 'CREATE TABLE of_the_future (a TEXT)'];"),
  },
};

export interface Lab {
  readonly base: string;
  readonly data: string;
  /** Lays `version` beside the others and announces it. */
  offer(version: string, traits?: readonly Trait[], more?: Partial<Release>): Promise<void>;
  /** Announces exactly this. */
  announce(change: (now: Releases) => Releases): void;
  /** What is sent instead of a file of the feed. */
  readonly serving: { instead?: ((path: string, response: ServerResponse) => boolean) | undefined };
  /** Starts the launcher with `serve`; resolves when the pages are there and the office's server runs, or at the pages alone. */
  start(isAnswering?: boolean): Promise<Running>;
  /** Resolves when the office's server runs, under the manager that runs. */
  answers(): Promise<void>;
  /** One command of the version that is current. */
  command(args: readonly string[], input?: string): Promise<{ code: number; stdout: string; stderr: string }>;
  view(): Promise<UpdatesView>;
  installation(): { current: string; trial: unknown };
  record(): { state: { state: string; because?: string }; refused: string[] };
  counts(): Promise<{ people: number; rooms: number; messages: number }>;
  /** `sophie` writes to `otto`. */
  writes(text: string): Promise<void>;
  close(): Promise<void>;
}

export interface Running {
  readonly child: ChildProcess;
  /** Lines the launcher's processes said, so far and from now on. */
  readonly lines: readonly string[];
  /** The next line, said from now on, that fits. */
  heard(fits: (line: string) => boolean): Promise<string>;
  /** Kills all of it, servers included. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** @param face the built pages; each version has them with its number on them. Without it there are none. */
export async function openLab(first = '0.1.0', name = 'updates', face?: string): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), `chatelaine-${name}-`));
  const [base, data, feed] = ['base', 'data', 'feed'].map((one) => join(folder, one)) as [
    string,
    string,
    string,
  ];
  mkdirSync(join(base, 'versions'), { recursive: true });
  mkdirSync(feed);
  symlinkSync(join(root, 'node_modules'), join(base, 'node_modules'));
  cpSync(join(root, 'resources/launch/launch.mjs'), join(base, 'launch.mjs'));

  const key = makeKey();
  const ca = await makeAuthority('Update lab');
  const leaf = await ca.issue({ dns: ['localhost'] });
  writeFileSync(join(folder, 'ca.pem'), ca.pem);
  const serving: Lab['serving'] = {};
  const server = createServer({ key: leaf.key, cert: leaf.pem }, (request, response) => {
    const path = request.url ?? '';
    if (serving.instead?.(path, response)) return;
    serve(join(feed, path.slice(1)), request.headers.range, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const url = `https://localhost:${port}/`;
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    CHATELAINE_TRIAL_SECONDS: '90',
    LANG: 'C',
  };

  function makeVersion(version: string, target: string, traits: readonly Trait[] = []): void {
    const skip = (path: string) =>
      !path.includes('/licences/') && !path.includes('/screenshots/') && !path.includes('/icons/');
    for (const part of [
      'electron',
      'server',
      'resources/guides',
      'resources/client-setup',
      'resources/changelog.json',
    ])
      cpSync(join(root, part), join(target, part), { recursive: true, filter: skip });
    if (face !== undefined) {
      const pages = join(target, 'dist/renderer');
      cpSync(face, pages, { recursive: true });
      const index = readFileSync(join(pages, 'index.html'), 'utf8');
      writeFileSync(join(pages, 'index.html'), index.replace('<html', `<html data-version="${version}"`));
    }
    const source = { feed: url, channel: 'stable', keys: [key.publicKey] };
    writeFileSync(join(target, 'resources/update.json'), JSON.stringify(source));
    const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    writeFileSync(
      join(target, 'package.json'),
      JSON.stringify({
        name: 'chatelaine',
        version,
        type: 'module',
        dependencies: own.dependencies,
        bin: { chatelaine: 'electron/cli.ts' },
      }),
    );
    for (const trait of traits) {
      const { file, change } = CHANGES[trait];
      const before = readFileSync(join(target, file), 'utf8');
      const after = change(before);
      if (after === before) throw new Error(`${trait} has changed nothing in ${file}`);
      writeFileSync(join(target, file), after);
    }
  }

  let releases: Releases = {
    ...{ format: 1, channel: 'stable', edition: 1, releases: [] },
    expires: new Date(Date.now() + 86_400_000).toISOString(),
  };
  const publish = () => writeFileSync(join(feed, 'stable.json'), signReleases(releases, key.pem));
  publish();

  makeVersion(first, join(base, 'versions', first));
  writeFileSync(join(base, 'installation.json'), JSON.stringify({ current: first, trial: null }));

  async function command(args: readonly string[], input = '') {
    const child = spawn(process.execPath, [join(base, 'launch.mjs'), ...args], {
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdin.end(input);
    const [code] = (await once(child, 'close')) as [number];
    return { code, stdout, stderr };
  }
  async function must(args: readonly string[], input = '') {
    const done = await command(args, input);
    if (done.code !== 0)
      throw new Error(`chatelaine ${args.join(' ')}: ${done.code} ${done.stdout}${done.stderr}`);
    return done.stdout;
  }

  const [chat, direct, web] = [await freePort(), await freePort(), await freePort()];
  const ports = ['--port', String(chat), '--tls-port', String(direct)];
  await must(
    [
      'setup',
      '--domain',
      DOMAIN,
      '--admin',
      'sophie',
      '--password-file',
      '-',
      '--data',
      data,
      '--yes',
      ...ports,
    ],
    `${PASSWORD}\n`,
  );
  const settingsFile = join(data, 'settings.json');
  const settings = JSON.parse(readFileSync(settingsFile, 'utf8'));
  const otherPorts: Record<string, number> = {};
  for (const one of ['web', 'servers', 'serversDirect', 'stun', 'stunDirect', 'files', 'components', 'admin'])
    otherPorts[one] = await freePort();
  settings.office = { ...settings.office, otherPorts };
  writeFileSync(settingsFile, JSON.stringify(settings));
  const config = join(data, 'server', 'server.json');
  await must(['ctl', '--config', config, 'register', 'otto', DOMAIN, '-'], `${PASSWORD}\n`);

  /** Told by the manager that runs. One that closes for an exchange in the middle is asked again as the next. */
  async function answers(): Promise<void> {
    for (;;) {
      if (await serverRuns().catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async function serverRuns(): Promise<boolean> {
    const reached = await callRunning(data);
    if (!reached) return false;
    try {
      return (await reached.client.server.overview()).status.state === 'running';
    } finally {
      await reached.close();
    }
  }

  const running = new Set<Running>();
  async function start(isAnswering = true): Promise<Running> {
    const args = [
      join(base, 'launch.mjs'),
      'serve',
      '--data',
      data,
      '--listen',
      `127.0.0.1:${web}`,
      '--json',
    ];
    // A group of its own, so that all of it can be killed at one moment, as a power cut does.
    const child = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    const waiting = new Set<(line: string) => void>();
    const hear = (line: string) => {
      lines.push(line);
      for (const tell of waiting) tell(line);
    };
    createInterface({ input: child.stdout! }).on('line', hear);
    createInterface({ input: child.stderr! }).on('line', hear);
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const one: Running = {
      ...{ child, lines },
      heard: (fits) =>
        new Promise((resolve, reject) => {
          const tell = (line: string) => {
            if (!fits(line)) return;
            waiting.delete(tell);
            resolve(line);
          };
          waiting.add(tell);
          void gone.then(() => reject(new Error(`it ended: ${lines.slice(-20).join('\n')}`)));
        }),
      async kill() {
        running.delete(one);
        try {
          process.kill(-child.pid!, 'SIGKILL');
        } catch {
          // All of it has ended by itself.
        }
        await gone;
      },
      async stop() {
        running.delete(one);
        if (child.exitCode === null) child.kill('SIGTERM');
        await gone;
      },
    };
    running.add(one);
    await one.heard((line) => line.includes('"event":"listening"'));
    if (isAnswering) await answers();
    return one;
  }

  return {
    ...{ base, data, serving, command, start, answers },
    async offer(version, traits = [], more = {}) {
      const target = join(folder, 'made', version);
      rmSync(target, { recursive: true, force: true });
      makeVersion(version, target, traits);
      const file = `chatelaine-${version}-any.tar.zst`;
      const packed = await packVersion(target, join(feed, file), 1);
      const { schema } = JSON.parse(await must(['version', '--json'])) as { schema: Release['schema'] };
      const grown = traits.includes('migrates') ? { ...schema, server: schema.server + 1 } : schema;
      const release: Release = {
        ...{ version, at: new Date().toISOString(), schema: grown, staged: 100 },
        archives: [{ system: 'any', url: file, ...packed }],
        ...more,
      };
      releases = { ...releases, edition: releases.edition + 1, releases: [release, ...releases.releases] };
      publish();
    },
    announce(change) {
      releases = change(releases);
      publish();
    },
    view: async () => JSON.parse((await command(['update', 'status', '--json', '--data', data])).stdout),
    installation: () => JSON.parse(readFileSync(join(base, 'installation.json'), 'utf8')),
    record: () => JSON.parse(readFileSync(join(data, 'updates/state.json'), 'utf8')),
    counts: async () => JSON.parse(await must(['ctl', '--config', config, '--json', 'data_counts'])),
    async writes(text) {
      const client = await connectClient({ port: chat, host: DOMAIN, tls: 'starttls', timeoutMs: 30_000 });
      await client.startTls();
      await client.authenticate('sophie', PASSWORD);
      await client.bind('desk');
      client.send(`<message type='chat' to='otto@${DOMAIN}' id='${text}'><body>${text}</body></message>`);
      await client.settle();
      await client.close();
    },
    async close() {
      for (const one of running) await one.kill();
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serve(file: string, range: string | undefined, response: ServerResponse): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) return void response.writeHead(404).end();
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': size - from });
  response.end(readFileSync(file).subarray(from));
}
