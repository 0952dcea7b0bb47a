/** The contract over a WebSocket, for the headless face. Who may connect is decided before, in `web/`. */
import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { Caller } from '../contract/calls.ts';
import { badInput } from './bad-input.ts';
import type { Dispatcher } from './dispatcher.ts';

/** Serves `socket` until it closes. */
export function createWebSocketTransport(
  dispatcher: Dispatcher,
): (socket: WebSocket, caller: Caller) => void {
  const handler = new RPCHandler<Caller>(dispatcher, { clientInterceptors: [badInput] });
  return (socket, caller) => {
    void handler.upgrade(socket, { context: caller });
  };
}
