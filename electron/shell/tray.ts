/**
 * The key in the panel: the server's state at a glance, the window one click away.
 * The key is never recoloured; a hollow dot says that the server rests, a full one that it is in trouble.
 */
import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { ServerNow } from './quit.ts';
import type { Words } from './words.ts';

export type TrayPicture = 'running' | 'stopped' | 'trouble';

const PICTURES: Readonly<Record<ServerNow, TrayPicture>> = {
  'not-set-up': 'running',
  starting: 'running',
  running: 'running',
  stopping: 'stopped',
  stopped: 'stopped',
  waiting: 'trouble',
  failed: 'trouble',
  unknown: 'trouble',
};

/** File of the picture. macOS colours a template itself; elsewhere ink goes on light panels and ivory on dark ones. */
export function trayPicture(server: ServerNow, dark: boolean, platform: NodeJS.Platform): string {
  return `${PICTURES[server]}${platform === 'darwin' ? 'Template' : dark ? '-dark' : '-light'}.png`;
}

export interface TrayActions {
  open(): void;
  start(): void;
  stop(): void;
  quit(): void;
}

const MAY_START: ReadonlySet<ServerNow> = new Set(['stopped', 'failed']);
const MAY_STOP: ReadonlySet<ServerNow> = new Set(['starting', 'running', 'waiting']);

/** The menu as data. Start or stop is offered only where it would do something. */
export function trayTemplate(
  server: ServerNow,
  words: Words,
  actions: TrayActions,
): MenuItemConstructorOptions[] {
  const change: MenuItemConstructorOptions[] = MAY_START.has(server)
    ? [{ id: 'start', label: words.startServer, click: () => actions.start() }]
    : MAY_STOP.has(server)
      ? [{ id: 'stop', label: words.stopServer, click: () => actions.stop() }]
      : [];
  return [
    { id: 'open', label: words.open, click: () => actions.open() },
    { type: 'separator' },
    { id: 'status', label: words.status[server], enabled: false },
    ...change,
    { type: 'separator' },
    { id: 'quit', label: words.quit, click: () => actions.quit() },
  ];
}

export interface TrayView {
  readonly server: ServerNow;
  readonly words: Words;
  readonly dark: boolean;
}

export interface TrayHandle {
  show(view: TrayView): void;
  close(): void;
}

export interface TrayParts {
  readonly icons: string;
  readonly platform: NodeJS.Platform;
  readonly actions: TrayActions;
}

/** @returns undefined where the system has no tray: then nothing may hide in it. */
export function createTray({ icons, platform, actions }: TrayParts, first: TrayView): TrayHandle | undefined {
  const picture = ({ server, dark }: TrayView) =>
    nativeImage.createFromPath(join(icons, 'tray', trayPicture(server, dark, platform)));
  let tray: Tray;
  try {
    tray = new Tray(picture(first));
  } catch {
    return undefined;
  }
  function show(view: TrayView): void {
    tray.setImage(picture(view));
    tray.setToolTip(`Chatelaine: ${view.words.status[view.server]}`);
    tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(view.server, view.words, actions)));
  }
  // On macOS a click opens the menu, as with every other key in that bar.
  if (platform !== 'darwin') tray.on('click', () => actions.open());
  show(first);
  return { show, close: () => tray.destroy() };
}
