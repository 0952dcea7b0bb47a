/**
 * Connects to the first of many addresses that answers (RFC 8305 §5): one after another with a little patience, all that were
 * begun going on meanwhile; the first wins, and the others are dropped.
 */
import { connect, type Socket } from 'node:net';

export interface Attempt {
  readonly address: string;
  readonly port: number;
  /** How long those begun before it are waited for; once all of them have failed, no longer. */
  readonly patienceMs: number;
}

/** Starts a connection; `connect` of node:net but in tests. */
export type Dial = (options: { host: string; port: number }) => Socket;

export interface Failure<A extends Attempt = Attempt> {
  readonly attempt: A;
  readonly error: NodeJS.ErrnoException;
}

export type Outcome<A extends Attempt> =
  | { readonly is: 'connected'; readonly attempt: A; readonly socket: Socket }
  | { readonly is: 'failed'; readonly failures: readonly Failure<A>[] };

/**
 * @param attempts asked for the next one only when its turn may have come.
 * Rejects with the signal's reason, or what `attempts` throws; whatever was begun is dropped then.
 */
export function race<A extends Attempt>(
  attempts: AsyncIterable<A>,
  signal: AbortSignal,
  dial: Dial = connect,
): Promise<Outcome<A>> {
  const running = new Set<Socket>();
  const failures: Failure<A>[] = [];
  /** Ends the wait for those that run. */
  let wake = () => {};
  let over = false;

  return new Promise((resolve, reject) => {
    const settle = (how: () => void) => {
      if (over) return;
      over = true;
      signal.removeEventListener('abort', abort);
      for (const socket of running) socket.destroy();
      wake();
      how();
    };
    const abort = () => settle(() => reject(signal.reason));

    function begin(attempt: A): void {
      const socket = dial({ host: attempt.address, port: attempt.port });
      running.add(socket);
      const failed = (error: Error) => {
        running.delete(socket);
        failures.push({ attempt, error });
        socket.destroy();
        if (running.size === 0) wake();
      };
      socket.on('error', failed);
      socket.once('connect', () => {
        // Two may connect in one turn of the event loop.
        if (over) return void socket.destroy();
        socket.removeListener('error', failed);
        running.delete(socket);
        settle(() => resolve({ is: 'connected', attempt, socket }));
      });
    }

    /** Until all that run have failed, or `ms` have passed. */
    function patience(ms: number): Promise<void> {
      if (running.size === 0 || over) return Promise.resolve();
      return new Promise((done) => {
        const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(done, ms);
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }

    async function run(): Promise<void> {
      for await (const attempt of attempts) {
        await patience(attempt.patienceMs);
        if (over) return;
        begin(attempt);
      }
      await patience(Number.POSITIVE_INFINITY);
      settle(() => resolve({ is: 'failed', failures }));
    }

    if (signal.aborted) return void abort();
    signal.addEventListener('abort', abort);
    run().catch((error) => settle(() => reject(error)));
  });
}
