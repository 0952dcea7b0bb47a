/**
 * WebSockets that nobody reads any more: a laptop that fell asleep, a tab that hangs, a cable that was pulled. Each would
 * keep its iterators, and what is sent to it would pile up in memory. The page opens a new one when it wakes.
 */
import type { WebSocket } from 'ws';
import type { Clock } from '../manager/host.ts';

/** A browser answers pings by itself, also for a tab in the background. */
export const LOOK_EVERY_MS = 5_000;
/** Looks without an answer: 30 s. */
export const SILENT_LOOKS = 6;
/** What may wait to be sent; a page of the log is well below one. */
export const WAITING_BYTES = 8 * 1024 * 1024;

/** How long a socket that was shown out may take to say goodbye. */
const GOODBYE_MS = 1_000;

/**
 * Ends `socket` at once: what it sends from now on is not read, whether or not its owner answers the goodbye.
 * SPEC: RFC 6455 §5.5.1: after a close frame no more data is sent; who has something to hide sends all the same.
 */
export function showOut(
  socket: Pick<WebSocket, 'close' | 'terminate' | 'removeAllListeners' | 'once'>,
  code: number,
  clock: Pick<Clock, 'after'>,
): void {
  socket.removeAllListeners('message');
  const timer = clock.after(GOODBYE_MS, () => socket.terminate());
  socket.once('close', () => timer.cancel());
  socket.close(code);
}

/** Ends `socket` when it answers no ping or lets too much wait. */
export function watchSocket(
  socket: Pick<WebSocket, 'bufferedAmount' | 'on' | 'ping' | 'terminate'>,
  clock: Pick<Clock, 'after'>,
): void {
  let silent = 0;
  let timer = clock.after(LOOK_EVERY_MS, look);
  function look(): void {
    if (silent >= SILENT_LOOKS || socket.bufferedAmount > WAITING_BYTES) {
      socket.terminate();
      return;
    }
    silent++;
    socket.ping();
    timer = clock.after(LOOK_EVERY_MS, look);
  }
  socket.on('pong', () => {
    silent = 0;
  });
  socket.on('close', () => timer.cancel());
}
