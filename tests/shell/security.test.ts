import type { Event, Session, WebContents } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  guardContents,
  guardSession,
  isManagerLink,
  isOurs,
  mayOpenOutside,
  mayUse,
} from '../../electron/shell/security.ts';
import { FakeContents, FakeSession, resetElectron } from '../support/electron-stub.ts';

vi.mock('electron', () => import('../support/electron-stub.ts'));
const { windowOptions } = await import('../../electron/shell/window.ts');

beforeEach(resetElectron);

test('the window is made with what is not negotiable', () => {
  const options = windowOptions({
    placement: { x: 1, y: 2, width: 1280, height: 860, maximized: true },
    dark: true,
    preload: '/app/preload.cjs',
    icon: '/app/icon.png',
  });
  expect(options).toEqual({
    x: 1,
    y: 2,
    width: 1280,
    height: 860,
    minWidth: 900,
    minHeight: 600,
    title: 'Chatelaine',
    icon: '/app/icon.png',
    show: false,
    backgroundColor: '#141110',
    titleBarStyle: 'hidden',
    titleBarOverlay: { color: '#141110', symbolColor: '#f4efe9', height: 43 },
    autoHideMenuBar: true,
    webPreferences: {
      preload: '/app/preload.cjs',
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
      spellcheck: false,
    },
  });
});

/** Address · one of our pages · may leave for the browser · link of a manager without a window. */
const ADDRESSES: [string, boolean, boolean, boolean][] = [
  ['app://chatelaine/index.html', true, false, false],
  ['app://chatelaine/', true, false, false],
  ['app://chatelaine.evil/', false, false, false],
  ['app://chatelaine:1/', false, false, false],
  ['app://evil/chatelaine', false, false, false],
  ['APP://chatelaine/x', true, false, false],
  ['https://example.org/', false, true, true],
  ['https://app://chatelaine/', false, true, true],
  ['https://sophie:secret@example.org/', false, false, true],
  ['xmpp:otto@example.org?message', false, true, false],
  ['mailto:?subject=Invitation&body=Hello', false, true, false],
  ['mailto:?subject=x&attach=/etc/passwd', false, false, false],
  ['http://example.org/', false, false, false],
  ['http://127.0.0.1:8470/#token=abc', false, false, true],
  ['http://[::1]:8470/', false, false, true],
  ['http://127.0.0.1.example.org/', false, false, false],
  ['file:///etc/passwd', false, false, false],
  ['javascript:alert(1)', false, false, false],
  ['data:text/html,x', false, false, false],
  ['blob:app://chatelaine/1', false, false, false],
  ['smb://server/share', false, false, false],
  ['ms-msdt:/id', false, false, false],
  ['', false, false, false],
  ['not an address', false, false, false],
];
test.each(ADDRESSES)('%s: ours %s, outside %s, manager %s', (address, ours, outside, manager) => {
  expect([isOurs(address), mayOpenOutside(address), isManagerLink(address)]).toEqual([
    ours,
    outside,
    manager,
  ]);
});

describe('a page', () => {
  const contents = new FakeContents();
  const opened: string[] = [];
  const refused: string[] = [];
  guardContents(contents as unknown as WebContents, {
    openOutside: (address) => opened.push(address),
    refused: (what) => refused.push(what),
  });
  beforeEach(() => {
    opened.length = 0;
    refused.length = 0;
  });

  /** Whether Electron was told to leave it. */
  function happens(event: string, details: { url?: string; isMainFrame?: boolean }): boolean {
    let prevented = false;
    contents.emit(event, {
      ...details,
      preventDefault: () => {
        prevented = true;
      },
    } as Partial<Event>);
    return !prevented;
  }

  test('stays at our address', () => {
    expect(happens('will-frame-navigate', { url: 'app://chatelaine/index.html', isMainFrame: true })).toBe(
      true,
    );
    expect(happens('will-frame-navigate', { url: 'file:///etc/passwd', isMainFrame: true })).toBe(false);
    expect(happens('will-frame-navigate', { url: 'app://other/', isMainFrame: true })).toBe(false);
    expect(happens('will-redirect', { url: 'https://example.org/' })).toBe(false);
    expect({ opened, refused }).toEqual({ opened: [], refused: ['navigation', 'navigation', 'redirect'] });
  });

  test('a link of another site goes to the browser instead', () => {
    expect(happens('will-frame-navigate', { url: 'https://example.org/', isMainFrame: true })).toBe(false);
    expect(opened).toEqual(['https://example.org/']);
  });

  test('has no frames and no webviews', () => {
    expect(happens('will-frame-navigate', { url: 'app://chatelaine/index.html', isMainFrame: false })).toBe(
      false,
    );
    expect(happens('will-frame-navigate', { url: 'https://example.org/', isMainFrame: false })).toBe(false);
    expect(happens('will-attach-webview', {})).toBe(false);
    expect(opened).toEqual([]);
  });

  test('opens no window', () => {
    const open = (url: string) => contents.openHandler?.({ url } as never);
    for (const url of [
      'https://example.org/',
      'xmpp:otto@example.org',
      'file:///etc/passwd',
      'app://chatelaine/',
    ])
      expect(open(url)).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://example.org/', 'xmpp:otto@example.org']);
    expect(refused).toEqual(['window', 'window']);
  });
});

describe('a session', () => {
  const session = new FakeSession();
  const refused: string[] = [];
  guardSession(session as unknown as Session, { refused: (what) => refused.push(what) });

  test.each([
    ['clipboard-sanitized-write', true],
    ['clipboard-read', false],
    ['media', false],
    ['geolocation', false],
    ['notifications', false],
    ['openExternal', false],
    ['fileSystem', false],
    ['hid', false],
  ] as const)('permission %s: %s', (permission, granted) => {
    let answer: boolean | undefined;
    session.permissionRequest?.(
      {} as WebContents,
      permission as never,
      (given) => {
        answer = given;
      },
      { requestingUrl: 'app://chatelaine/index.html', isMainFrame: true } as never,
    );
    const checked = session.permissionCheck?.(null, permission as never, 'app://chatelaine', {} as never);
    expect([answer, checked]).toEqual([granted, granted]);
  });

  test('no permission at another address, no device anywhere', () => {
    expect(mayUse('clipboard-sanitized-write', 'https://example.org')).toBe(false);
    expect(session.devicePermission?.({} as never)).toBe(false);
  });

  test('the page has no network and no disk of its own', () => {
    for (const scheme of ['http:', 'https:', 'ws:', 'wss:', 'file:'])
      expect(session.blocked.some((pattern) => pattern.startsWith(scheme))).toBe(true);
    expect(session.blocked.some((pattern) => pattern.startsWith('app:'))).toBe(false);
  });

  test('only what the page itself made is downloaded', () => {
    const kept = (url: string) => {
      let prevented = false;
      const event = {
        preventDefault: () => {
          prevented = true;
        },
      };
      session.emit('will-download', event, { getURL: () => url });
      return !prevented;
    };
    expect(kept('blob:app://chatelaine/6f1c')).toBe(true);
    expect(kept('https://example.org/x.exe')).toBe(false);
    expect(kept('blob:https://example.org/6f1c')).toBe(false);
  });
});
