/**
 * The real electron-updater in plain Node, for one form of package: a program and a network of its own, a feed on loopback, and above
 * it our signed statement. A package is a script that says which version it is and what it was started with.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { createDesktopPorter, type DesktopPorter } from '../../electron/manager/updates/desktop-porter.ts';
import { askFeed } from '../../electron/manager/updates/feed.ts';
import { type Archive, archiveFor, choose } from '../../electron/manager/updates/releases.ts';
import { createUpdaterDriver, type DesktopForm } from '../../electron/shell/updater.ts';
import * as electron from '../support/electron-stub.ts';

const tool = (await import(`${join(import.meta.dirname, '../../resources/tools/release.mjs')}`)) as {
  makeKey(): { pem: string; publicKey: string };
  signReleases(payload: unknown, key: string): string;
};
export const { makeKey } = tool;

// electron-updater asks for Electron by `require`, which no mock of modules reaches.
const require = createRequire(import.meta.url);
const place = require.resolve('electron');
require.cache[place] = { id: place, filename: place, loaded: true, exports: electron } as never;
const { HttpExecutor } = require('builder-util-runtime') as typeof import('builder-util-runtime');

/** Node's own line to the feed: Electron's needs Electron. */
class NodeExecutor extends HttpExecutor<ReturnType<typeof httpRequest>> {
  createRequest(options: object, callback: (response: never) => void) {
    return httpRequest(options, callback as never);
  }
  // As Electron's executor has it, whose `net` is the only other thing in it.
  download(url: URL, destination: string, options: { cancellationToken: never; headers?: object | null }) {
    const { cancellationToken, headers } = options as {
      cancellationToken: {
        createPromise<T>(
          run: (
            resolve: (value: T) => void,
            reject: (error: Error) => void,
            onCancel: (run: () => void) => void,
          ) => void,
        ): Promise<T>;
      };
      headers: Record<string, string>;
    };
    return cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const { hostname, port, pathname, search, protocol } = url;
      const to = { hostname, port, protocol, path: pathname + search, headers };
      const callback = (error: Error | null) => (error ? reject(error) : resolve(destination));
      this.doDownload(to, { destination, options, onCancel, callback, responseHandler: null } as never, 0);
    });
  }
}

export const HERE = '1.0.0';
export const program = (version: string, more = 40_000) =>
  Buffer.from(`#!/bin/sh\necho ${version} $* > "$SAYS"\n${'#'.repeat(more)}\n`);
const sha512 = (bytes: Buffer, form: 'hex' | 'base64' = 'hex') =>
  createHash('sha512').update(bytes).digest(form);

export const FORMS = {
  appimage: { system: 'linux-x64-appimage', yml: 'latest-linux.yml', ending: '.AppImage', platform: 'linux' },
  nsis: { system: 'win32-x64-nsis', yml: 'latest.yml', ending: '.exe', platform: 'win32' },
} as const;

export interface Published {
  version?: string;
  bytes?: Buffer;
  /** What latest*.yml says, and what our statement says: of `bytes` unless told. */
  yml?: Buffer;
  statement?: Buffer;
  staging?: number;
  signedBy?: string;
  /** Into latest*.yml, as electron-builder writes it for a program for all people of a computer. */
  isAdminRightsRequired?: boolean;
}

export type Wanted = Archive & { channel: string; version: string };

export interface UpdateLab {
  readonly home: string;
  /** The program that runs. */
  readonly present: string;
  /** Paths that were asked for, and what the asker says of itself. */
  readonly asked: { url: string; staging: string | undefined; range: string | undefined }[];
  /** How often the program was told to leave by electron-updater itself. */
  readonly quits: () => number;
  /** What lies at the feed, by name. */
  readonly files: Record<string, Buffer | string>;
  /** Answers instead of the feed where it says so. */
  instead: ((path: string, response: ServerResponse) => boolean) | undefined;
  publish(one?: Published): Buffer;
  driver(more?: { lookMs?: number; publisher?: string }): ReturnType<typeof createUpdaterDriver>;
  /** One look as the manager does it: the statement first, and then electron-updater. */
  look(
    porter?: DesktopPorter,
    isWithin?: (percentage: number) => boolean,
  ): Promise<string | { porter: DesktopPorter; wanted: Wanted }>;
  /** The same, of one that has to be offered. */
  offered(porter?: DesktopPorter): Promise<{ porter: DesktopPorter; wanted: Wanted }>;
  bring(found: { porter: DesktopPorter; wanted: Wanted }, signal?: AbortSignal): Promise<number[]>;
  /** What the program says that was started; undefined: none was. */
  says(): string | undefined;
  /** The folder electron-updater fetches into. */
  readonly pending: string;
  readonly key: { pem: string; publicKey: string };
  close(): void;
}

export async function openUpdateLab(form: DesktopForm): Promise<UpdateLab> {
  const { system, yml, ending, platform } = FORMS[form];
  const home = mkdtempSync(join(tmpdir(), 'chatelaine-updater-'));
  const key = makeKey();
  const present = join(home, 'apps', `Chatelaine${ending}`);
  let quits = 0;
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1).replace(/\?.*/, '');
    const { range, 'x-user-staging-id': staging } = request.headers;
    lab.asked.push({ url: path, range, staging: staging as string | undefined });
    if (lab.instead?.(path, response)) return;
    const found = lab.files[path];
    response.writeHead(found === undefined ? 404 : 200, { 'content-length': Buffer.byteLength(found ?? '') });
    response.end(found);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const feed = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
  mkdirSync(join(home, 'apps'));
  mkdirSync(join(home, 'cache', 'pending'), { recursive: true });
  writeFileSync(present, program(HERE));
  chmodSync(present, 0o755);
  const config = join(home, 'app-update.yml');
  const configure = (more = '') =>
    writeFileSync(
      config,
      `provider: generic\nurl: https://updates.invalid/\nupdaterCacheDirName: cache\n${more}`,
    );
  configure();
  vi.stubEnv('APPIMAGE', form === 'appimage' ? present : undefined);
  vi.stubEnv('SAYS', join(home, 'says'));

  const lab: UpdateLab = {
    ...{
      home,
      present,
      key,
      asked: [],
      files: {},
      instead: undefined,
      pending: join(home, 'cache', 'pending'),
    },
    quits: () => quits,
    publish(one = {}) {
      const { version = '1.1.0', bytes = program(version), staging, isAdminRightsRequired } = one;
      const name = `Chatelaine-${version}${ending}`;
      const said = sha512(one.yml ?? bytes, 'base64');
      const lines = [
        `version: ${version}`,
        `files:\n  - url: ${name}\n    sha512: ${said}\n    size: ${bytes.length}`,
        ...(isAdminRightsRequired ? ['    isAdminRightsRequired: true'] : []),
        `path: ${name}\nsha512: ${said}\nreleaseDate: '2026-11-20T00:00:00.000Z'`,
        ...(staging === undefined ? [] : [`stagingPercentage: ${staging}`]),
      ];
      const archive = {
        ...{ system, url: name, bytes: bytes.length, unpackedBytes: bytes.length },
        sha512: sha512(one.statement ?? bytes),
      };
      const schema = { server: 1, manager: 1 };
      const release = { version, at: '2026-11-20T00:00:00Z', schema, archives: [archive] };
      const payload = {
        ...{ format: 1, channel: 'stable', edition: 1, expires: '2099-01-01T00:00:00Z' },
        releases: [release],
      };
      for (const old of Object.keys(lab.files)) delete lab.files[old];
      lab.files[yml] = `${lines.join('\n')}\n`;
      lab.files['stable.json'] = tool.signReleases(payload, one.signedBy ?? key.pem);
      lab.files[name] = bytes;
      return bytes;
    },
    driver({ lookMs, publisher } = {}) {
      if (publisher) configure(`publisherName: ${publisher}\n`);
      const adapter = {
        ...{ version: HERE, name: 'chatelaine', isPackaged: true, appUpdateConfigPath: config },
        ...{ userDataPath: join(home, 'profile'), baseCachePath: home },
        whenReady: async () => undefined,
        relaunch: () => undefined,
        quit: () => {
          quits++;
        },
        onQuit: () => undefined,
      };
      return createUpdaterDriver({
        ...{ feed, form, arch: 'x64', log: () => undefined, args: ['--data=/srv/office'] },
        ...(lookMs !== undefined && { lookMs }),
        make: (Updater) =>
          Object.assign(new Updater(null, adapter), {
            // As Electron's, it knows no limit of time.
            httpExecutor: Object.assign(new NodeExecutor(), { addTimeOutHandler: () => undefined }),
            _testOnlyOptions: { platform },
            // It asks Windows; here nobody has signed anything.
            ...(publisher && { verifyUpdateCodeSignature: async () => 'not signed' }),
          }),
      });
    },
    async look(porter = createDesktopPorter(lab.driver()), isWithin = () => true) {
      const answer = await askFeed(feed, 'stable', 0, { fetch, keys: [key.publicKey], now: Date.now });
      if (!answer.ok) return answer.because;
      const here = {
        ...{ version: HERE, system: porter.system, schema: { server: 1, manager: 1 } },
        ...{ installation: 'one', refused: [] },
      };
      const verdict = choose(answer.releases.releases, here, true);
      if (!verdict.take) return verdict.because;
      const archive = archiveFor(verdict.release, porter.system)!;
      const wanted = { ...archive, channel: 'stable', version: verdict.release.version };
      const agreement = await porter.agrees!({ ...wanted, isWithin }, AbortSignal.timeout(20_000));
      return agreement === 'yes' ? { porter, wanted } : agreement;
    },
    async offered(porter) {
      const found = await lab.look(porter);
      if (typeof found === 'string') throw new Error(`not offered: ${found}`);
      return found;
    },
    async bring({ porter, wanted }, signal = AbortSignal.timeout(20_000)) {
      const seen: number[] = [];
      await porter.bring(wanted, { signal, progress: (done) => void seen.push(done) });
      return seen;
    },
    says() {
      const file = readdirSync(home).includes('says') ? readFileSync(join(home, 'says'), 'utf8') : '';
      return file === '' ? undefined : file.trim();
    },
    close() {
      vi.unstubAllEnvs();
      server.closeAllConnections();
      server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return lab;
}
