import { setImmediate } from 'node:timers/promises';
import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ManagerEvent } from '../../electron/contract/index.ts';
import type { ServerNow } from '../../electron/shell/quit.ts';
import type { Client } from '../../electron/shell/status.ts';
import {
  app,
  defaultSession,
  type FakeWindow,
  given,
  nativeTheme,
  powerMonitor,
  resetElectron,
  seen,
} from '../support/electron-stub.ts';

vi.mock('electron', () => import('../support/electron-stub.ts'));
const { createDesktop } = await import('../../electron/shell/desktop.ts');

type Event = ManagerEvent['event'];

/** A manager behind the contract: its state, what it was asked, and events on demand. */
function fakeManager(server: Exclude<ServerNow, 'unknown'> | { refuses: string }) {
  const asked: string[] = [];
  const queue: Event[] = [];
  let wake = () => {};
  const settings = { language: 'en', theme: 'system' };
  const client = {
    app: {
      events: async (_input: unknown, { signal }: { signal: AbortSignal }) =>
        (async function* () {
          signal.addEventListener('abort', () => wake());
          while (!signal.aborted) {
            const event = queue.shift();
            if (event) yield { n: 1, at: 0, event };
            else
              await new Promise<void>((resolve) => {
                wake = resolve;
              });
          }
        })(),
    },
    server: {
      overview: async () => {
        if (typeof server === 'object')
          throw Object.assign(new Error(server.refuses), { code: server.refuses });
        return { status: { state: server } };
      },
      start: async () => void asked.push('start'),
      stop: async () => {
        asked.push('stop');
        throw Object.assign(new Error('late'), { code: 'server.timeout' });
      },
    },
    settings: { get: async () => ({ values: settings }) },
  };
  return {
    client: client as unknown as Client,
    asked,
    settings,
    async emit(event: Event) {
      queue.push(event);
      wake();
      await setImmediate();
    },
  };
}

async function openDesktop(server: Parameters<typeof fakeManager>[0] = 'running') {
  const manager = fakeManager(server);
  const stopped: string[] = [];
  const desktop = await createDesktop({
    client: manager.client,
    places: {
      node: '',
      plain: (path) => path,
      renderer: '',
      preload: '/preload.cjs',
      icons: '/icons',
    },
    readPage: async () => undefined,
    dataDir: '/srv/office',
    version: '1.2.3',
    boundsFile: '/nowhere/window.json',
    openExternal: async () => undefined,
    stopManager: async () => void stopped.push('manager'),
    note: () => undefined,
  });
  desktop.open();
  return { desktop, manager, stopped, window: seen.windows[0]!, tray: seen.trays[0] };
}

function pick(items: readonly MenuItemConstructorOptions[], id: string): void {
  const item = items.find((each) => each.id === id);
  if (!item) throw new Error(`no ${id}`);
  (item.click as () => void)();
}

/** Whether the close button was overruled. */
function pressClose(window: FakeWindow): boolean {
  let prevented = false;
  window.emit('close', {
    preventDefault: () => {
      prevented = true;
    },
  });
  return prevented;
}

const ANSWER = { background: 0, stop: 1, cancel: 2 } as const;

beforeEach(resetElectron);

test('the window opens our own page from our own scheme, once', async () => {
  const { desktop, window } = await openDesktop();
  expect([window.url, [...defaultSession.schemes.keys()]]).toEqual(['app://chatelaine/index.html', ['app']]);
  window.emit('ready-to-show');
  desktop.open();
  expect([seen.windows.length, window.calls]).toEqual([1, ['show', 'show', 'focus']]);
});

test('somebody has to know: the system says so in the person’s language, and a click leads to where it is mended', async () => {
  const { manager, window } = await openDesktop();
  manager.settings.language = 'fr';
  await manager.emit({ type: 'settings.changed' });
  const notice = {
    id: '1',
    ended: false,
    urgent: true,
    subject: 'atelier.example',
    data: {},
    since: 0,
    at: 0,
  } as const;
  await manager.emit({ type: 'notice', notice: { ...notice, kind: 'certificate-expired' } });
  const [shown] = seen.notifications;
  expect(shown?.options).toMatchObject({
    title: 'Le certificat a pris fin',
    urgency: 'critical',
    silent: true,
  });
  shown?.emit('click');
  expect([window.url, window.calls.at(-1)]).toEqual([
    'app://chatelaine/index.html#/network/certificate',
    'focus',
  ]);
});

describe('closing the window', () => {
  test('leaves a running server alone', async () => {
    const { window, stopped } = await openDesktop('running');
    expect(pressClose(window)).toBe(true);
    expect([window.calls, stopped, seen.boxes.length]).toEqual([['hide'], [], 0]);
  });

  test('quits where no server would stop with it', async () => {
    const { window, stopped } = await openDesktop('stopped');
    pressClose(window);
    await vi.waitFor(() => expect(seen.exits).toEqual([0]));
    expect([stopped, seen.boxes.length]).toEqual([['manager'], 0]);
  });

  test('asks where there is no tray to hide in', async () => {
    given.tray = false;
    given.answer = ANSWER.cancel;
    const { window, stopped } = await openDesktop('running');
    pressClose(window);
    await vi.waitFor(() => expect(seen.boxes).toHaveLength(1));
    expect([window.calls, stopped, seen.exits]).toEqual([[], [], []]);
  });
});

describe('quitting while the server runs', () => {
  test.each([
    ['background', ['hide'], [], []],
    ['stop', ['destroy'], ['manager'], [0]],
    ['cancel', [], [], []],
  ] as const)('%s', async (answer, calls, manager, exits) => {
    given.answer = ANSWER[answer];
    const { desktop, window, stopped } = await openDesktop('running');
    await desktop.quit();
    expect([window.calls, stopped, seen.exits]).toEqual([calls, manager, exits]);
    expect(seen.boxes[0]).toMatchObject({
      message: 'Stop the server and quit?',
      buttons: ['Keep running in the background', 'Stop and quit', 'Cancel'],
      defaultId: 0,
      cancelId: 2,
    });
  });

  test('also when the system’s own quit asks for it', async () => {
    given.answer = ANSWER.cancel;
    await openDesktop('running');
    const event = { preventDefault: vi.fn() };
    app.emit('before-quit', event);
    expect(event.preventDefault).toHaveBeenCalled();
    await vi.waitFor(() => expect(seen.boxes).toHaveLength(1));
  });

  test('a shutdown asks nobody, stops once, and is waited for', async () => {
    const { desktop, stopped } = await openDesktop('running');
    const event = { preventDefault: vi.fn() };
    powerMonitor.emit('shutdown', event);
    await desktop.quitNow();
    await vi.waitFor(() => expect(seen.exits).toEqual([0]));
    expect([stopped, seen.boxes.length, event.preventDefault.mock.calls.length]).toEqual([['manager'], 0, 1]);
  });

  test('an update: everything is closed before the installer runs, and the program ends whatever that does', async () => {
    given.answer = ANSWER.cancel;
    for (const meets of ['all well', 'a fault']) {
      [seen.exits.length, seen.windows.length] = [0, 0];
      const { desktop, stopped, window } = await openDesktop('running');
      const exchange = vi.fn(async () => {
        expect([stopped, window.isDestroyed(), seen.exits]).toEqual([['manager'], true, []]);
        if (meets === 'a fault') throw new Error('no room');
      });
      const event = { preventDefault: vi.fn() };
      const leaving = desktop.quitNow(exchange);
      // Quitting meanwhile asks nobody and begins nothing a second time.
      app.emit('before-quit', event);
      await leaving;
      expect([exchange.mock.calls.length, seen.exits, seen.boxes]).toEqual([1, [0], []]);
      expect(event.preventDefault).not.toHaveBeenCalled();
    }
  });

  test('the end of a Windows session does the same', async () => {
    const { window, stopped } = await openDesktop('running');
    window.emit('session-end');
    await vi.waitFor(() => expect(seen.exits).toEqual([0]));
    expect(stopped).toEqual(['manager']);
  });
});

describe('the tray', () => {
  test('follows the server', async () => {
    const { manager, tray } = await openDesktop('running');
    expect([tray?.image, tray?.tip]).toEqual([
      '/icons/tray/running-light.png',
      'Chatelaine: The server is running',
    ]);
    await manager.emit({
      type: 'server.state',
      status: { state: 'waiting', since: 0, nextAt: 1, attempt: 1, exit: 'SIGKILL' },
    });
    expect([tray?.image, tray?.tip]).toEqual([
      '/icons/tray/trouble-light.png',
      'Chatelaine: The server ended by itself and is started again',
    ]);
  });

  test('starts and stops the server, and says when that failed', async () => {
    const { manager, tray } = await openDesktop('running');
    pick(tray!.menu, 'stop');
    await vi.waitFor(() =>
      expect(seen.boxes.map(({ message }) => message)).toEqual(['The server did not stop']),
    );
    await manager.emit({ type: 'server.state', status: { state: 'stopped', since: 0 } });
    pick(tray!.menu, 'start');
    expect(manager.asked).toEqual(['stop', 'start']);
  });

  test.each([
    ['setup.not-done', 'Chatelaine: The server is not set up yet'],
    ['manager.recovery', 'Chatelaine: Chatelaine could not start'],
  ])('when the manager answers %s', async (refuses, tip) => {
    const { tray } = await openDesktop({ refuses });
    expect(tray?.tip).toBe(tip);
  });
});

test('language and theme follow the settings, menu and tray with them', async () => {
  const { manager, tray } = await openDesktop('running');
  expect(seen.menus.at(-1)?.[1]?.label).toBe('Edit');
  Object.assign(manager.settings, { language: 'fr', theme: 'dark' });
  await manager.emit({ type: 'settings.changed' });
  await vi.waitFor(() => expect(seen.menus.at(-1)?.[1]?.label).toBe('Édition'));
  expect([nativeTheme.themeSource, tray?.tip]).toEqual(['dark', 'Chatelaine: Le serveur fonctionne']);
});

test('the title bar’s buttons change colour with the theme', async () => {
  const { window, tray } = await openDesktop('running');
  given.dark = true;
  nativeTheme.emit('updated');
  expect(window.calls).toContain('ground #141110');
  if (process.platform !== 'darwin') expect(window.calls).toContain('overlay #141110');
  expect(tray?.image).toMatch(process.platform === 'darwin' ? /Template/ : /-dark/);
});

test('a page that crashed is loaded again when the person wants that', async () => {
  const { window } = await openDesktop('running');
  window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  await vi.waitFor(() => expect(window.webContents.reloads).toBe(1));
});
