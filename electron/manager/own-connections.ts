/**
 * Which connections this process made itself, so that what the server writes about a check of ours is not taken for news: a door
 * that is looked at from here (reach/, doctor/, certificates/served) leaves the same line behind as a scanner of the internet.
 *
 * Known in process: Node tells of each socket it opens, the server's line has the peer's address and port. Nothing that comes over
 * the network is believed. A check that comes back through the office's router has another port by then, and stays news.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

export interface OwnConnections {
  /** Whether the connection from there is, or was a moment ago, one of ours. */
  made(address: string, port: number): boolean;
  close(): void;
}

/** A server that waits for a handshake gives up after a minute at most; then its line comes. */
const KEPT_MS = 2 * 60_000;
/** A look at all doors makes some dozens. */
const MOST = 2_000;
const CHANNEL = 'net.client.socket';
const MAPPED = /^::ffff:(?=\d)/i;

/** @param now milliseconds */
export function createOwnConnections(now: () => number): OwnConnections {
  /** When each was made, oldest first. */
  const made = new Map<string, number>();
  const keyOf = (address: string, port: number) => `${address.replace(MAPPED, '')} ${port}`;

  function note({ localAddress, localPort }: Socket): void {
    if (localAddress === undefined || localPort === undefined) return;
    const key = keyOf(localAddress, localPort);
    made.delete(key);
    made.set(key, now());
    for (const [old, at] of made) {
      if (made.size <= MOST && at > now() - KEPT_MS) break;
      made.delete(old);
    }
  }
  const opened = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.once('connect', () => note(socket));
  };
  subscribe(CHANNEL, opened);

  return {
    made: (address, port) => (made.get(keyOf(address, port)) ?? Number.NEGATIVE_INFINITY) > now() - KEPT_MS,
    close: () => void unsubscribe(CHANNEL, opened),
  };
}

/** What the server writes about a handshake that did not come about. */
const MESSAGE = 'TLS failed';

/** The line as it came, or marked as our own check and ranked down to where nobody meets it. */
export function rankedLine(line: string, connections: Pick<OwnConnections, 'made'>): string {
  if (!line.includes(MESSAGE)) return line;
  let read: Record<string, unknown>;
  try {
    read = JSON.parse(line);
  } catch {
    // A line of something else than our server's log.
    return line;
  }
  const { message, address, remotePort } = read;
  const known = message === MESSAGE && typeof address === 'string' && typeof remotePort === 'number';
  if (!known || !connections.made(address, remotePort)) return line;
  return JSON.stringify({ ...read, level: 'debug', madeBy: 'manager' });
}
