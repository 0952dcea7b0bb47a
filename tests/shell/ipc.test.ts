import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Calls } from '../../electron/contract/calls.ts';
import type { Contract } from '../../electron/contract/index.ts';
import { isOurs } from '../../electron/shell/security.ts';
import { createDispatcher } from '../../electron/transport/dispatcher.ts';
import { createPortTransport } from '../../electron/transport/port.ts';
import { FakeContents, ipcMain, ipcRenderer, resetElectron, seen } from '../support/electron-stub.ts';

vi.mock('electron', () => import('../support/electron-stub.ts'));
const { CONNECT, isTrusted, listenOnIpc, PORT } = await import('../../electron/transport/ipc.ts');

/** A manager that knows only its changes, and whom it answered. */
const calls = { app: { changes: async () => [] } } as unknown as Calls;
const dispatcher = createDispatcher({ calls, known: () => undefined, unexpected: () => 'reference' });

const refused: string[] = [];
let stop: () => void;
beforeEach(() => {
  resetElectron();
  refused.length = 0;
  stop = listenOnIpc({
    serve: createPortTransport(dispatcher),
    isOurs,
    refused: (what) => refused.push(what),
  });
});

/** A page whose frame takes ports; `asks` is its `window.chatelaine.connect()`. */
function openPage(url = 'app://chatelaine/index.html', more: { frame?: object; sender?: object } = {}) {
  const ports: MessagePort[] = [];
  const contents = new FakeContents();
  const frame = {
    url,
    parent: null,
    postMessage: (channel: string, _message: unknown, [port]: [MessagePort]) => {
      expect(channel).toBe(PORT);
      ports.push(port);
    },
    ...more.frame,
  };
  const sender = Object.assign(contents, { mainFrame: frame, ...more.sender });
  return {
    ports,
    sender,
    frame,
    asks: (senderFrame: unknown = frame) => ipcMain.emit(CONNECT, { sender, senderFrame }),
  };
}

const clientOver = (port: MessagePort): ContractRouterClient<Contract> => {
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port }));
  port.start();
  return client;
};

test('our page gets a port, and the contract behind it', async () => {
  const page = openPage();
  page.asks();
  expect(await clientOver(page.ports[0]!).app.changes({ before: null, limit: 10 })).toEqual([]);
  expect(refused).toEqual([]);
  stop();
});

describe('refused, without an answer', () => {
  test.each([
    ['a page at another address', openPage('https://example.org/')],
    ['a page of another host of ours', openPage('app://other/index.html')],
    ['a file', openPage('file:///index.html')],
    ['a frame inside our page', openPage(undefined, { frame: { parent: {} } })],
    ['a frame that is not the sender’s main one', openPage(undefined, { sender: { mainFrame: {} } })],
  ])('%s', (_title, page) => {
    page.asks();
    expect([page.ports.length, refused]).toEqual([0, ['connect']]);
  });

  test('a frame that is gone', () => {
    const page = openPage();
    page.asks(null);
    expect([page.ports.length, refused]).toEqual([0, ['connect']]);
    expect(isTrusted({ sender: page.sender as never, senderFrame: null }, isOurs)).toBe(false);
  });
});

describe('a port closes', () => {
  const events: [string, (page: ReturnType<typeof openPage>) => void][] = [
    [
      'when the page is loaded anew',
      (page) => page.sender.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false }),
    ],
    ['when the page crashes', (page) => page.sender.emit('render-process-gone')],
    ['when the window is closed', (page) => page.sender.emit('destroyed')],
    ['when the page asks for another', (page) => page.asks()],
    ['when the program ends', () => stop()],
  ];
  test.each(events)('%s', async (_title, happen) => {
    const page = openPage();
    page.asks();
    const closed = once(page.ports[0]!, 'close');
    happen(page);
    await closed;
  });

  test('but not when the page only moves within itself', async () => {
    const page = openPage();
    page.asks();
    page.sender.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    expect(await clientOver(page.ports[0]!).app.changes({ before: null, limit: 10 })).toEqual([]);
    stop();
  });
});

test('asking again and again leaves one set of listeners', () => {
  const page = openPage();
  for (let times = 0; times < 20; times++) page.asks();
  expect(page.sender.listenerCount('did-start-navigation')).toBe(1);
  stop();
});

test('the preload exposes one function, which asks; the port is handed on to this very page', async () => {
  const posted: unknown[][] = [];
  vi.stubGlobal('window', { postMessage: (...args: unknown[]) => posted.push(args) });
  await import('../../electron/preload.ts');
  expect(Object.keys(seen.exposed)).toEqual(['chatelaine']);
  const { connect, ...rest } = seen.exposed.chatelaine as { connect(): void };
  expect(rest).toEqual({});
  connect();
  expect(seen.sent).toEqual([CONNECT]);
  const port = {};
  ipcRenderer.emit(PORT, { ports: [port] });
  // `/`: the page's own origin and no other.
  expect(posted).toEqual([[PORT, '/', [port]]]);
  vi.unstubAllGlobals();
});
