/** The server's side of the control socket; `control.ts` has the contract. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import {
  type ControlAnswer,
  type ControlRequest,
  controlAddress,
  MAX_REQUEST,
  readLines,
  type ServerEvent,
} from './control.ts';
import type { Log } from './kernel/log.ts';

export interface ControlParts {
  readonly data: string;
  readonly log: Log;
  /** Runs a command of the table; throws `{ code, message }` for what is refused. */
  readonly run: (command: string, args: unknown) => Promise<unknown>;
  /** Returns how to stop listening. */
  readonly subscribe: (listener: (event: ServerEvent) => void) => () => void;
}

export interface ControlServer {
  close(): Promise<void>;
}

/** Opens the control socket. The data folder's lock is held, so that a socket found there is a dead server's. */
export async function openControl({ data, log, run, subscribe }: ControlParts): Promise<ControlServer> {
  const address = controlAddress(data);
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    let unsubscribe = () => {};
    const say = (line: ControlAnswer | ServerEvent) => {
      if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
    };
    readLines(socket, MAX_REQUEST, (line) => {
      const request = readRequest(line);
      if (!request) return void socket.destroy();
      if (request.command === 'subscribe') {
        unsubscribe();
        unsubscribe = subscribe(say);
        return say({ id: request.id, result: true });
      }
      void answer(request).then(say);
    });
    socket.on('error', (error) => log.debug('control connection broke', { cause: error.message }));
    socket.on('close', () => {
      unsubscribe();
      open.delete(socket);
    });
  });

  async function answer({ id, command, args }: ControlRequest): Promise<ControlAnswer> {
    try {
      return { id, result: (await run(command, args)) ?? null };
    } catch (error) {
      const { code, message } = error as { code?: unknown; message?: unknown };
      if (typeof code === 'string' && typeof message === 'string') return { id, error: { code, message } };
      log.error('a command failed', { command, cause: (error as Error)?.stack ?? String(error) });
      return {
        id,
        error: { code: 'unexpected', message: 'The server could not do that; its log says why.' },
      };
    }
  }

  const isFile = process.platform !== 'win32';
  if (isFile) rmSync(address, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  if (isFile) chmodSync(address, 0o600);

  return {
    close() {
      for (const socket of open) socket.destroySoon();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function readRequest(line: string): ControlRequest | undefined {
  try {
    const value = JSON.parse(line) as Partial<ControlRequest> | null;
    if (typeof value?.id !== 'number' || typeof value.command !== 'string') return undefined;
    return value as ControlRequest;
  } catch {
    return undefined;
  }
}
