/**
 * A line to the manager: a MessagePort on the desktop, a WebSocket in a browser. Nothing above knows which.
 */
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { hasSession, type Locked, redeem, takeToken } from './access.ts';
import { takeTicket } from './door.ts';
import type { Client } from './types.ts';

export type Line = { client: Client; closed: Promise<void> };
export type Opened =
  | { kind: 'open'; line: Line }
  | { kind: 'locked'; because: Locked }
  | { kind: 'unreachable'; why: unknown };

/** Opens a line, or says why there is none. Never rejects. */
export type OpenLine = () => Promise<Opened>;

/** How long a line may take to open before we call it unreachable. */
const OPEN_WITHIN = 10_000;

/** The desktop's line: asks the preload script for a port, which comes as a message to this very window. */
export function desktopLine(window: Window & typeof globalThis): OpenLine {
  return () =>
    new Promise((resolve) => {
      const timer = setTimeout(() => done({ kind: 'unreachable', why: 'no port came' }), OPEN_WITHIN);
      const done = (opened: Opened) => {
        clearTimeout(timer);
        window.removeEventListener('message', onMessage);
        resolve(opened);
      };
      const onMessage = (event: MessageEvent) => {
        const port = event.ports[0];
        // Only the preload script of this very page may hand over a port.
        if (event.source !== window || port === undefined) return;
        const closed = new Promise<void>((gone) => port.addEventListener('close', () => gone()));
        const client: Client = createORPCClient(new PortLink({ port }));
        port.start();
        done({ kind: 'open', line: { client, closed } });
      };
      window.addEventListener('message', onMessage);
      window.chatelaine?.connect();
    });
}

/** A browser's line: the token first, if the address brought one, then the WebSocket of the same origin. */
export function browserLine(window: Window & typeof globalThis): OpenLine {
  let token = takeToken(window.location, window.history);
  let ticket = takeTicket(window.sessionStorage);
  return async () => {
    const fetcher = window.fetch.bind(window);
    try {
      if (token !== null) {
        const refused = await redeem(token, fetcher);
        token = null;
        // A used link is no harm to a browser that is let in already, by the cookie of an earlier one.
        if (refused !== null && !(await hasSession(fetcher))) return { kind: 'locked', because: refused };
      }
      const line = await openSocket(new URL('rpc', window.location.href));
      if (line !== null) {
        // Too old, or used: then this page is asked once more when it comes to it.
        if (ticket !== null) await line.client.access.claim({ ticket }).catch(() => undefined);
        ticket = null;
        return { kind: 'open', line };
      }
      return (await hasSession(fetcher))
        ? { kind: 'unreachable', why: 'socket refused' }
        : { kind: 'locked', because: 'no-link' };
    } catch (why) {
      return { kind: 'unreachable', why };
    }
  };
}

function openSocket(url: URL): Promise<Line | null> {
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  const socket = new WebSocket(url);
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.close(), OPEN_WITHIN);
    const closed = new Promise<void>((gone) =>
      socket.addEventListener('close', () => gone(), { once: true }),
    );
    socket.addEventListener('open', () => {
      clearTimeout(timer);
      resolve({ client: createORPCClient(new SocketLink({ websocket: socket })), closed });
    });
    void closed.then(() => {
      clearTimeout(timer);
      resolve(null);
    });
  });
}
