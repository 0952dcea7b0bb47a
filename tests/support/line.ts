/** A manager under test that answers commands in a terminal, as both faces do. */
import { openLine } from '../../electron/local/line.ts';
import type { Manager } from '../../electron/manager/manager.ts';
import { createDispatcher } from '../../electron/transport/dispatcher.ts';
import { createWebSocketTransport } from '../../electron/transport/websocket.ts';

/** Resolves to how to stop. */
export const answerCommands = (manager: Manager, dataDir: string): Promise<() => Promise<void>> =>
  openLine({ dataDir, serve: createWebSocketTransport(createDispatcher(manager)) });
