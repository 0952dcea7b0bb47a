/** The contract over a message port: Node's MessagePort in tests, Electron's MessagePortMain behind `ipc.ts`. */
import { RPCHandler } from '@orpc/server/message-port';
import type { Caller } from '../contract/calls.ts';
import { badInput } from './bad-input.ts';
import type { Dispatcher } from './dispatcher.ts';

export type ServedPort = Parameters<RPCHandler<Caller>['upgrade']>[0];

/** Serves `port` until it closes. */
export function createPortTransport(dispatcher: Dispatcher): (port: ServedPort, caller: Caller) => void {
  const handler = new RPCHandler<Caller>(dispatcher, { clientInterceptors: [badInput] });
  return (port, caller) => handler.upgrade(port, { context: caller });
}
