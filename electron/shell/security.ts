/**
 * What a page may do beyond drawing itself: nothing by default. No other address, no second window, no webview, no
 * permission but writing text to the clipboard, no network of its own.
 */
import type { Session, WebContents, WebPreferences } from 'electron';
import { APP_ORIGIN } from './app-scheme.ts';

/** Preferences of every page. Each is Electron's default today and is written out so that it stays ours tomorrow. */
export const WEB_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  // WHY: the checker would fetch its dictionaries from the network.
  spellcheck: false,
} as const satisfies WebPreferences;

/** Whether an address is a page of ours. */
export const isOurs = (address: string): boolean => {
  const url = URL.parse(address);
  // `URL.origin` is "null" for schemes the standard does not know, in Node as it is not in Chromium.
  return url !== null && `${url.protocol}//${url.host}` === APP_ORIGIN;
};

/** The only links that may leave for the person's browser, chat program or mail program. */
export function mayOpenOutside(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || url.username || url.password) return false;
  // WHY no further fields: some mail programs attach files that a link names.
  if (url.protocol === 'mailto:')
    return [...url.searchParams.keys()].every((field) => field === 'subject' || field === 'body');
  return url.protocol === 'https:' || url.protocol === 'xmpp:';
}

/** Link of a manager of ours without a window: https, or http that does not leave this machine. */
export function isManagerLink(address: string): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  return (
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname))
  );
}

/** The one permission granted: copy buttons write text. Reading the clipboard stays refused. */
export function mayUse(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurs(origin);
}

export interface GuardParts {
  /** Opens an address outside, already known to be allowed there. */
  readonly openOutside: (address: string) => void;
  /** Told what was refused, for the log. */
  readonly refused: (what: string) => void;
}

/** Holds one page to its own address and window. */
export function guardContents(contents: WebContents, { openOutside, refused }: GuardParts): void {
  contents.on('will-frame-navigate', (details) => {
    if (isOurs(details.url) && details.isMainFrame) return;
    details.preventDefault();
    refused('navigation');
    if (details.isMainFrame && mayOpenOutside(details.url)) openOutside(details.url);
  });
  contents.on('will-redirect', (details) => {
    if (isOurs(details.url)) return;
    details.preventDefault();
    refused('redirect');
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    refused('webview');
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) openOutside(url);
    else refused('window');
    return { action: 'deny' };
  });
}

/** Holds a session to the clipboard, to its own files and to downloads of what the page itself made. */
export function guardSession(session: Session, { refused }: Pick<GuardParts, 'refused'>): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const granted = mayUse(permission, details.requestingUrl);
    if (!granted) refused(`permission ${permission}`);
    answer(granted);
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => mayUse(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*'] },
    (_details, answer) => {
      refused('request');
      answer({ cancel: true });
    },
  );
  session.on('will-download', (event, item) => {
    const address = item.getURL();
    if (isOurs(address) || address.startsWith(`blob:${APP_ORIGIN}/`)) return;
    event.preventDefault();
    refused('download');
  });
}
