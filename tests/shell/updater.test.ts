/**
 * The real electron-updater, in plain Node: AppImageUpdater with a program and a network of its own, a feed on loopback, and above it
 * our signed statement. The "AppImage" is a script that says which version it is.
 */
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDesktopPorter } from '../../electron/manager/updates/desktop-porter.ts';
import { askFeed } from '../../electron/manager/updates/feed.ts';
import { archiveFor, choose } from '../../electron/manager/updates/releases.ts';
import { createUpdaterDriver, desktopForm } from '../../electron/shell/updater.ts';
import * as electron from '../support/electron-stub.ts';

const { makeKey, signReleases } = (await import(
  `${join(import.meta.dirname, '../../resources/tools/release.mjs')}`
)) as { makeKey(): { pem: string; publicKey: string }; signReleases(payload: unknown, key: string): string };

// electron-updater asks for Electron by `require`, which no mock of modules reaches.
const require = createRequire(import.meta.url);
const autoUpdater = new EventEmitter();
const place = require.resolve('electron');
const before = require.cache[place];
require.cache[place] = {
  id: place,
  filename: place,
  loaded: true,
  exports: { ...electron, autoUpdater },
} as never;
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

const HERE = '1.0.0';
const program = (version: string) =>
  Buffer.from(`#!/bin/sh\necho ${version} > "$SAYS"\n${'#'.repeat(40_000)}\n`);
const sha512 = (bytes: Buffer, form: 'hex' | 'base64' = 'hex') =>
  createHash('sha512').update(bytes).digest(form);

let home: string;
let server: Server;
let feed: string;
let files: Record<string, Buffer | string>;
let asked: { url: string; staging: string | undefined }[];
let quits: number;
const key = makeKey();

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'chatelaine-updater-'));
  [files, asked, quits] = [{}, [], 0];
  server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1).replace(/\?.*/, '');
    asked.push({ url: path, staging: request.headers['x-user-staging-id'] as string | undefined });
    const found = files[path];
    const headers = { 'content-length': Buffer.byteLength(found ?? '') };
    response.writeHead(found === undefined ? 404 : 200, headers).end(found);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  feed = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
  mkdirSync(join(home, 'apps'));
  writeFileSync(join(home, 'apps', 'Chatelaine.AppImage'), program(HERE));
  chmodSync(join(home, 'apps', 'Chatelaine.AppImage'), 0o755);
  writeFileSync(
    join(home, 'app-update.yml'),
    'provider: generic\nurl: https://updates.invalid/\nupdaterCacheDirName: cache\n',
  );
  vi.stubEnv('APPIMAGE', join(home, 'apps', 'Chatelaine.AppImage'));
  vi.stubEnv('SAYS', join(home, 'says'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true, force: true });
});
test.runIf(before === undefined)('Electron itself was not loaded', () =>
  expect(require(place).autoUpdater).toBe(autoUpdater),
);

interface Published {
  version?: string;
  bytes?: Buffer;
  /** What latest-linux.yml says, and what our statement says: of `bytes` unless told. */
  yml?: Buffer;
  statement?: Buffer;
  staging?: number;
  signedBy?: string;
}

function publish(one: Published = {}): Buffer {
  const { version = '1.1.0', bytes = program(version), staging } = one;
  const name = `Chatelaine-${version}.AppImage`;
  const said = sha512(one.yml ?? bytes, 'base64');
  const yml = [
    `version: ${version}`,
    `files:\n  - url: ${name}\n    sha512: ${said}\n    size: ${bytes.length}`,
    `path: ${name}\nsha512: ${said}\nreleaseDate: '2026-11-20T00:00:00.000Z'`,
    ...(staging === undefined ? [] : [`stagingPercentage: ${staging}`]),
  ];
  const archive = {
    ...{ system: 'linux-x64-appimage', url: name, bytes: bytes.length, unpackedBytes: bytes.length },
    sha512: sha512(one.statement ?? bytes),
  };
  const release = {
    version,
    at: '2026-11-20T00:00:00Z',
    schema: { server: 1, manager: 1 },
    archives: [archive],
  };
  const payload = {
    format: 1,
    channel: 'stable',
    edition: 1,
    expires: '2099-01-01T00:00:00Z',
    releases: [release],
  };
  files = {
    'latest-linux.yml': `${yml.join('\n')}\n`,
    'stable.json': signReleases(payload, one.signedBy ?? key.pem),
    [name]: bytes,
  };
  return bytes;
}

const logged: string[] = [];
function make() {
  const adapter = {
    ...{
      version: HERE,
      name: 'chatelaine',
      isPackaged: true,
      appUpdateConfigPath: join(home, 'app-update.yml'),
    },
    ...{ userDataPath: join(home, 'profile'), baseCachePath: home },
    whenReady: async () => undefined,
    relaunch: () => undefined,
    quit: () => {
      quits++;
    },
    onQuit: () => undefined,
  };
  return createUpdaterDriver({
    ...{ feed, form: 'appimage', arch: 'x64', log: (level, what) => void logged.push(`${level} ${what}`) },
    make: (library) => {
      const one = new library.AppImageUpdater(null, adapter);
      Object.assign(one, { httpExecutor: new NodeExecutor() });
      return one;
    },
  });
}

/** One look as the manager does it: the statement first, and then electron-updater. */
async function look(porter = createDesktopPorter(make()), isWithin = (_: number) => true) {
  const parts = { fetch, keys: [key.publicKey], now: Date.now };
  const answer = await askFeed(feed, 'stable', 0, parts);
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
}
const signal = () => AbortSignal.timeout(20_000);

async function offered() {
  const found = await look();
  if (typeof found === 'string') throw new Error(`not offered: ${found}`);
  return found;
}

describe('a new version', () => {
  test('is offered, fetched, found genuine, and takes the place of the old one', async () => {
    const bytes = publish();
    const { porter, wanted } = await offered();
    expect(asked.map(({ url }) => url)).toEqual(['stable.json', 'latest-linux.yml']);
    const seen: number[] = [];
    expect(porter.lies!('1.1.0')).toBe(false);
    await porter.bring(wanted, { signal: signal(), progress: (done) => void seen.push(done) });
    expect([porter.lies!('1.1.0'), seen.at(-1)]).toEqual([true, bytes.length]);
    // Nothing happens by itself.
    expect([quits, existsSync(join(home, 'says'))]).toEqual([0, false]);

    const left = once(autoUpdater, 'before-quit-for-update');
    expect(await porter.install(wanted.sha512)).toBe(true);
    await left;
    await vi.waitFor(() => expect(readFileSync(join(home, 'says'), 'utf8')).toBe('1.1.0\n'), 10_000);
    expect(readFileSync(join(home, 'apps', 'Chatelaine.AppImage')).equals(bytes)).toBe(true);
    expect(quits).toBe(1);
  });

  test('the server is told no number of this installation', async () => {
    publish();
    await offered();
    expect(asked.find(({ url }) => url === 'latest-linux.yml')?.staging).toBe('');
  });

  test('exchanged in the person’s own folder after it was fetched: not installed', async () => {
    publish();
    const { porter, wanted } = await offered();
    await porter.bring(wanted, { signal: signal(), progress: () => undefined });
    const pending = join(home, 'cache', 'pending');
    const file = readdirSync(pending).find((name) => name.endsWith('.AppImage'))!;
    writeFileSync(join(pending, file), program('6.6.6'));
    expect(await porter.install(wanted.sha512)).toBe(false);
    expect(readFileSync(join(home, 'apps', 'Chatelaine.AppImage')).equals(program(HERE))).toBe(true);
  });

  test('given up in the middle: nothing of it is used', async () => {
    publish({ bytes: Buffer.alloc(4_000_000, 'x') });
    const { porter, wanted } = await offered();
    const stop = new AbortController();
    stop.abort(new Error('not now'));
    const bringing = porter.bring(wanted, { signal: stop.signal, progress: () => undefined });
    await expect(bringing).rejects.toThrow('not now');
    expect(porter.lies!('1.1.0')).toBe(false);
  });
});

describe('is refused', () => {
  test('a file that is not the one of latest-linux.yml', async () => {
    publish({ yml: Buffer.from('another'), statement: Buffer.from('another') });
    const { porter, wanted } = await offered();
    const bringing = porter.bring(wanted, { signal: signal(), progress: () => undefined });
    await expect(bringing).rejects.toMatchObject({ because: 'archive.forged' });
    expect(porter.lies!('1.1.0')).toBe(false);
  });

  test('whoever has the web space and not the key: electron-updater would take it', async () => {
    publish({ bytes: program('1.1.0-evil'), statement: program('1.1.0') });
    expect(await make().look('stable', () => true)).toMatchObject({ version: '1.1.0' });
    expect(await look()).toBe('feed.forged');
  });

  test('a statement with somebody else’s signature, before electron-updater is asked', async () => {
    publish({ signedBy: makeKey().pem });
    expect(await look()).toBe('feed.forged');
    expect(asked.map(({ url }) => url)).toEqual(['stable.json']);
  });

  test('a file that is longer than the statement says', async () => {
    publish();
    const { porter, wanted } = await offered();
    const bringing = porter.bring(
      { ...wanted, bytes: 1000 },
      { signal: signal(), progress: () => undefined },
    );
    await expect(bringing).rejects.toMatchObject({ because: 'archive.too-big' });
  });

  test('a downgrade, by both', async () => {
    publish({ version: '0.9.0' });
    expect(await make().look('stable', () => true)).toBeNull();
    expect(await look()).toBe('older');
  });

  test('for now, whoever is not in the part of a hundred it is for', async () => {
    publish({ staging: 25 });
    const lots: number[] = [];
    const isWithin = (percentage: number) => {
      lots.push(percentage);
      return false;
    };
    expect(await look(undefined, isWithin)).toBe('not-yet');
    expect(lots).toEqual([25]);
    expect(await look(undefined, (percentage) => 24 < percentage)).toMatchObject({
      wanted: { version: '1.1.0' },
    });
  });

  test('nobody there: said so', async () => {
    publish();
    delete files['latest-linux.yml'];
    expect(await look()).toBe('feed.unreachable');
  });
});

test.each<[string, Parameters<typeof desktopForm>[0], string | null]>([
  ['an AppImage', { packaged: true, platform: 'linux', env: { APPIMAGE: '/a' } }, 'appimage'],
  ['a .deb, a .rpm, an unpacked folder', { packaged: true, platform: 'linux', env: {} }, null],
  ['installed on Windows', { packaged: true, platform: 'win32', env: {} }, 'nsis'],
  [
    'carried about on Windows',
    { packaged: true, platform: 'win32', env: { PORTABLE_EXECUTABLE_DIR: 'E' } },
    null,
  ],
  ['macOS, unsigned', { packaged: true, platform: 'darwin', env: {} }, null],
  ['a checkout', { packaged: false, platform: 'linux', env: { APPIMAGE: '/a' } }, null],
])('%s', (_, here, form) => expect(desktopForm(here)).toBe(form));
