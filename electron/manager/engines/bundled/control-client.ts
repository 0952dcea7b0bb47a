/** Asks the running server over its control socket, with a time-out; one connection for each question, one for events. */
import {
  type ControlClient as Connection,
  ControlError,
  connectControl,
  type ServerEvent,
} from '../../../../server/control.ts';

const TIMEOUT_MS = 10_000;

/** The server runs and said no; `code` is from its command table. */
export class CommandRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'CommandRefused';
    this.code = code;
  }
}

/** Nothing answers on the control socket. */
export class NotReachable extends Error {}

const UNREACHABLE = 'server.unreachable';

function readable(error: unknown): Error {
  if (!(error instanceof ControlError)) return error as Error;
  return error.code === UNREACHABLE
    ? new NotReachable(error.message, { cause: error })
    : new CommandRefused(error.code, error.message);
}

export interface Subscriber {
  listening(): void;
  happened(event: ServerEvent): void;
  ended(): void;
}

export interface AskOptions {
  readonly timeoutMs?: number;
  /** Gives up: the connection is closed, and the answer rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface ControlClient {
  /** Resolves to the command's answer; rejects with `CommandRefused` or `NotReachable`. */
  ask(command: string, args?: Record<string, unknown>, how?: AskOptions): Promise<unknown>;
  /** Calls `listening` once no further event is missed, `happened` with each, `ended` with the connection. Returns how to stop. */
  subscribe(on: Subscriber): () => void;
}

/** @param dataDir the server's data folder, which the socket's address follows from. */
export function createControlClient(dataDir: string): ControlClient {
  return {
    async ask(command, args = {}, { timeoutMs = TIMEOUT_MS, signal } = {}) {
      let connection: Connection | undefined;
      let timer: NodeJS.Timeout | undefined;
      let giveUp = () => {};
      const late = new Promise<never>((_, reject) => {
        const said = `no answer to ${command} in ${timeoutMs} ms`;
        timer = setTimeout(() => reject(new NotReachable(said)), timeoutMs);
        giveUp = () => reject(signal?.reason);
        signal?.addEventListener('abort', giveUp, { once: true });
        if (signal?.aborted) giveUp();
      });
      const answer = connectControl(dataDir).then((connected) => {
        connection = connected;
        return connected.call(command, args);
      });
      try {
        return await Promise.race([answer, late]);
      } catch (error) {
        throw readable(error);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        connection?.close();
        answer.catch(() => undefined);
      }
    },
    subscribe({ listening, happened, ended }) {
      let stopped = false;
      let connection: Connection | undefined;
      const follow = async () => {
        connection = await connectControl(dataDir);
        if (stopped) return connection.close();
        await connection.subscribe(happened);
        listening();
        await connection.closed;
      };
      follow()
        .catch(() => undefined)
        .finally(ended);
      return () => {
        stopped = true;
        connection?.close();
      };
    },
  };
}
