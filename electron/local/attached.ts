/** The shell's own client of a manager in another process: tray, menu and quitting know through it how the server does. */
import { type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type WebSocket from 'ws';
import type { Client } from './client.ts';
import { openDesktopLine } from './relay.ts';

export interface Attached {
  /** Stays the same, whichever line it speaks over. */
  readonly client: Client;
  /** Resolves when the present line ends: the manager has gone, or begins anew. */
  ended(): Promise<void>;
  /** Another line, to whoever has the folder by now. @returns whether somebody answered. */
  again(): Promise<boolean>;
}

/** Undefined where nobody answers on the folder. */
export async function attach(dataDir: string): Promise<Attached | undefined> {
  let socket: WebSocket;
  let link: ClientLink<Record<never, never>>;

  async function again(): Promise<boolean> {
    const opened = await openDesktopLine(dataDir);
    const isThere = await new Promise<boolean>((resolve) => {
      opened.once('open', () => resolve(true));
      opened.once('error', () => resolve(false));
    });
    if (!isThere) return false;
    // What a manager that ends leaves: the calls under way reject by themselves.
    opened.on('error', () => undefined);
    socket = opened;
    link = new RPCLink({ websocket: opened as unknown as globalThis.WebSocket });
    return true;
  }

  if (!(await again())) return undefined;
  return {
    client: createORPCClient({ call: (path, input, options) => link.call(path, input, options) }),
    ended: () =>
      new Promise((resolve) => {
        if (socket.readyState === socket.CLOSED) resolve();
        else socket.once('close', () => resolve());
      }),
    again,
  };
}
