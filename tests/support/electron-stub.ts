/**
 * A stand-in for Electron, whose binary is not there in plain Node: `vi.mock('electron', () => import('…/electron-stub.ts'))`.
 *
 * It draws nothing and remembers what it was told. Each part is written against Electron's own types, so that a renamed
 * method fails in the compiler. `given` holds the answers a test wants; `seen` what happened; `resetElectron` begins anew.
 */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort as NodePort } from 'node:worker_threads';
import type * as Electron from 'electron';

type Api = typeof import('electron');
/** One part of Electron out of what the stub has of it; `Partial` keeps names and types honest. */
const part = <T>(has: Partial<T>): T => has as T;
/** The same for parts that are emitters: the stub's own emitter in the place of Electron's overloads. */
const emitting = <T>(has: Omit<Partial<T>, keyof EventEmitter>): T & EventEmitter =>
  Object.assign(new EventEmitter(), has) as unknown as T & EventEmitter;

export const given = { dark: false, lock: true, tray: true, answer: 0, languages: ['en-GB'] as string[] };
export const seen = {
  windows: [] as FakeWindow[],
  trays: [] as FakeTray[],
  boxes: [] as Electron.MessageBoxOptions[],
  menus: [] as Electron.MenuItemConstructorOptions[][],
  opened: [] as string[],
  exits: [] as number[],
  /** What a program does about its own end. */
  order: [] as string[],
  exposed: {} as Record<string, unknown>,
  paths: {} as Record<string, string>,
  sent: [] as string[],
  notifications: [] as FakeNotification[],
};

export class FakeContents extends EventEmitter {
  readonly mainFrame = part<Electron.WebFrameMain>({ url: 'app://chatelaine/index.html', parent: null });
  openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | undefined;
  reloads = 0;
  setWindowOpenHandler(handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.reloads += 1;
  }
}

export class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly calls: string[] = [];
  readonly options: Electron.BrowserWindowConstructorOptions;
  url = '';
  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    seen.windows.push(this);
  }
  async loadURL(url: string): Promise<void> {
    this.url = url;
  }
  show = () => void this.calls.push('show');
  hide = () => void this.calls.push('hide');
  focus = () => void this.calls.push('focus');
  maximize = () => void this.calls.push('maximize');
  restore = () => void this.calls.push('restore');
  isMinimized = () => false;
  isMaximized = () => false;
  isDestroyed = () => this.calls.includes('destroy');
  getNormalBounds = () => ({ x: 10, y: 20, width: 1000, height: 700 });
  setBackgroundColor = (colour: string) => void this.calls.push(`ground ${colour}`);
  setTitleBarOverlay = (overlay: Electron.TitleBarOverlayOptions) =>
    void this.calls.push(`overlay ${overlay.color}`);
  destroy(): void {
    this.calls.push('destroy');
    this.emit('closed');
  }
}

export class FakeTray extends EventEmitter {
  image = '';
  tip = '';
  menu: Electron.MenuItemConstructorOptions[] = [];
  destroyed = false;
  constructor(image: unknown) {
    super();
    if (!given.tray) throw new Error('no tray here');
    this.image = String(image);
    seen.trays.push(this);
  }
  setImage = (image: unknown) => {
    this.image = String(image);
  };
  setToolTip = (tip: string) => {
    this.tip = tip;
  };
  setContextMenu = (menu: unknown) => {
    this.menu = menu as Electron.MenuItemConstructorOptions[];
  };
  destroy = () => {
    this.destroyed = true;
  };
}

export class FakeNotification extends EventEmitter {
  static isSupported = () => true;
  readonly options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.options = options;
  }
  show = () => void seen.notifications.push(this);
}

/** MessagePortMain over Node's: same events, `{ data }` as Electron gives it. */
class FakePortMain extends EventEmitter {
  readonly #port: NodePort;
  started = false;
  constructor(port: NodePort) {
    super();
    this.#port = port;
    port.on('message', (data) => this.emit('message', { data, ports: [] }));
    port.on('close', () => this.emit('close'));
  }
  postMessage = (message: unknown) => this.#port.postMessage(message);
  start = () => {
    this.started = true;
  };
  close = () => this.#port.close();
}

class FakeChannel {
  readonly port1: FakePortMain;
  /** Stays Node's own: it is the page's end. */
  readonly port2: NodePort;
  constructor() {
    const channel = new MessageChannel();
    this.port1 = new FakePortMain(channel.port1);
    this.port2 = channel.port2;
  }
}

export class FakeSession extends EventEmitter {
  permissionRequest: Parameters<Electron.Session['setPermissionRequestHandler']>[0] = null;
  permissionCheck: Parameters<Electron.Session['setPermissionCheckHandler']>[0] = null;
  devicePermission: Parameters<Electron.Session['setDevicePermissionHandler']>[0] = null;
  blocked: string[] = [];
  schemes = new Map<string, (request: Request) => Promise<Response>>();
  setPermissionRequestHandler = (handler: FakeSession['permissionRequest']) => {
    this.permissionRequest = handler;
  };
  setPermissionCheckHandler = (handler: FakeSession['permissionCheck']) => {
    this.permissionCheck = handler;
  };
  setDevicePermissionHandler = (handler: FakeSession['devicePermission']) => {
    this.devicePermission = handler;
  };
  readonly webRequest = {
    onBeforeRequest: (
      filter: Electron.WebRequestFilter,
      listener: (details: never, answer: (response: Electron.CallbackResponse) => void) => void,
    ) =>
      listener(undefined as never, (response) => {
        if (response.cancel) this.blocked = filter.urls ?? [];
      }),
  };
  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
      void this.schemes.set(scheme, handler),
  };
}

export const app = emitting<Electron.App>({
  isPackaged: false,
  requestSingleInstanceLock: () => given.lock,
  getPreferredSystemLanguages: () => given.languages,
  getPath: (name) => seen.paths[name] ?? `/nowhere/${name}`,
  setPath: (name, path) => {
    seen.paths[name] = path;
  },
  exit: (code = 0) => void seen.exits.push(code),
  releaseSingleInstanceLock: () => void seen.order.push('lock released'),
  relaunch: (options) => void seen.order.push(`relaunch ${options?.execPath ?? 'as it is'}`),
  whenReady: async () => undefined,
});
export const defaultSession = new FakeSession();
class FakeTheme extends EventEmitter {
  themeSource = 'system';
  get shouldUseDarkColors(): boolean {
    return given.dark;
  }
}
export const nativeTheme = new FakeTheme() as unknown as Electron.NativeTheme & EventEmitter;
export const powerMonitor = emitting<Electron.PowerMonitor>({});
export const ipcMain = emitting<Electron.IpcMain>({});
export const ipcRenderer = emitting<Electron.IpcRenderer>({
  send: (channel) => void seen.sent.push(channel),
});
export const contextBridge = part<Electron.ContextBridge>({
  exposeInMainWorld: (name, api) => {
    seen.exposed[name] = api;
  },
});
export const dialog = part<Electron.Dialog>({
  showMessageBox: (async (...args: unknown[]) => {
    seen.boxes.push(args.at(-1) as Electron.MessageBoxOptions);
    return { response: given.answer, checkboxChecked: false };
  }) as Electron.Dialog['showMessageBox'],
});
export const shell = part<Electron.Shell>({
  openExternal: async (address) => void seen.opened.push(address),
  openPath: async (path) => {
    seen.opened.push(path);
    return '';
  },
});
const display = part<Electron.Display>({ workArea: { x: 0, y: 0, width: 1920, height: 1040 } });
export const screen = emitting<Electron.Screen>({
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
});
export const protocol = part<Electron.Protocol>({ registerSchemesAsPrivileged: () => undefined });
export const session = { defaultSession } as unknown as Api['session'];
export const BrowserWindow = FakeWindow as unknown as Api['BrowserWindow'];
export const Notification = FakeNotification as unknown as Api['Notification'];
export const Tray = FakeTray as unknown as Api['Tray'];
export const MessageChannelMain = FakeChannel as unknown as Api['MessageChannelMain'];
/** A menu is its template here. */
export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (menu: unknown) => void seen.menus.push(menu as Electron.MenuItemConstructorOptions[]),
} as unknown as Api['Menu'];
/** A picture is its path here. */
export const nativeImage = { createFromPath: (path: string) => path } as unknown as Api['nativeImage'];

// Held against Electron's own table of exports.
const _stub = {
  app,
  BrowserWindow,
  contextBridge,
  dialog,
  ipcMain,
  ipcRenderer,
  Menu,
  MessageChannelMain,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  screen,
  session,
  shell,
  Tray,
} satisfies Partial<Api>;

export function resetElectron(): void {
  Object.assign(given, { dark: false, lock: true, tray: true, answer: 0, languages: ['en-GB'] });
  seen.notifications.length = 0;
  for (const list of [seen.windows, seen.trays, seen.boxes, seen.menus, seen.opened, seen.exits, seen.sent])
    list.length = 0;
  seen.order.length = 0;
  for (const emitter of [app, nativeTheme, powerMonitor, ipcMain, ipcRenderer, defaultSession])
    emitter.removeAllListeners();
  nativeTheme.themeSource = 'system';
  seen.paths = {};
}
