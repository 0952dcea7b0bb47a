/**
 * The window: one, remembered, and never a browser.
 */
import type { BrowserWindowConstructorOptions } from 'electron';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { APP_PAGE } from './app-scheme.ts';
import { MINIMUM, type Placement, placeWindow, readBounds, writeBounds } from './bounds.ts';
import { GROUND, overlayColours } from './colours.ts';
import { type GuardParts, guardContents, WEB_PREFERENCES } from './security.ts';

export interface WindowLook {
  readonly placement: Placement;
  readonly dark: boolean;
  readonly preload: string;
  readonly icon: string;
}

/** Everything the window is made with; pure, so that a test can hold it against the table of what is not negotiable. */
export function windowOptions({
  placement,
  dark,
  preload,
  icon,
}: WindowLook): BrowserWindowConstructorOptions {
  const { maximized: _maximized, ...bounds } = placement;
  return {
    ...bounds,
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    title: 'Chatelaine',
    icon,
    // Shown when the page is drawn: no white flash on a dark desk.
    show: false,
    backgroundColor: dark ? GROUND.dark : GROUND.light,
    titleBarStyle: 'hidden',
    titleBarOverlay: overlayColours(dark),
    autoHideMenuBar: true,
    webPreferences: { ...WEB_PREFERENCES, preload },
  };
}

export interface WindowParts extends GuardParts {
  readonly preload: string;
  readonly icon: string;
  /** Where its place is remembered. */
  readonly boundsFile: string;
  /** Asked when the person closes it. */
  readonly mayHide: () => 'hide' | 'quit';
  readonly quit: () => void;
  /** Windows logs the person off or shuts down, and does not wait long. */
  readonly sessionEnds: () => void;
  /** The page crashed or hangs. */
  readonly gone: (window: BrowserWindow) => void;
}

export interface WindowHandle {
  /** Shows the window, making it anew if it was closed. */
  open(): void;
  /** The same, with a page of ours in it, such as `/numbers`. */
  openAt(page: string): void;
  hide(): void;
  current(): BrowserWindow | undefined;
  /** From now on closing closes. */
  close(): void;
}

export function createWindow(parts: WindowParts): WindowHandle {
  let window: BrowserWindow | undefined;
  let closing = false;

  function make(page = ''): BrowserWindow {
    const screens = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(
      (display) => display.workArea,
    );
    const placement = placeWindow(readBounds(parts.boundsFile), screens);
    const made = new BrowserWindow(
      windowOptions({
        placement,
        dark: nativeTheme.shouldUseDarkColors,
        preload: parts.preload,
        icon: parts.icon,
      }),
    );
    guardContents(made.webContents, parts);
    made.once('ready-to-show', () => {
      if (placement.maximized) made.maximize();
      made.show();
    });
    made.on('close', (event) => {
      void writeBounds(parts.boundsFile, { ...made.getNormalBounds(), maximized: made.isMaximized() });
      if (closing) return;
      event.preventDefault();
      if (parts.mayHide() === 'hide') made.hide();
      else parts.quit();
    });
    made.on('session-end', () => parts.sessionEnds());
    made.on('closed', () => {
      window = undefined;
    });
    made.webContents.on('render-process-gone', () => parts.gone(made));
    made.on('unresponsive', () => parts.gone(made));
    void made.loadURL(APP_PAGE + page);
    return made;
  }

  const recolour = () => {
    const dark = nativeTheme.shouldUseDarkColors;
    window?.setBackgroundColor(dark ? GROUND.dark : GROUND.light);
    // macOS draws its own buttons and has no such method.
    if (process.platform !== 'darwin') window?.setTitleBarOverlay(overlayColours(dark));
  };
  nativeTheme.on('updated', recolour);

  function show(made: BrowserWindow): void {
    if (made.isMinimized()) made.restore();
    made.show();
    made.focus();
  }

  return {
    open() {
      if (window === undefined) window = make();
      else show(window);
    },
    openAt(page) {
      if (window === undefined) {
        window = make(`#${page}`);
        return;
      }
      // Only the fragment is another: the page goes there by itself, and is not loaded anew.
      void window.loadURL(`${APP_PAGE}#${page}`);
      show(window);
    },
    hide: () => window?.hide(),
    current: () => window,
    close() {
      closing = true;
      nativeTheme.off('updated', recolour);
      window?.destroy();
    },
  };
}
