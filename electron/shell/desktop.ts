/**
 * The desktop face: joins window, tray, menu and dialogs, and leads the way out. Decides nothing itself: that is in
 * `quit.ts`, `single-instance.ts`, `words.ts` and the templates.
 */
import { app, Menu, nativeTheme, powerMonitor, session, shell } from 'electron';
import { createAppHandler, type ReadPage } from './app-scheme.ts';
import { createDialogs, type Dialogs } from './dialogs.ts';
import { menuTemplate } from './menu.ts';
import { createNotifications } from './notifications.ts';
import type { Places } from './places.ts';
import { onClose, onQuit, stopInTime } from './quit.ts';
import { guardSession } from './security.ts';
import { type Client, createStatus, type Known } from './status.ts';
import { createTray, type TrayView } from './tray.ts';
import { createWindow } from './window.ts';
import { chooseLanguage, WORDS, type Words } from './words.ts';

export interface DesktopParts {
  readonly client: Client;
  readonly places: Places;
  readonly readPage: ReadPage;
  readonly dataDir: string;
  readonly version: string;
  /** Where the window's place is remembered. */
  readonly boundsFile: string;
  readonly openExternal: (address: string) => Promise<void>;
  /** Stops the server in order, then the manager. */
  readonly stopManager: () => Promise<void>;
  /** The manager is another process's: quitting closes the window and stops nothing. */
  readonly attached?: boolean;
  readonly note: (what: string, more?: Record<string, unknown>) => void;
}

export interface Desktop {
  open(): void;
  /** The same, with a page of ours in it, such as `/people`. */
  openAt(page: string): void;
  /** Reads all anew and follows again: the manager of another process was begun anew. */
  follow(): Promise<void>;
  /** Asks if need be. */
  quit(): Promise<void>;
  /** Asks nobody: the system ends, or a signal came. `last` runs with the manager closed. */
  quitNow(last?: () => Promise<void>): Promise<void>;
  readonly dialogs: Dialogs;
}

/** Words for what is shown before the manager's settings are known, and for afterwards. */
export const wordsFor = (choice: Known['language']): Words =>
  WORDS[chooseLanguage(choice, app.getPreferredSystemLanguages())];

export async function createDesktop(parts: DesktopParts): Promise<Desktop> {
  const { client, places, dataDir, version, note } = parts;
  const following = new AbortController();
  let leaving = false;

  const status = createStatus({
    client,
    changed: () => show(),
    notice: (notice) => notifications.show(notice),
    lost: (error) => note('the window and the tray lost touch with the manager', { cause: String(error) }),
  });
  const words = () => wordsFor(status.now.language);
  const openOutside = (address: string) =>
    void parts
      .openExternal(address)
      .catch((error) => note('a link could not be opened', { cause: String(error) }));
  const refused = (what: string) => note('the page asked for something it may not have', { what });

  session.defaultSession.protocol.handle('app', createAppHandler(parts.readPage));
  guardSession(session.defaultSession, { refused });

  const window = createWindow({
    preload: places.preload,
    icon: `${places.icons}/linux/512x512.png`,
    boundsFile: parts.boundsFile,
    openOutside,
    refused,
    mayHide: () =>
      onClose({ server: status.now.server, tray: tray !== undefined, platform: process.platform }).do,
    quit: () => void quit(),
    sessionEnds: () => void quitNow(),
    gone(page) {
      note('the page stopped answering');
      void dialogs.pageGone().then((again) => {
        if (again && !page.isDestroyed()) page.webContents.reload();
      });
    },
  });
  const dialogs = createDialogs({ words, owner: window.current });
  const notifications = createNotifications({
    language: () => chooseLanguage(status.now.language, app.getPreferredSystemLanguages()),
    open: window.openAt,
  });

  async function change(did: 'start' | 'stop'): Promise<void> {
    try {
      await client.server[did]();
    } catch (error) {
      note(`the server could not be ${did === 'start' ? 'started' : 'stopped'} from the tray`, {
        code: (error as { code?: string }).code,
      });
      await dialogs.serverRefused(did);
    }
  }

  async function quit(): Promise<void> {
    if (leaving) return;
    const verdict = onQuit({
      server: status.now.server,
      systemEnds: false,
      attached: parts.attached === true,
    });
    if (verdict.do === 'ask') {
      const answer = await dialogs.askQuit();
      if (answer === 'background') window.hide();
      if (answer !== 'stop') return;
    }
    await quitNow();
  }

  async function quitNow(last?: () => Promise<void>): Promise<void> {
    if (leaving) return;
    leaving = true;
    following.abort();
    window.close();
    tray?.close();
    const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const { ended } = await stopInTime(parts.stopManager, after);
    // Whatever it met, a program without a window and without a manager has to end.
    await last?.().catch((error) => note('what was to be done at the end was not', { cause: String(error) }));
    app.exit(ended === 'in-order' ? 0 : 1);
  }

  const view = (): TrayView => ({
    server: status.now.server,
    words: words(),
    dark: nativeTheme.shouldUseDarkColors,
  });
  const tray = createTray(
    {
      icons: places.icons,
      platform: process.platform,
      actions: {
        open: window.open,
        start: () => void change('start'),
        stop: () => void change('stop'),
        quit: () => void quit(),
      },
    },
    view(),
  );

  function show(): void {
    if (nativeTheme.themeSource !== status.now.theme) nativeTheme.themeSource = status.now.theme;
    tray?.show(view());
    const template = menuTemplate({
      platform: process.platform,
      words: words(),
      developer: !app.isPackaged,
      actions: {
        about: () => void dialogs.about(version, dataDir),
        showDataFolder: () => void shell.openPath(dataDir),
        quit: () => void quit(),
      },
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  nativeTheme.on('updated', () => tray?.show(view()));
  app.on('activate', () => window.open());
  // Without this listener Electron would quit with the last window, and the server with it.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', (event) => {
    if (leaving) return;
    event.preventDefault();
    void quit();
  });
  // Linux and macOS: the shutdown waits a moment for us.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    void quitNow();
  });

  await status.follow(following.signal);
  show();
  const follow = () => status.follow(following.signal);
  return { open: window.open, openAt: window.openAt, follow, quit, quitNow, dialogs };
}
