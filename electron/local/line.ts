/** The contract over a socket of the data folder's, for commands in a terminal beside a running manager. */
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Caller } from '../contract/calls.ts';
import { listenForOwner, socketPath } from '../manager/local-socket.ts';

/** What a command says of itself when it asks for a line. */
export const ACCOUNT_HEADER = 'x-chatelaine-account';
/** The desktop's window says so instead; whoever may open the socket is the same account either way. */
export const FACE_HEADER = 'x-chatelaine-face';
export const LINE = 'calls';

/** Commands at once; a script that starts more of them waits for its own. */
const MOST = 32;
/** As the web face has it: an upload's worth of input. */
const MOST_BYTES = 8 * 1024 * 1024;

export interface LineParts {
  readonly dataDir: string;
  readonly serve: (socket: WebSocket, caller: Caller) => void;
}

/** Serves every command that calls. Call while holding the folder's lock. Resolves to how to stop. */
export async function openLine({ dataDir, serve }: LineParts): Promise<() => Promise<void>> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES });
  const server = createServer((_, answer) => answer.writeHead(426).end());
  server.on('upgrade', (request, socket, head) => {
    if (sockets.clients.size >= MOST) {
      // It may hang up first.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
      return;
    }
    const account = String(request.headers[ACCOUNT_HEADER] ?? '');
    const caller =
      request.headers[FACE_HEADER] === 'desktop' ? { session: null } : { session: null, account };
    sockets.handleUpgrade(request, socket, head, (line) => serve(line, caller));
  });
  await listenForOwner(server, await socketPath(dataDir, LINE));
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const line of sockets.clients) line.terminate();
      server.closeAllConnections();
    });
}
