/**
 * The contract over Electron: a page of ours asks once, and gets a message port that lives as long as the page.
 *
 * Trust no caller: only the main frame of a page at our own address is answered; anything else is not even refused.
 */
import {
  type IpcMainEvent,
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  type WebContents,
} from 'electron';
import type { Caller } from '../contract/calls.ts';
import type { ServedPort } from './port.ts';

export const CONNECT = 'chatelaine.connect';
export const PORT = 'chatelaine.port';

export interface IpcParts {
  /** Serves the contract over a port until it closes: `createPortTransport(dispatcher)`. */
  readonly serve: (port: ServedPort, caller: Caller) => void;
  /** The address pages of ours have. */
  readonly isOurs: (address: string) => boolean;
  readonly refused: (what: string) => void;
}

/** Whether the sender is the main frame of one of our pages, as it is at this moment. */
export function isTrusted(
  event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>,
  isOurs: IpcParts['isOurs'],
): boolean {
  const frame = event.senderFrame;
  // Null once the frame was navigated away or destroyed.
  return frame !== null && frame.parent === null && frame === event.sender.mainFrame && isOurs(frame.url);
}

/** @returns how to stop listening; ports that are open close with their pages. */
export function listenOnIpc({ serve, isOurs, refused }: IpcParts): () => void {
  const ports = new Map<WebContents, MessagePortMain>();
  const watched = new WeakSet<WebContents>();

  function drop(page: WebContents): void {
    ports.get(page)?.close();
    ports.delete(page);
  }

  function onConnect(event: IpcMainEvent): void {
    if (!isTrusted(event, isOurs)) {
      refused('connect');
      return;
    }
    const page = event.sender;
    drop(page);
    const { port1, port2 } = new MessageChannelMain();
    ports.set(page, port1);
    port1.once('close', () => {
      if (ports.get(page) === port1) ports.delete(page);
    });
    serve(port1, { session: null });
    port1.start();
    event.senderFrame?.postMessage(PORT, null, [port2]);
    if (watched.has(page)) return;
    watched.add(page);
    page.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) drop(page);
    });
    page.on('render-process-gone', () => drop(page));
    page.once('destroyed', () => drop(page));
  }

  ipcMain.on(CONNECT, onConnect);
  return () => {
    ipcMain.off(CONNECT, onConnect);
    for (const page of [...ports.keys()]) drop(page);
  };
}
