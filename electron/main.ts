/**
 * The desktop face's entry: one instance, the manager, the shell around it. Composition only.
 *
 * The manager runs in this process; the XMPP server runs as its child under a plain Node, never under Electron's own.
 * Where a manager without a window already looks after the data folder, its pages open in the browser instead.
 */
import './require-node.ts';
import { extname, join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { app, protocol, shell } from 'electron';
import { writeLinkPage } from './link-page.ts';
import { dataFolder } from './manager/data-folder.ts';
import { openDoorbell, ring } from './manager/doorbell.ts';
import { findProgram } from './manager/find-program.ts';
import { elevationHere } from './manager/firewall/elevate.ts';
import { type Manager, openManager } from './manager/manager.ts';
import { createNodeHost } from './node-host.ts';
import { APP_SCHEME } from './shell/app-scheme.ts';
import { createDesktop, type Desktop, wordsFor } from './shell/desktop.ts';
import { createDialogs } from './shell/dialogs.ts';
import { dataArgument, places } from './shell/places.ts';
import { isManagerLink, isOurs, mayOpenOutside } from './shell/security.ts';
import { claimSingleInstance } from './shell/single-instance.ts';
import { createDispatcher } from './transport/dispatcher.ts';
import { listenOnIpc } from './transport/ipc.ts';
import { createPortTransport } from './transport/port.ts';
import { VERSION } from './version.ts';
import { readPageFile } from './web/files.ts';

const dataDir = dataFolder(dataArgument(process.argv));
const where = places({
  packaged: app.isPackaged,
  // One folder up from the sources, two from dist/electron.
  appPath: join(import.meta.dirname, extname(import.meta.filename) === '.ts' ? '..' : '../..'),
  resourcesPath: process.resourcesPath,
  platform: process.platform,
});
// For what is said before the manager's settings are known.
const early = createDialogs({ words: () => wordsFor('system'), owner: () => undefined });

async function openOutside(address: string): Promise<void> {
  if (!mayOpenOutside(address)) throw new Error('only https, xmpp and mail links leave the program');
  await shell.openExternal(address);
}

/** Undefined when another manager owns the folder; the person was told by then, and led to its pages. */
async function open(): Promise<Manager | undefined> {
  try {
    const host = createNodeHost(dataDir);
    const { server, cli, leash } = host.entries;
    return await openManager({
      host: {
        ...host,
        face: 'desktop',
        elevation: elevationHere({ uid: process.getuid?.(), terminal: false, display: true, findProgram }),
        node: where.node,
        entries: { server: where.plain(server), cli: where.plain(cli), leash: where.plain(leash) },
        openExternal: openOutside,
      },
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'data.locked') throw error;
  }
  // One that does not answer has no link to give; that another is there stays true.
  const link = (await ring(dataDir).catch(() => undefined))?.url;
  const usable = link !== undefined && link !== null && isManagerLink(link);
  if ((await early.owned(dataDir, usable)) && usable)
    await shell.openPath(await writeLinkPage(dataDir, link));
  return undefined;
}

async function showFace(manager: Manager): Promise<Desktop> {
  const dispatcher = createDispatcher(manager);
  const closeDoorbell = await openDoorbell(dataDir, () => ({ face: 'desktop', url: null }));
  const note = (what: string, more = {}) => manager.log.warn({ subsystem: 'shell', ...more }, what);
  const stopListening = listenOnIpc({
    serve: createPortTransport(dispatcher),
    isOurs,
    refused: (what) => note('a frame that is not ours asked for the manager', { what }),
  });
  const desktop = await createDesktop({
    client: createRouterClient(dispatcher, { context: { session: null } }),
    places: where,
    readPage: (path) => readPageFile(where.renderer, path),
    dataDir,
    version: VERSION,
    boundsFile: join(app.getPath('userData'), 'window.json'),
    openExternal: openOutside,
    async stopManager() {
      stopListening();
      await closeDoorbell();
      await manager.close();
    },
    note,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void desktop.quitNow());
  desktop.open();
  await manager.begin();
  return desktop;
}

async function run(shown: (desktop: Desktop) => void): Promise<void> {
  const manager = await open();
  if (manager === undefined) return app.exit(0);
  try {
    shown(await showFace(manager));
  } catch (error) {
    await manager.close();
    throw error;
  }
}

// Chromium's own profile. WHY: by default it would lie where the data folder lies on macOS and Windows, in its backups.
app.setPath('userData', join(app.getPath('appData'), 'chatelaine-window'));
protocol.registerSchemesAsPrivileged([APP_SCHEME]);
const desktop = Promise.withResolvers<Desktop>();
const first = claimSingleInstance({
  app,
  dataDir,
  onSecond: (verdict) =>
    void desktop.promise.then((made) => {
      made.open();
      if (verdict.do === 'refuse') void made.dialogs.otherFolder(dataDir, verdict.asked);
    }),
});
if (!first) app.exit(0);
else
  app
    .whenReady()
    .then(() => run(desktop.resolve))
    .catch(async (error: unknown) => {
      console.error(error);
      await early.noStart(error, dataDir);
      app.exit(1);
    });
