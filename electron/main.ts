/**
 * The desktop face's entry: one instance, the manager, the shell around it. Composition only.
 *
 * The manager runs in this process; the XMPP server runs as its child under a plain Node, never under Electron's own.
 * Where another manager has the data folder, such as the service of this computer, the window is one on that (which-face.ts).
 */
import './require-node.ts';
import { extname, join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { app, protocol, shell } from 'electron';
import { createDesktopUpdates, StaysClosed } from './desktop-updates.ts';
import { writeLinkPage } from './link-page.ts';
import { type Attached, attach } from './local/attached.ts';
import { openLine } from './local/line.ts';
import { createRelay, type RelayedPort } from './local/relay.ts';
import { comes } from './local/successor.ts';
import { dataFolder } from './manager/data-folder.ts';
import { openDoorbell, ring } from './manager/doorbell.ts';
import { findProgram } from './manager/find-program.ts';
import { elevationHere } from './manager/firewall/elevate.ts';
import { type Manager, openManager } from './manager/manager.ts';
import { run as runProgram } from './manager/run.ts';
import { keeperOfThis } from './manager/system-service/keepers.ts';
import type { HandOver } from './manager/updates/updates.ts';
import { createNodeHost } from './node-host.ts';
import { APP_SCHEME } from './shell/app-scheme.ts';
import { createDesktop, type Desktop, wordsFor } from './shell/desktop.ts';
import { createDialogs } from './shell/dialogs.ts';
import { dataArgument, places, relaunchOptions } from './shell/places.ts';
import { isManagerLink, isOurs, mayOpenOutside } from './shell/security.ts';
import { claimSingleInstance } from './shell/single-instance.ts';
import { linkArgument, pageOfLink } from './shell/xmpp-link.ts';
import { createDispatcher } from './transport/dispatcher.ts';
import { listenOnIpc } from './transport/ipc.ts';
import { createPortTransport } from './transport/port.ts';
import { createWebSocketTransport } from './transport/websocket.ts';
import { VERSION } from './version.ts';
import { readPageFile } from './web/files.ts';
import { whichFace } from './which-face.ts';

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

const host = createNodeHost(dataDir);
/** Set once there is one; until then a service that takes over finds nothing to close. */
const desktop = Promise.withResolvers<Desktop>();

const { server, cli, leash } = host.entries;
/** As plain Node runs it, which does not read the archive. */
const plainHost = {
  ...{ ...host, node: where.node },
  entries: { server: where.plain(server), cli: where.plain(cli), leash: where.plain(leash) },
};
const updates = createDesktopUpdates({
  ...{ host: plainHost, packaged: app.isPackaged },
  ...{ platform: process.platform, env: process.env, arch: process.arch },
  args: dataArgument(process.argv) === undefined ? [] : [`--data=${dataDir}`],
});

const openOwn = (): Promise<Manager> => updates.open(openInside, () => exchange('give-up'));

const openInside = (): Promise<Manager> =>
  openManager({
    host: {
      ...plainHost,
      face: 'desktop',
      elevation: elevationHere({ uid: process.getuid?.(), terminal: false, display: true, findProgram }),
      openExternal: openOutside,
    },
    // The service takes the folder; this program begins anew as a window on it.
    handOver: (why) => {
      if (why === 'service') void desktop.promise.then(beginAnew);
      else exchange(why);
    },
    // The state of a backup comes into force at a start.
    restart: () => void desktop.promise.then(beginAnew),
    ...(updates.porter && { desktopPorter: updates.porter }),
  });

/** The manager closes, and an installer brings another version; where none does, this one begins anew. */
function exchange(why: HandOver): void {
  void desktop.promise.then((made) =>
    made.quitNow(async () => {
      // A new version that is there before we are gone must not take us for the one that stays. WHY not sooner: until then a second
      // click on the icon would open the folder in the middle of the exchange.
      if (!(await updates.exchange(why, () => app.releaseSingleInstanceLock()))) relaunch();
    }),
  );
}

const relaunch = () => app.relaunch(relaunchOptions({ packaged: app.isPackaged, env: process.env }));

function beginAnew(made: Desktop): Promise<void> {
  relaunch();
  return made.quitNow();
}

const { keeper } = keeperOfThis({ run: runProgram, home: app.getPath('home') });
/** Taken away again, a service is not waited for any longer. */
const coming = async () => (await keeper.look()) !== null;

/** This version is not good for the office's data, which is as it was; the one before has to be installed again. */
async function tellEarlier({ start: { version, from, earlier } }: StaysClosed): Promise<void> {
  const usable = mayOpenOutside(earlier);
  if (await early.earlierVersion(version, from, usable)) await openOutside(earlier);
}

/** Somebody has the folder and does not answer as a manager of ours does: the person is told, and led to its pages where it gives a link. */
async function tellHeld(): Promise<void> {
  // One that does not answer has no link to give; that another is there stays true.
  const link = (await ring(dataDir).catch(() => undefined))?.url;
  const usable = link !== undefined && link !== null && isManagerLink(link);
  if ((await early.owned(dataDir, usable)) && usable)
    await shell.openPath(await writeLinkPage(dataDir, link));
}

/** Read when the window is made: by then Chromium's profile has its place. */
const shared = () => ({
  ...{ places: where, dataDir, version: VERSION, openExternal: openOutside },
  readPage: (path: string) => readPageFile(where.renderer, path),
  boundsFile: join(app.getPath('userData'), 'window.json'),
});

async function showFace(manager: Manager): Promise<Desktop> {
  const dispatcher = createDispatcher(manager);
  const closeDoorbell = await openDoorbell(dataDir, () => ({ face: 'desktop', url: null }));
  const closeLine = await openLine({ dataDir, serve: createWebSocketTransport(dispatcher) });
  const note = (what: string, more = {}) => manager.log.warn({ subsystem: 'shell', ...more }, what);
  const stopListening = listenOnIpc({
    serve: createPortTransport(dispatcher),
    isOurs,
    refused: (what) => note('a frame that is not ours asked for the manager', { what }),
  });
  const made = await createDesktop({
    ...shared(),
    client: createRouterClient(dispatcher, { context: { session: null } }),
    async stopManager() {
      stopListening();
      await Promise.all([closeDoorbell(), closeLine()]);
      await manager.close();
    },
    note,
  });
  made.open();
  await manager.begin();
  return made;
}

/** A window on the manager of another process: its pages are served from here, its calls from there. */
async function showAttached(attached: Attached): Promise<Desktop> {
  const note = (what: string, more = {}) => console.error(what, more);
  const relay = createRelay(dataDir);
  const stopListening = listenOnIpc({
    serve: (port) => relay(port as unknown as RelayedPort),
    isOurs,
    refused: (what) => note('a frame that is not ours asked for the manager', { what }),
  });
  let leaving = false;
  const made = await createDesktop({
    ...shared(),
    client: attached.client,
    attached: true,
    async stopManager() {
      // The line ends with this process; what is under way on it may still say that it is over.
      leaving = true;
      stopListening();
    },
    note,
  });
  made.open();
  void watchOver(attached, made, () => leaving).catch((error) =>
    note('the service was lost sight of', { cause: String(error) }),
  );
  return made;
}

/** A restart of the service, as an update has it, is waited for; the pages ask again by themselves. */
const BEGINS_ANEW_MS = 30_000;

async function watchOver(attached: Attached, made: Desktop, leaving: () => boolean): Promise<void> {
  for (;;) {
    await attached.ended();
    if (leaving()) return;
    if ((await comes(dataDir, BEGINS_ANEW_MS, host.clock)) && (await attached.again())) {
      await made.follow();
      continue;
    }
    if (leaving()) return;
    const answer = await made.dialogs.serviceStopped();
    if (answer === 'quit') return made.quitNow();
    if (answer === 'here') return beginAnew(made);
    const found = await keeper.look();
    await keeper.start(found?.scope ?? 'system').catch((error) => console.error(error));
  }
}

async function run(shown: (desktop: Desktop) => void): Promise<void> {
  const face = await whichFace({
    dataDir,
    attach: () => attach(dataDir),
    openManager: openOwn,
    service: keeper,
    comes: (ms) => comes(dataDir, ms, host.clock, { coming }),
    ask: early.serviceStopped,
  });
  if (face.is === 'held') await tellHeld();
  if (face.is === 'held' || face.is === 'left') return app.exit(0);
  try {
    const made = await (face.is === 'own' ? showFace(face.manager) : showAttached(face.attached));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void made.quitNow());
    shown(made);
    openLink(linkArgument(process.argv));
  } catch (error) {
    // What went wrong first is the reason; that it could not close in order either is not.
    if (face.is === 'own') await face.manager.close().catch(() => undefined);
    throw error;
  }
}

/** Somebody chose Chatelaine for an `xmpp:` link: the page about whom it names. */
function openLink(link: string | undefined): void {
  const page = link === undefined ? undefined : pageOfLink(link);
  if (page !== undefined) void desktop.promise.then((made) => made.openAt(page));
}

// Chromium's own profile. WHY: by default it would lie where the data folder lies on macOS and Windows, in its backups.
app.setPath('userData', join(app.getPath('appData'), 'chatelaine-window'));
protocol.registerSchemesAsPrivileged([APP_SCHEME]);
const first = claimSingleInstance({
  app,
  dataDir,
  onSecond: (verdict, argv) =>
    void desktop.promise.then((made) => {
      openLink(linkArgument(argv));
      made.open();
      if (verdict.do === 'refuse') void made.dialogs.otherFolder(dataDir, verdict.asked);
    }),
});
// macOS hands links over as an event, before or after the start.
app.on('open-url', (event, link) => {
  event.preventDefault();
  openLink(link);
});
if (!first) app.exit(0);
else
  app
    .whenReady()
    .then(() => run(desktop.resolve))
    .catch(async (error: unknown) => {
      console.error(error);
      await (error instanceof StaysClosed ? tellEarlier(error) : early.noStart(error, dataDir));
      app.exit(1);
    });
